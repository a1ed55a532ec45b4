//! The file name that a response suggests.

use percent_encoding::percent_decode;
use reqwest::header::{self, HeaderMap};

/// No name is longer, so that there is room for what may be added to it.
const LONGEST: usize = 200;

/// Longer endings are not kept when a name is cut.
const LONGEST_EXTENSION: usize = 16;

/// Names of devices on Windows, with any extension; `COM` and `LPT` also with a digit.
const DEVICES: &[&str] = &["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// The name in `Content-Disposition` (RFC 6266), made harmless: one component of a path that any system takes.
pub(crate) fn suggested(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_DISPOSITION)?;
    let parameters = parameters(value.as_bytes());
    let find = |wanted: &str| {
        let found =
            parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()));
        found.map(|(_, value)| value.as_slice())
    };
    let extended = find("filename*").and_then(extended_text).and_then(|name| harmless(&name));
    extended.or_else(|| harmless(&plain_text(find("filename")?)))
}

/// Names and values between semicolons; quotes are gone.
fn parameters(mut rest: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        let end = rest.iter().position(|byte| matches!(byte, b'=' | b';')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        match after.split_first() {
            Some((b'=', after)) => {
                let (value, after) = value(after.trim_ascii_start());
                found.push((name.trim_ascii().to_vec(), value));
                rest = after;
            }
            Some((_, after)) => rest = after,
            None => return found,
        }
    }
}

/// A value, and what follows the semicolon behind it.
fn value(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let Some((b'"', quoted)) = text.split_first() else {
        let end = text.iter().position(|byte| *byte == b';').unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (value.trim_ascii().to_vec(), rest.get(1..).unwrap_or_default());
    };
    let mut value = Vec::new();
    let mut bytes = quoted.iter().enumerate();
    let mut end = quoted.len();
    while let Some((at, byte)) = bytes.next() {
        match (byte, quoted.get(at.saturating_add(1))) {
            (b'"', _) => {
                end = at;
                break;
            }
            // Other backslashes are those of servers that write a path of Windows as it is.
            (b'\\', Some(next @ (b'"' | b'\\'))) => {
                value.push(*next);
                bytes.next();
            }
            _ => value.push(*byte),
        }
    }
    let rest = quoted.get(end..).unwrap_or_default();
    let next =
        rest.iter().position(|byte| *byte == b';').map_or(rest.len(), |at| at.saturating_add(1));
    (value, rest.get(next..).unwrap_or_default())
}

/// `UTF-8'en'na%C3%AFve.txt` (RFC 8187).
fn extended_text(value: &[u8]) -> Option<String> {
    let mut parts = value.splitn(3, |byte| *byte == b'\'');
    let (charset, _, text) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes: Vec<u8> = percent_decode(text).collect();
    if charset.eq_ignore_ascii_case(b"utf-8") {
        String::from_utf8(bytes).ok()
    } else if charset.eq_ignore_ascii_case(b"iso-8859-1") {
        Some(bytes.into_iter().map(char::from).collect())
    } else {
        None
    }
}

/// UTF-8, as most servers write it, else ISO-8859-1.
fn plain_text(value: &[u8]) -> String {
    match std::str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => value.iter().copied().map(char::from).collect(),
    }
}

/// One component of a path without anything that a system or a person could misunderstand; `None` when nothing is left.
fn harmless(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next()?;
    let shown = last.chars().filter(|c| !c.is_control() && !is_invisible(*c));
    let name: String = shown
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    let name = shortened(trimmed(&name));
    let stem = name.split('.').next().unwrap_or_default().trim();
    match stem {
        "" => None,
        stem if is_device(stem) => Some(format!("_{name}")),
        _ => Some(name),
    }
}

/// A name that is hidden, or that ends with what Windows removes, becomes another.
fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| c == '.' || c.is_whitespace())
}

/// Marks that change the direction of the text around them, ends of lines, and what has no width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_device(stem: &str) -> bool {
    let stem = stem.to_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let is_number = |rest: &str| {
        let mut rest = rest.chars();
        let digit = rest.next().is_some_and(|c| matches!(c, '0'..='9' | '¹' | '²' | '³'));
        digit && rest.next().is_none()
    };
    DEVICES.contains(&stem.as_str()) || numbered.is_some_and(is_number)
}

/// Cuts the middle out of a name that is too long: its extension stays.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let extension = extension.filter(|extension| extension.len() <= LONGEST_EXTENSION);
    let ending = extension.map(|extension| format!(".{extension}")).unwrap_or_default();
    let room = LONGEST.saturating_sub(ending.len());
    let end = (0..=room).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    format!("{}{ending}", trimmed(name.get(..end).unwrap_or_default()))
}
