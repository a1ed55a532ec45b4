//! The label of a value: a few words of prose. Its first sentence is documentation; specs/ and names use at most six words.

use super::patterns::{END_STRUCK, STRUCK};

/// Longer labels are cut; the mark at their end makes `specs lint` list them.
const WORDS: usize = 6;
/// Ends a label that was cut.
pub(crate) const CUT: char = '…';

/// At most six words: the prose before its first period or comma.
pub(crate) fn short(text: &str) -> String {
    let text = clean(text);
    let sentence = first_sentence(&text);
    if count(sentence) <= WORDS {
        return tidy_end(sentence);
    }
    let clause = sentence.split([';', '(']).next().unwrap_or(sentence).trim();
    if !clause.is_empty() && count(clause) <= WORDS {
        return tidy_end(clause);
    }
    match clause.split_once(", ") {
        // "A, B and C" begins an enumeration: its first item alone would have another meaning.
        Some((first, rest)) if count(first) <= WORDS && !enumerates(rest) => tidy_end(first),
        _ => cut(clause),
    }
}

/// Short labels. Of two that would be the same, each keeps more of its words.
pub(crate) fn distinct(raw: &[String]) -> Vec<String> {
    let short: Vec<String> = raw.iter().map(|text| self::short(text)).collect();
    let again = |(label, text): (&String, &String)| {
        if is_twice(&short, label) { cut(text) } else { label.clone() }
    };
    short.iter().zip(raw).map(again).collect()
}

/// Labels of prose, not shortened: the first sentence, or all of the prose if two labels would be the same in short.
pub(super) fn complete(raw: &[String]) -> Vec<String> {
    let short: Vec<String> = raw.iter().map(|text| self::short(text)).collect();
    let complete = |(label, text): (&String, &String)| {
        if is_twice(&short, label) { clean(text) } else { sentence(text) }
    };
    short.iter().zip(raw).map(complete).collect()
}

fn is_twice(list: &[String], label: &String) -> bool {
    !label.is_empty() && list.iter().filter(|other| *other == label).count() > 1
}

/// The first sentence.
pub(super) fn sentence(text: &str) -> String {
    tidy_end(first_sentence(&clean(text)))
}

/// Whether a label only repeats the value: equal but for case, punctuation and white space.
pub(crate) fn repeats(label: &str, value: &str) -> bool {
    let words = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    words(label) == words(value)
}

/// The first six words, with a mark.
fn cut(text: &str) -> String {
    let text = clean(text);
    let words: Vec<&str> = text.split_whitespace().take(WORDS).collect();
    let whole = words.len() == count(&text);
    let words = tidy_end(&words.join(" "));
    if whole { words } else { format!("{words}{CUT}") }
}

/// Whether a label needs words of ours.
pub(crate) fn is_long(label: &str) -> bool {
    label.ends_with(CUT) || count(label) > WORDS
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

fn enumerates(rest: &str) -> bool {
    rest.split_whitespace().take(8).any(|word| word == "and" || word == "or")
}

/// Up to the first period that ends a sentence; `3.5` and `H.323` are words.
fn first_sentence(text: &str) -> &str {
    let end = text.find(". ").unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

fn tidy_end(text: &str) -> String {
    text.trim().trim_end_matches([',', ';', ':', '.', '-', ' ']).to_owned()
}

/// One line without Markdown: links as their text, no emphasis, no marks of code.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        match after
            .split_once("](")
            .and_then(|(words, tail)| Some((words, tail.split_once(')')?.1)))
        {
            Some((words, tail)) => {
                out.push_str(words);
                rest = tail;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    let out = out.replace(STRUCK, "").replace(END_STRUCK, "");
    let out = out.replace(['`', '*', '|', '\u{201c}', '\u{201d}'], " ").replace('\u{2019}', "'");
    let words: Vec<&str> = out.split_whitespace().collect();
    let line = words.join(" ").replace(" .", ".").replace(" ,", ",");
    line.trim_start_matches(['-', '–', '—', ':', '=', ' ', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_and_say_the_same() {
        for (text, expected) in [
            (" Basic.", "Basic"),
            ("Scheduled meeting. It happens once.", "Scheduled meeting"),
            ("None (this can only be set with `ssoCreate`).", "None"),
            ("None, set by SSO creation only", "None, set by SSO creation only"),
            (
                "Registration is required, and the host has to approve it",
                "Registration is required, and the host…",
            ),
            ("Automatic approval, the default of every account in the world", "Automatic approval"),
            (
                "Host, co-hosts, and anyone who bypassed the waiting room",
                "Host, co-hosts, and anyone who bypassed…",
            ),
            ("Users who have joined the account of the host", "Users who have joined the account…"),
            ("[Zoom Rooms](https://example.com/a_b) account", "Zoom Rooms account"),
            ("**Private channel.** Members must be invited.", "Private channel"),
            ("H.323 or SIP device", "H.323 or SIP device"),
            ("- Zoom", "Zoom"),
            ("", ""),
        ] {
            assert_eq!(short(text), expected, "{text}");
        }
        assert!(is_long("Users who have joined the account…") && !is_long("Basic"));
    }
}
