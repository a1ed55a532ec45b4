//! Integer values and their labels in prose: `0 - Facebook`, `1 for basic user, 2 for pro user`,
//! `SNS_GOOGLE = 1;`, lists, `<br>` runs, `&mdash;`.
//!
//! There are two readers, both of prose that [`tidy`](super::patterns::tidy) has read. [`labels`] finds a label for values
//! that an `enum` documents, anywhere in the prose. The module `items` decides by itself whether there are
//! values at all, so it accepts only consecutive items of a list. [`unread`] finds the numbers that neither has read.

use super::patterns;
use crate::model::Label;

/// The labelled integers anywhere in a description, in its order; fewer than two are none.
pub(super) fn labels(text: &str) -> Vec<Label> {
    let quoted = quoted(text);
    let text = plain(text);
    let mut found: Vec<Label> = Vec::new();
    for read in [separated as fn(&str) -> Vec<Label>, assigned, listed, tabled] {
        let labels = read(&text);
        if labels.len() > found.len() {
            found = labels;
        }
    }
    if quoted.len() > found.len() {
        found = quoted;
    }
    if found.len() < 2 { Vec::new() } else { found }
}

/// Lines that begin with a value as code: `` `1` Register once. ``
fn quoted(text: &str) -> Vec<Label> {
    let mut labels = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['*', '-', ' ']);
        let Some((value, words)) = line.strip_prefix('`').and_then(|rest| rest.split_once('`'))
        else {
            continue;
        };
        if let Ok(value) = value.trim().parse()
            && words.starts_with(' ')
        {
            add(&mut labels, value, first_clause(&plain(words)), false);
        }
    }
    labels
}

/// One character for each mark of struck-out text, so that a mark ends no word.
pub(super) const STRUCK: char = '\u{1}';
pub(super) const END_STRUCK: char = '\u{2}';

/// Prose without the marks of Markdown.
fn plain(text: &str) -> String {
    plain_with(text, "")
}

/// The same, with `code` in place of each mark of code.
pub(super) fn plain_with(text: &str, code: &str) -> String {
    let text = without_links(text);
    let text = text.replace(patterns::STRUCK, &STRUCK.to_string());
    let text = text.replace(patterns::END_STRUCK, &END_STRUCK.to_string());
    text.replace('`', code).replace(['*', '"'], "").replace(['—', '–'], "-")
}

