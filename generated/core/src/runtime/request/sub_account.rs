//! Requests on behalf of a sub-account: the same request, with the account before its path.

use super::operation_info::OperationInfo;
use super::path;

/// Begins a path with the prefix for a sub-account.
///
/// # Errors
/// When the operation cannot be called on behalf of a sub-account, or the ID would change the path; the text says why.
pub(crate) fn push_prefix(
    out: &mut String,
    info: &OperationInfo,
    account: &str,
) -> Result<(), String> {
    let Some(template) = info.server.account_path.filter(|_| info.sub_account) else {
        return Err("it cannot be called on behalf of a sub-account".to_owned());
    };
    path::fill(out, template, |out, _| {
        path::push_encoded(out, account);
        Ok(())
    })
}

/// A path that is complete but for the prefix.
///
/// # Errors
/// As [`push_prefix`].
pub(crate) fn prefixed(
    info: &OperationInfo,
    account: Option<&str>,
    path: String,
) -> Result<String, String> {
    let Some(account) = account else { return Ok(path) };
    let mut whole = String::with_capacity(path.len().saturating_add(48));
    push_prefix(&mut whole, info, account)?;
    whole.push_str(&path);
    Ok(whole)
}

/// The path without the prefix: what a request is, whichever account it is for.
pub(crate) fn without_prefix<'p>(info: &OperationInfo, path: &'p str) -> &'p str {
    let template = info.server.account_path.unwrap_or_default();
    let Some((before, _)) = template.split_once('{') else { return path };
    let rest =
        path.strip_prefix(before).and_then(|rest| rest.find('/').and_then(|at| rest.get(at..)));
    rest.unwrap_or(path)
}
