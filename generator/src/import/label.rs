//! A label: what prose says about a value, in at most six words.

/// Longer labels are cut; the mark at their end makes `specs lint` list them.
const WORDS: usize = 6;
/// Ends a label that was cut.
pub(crate) const CUT: char = '…';

/// A label that says what the prose says before its first period or comma.
pub(super) fn short(text: &str) -> String {
    let text = clean(text);
    let sentence = sentence(&text);
    if count(sentence) <= WORDS {
        return tidy_end(sentence);
    }
    let clause = sentence.split([';', '(']).next().unwrap_or(sentence).trim();
    if !clause.is_empty() && count(clause) <= WORDS {
        return tidy_end(clause);
    }
    match clause.split_once(", ") {
        // "A, B and C" begins an enumeration: its first item alone would say something else.
        Some((first, rest)) if count(first) <= WORDS && !enumerates(rest) => tidy_end(first),
        _ => cut(clause),
    }
}

/// The first six words, marked.
pub(super) fn cut(text: &str) -> String {
    let text = clean(text);
    let words: Vec<&str> = text.split_whitespace().take(WORDS).collect();
    let whole = words.len() == count(&text);
    let words = tidy_end(&words.join(" "));
    if whole { words } else { format!("{words}{CUT}") }
}

/// Whether a label still wants our words.
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
fn sentence(text: &str) -> &str {
    let end = text.find(". ").unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

fn tidy_end(text: &str) -> String {
    text.trim().trim_end_matches([',', ';', ':', '.', '-', ' ']).to_owned()
}

/// One line without Markdown: links as their text, no emphasis, no code marks.
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
    let out = out.replace("<del>", "").replace("</del>", "");
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