/// `[text](https://…)` → `text`: the digits of an address are no values.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        out.push_str(before);
        match after.split_once(')') {
            Some((_, after)) => rest = after,
            None => {
                out.push_str("](");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.replace('[', "")
}

/// `0 - Facebook`, `0: Facebook`, `0 means Facebook`, `0 for Facebook`, `0 = Facebook`.
fn separated(text: &str) -> Vec<Label> {
    let starts: Vec<(usize, usize, i64)> = numbers(text)
        .filter_map(|(start, end, value)| {
            let after = text.get(end..)?;
            Some((start, end + separator(after)?, value))
        })
        .collect();
    let mut labels: Vec<Label> = Vec::new();
    for (index, (start, label, value)) in starts.iter().enumerate() {
        let next = starts.get(index + 1).map_or(text.len(), |(next, ..)| *next);
        let Some(words) = text.get(*label..next) else { continue };
        let words = first_clause(words);
        let before = text.get(..*start).unwrap_or_default();
        let struck = before.rfind(STRUCK) > before.rfind(END_STRUCK);
        add(&mut labels, *value, words, struck);
    }
    labels
}

/// `SNS_FACEBOOK = 0; SNS_GOOGLE = 1;`
fn assigned(text: &str) -> Vec<Label> {
    let mut labels = Vec::new();
    for part in text.split([';', ',', '\n']) {
        let Some((name, value)) = part.split_once('=') else { continue };
        let name = name.split_whitespace().last().unwrap_or_default();
        let constant = name.contains('_')
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if let (true, Ok(value)) = (constant, value.trim().trim_end_matches('.').parse()) {
            let words = name.split('_').skip(1).collect::<Vec<_>>().join(" ");
            add(&mut labels, value, &words, false);
        }
    }
    labels
}

/// `1 basic, 2 pro, 3 corp.`: a sentence that is nothing but such items.
fn listed(text: &str) -> Vec<Label> {
    for sentence in text.split(['\n', '.', ';']) {
        // Words before a colon introduce the list.
        let sentence = sentence.rsplit(": ").next().unwrap_or(sentence);
        let mut labels = Vec::new();
        let items: Vec<&str> = sentence.split(", ").map(str::trim).collect();
        for item in &items {
            let item =
                item.strip_prefix("or ").or_else(|| item.strip_prefix("and ")).unwrap_or(item);
            let Some((number, words)) = item.split_once(' ') else { continue };
            if let Ok(value) = number.parse()
                && words.split_whitespace().count() <= 5
            {
                add(&mut labels, value, words, false);
            }
        }
        if labels.len() >= 2 && labels.len() == items.len() {
            return labels;
        }
    }
    Vec::new()
}

/// Rows of a table, value first.
fn tabled(text: &str) -> Vec<Label> {
    let mut labels = Vec::new();
    for row in text.lines().filter(|line| line.contains('|')) {
        let mut cells = row.split('|').map(str::trim).filter(|cell| !cell.is_empty());
        if let (Some(Ok(value)), Some(words)) = (cells.next().map(str::parse), cells.next()) {
            add(&mut labels, value, words, false);
        }
    }
    labels
}

fn add(labels: &mut Vec<Label>, value: i64, words: &str, deprecated: bool) {
    let text = words.replace([STRUCK, END_STRUCK], "");
    let text = text.trim().trim_end_matches([',', ';', '.', ')']).trim();
    // A number after the separator is a range (`1-31`) or an equation, not a label.
    let says = text.starts_with(|c: char| c.is_alphabetic() || c == '(');
    if says && !labels.iter().any(|known| known.value == value) {
        labels.push(Label { value, text: text.to_owned(), deprecated });
    }
}

/// Integers that are separate words: start, end, value.
fn numbers(text: &str) -> impl Iterator<Item = (usize, usize, i64)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let start = at + rest.find(|c: char| c.is_ascii_digit())?;
            let digits = text.get(start..)?;
            let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            let end = start + length;
            at = end;
            let (start, sign) = signed(text, start);
            let before = text.get(..start)?.chars().next_back();
            let apart = before.is_none_or(|c| {
                c.is_whitespace() || ['(', ':', ',', '-', STRUCK, ';', '['].contains(&c)
            });
            let after = text.get(end..)?.chars().next();
            let whole = after.is_none_or(|c| !c.is_alphanumeric() && c != '%');
            let value = digits.get(..length)?.parse::<i64>();
            if let (true, true, Ok(value)) = (apart, whole, value) {
                return Some((start, end, sign * value));
            }
        }
    })
}

