//! Lists of labelled integers in prose, read strictly: consecutive items with nothing between them.

use std::collections::BTreeSet;

use super::labels::{END_STRUCK, STRUCK, plain_with, separator};
use crate::model::Label;

/// Stands where the prose marks a value as code.
const CODE: char = '\u{3}';
/// A run of spaces that separates items within a line.
const WIDE: &str = "   ";
/// A label without a separator before it (`1 basic`) has at most so many words.
const MOST_WORDS: usize = 5;

/// The labelled integers of the longest list in a description: each item is a value and its label, and the items
/// follow one another, one a line or one a clause. Fewer than two are none, and so is a list that gives one value
/// two labels. Without separators (`1 basic, 2 pro`) two values of one label are amounts: `1024 MB, 2048 MB`.
pub(super) fn items(text: &str) -> Vec<Label> {
    let text = plain_with(text, &CODE.to_string());
    let lines: Vec<&str> = text.lines().map(bullet).filter(|line| !line.is_empty()).collect();
    // The heading of a group of values is no interruption.
    let values = lines.iter().filter(|line| !line.ends_with(':'));
    let by_line = runs(values.map(|line| item(line, true)));
    let by_clause = lines.iter().flat_map(|line| runs(clauses(line)));
    // Lines of several items each: `1 - a, 2 - b,` goes on in the next line.
    let flat = runs(lines.iter().flat_map(|line| clauses(line)));
    let mut longest = Vec::new();
    for run in by_line.into_iter().chain(by_clause).chain(flat) {
        if run.len() > longest.len() {
            longest = run;
        }
    }
    let values: BTreeSet<i64> = longest.iter().map(|item| item.label.value).collect();
    let labels: BTreeSet<&str> = longest.iter().map(|item| item.label.text.as_str()).collect();
    let amounts = labels.len() < longest.len() && longest.iter().any(|item| item.bare);
    if longest.len() < 2 || values.len() < longest.len() || amounts {
        return Vec::new();
    }
    longest.into_iter().map(|item| item.label).collect()
}

/// A labelled value.
struct Item {
    label: Label,
    /// Nothing separates the label from the value.
    bare: bool,
}

