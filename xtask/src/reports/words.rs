//! Sentences of rules, with their code.

/// A part of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Words.
    Plain(&'a str),
    /// A part that was between backticks.
    Code(&'a str),
}

/// The parts of a sentence. A backtick without a partner is a letter like any other.
pub(super) fn parts(sentence: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, tail)) = after.split_once('`') else { break };
        parts.extend([Part::Plain(before), Part::Code(code)]);
        rest = tail;
    }
    parts.push(Part::Plain(rest));
    parts.retain(|part| !matches!(part, Part::Plain("") | Part::Code("")));
    parts
}

/// A string on one line, at most `limit` characters, without characters that control a terminal or hide a direction.
pub(super) fn short(text: &str, limit: usize) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let visible = |c: char| if c.is_whitespace() { ' ' } else { c };
    let mut letters = text.chars().map(visible).filter(|c| !hidden(*c));
    let mut text: String = letters.by_ref().take(limit).collect();
    if letters.next().is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Part::*, *};

    #[test]
    fn code_is_between_backticks() {
        assert_eq!(parts("`a` is `b`"), [Code("a"), Plain(" is "), Code("b")]);
        assert_eq!(parts("no code"), [Plain("no code")]);
        assert_eq!(parts("a `b` and `c"), [Plain("a "), Code("b"), Plain(" and `c")]);
        assert_eq!(parts("``"), []);
    }

    #[test]
    fn strings_are_one_visible_line() {
        assert_eq!(short("a\nb\u{202e}c\u{1b}[0m", 99), "a bc[0m");
        assert_eq!(short("abcdef", 3), "abc…");
    }
}