/// A minus before the digits is a sign if it cannot be a separator.
fn signed(text: &str, start: usize) -> (usize, i64) {
    let before = text.get(..start).unwrap_or_default();
    let Some(rest) = before.strip_suffix('-') else { return (start, 1) };
    let sign =
        rest.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(' || c == STRUCK);
    if sign { (start - 1, -1) } else { (start, 1) }
}

/// How long the separator between a number and its label is; `None` when there is none.
pub(super) fn separator(after: &str) -> Option<usize> {
    let trimmed = after.trim_start_matches([' ', '\t']);
    let space = after.len() - trimmed.len();
    for mark in ["-", ":", "=", ")"] {
        if let Some(rest) = trimmed.strip_prefix(mark) {
            // `1-31` is a range; `1 -Basic` is a label.
            return rest.starts_with(|c: char| !c.is_ascii_digit()).then_some(space + mark.len());
        }
    }
    for word in ["means it is a ", "means a ", "means ", "is for ", "for a ", "for ", "is ", "if "]
    {
        if space > 0 && trimmed.starts_with(word) {
            return Some(space + word.len());
        }
    }
    None
}

/// The label up to the end of its line, sentence or clause.
fn first_clause(words: &str) -> &str {
    let words = words.trim_start();
    let line = words.split('\n').next().unwrap_or_default();
    let line = line.split(". ").next().unwrap_or(line);
    line.split(';').next().unwrap_or(line)
}

/// The numbers of a description that are neither among `known` nor a part of a word, each once, in its order.
pub(super) fn unread(text: &str, known: &[i64]) -> Vec<i64> {
    let mut found = Vec::new();
    for (_, _, value) in numbers(&plain(text)) {
        if !known.contains(&value) && !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(i64, String)> {
        labels(&patterns::tidy(text)).into_iter().map(|label| (label.value, label.text)).collect()
    }

    #[test]
    fn forms_found_in_documents() {
        let cases: &[(&str, &[(i64, &str)])] = &[
            ("`0` - Facebook. <br>`1` - Google.", &[(0, "Facebook"), (1, "Google")]),
            ("* `1` - Basic.\n* `2` - Licensed.", &[(1, "Basic"), (2, "Licensed")]),
            ("0 : Facebook\n100 : ZOOM", &[(0, "Facebook"), (100, "ZOOM")]),
            ("`1`&mdash;Instant.<br>`2`&mdash;Scheduled.", &[(1, "Instant"), (2, "Scheduled")]),
            (
                "User's type. 1 for basic user, 2 for pro user, 3 for corp user. Others can wait",
                &[(1, "basic user"), (2, "pro user"), (3, "corp user")],
            ),
            (
                "0 means existing user, 1 means pending user.",
                &[(0, "existing user"), (1, "pending user")],
            ),
            (
                "1 means it is a basic user. 2 means a pro user, 3 means a corp user. More.",
                &[(1, "basic user"), (2, "pro user"), (3, "corp user")],
            ),
            (
                "int SNS_FACEBOOK = 0; SNS_GOOGLE = 1; SNS_SSO = 101;",
                &[(0, "FACEBOOK"), (1, "GOOGLE"), (101, "SSO")],
            ),
            ("1 basic, 2 pro, 3 corp.", &[(1, "basic"), (2, "pro"), (3, "corp")]),
            (
                "0 Facebook, 1 Google, 99 API, 100 Zoom, 101 SSO.",
                &[(0, "Facebook"), (1, "Google"), (99, "API"), (100, "Zoom"), (101, "SSO")],
            ),
            ("`-1` - Unlimited. `0` - None.", &[(-1, "Unlimited"), (0, "None")]),
            ("| 1 | Low |\n| 2 | High |", &[(1, "Low"), (2, "High")]),
            (
                "<tr><td>1</td><td>Low</td></tr><tr><td>2</td><td>High</td></tr>",
                &[(1, "Low"), (2, "High")],
            ),
            (
                "1 - Account verified.\n0 - Account not verified.",
                &[(1, "Account verified"), (0, "Account not verified")],
            ),
        ];
        for (text, expected) in cases {
            let expected: Vec<(i64, String)> =
                expected.iter().map(|(value, label)| (*value, (*label).to_owned())).collect();
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_labels() {
        for text in [
            "The amount of records in one call. Max of 300 users.",
            "can be 100, 500, 1000, 3000, 5000 or 10000, depends on the plan",
            "a number between 1 and 7",
            "1-31, the day of the month",
            "Default to 1.",
            "Version 2.1.0: fixed",
            "",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn struck_out_values_are_deprecated() {
        let labels = labels(&patterns::tidy("`1` - Basic. <br><del>`99` - None.</del>"));
        assert_eq!(labels.iter().map(|one| one.deprecated).collect::<Vec<_>>(), [false, true]);
    }
}
