//! Secrets of unknown value in strings: parameters and passwords in URLs, headers that were quoted, JWTs.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;

use super::{HIDDEN, is_secret, is_secret_parameter};

/// The shortest word behind `Bearer` or `Basic` that is a credential and not a word of a sentence.
const SHORTEST_CREDENTIAL: usize = 16;

/// Characters that end a value in a string.
const ENDS: &[u8] = b"&#\"'<>`\\|^{}()[],; \t\r\n";

/// Characters that end a value in a URL.
const ENDS_IN_URLS: &[u8] = b"&#\"<>`\\ \t\r\n";

/// Characters of a value in a URL that, as the last one, belong to the sentence around the URL.
const AROUND_URLS: &[u8] = b"'|^{}()[],;";

/// The longest name of a parameter that is written with escapes.
const LONGEST_ESCAPED_NAME: usize = 120;

/// A string, printed as `Debug` does, without the secrets in its URLs.
pub(crate) struct Masked<'a>(pub(crate) &'a str);

impl fmt::Debug for Masked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*masked(self.0), f)
    }
}

/// A string without the secrets in its URLs, in `name=value` pairs and in quoted headers. Hosts, paths and all other
/// parameters stay.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    // Most strings have nothing of all this.
    if !text.bytes().any(|byte| matches!(byte, b'=' | b'%' | b'@' | b':')) && !has_credential(text)
    {
        return Cow::Borrowed(text);
    }
    let mut found = Vec::new();
    pairs(text, &mut found);
    users(text, &mut found);
    members(text, &mut found);
    credentials(text, &mut found);
    replaced(text, found)
}

/// Replaces ranges of a string by `***`.
pub(super) fn replaced(text: &str, mut found: Vec<(usize, usize)>) -> Cow<'_, str> {
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_unstable();
    let mut result = String::with_capacity(text.len());
    let mut last = None;
    for (start, end) in found {
        // Ranges that overlap or follow at once are one secret.
        if last.is_none_or(|last| start > last) {
            result.push_str(text.get(last.unwrap_or(0)..start).unwrap_or_default());
            result.push_str(HIDDEN);
        }
        last = last.max(Some(end));
    }
    result.push_str(text.get(last.unwrap_or(0)..).unwrap_or_default());
    Cow::Owned(result)
}

/// Values of `name=value`; `%3D` is an equals sign in a URL that is a parameter of another one.
fn pairs(text: &str, found: &mut Vec<(usize, usize)>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, byte) in bytes.iter().enumerate() {
        // A secret is looked at once, however many marks are in it.
        if at < done {
            continue;
        }
        let begins = match byte {
            b'=' => at.saturating_add(1),
            b'%' => match encoded(bytes, at, b"3d") {
                Some(after) => after,
                None => continue,
            },
            _ => continue,
        };
        let (name, in_url) = name_before(text, at);
        let secret = if in_url { is_secret_parameter(&name) } else { is_secret(&name) };
        if name.is_empty() || !secret {
            continue;
        }
        let end = value_end(bytes, begins, *byte == b'%', in_url);
        if end > begins {
            found.push((begins, end));
            done = end;
        }
    }
}

/// Behind `%3d` or `%253d`, whose digits are given in lower case.
fn encoded(bytes: &[u8], at: usize, digits: &[u8]) -> Option<usize> {
    let mut at = at.checked_add(1)?;
    while bytes.get(at..)?.starts_with(b"25") {
        at = at.checked_add(2)?;
    }
    let end = at.checked_add(2)?;
    bytes.get(at..end)?.eq_ignore_ascii_case(digits).then_some(end)
}

/// The name before an equals sign, and whether it is that of a parameter of a URL.
fn name_before(text: &str, at: usize) -> (Cow<'_, str>, bool) {
    let before = text.get(..at).unwrap_or_default();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.[]".contains(c);
    let name = before.trim_end_matches(is_part);
    let begins = name.len();
    let (mark, mut name) = (name.chars().next_back(), before.get(begins..).unwrap_or_default());
    if mark != Some('%') {
        return (name.into(), matches!(mark, Some('?' | '&' | '#' | ';')));
    }
    // `%3Fname` and `%253Fname`: the digits belong to the mark.
    while let Some(rest) = name.strip_prefix("25") {
        name = rest;
    }
    let digits = name.get(..2).unwrap_or_default();
    let is_mark = ["3f", "26", "23", "3b"].iter().any(|known| digits.eq_ignore_ascii_case(known));
    if is_mark { (name.get(2..).unwrap_or_default().into(), true) } else { escaped_name(before) }
}

/// The name at the end of a string in which some characters are escapes: `?%70wd`.
fn escaped_name(before: &str) -> (Cow<'_, str>, bool) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.[]%".contains(c);
    let begins = before.len().saturating_sub(LONGEST_ESCAPED_NAME);
    let near = (begins..=before.len()).find_map(|at| before.get(at..)).unwrap_or_default();
    let rest = near.trim_end_matches(is_part);
    let name = percent_decode_str(near.get(rest.len()..).unwrap_or_default()).decode_utf8_lossy();
    let own = name.rsplit(['?', '&', '#', ';']).next().unwrap_or_default();
    let in_url = rest.ends_with(['?', '&', '#', ';']) || own.len() < name.len();
    (own.to_owned().into(), in_url)
}

