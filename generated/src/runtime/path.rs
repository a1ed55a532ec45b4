//! Paths and their parameters.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is written as it is: the unreserved characters of RFC 3986. Everything else is encoded, so a
/// value never changes the structure of a path or query.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as part of a path or query.
pub(crate) fn encoded(value: &str) -> String {
    utf8_percent_encode(value, ENCODED).to_string()
}

/// A value as path parameter.
///
/// Some servers decode a path before they route it and again after; they expect a value that starts
/// with `/` or contains `//` encoded twice, and any other value once.
pub(crate) fn parameter(value: &str, double: bool) -> String {
    let once = encoded(value);
    if double && (value.starts_with('/') || value.contains("//")) { encoded(&once) } else { once }
}

/// Fills the `{names}` of a template.
///
/// # Errors
/// When a parameter has no value or the path would lead elsewhere; the text says why.
pub(crate) fn fill(
    template: &str,
    mut value: impl FnMut(&str) -> Result<String, String>,
) -> Result<String, String> {
    let mut path = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        path.push_str(before);
        let text = value(name)?;
        if text.is_empty() {
            return Err(format!("the path parameter `{name}` is empty"));
        }
        path.push_str(&text);
        rest = after;
    }
    path.push_str(rest);
    // A URL parser resolves such segments, encoded or not, so the request would go to another path.
    if path.split('/').any(|segment| segment == "." || segment == "..") {
        return Err("a path parameter is `.` or `..`, which would change the path".to_owned());
    }
    Ok(path)
}
