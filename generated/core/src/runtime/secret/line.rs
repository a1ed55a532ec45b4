//! Texts from outside in messages: in one line, without characters that deceive a reader, and not too long.

use std::fmt::{self, Write};

use super::{Known, masked};

/// The longest text from outside in a message.
pub(crate) const LONGEST_TEXT: usize = 2_000;

/// The longest name from outside in a message.
pub(crate) const LONGEST_NAME: usize = 200;

/// How many entries of a list from outside are printed.
const MOST: usize = 20;

/// How much of a string is looked at: what comes later is not printed, however much is masked before it.
const LOOKED_AT: usize = 32 << 10;

/// A string from outside, printed in one line: line breaks, control characters and those that change the direction of
/// writing are escaped.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a>(pub(crate) &'a str);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = Some(LONGEST_TEXT);
        for c in self.0.chars() {
            rest = rest.and_then(|rest| rest.checked_sub(c.len_utf8()));
            if rest.is_none() {
                return write!(f, "… ({} bytes)", self.0.len());
            }
            write_char(f, c)?;
        }
        Ok(())
    }
}

/// Escapes what does not belong into a line of text.
fn write_char(f: &mut impl Write, c: char) -> fmt::Result {
    if deceives(c) { write!(f, "{}", c.escape_default()) } else { f.write_char(c) }
}

/// A string in which nothing deceives, of any length.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        // A string takes everything.
        let _ = write_char(&mut escaped, c);
    }
    escaped
}

/// Control characters, the ends of lines and paragraphs, marks of direction, and characters that nobody sees.
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The beginning of a string that is too long, with its length.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    format!("{}… ({} bytes)", start(text, most), text.len())
}

/// The longest start of a string of so many bytes.
fn start(text: &str, most: usize) -> &str {
    let longest = most.min(text.len());
    let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or(text)
}

impl Known<'_> {
    /// A string of a server as an error keeps it: without secrets, and not too long.
    pub(crate) fn clean(&self, text: &str, most: usize) -> String {
        let mut looked_at = start(text, LOOKED_AT).to_owned();
        self.hide(&mut looked_at);
        let seen = masked(&looked_at);
        if text.len() > LOOKED_AT || seen.len() > most {
            return format!("{}… ({} bytes)", start(&seen, most), text.len());
        }
        seen.into_owned()
    }
}

/// Prints the first entries of a list, and how many there are.
pub(crate) struct Bounded<'a, T>(pub(crate) &'a [T]);

impl<T: fmt::Debug> fmt::Debug for Bounded<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        list.entries(self.0.iter().take(MOST));
        match self.0.len().checked_sub(MOST) {
            Some(more @ 1..) => list.entry(&format_args!("… {more} more")).finish(),
            _ => list.finish(),
        }
    }
}

/// Writes the first entries of a list, and how many more there are.
pub(crate) fn write_shortened<T>(
    f: &mut fmt::Formatter<'_>,
    list: &[T],
    mut write: impl FnMut(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for entry in list.iter().take(MOST) {
        write(f, entry)?;
    }
    match list.len().checked_sub(MOST) {
        Some(more @ 1..) => write!(f, "; … {more} more"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_breaks_and_no_marks_that_nobody_sees() {
        let deceiving = [
            '\r', '\n', '\t', '\0', '\x1b', '\x7f', '\u{85}', '\u{9b}', '\u{202a}', '\u{202e}',
            '\u{2066}', '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}', '\u{2028}', '\u{2029}',
        ];
        for c in deceiving {
            let line = Line(&format!("a{c}b")).to_string();
            assert!(!line.contains(c) && line.starts_with("a\\") && line.ends_with('b'), "{line}");
        }
        assert_eq!(Line("x\r\n2026 ERROR").to_string(), "x\\r\\n2026 ERROR");
        let plain = "é ü 漢字 नमस्ते \u{1f469}\u{200d}\u{1f52c} \"quoted\" \\";
        assert_eq!(Line(plain).to_string(), plain);
    }

    #[test]
    fn a_line_is_bounded_between_characters() {
        let line = Line(&"é".repeat(5_000)).to_string();
        assert!(line.len() < LONGEST_TEXT + 40 && line.ends_with("… (10000 bytes)"), "{line}");
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("aéb", 2), "a… (4 bytes)");
    }
}
