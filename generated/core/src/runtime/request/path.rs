//! Paths and their parameters.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is written as it is: the unreserved characters of RFC 3986. Everything else is encoded, so a
/// value never changes the structure of a path or query.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as part of a path or query.
pub(crate) fn encoded(value: &str) -> String {
    utf8_percent_encode(value, ENCODED).to_string()
}

/// Appends a value as part of a path or query.
pub(crate) fn push_encoded(out: &mut String, value: &str) {
    out.extend(utf8_percent_encode(value, ENCODED));
}

/// Appends a value as path parameter.
///
/// Some servers decode a path before they route it and again after; they expect a value that starts
/// with `/` or contains `//` encoded twice, and any other value once.
pub(crate) fn push_parameter(out: &mut String, value: &str, double: bool) {
    if double && (value.starts_with('/') || value.contains("//")) {
        push_encoded(out, &encoded(value));
    } else {
        push_encoded(out, value);
    }
}

/// A value as one segment of a path.
///
/// Where a server decodes a path twice, as some do for values that start with `/` or contain `//`, apply
/// it twice.
#[must_use]
pub fn path_segment(value: &str) -> String {
    encoded(value)
}

/// Characters that a URL must not contain. Those with a meaning in a URL are left to the caller, and so is `%`.
const NOT_IN_URLS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'^');

/// A path that a caller wrote, as it is appended to the base URL of a server.
///
/// # Errors
/// When it would lead elsewhere; the text says why.
pub(crate) fn below(base: &str, path: &str) -> Result<String, String> {
    if path.contains(|c: char| c.is_control() || c == '\\' || c == '#') {
        return Err(
            "the path contains a control character, `\\` or `#`, which must be encoded".to_owned()
        );
    }
    let base = base.trim_end_matches('/');
    let path = if names_a_host(path.trim_start()) {
        let rest = path.strip_prefix(base).filter(|_| !base.is_empty());
        rest.filter(|rest| rest.is_empty() || rest.starts_with(['/', '?'])).ok_or_else(|| {
            format!(
                "the path is a URL that does not start with the base URL of the server, `{base}`"
            )
        })?
    } else {
        path
    };
    let slash = if path.starts_with('/') { "" } else { "/" };
    let before_query = path.split('?').next().unwrap_or_default();
    if before_query.split('/').any(is_dots) {
        return Err("a segment of the path is `.` or `..`, which would change the path".to_owned());
    }
    Ok(format!("{slash}{}", utf8_percent_encode(path, NOT_IN_URLS)))
}

/// Whether a URL parser would take a string for a URL with a host.
fn names_a_host(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return text.starts_with("//") };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let is_web = ["http", "https"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
    text.starts_with("//") || (is_scheme && (is_web || rest.starts_with("//")))
}

/// Whether a URL parser resolves a segment, encoded or not.
fn is_dots(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// Appends a template with its `{names}` filled by a function that appends the value of each.
///
/// # Errors
/// When a parameter has no value or the path would lead elsewhere; the text says why.
pub(crate) fn fill(
    path: &mut String,
    template: &str,
    mut push_value: impl FnMut(&mut String, &str) -> Result<(), String>,
) -> Result<(), String> {
    let mut rest = template;
    let mut has_dots = false;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        path.push_str(before);
        let start = path.len();
        push_value(path, name)?;
        match path.as_bytes().get(start) {
            None => return Err(format!("the path parameter `{name}` is empty")),
            Some(first) => has_dots |= *first == b'.',
        }
        rest = after;
    }
    path.push_str(rest);
    // A URL parser resolves such segments, encoded or not, so the request would go to another path.
    if has_dots && path.split('/').any(|segment| segment == "." || segment == "..") {
        return Err("a path parameter is `.` or `..`, which would change the path".to_owned());
    }
    Ok(())
}