fn value_end(bytes: &[u8], begins: usize, is_encoded: bool, in_url: bool) -> usize {
    let marks = if in_url { ENDS_IN_URLS } else { ENDS };
    let ends = |at: usize, byte: u8| {
        marks.contains(&byte)
            || (is_encoded
                && byte == b'%'
                && (encoded(bytes, at, b"26").is_some() || encoded(bytes, at, b"23").is_some()))
    };
    let rest = bytes.iter().enumerate().skip(begins);
    let end = rest.clone().find(|(at, byte)| ends(*at, **byte)).map_or(bytes.len(), |(at, _)| at);
    let value = bytes.get(begins..end).unwrap_or_default();
    let around = value.iter().rev().take_while(|byte| in_url && AROUND_URLS.contains(byte));
    end.saturating_sub(around.count())
}

/// Names and passwords before the host of a URL.
fn users(text: &str, found: &mut Vec<(usize, usize)>) {
    for (at, mark) in text.match_indices("://") {
        let begins = at.saturating_add(mark.len());
        let rest = text.get(begins..).unwrap_or_default();
        let end = rest.find(|c: char| "/?#\"'<>\\".contains(c) || c.is_whitespace());
        let authority = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        if let Some(user) = authority.rfind('@').filter(|user| *user > 0) {
            found.push((begins, begins.saturating_add(user)));
        }
    }
}

/// Values of `"name":"value"` in JSON that a message quotes.
fn members(text: &str, found: &mut Vec<(usize, usize)>) {
    for (at, _) in text.match_indices(':') {
        let before = text.get(..at).unwrap_or_default().trim_end().trim_end_matches('\\');
        let quote =
            before.strip_suffix('"').map(|_| '"').or(before.strip_suffix('\'').map(|_| '\''));
        let Some(quote) = quote else { continue };
        let name = before.trim_end_matches(quote).trim_end_matches('\\');
        let name = name.rsplit(quote).next().unwrap_or_default();
        let after = text.get(at.saturating_add(1)..).unwrap_or_default();
        let value = after.trim_start().trim_start_matches('\\');
        let Some(value) = value.strip_prefix(quote).filter(|_| is_secret(name)) else { continue };
        let length = value.find([quote, '\\']).unwrap_or(value.len());
        let begins = text.len().saturating_sub(value.len());
        if length > 0 {
            found.push((begins, begins.saturating_add(length)));
        }
    }
}

/// Whether a string may quote a header or hold a JWT.
fn has_credential(text: &str) -> bool {
    text.contains("eyJ") || KINDS.iter().any(|kind| find(text, kind).is_some())
}

const KINDS: [&str; 2] = ["bearer ", "basic "];

/// The first place of a word in a string, in upper or lower case.
fn find(text: &str, word: &str) -> Option<usize> {
    let windows = text.as_bytes().windows(word.len());
    windows
        .enumerate()
        .find(|(_, part)| part.eq_ignore_ascii_case(word.as_bytes()))
        .map(|(at, _)| at)
}

/// The value after `Bearer` or `Basic`, and JWTs wherever they are.
fn credentials(text: &str, found: &mut Vec<(usize, usize)>) {
    let length = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-._~+/=".contains(c));
        end.unwrap_or(rest.len())
    };
    for kind in KINDS {
        let mut from = 0;
        while let Some(at) = find(text.get(from..).unwrap_or_default(), kind) {
            from = from.saturating_add(at).saturating_add(kind.len());
            let length = length(from);
            if length >= SHORTEST_CREDENTIAL {
                found.push((from, from.saturating_add(length)));
            }
        }
    }
    let mut done = 0;
    for (at, _) in text.match_indices("eyJ") {
        if at < done {
            continue;
        }
        let end = at.saturating_add(length(at));
        done = end;
        if text.get(at..end).is_some_and(|word| word.len() > 20 && word.contains('.')) {
            found.push((at, end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_headers_json_and_jwts_are_masked() {
        for (text, expected) in [
            ("got Authorization: Basic Y2lkOkNMSUVOVC1TRUNSRVQ=", "got Authorization: Basic ***"),
            ("BEARER abcdefghijklmnop-1 is old", "BEARER *** is old"),
            ("Basic authentication is needed", "Basic authentication is needed"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl is old", "*** is old"),
            (r#"sent {"password" : "X","a":"b"}"#, r#"sent {"password" : "***","a":"b"}"#),
            (r#"sent {\"password\":\"X\"}"#, r#"sent {\"password\":\"***\"}"#),
        ] {
            assert_eq!(masked(text), expected);
        }
    }
}