/// The runs of consecutive items.
fn runs(items: impl IntoIterator<Item = Option<Item>>) -> Vec<Vec<Item>> {
    let mut runs = vec![Vec::new()];
    for item in items {
        match (item, runs.last_mut()) {
            (Some(item), Some(run)) => run.push(item),
            (None, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs
}

/// A line without the mark of a list item.
fn bullet(line: &str) -> &str {
    let line = line.trim();
    let line = line.trim_start_matches(['|', ' ']);
    let marks = ["- ", "+ ", "• "];
    marks.iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line).trim()
}

/// The clauses of a line, each an item or something else.
fn clauses(line: &str) -> Vec<Option<Item>> {
    let sentences = line.split(". ").flat_map(|one| one.split(';'));
    sentences.flat_map(|sentence| sentence_items(&parts(sentence))).collect()
}

/// Items without separators count where the sentence has nothing else: `a year at most (12 months, 52 weeks)`.
fn sentence_items(parts: &[&str]) -> Vec<Option<Item>> {
    let items: Vec<Option<Item>> = parts.iter().map(|part| item(part, false)).collect();
    let whole = items.iter().all(Option::is_some);
    items.into_iter().map(|item| item.filter(|item| whole || !item.bare)).collect()
}

/// The clauses of a sentence; where one begins with words that introduce a list, the list begins behind the colon.
fn parts(sentence: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let clauses = sentence.split(", ").flat_map(|one| one.split(WIDE));
    for clause in clauses.flat_map(|one| one.split(" | ")) {
        let mut rest = clause;
        while let Some((before, after)) = conjunction(rest) {
            parts.push(introduced(before));
            rest = after;
        }
        parts.push(introduced(rest));
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// `0 - off or 1 - on` → `0 - off` and `1 - on`.
fn conjunction(clause: &str) -> Option<(&str, &str)> {
    [" or ", " and "].iter().find_map(|word| {
        clause
            .match_indices(word)
            .map(|(at, _)| clause.split_at(at))
            .filter_map(|(before, after)| Some((before, after.get(word.len()..)?)))
            .find(|(_, after)| item(after, false).is_some())
    })
}

/// `Kind of user: 1 - basic` → `1 - basic`.
fn introduced(clause: &str) -> &str {
    let clause = clause.trim();
    let clause =
        ["or ", "and "].iter().find_map(|word| clause.strip_prefix(word)).unwrap_or(clause);
    if item(clause, false).is_some() {
        return clause;
    }
    let words =
        |at: usize| clause.get(..at).is_some_and(|words| words.contains(char::is_alphabetic));
    let starts = clause.match_indices([':', '(', '[']).filter(|(at, _)| words(*at));
    let after = starts
        .filter_map(|(at, mark)| Some((mark, clause.get(at.checked_add(mark.len())?..)?.trim())));
    // Amounts in an aside (`a year at most (12 months, 52 weeks)`) are no list.
    let listed =
        |mark: &str, rest: &str| item(rest, false).is_some_and(|item| mark == ":" || !item.bare);
    after.filter(|(mark, rest)| listed(mark, rest)).map(|(_, rest)| rest).next().unwrap_or(clause)
}

/// Reads `1 - Basic`, `1: Basic`, `1 means basic`, `1 | Basic`, `BASIC_USER = 1`, and, where the value is marked as
/// code or all there is before a few words, `1 Basic`.
fn item(text: &str, line: bool) -> Option<Item> {
    let struck = text.contains(STRUCK);
    let text = text.replace([STRUCK, END_STRUCK], "");
    let text = text.trim();
    let constant = constant(text).map(|(value, words)| (value, words, false));
    let (value, words, bare) = constant.or_else(|| labelled(text, line))?;
    let words = words.replace(CODE, "");
    let words = words.trim().trim_end_matches([',', ';', '.', ')', ']', '|']).trim();
    // A number after the separator is a range (`1-31`) or an equation, not a label.
    let named = words.starts_with(|c: char| c.is_alphabetic() || c == '(');
    let label = Label { value, text: words.to_owned(), deprecated: struck };
    named.then_some(Item { label, bare })
}

/// `int BASIC_USER = 1`: a constant and its value.
fn constant(text: &str) -> Option<(i64, String)> {
    let (name, value) = text.split_once('=')?;
    let value = value.replace(CODE, "").trim().trim_end_matches('.').parse().ok()?;
    let mut words = name.split_whitespace().rev();
    let name = words.next()?;
    let letters = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let constant = name.contains('_') && name.chars().all(letters);
    let alone = words.count() <= 1;
    let label = name.split('_').skip(1).collect::<Vec<_>>().join(" ");
    (constant && alone).then_some((value, label))
}

/// The value, the label, and whether nothing separates them.
fn labelled(text: &str, line: bool) -> Option<(i64, String, bool)> {
    let code = text.starts_with(CODE);
    let text = text.trim_start_matches(CODE);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let end = length.checked_add(text.len().checked_sub(digits.len())?)?;
    let value = text.get(..end)?.parse().ok()?;
    let after = text.get(end..)?;
    let after = after.strip_prefix(CODE).unwrap_or(after);
    let (label, bare) = match separator(after) {
        Some(at) => (after.get(at..)?, false),
        None => {
            let bare = after.strip_prefix(' ')?;
            let few = bare.split_whitespace().count() <= MOST_WORDS;
            match bare.trim_start().strip_prefix('|') {
                Some(cell) => (cell.split('|').find(|cell| !cell.trim().is_empty())?, false),
                None if code && line => (bare, false),
                None if few && !line => (bare, true),
                None => return None,
            }
        }
    };
    // A line may go on behind its label.
    let label = label.split(". ").next().unwrap_or(label);
    let label = label.split(';').next().unwrap_or(label);
    Some((value, label.to_owned(), bare))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restate::patterns::tidy;

    fn read(text: &str) -> Vec<(i64, String)> {
        items(&tidy(text)).into_iter().map(|label| (label.value, label.text)).collect()
    }

    #[test]
    fn lists_found_in_documents() {
        let cases: &[(&str, &[(i64, &str)])] = &[
            ("`0` - Facebook. <br>`1` - Google.", &[(0, "Facebook"), (1, "Google")]),
            ("* `1` - Basic.\n* `2` - Licensed.", &[(1, "Basic"), (2, "Licensed")]),
            (
                "Which kind.\n* 1: Small room\n* 2: Large room",
                &[(1, "Small room"), (2, "Large room")],
            ),
            ("0 : Facebook\n100 : ZOOM", &[(0, "Facebook"), (100, "ZOOM")]),
            ("`1`&mdash;Instant.<br>`2`&mdash;Scheduled.", &[(1, "Instant"), (2, "Scheduled")]),
            (
                "User's type. 1 for basic user, 2 for pro user, 3 for corp user. Others can wait",
                &[(1, "basic user"), (2, "pro user"), (3, "corp user")],
            ),
            ("Type of user: 1 - basic, 2 - pro", &[(1, "basic"), (2, "pro")]),
            ("The state (0 - off or 1 - on).", &[(0, "off"), (1, "on")]),
            ("Type of number. 1 - inside | 2 - outside", &[(1, "inside"), (2, "outside")]),
            (
                "1 means it is a basic user. 2 means a pro user, 3 means a corp user. More.",
                &[(1, "basic user"), (2, "pro user"), (3, "corp user")],
            ),
            (
                "int SNS_FACEBOOK = 0; SNS_GOOGLE = 1; SNS_SSO = 101;",
                &[(0, "FACEBOOK"), (1, "GOOGLE"), (101, "SSO")],
            ),
            ("1 basic, 2 pro, or 3 corp.", &[(1, "basic"), (2, "pro"), (3, "corp")]),
            ("`-1` - Unlimited. `0` - None.", &[(-1, "Unlimited"), (0, "None")]),
            (
                "`1` Register once.\n`2` Register each time.",
                &[(1, "Register once"), (2, "Register each time")],
            ),
            ("| 1 | Low |\n| 2 | High |", &[(1, "Low"), (2, "High")]),
            (
                "<tr><td>1</td><td>Low</td></tr><tr><td>2</td><td>High</td></tr>",
                &[(1, "Low"), (2, "High")],
            ),
            (
                "1 - Verified. The owner has a mailbox, and uses it.\n0 - Not verified.",
                &[(1, "Verified"), (0, "Not verified")],
            ),
        ];
        for (text, expected) in cases {
            let expected: Vec<(i64, String)> =
                expected.iter().map(|(value, label)| (*value, (*label).to_owned())).collect();
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_in_sentences_are_no_list() {
        for text in [
            "An account number of 5- to 12-digits",
            "Country code, either 2 - letters wide or even 3 - letters wide",
            "The number of records: 15 if not set, at most 100 for small plans",
            "A period in minutes:\n`5`: 5 minutes\n`10`: 10 minutes",
            "A year at most (1 year, 12 months, or 52 weeks).",
            "The memory: 1024 MB, 2048 MB, or 16384 MB",
            "From 1: the first page. Some prose between. Then 2: the second",
            "A phone number such as +1 (US) or +55 (Brazil)",
            "Windows such as 8 hour blocks, or one of 30 minutes",
            "can be 100, 500, 1000, 3000, 5000 or 10000, depends on the plan",
            "a number between 1 and 7",
            "1-31, the day of the month",
            "1 - a, 2 - b, 1 - c",
            "Default to 1.",
            "Version 2.1.0: fixed",
            "",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn values_that_are_struck_out_are_deprecated() {
        let items = items(&tidy("`1` - Basic. <br><del>`99` - None.</del>"));
        assert_eq!(items.iter().map(|one| one.deprecated).collect::<Vec<_>>(), [false, true]);
    }
}
