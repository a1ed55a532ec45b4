//! Wire words → Rust words: splitting and casing.

pub(crate) mod reserved;

use heck::{ToSnakeCase, ToUpperCamelCase};

pub(crate) use reserved::{is_camel, is_identifier, is_type_name};

/// `phoneNumbers[0]` → `phone_numbers_0`; never empty, never starting with a digit.
pub(crate) fn snake(wire: &str) -> String {
    finish(spaced(wire).to_snake_case(), "value", "_")
}

/// `phone_numbers` → `PhoneNumbers`; never empty, never starting with a digit.
pub(crate) fn camel(wire: &str) -> String {
    finish(spaced(wire).to_upper_camel_case(), "Value", "N")
}

/// Everything that an identifier cannot contain separates words; letters beyond ASCII are spelled with those of ASCII,
/// and signs alone by their names.
fn spaced(wire: &str) -> String {
    if !wire.chars().any(|c| c.is_alphanumeric() || c.is_whitespace()) {
        return signs(wire);
    }
    let (compared, wire) = comparison(wire);
    let mut text = format!("{compared} ").trim_start().to_owned();
    let letters: Vec<char> = wire.chars().collect();
    for (index, c) in letters.iter().copied().enumerate() {
        let digit =
            |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
        let between_digits = digit(index.checked_sub(1)) && digit(Some(index + 1));
        match c {
            c if c.is_ascii_alphanumeric() => text.push(c),
            '+' if text.is_empty() => text.push_str("plus "),
            '-' if text.is_empty() => text.push_str("minus "),
            // `501-1,000` is a range of numbers, `1,000` one number.
            '-' | '–' if between_digits => text.push_str(" to "),
            ',' if between_digits => {}
            '&' => text.push_str(" and "),
            // An apostrophe does not split `user's`.
            '\'' | '’' => {}
            c if c.is_alphanumeric() => text.push_str(&in_ascii(c)),
            _ => text.push(' '),
        }
    }
    text
}

/// A letter in those of ASCII, by its number where it has no such spelling.
fn in_ascii(letter: char) -> String {
    let spelled = any_ascii::any_ascii_char(letter);
    match spelled.chars().any(|c| c.is_ascii_alphanumeric()) {
        true => spelled.replace(|c: char| !c.is_ascii_alphanumeric(), ""),
        false => format!("u{:x}", u32::from(letter)),
    }
}

/// Signs that compare, the longer ones first.
const COMPARISONS: [(&str, &str); 8] = [
    ("<=", "less than or equal"),
    (">=", "greater than or equal"),
    ("!=", "not equal"),
    ("==", "equals"),
    ("<", "less than"),
    (">", "greater than"),
    ("=", "equal"),
    ("!", "not"),
];

/// A comparison at the beginning in words, and the rest: `>=10`.
fn comparison(wire: &str) -> (&'static str, &str) {
    let found =
        COMPARISONS.iter().find_map(|(sign, words)| Some((*words, wire.strip_prefix(sign)?)));
    match found {
        // `<b>` is a tag, and `=` at the beginning of a formula is none either.
        Some((words, rest))
            if rest.starts_with(|c: char| c.is_alphanumeric() || c == ' ')
                && !rest.contains(['<', '>', '=']) =>
        {
            (words, rest)
        }
        _ => ("", wire),
    }
}

/// A string of nothing but signs, as the names of the signs.
fn signs(wire: &str) -> String {
    let whole = COMPARISONS.iter().chain(&[
        ("<>", "unequal"),
        ("===", "strictly equal"),
        ("!==", "strictly unequal"),
        ("<=>", "compare"),
        ("&&", "and"),
        ("||", "or"),
        ("=~", "matches"),
        ("!~", "matches not"),
        ("->", "arrow"),
        ("=>", "double arrow"),
    ]);
    if let Some((_, words)) = whole.into_iter().find(|(sign, _)| *sign == wire) {
        return (*words).to_owned();
    }
    let words: Vec<&str> = wire.chars().filter_map(sign).collect();
    words.join(" ")
}

fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '%' => "percent",
        '^' => "caret",
        '~' => "tilde",
        '&' => "and",
        '|' => "bar",
        '?' => "question",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '€' => "euro",
        '£' => "pound",
        '_' => "underscore",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '"' | '\'' => "quote",
        _ => return None,
    })
}

fn finish(word: String, empty: &str, before_digit: &str) -> String {
    match word.chars().next() {
        None => empty.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{before_digit}{word}"),
        Some(_) => word,
    }
}

/// The singular of an English plural, for the items of a list: `phone_numbers` → `phone_number`.
pub(crate) fn singular(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let cut = |count: usize, with: &str| {
        let stem = word.get(..word.len().saturating_sub(count)).unwrap_or(word);
        format!("{stem}{with}")
    };
    let unchanged =
        ["ss", "us", "is", "series", "news", "sms", "qos", "status", "address", "https"];
    if unchanged.iter().any(|end| lower.ends_with(end)) && !lower.ends_with("addresses") {
        return word.to_owned();
    }
    let longer = ["sses", "xes", "ches", "shes", "zzes", "tuses"];
    match lower.as_str() {
        _ if lower.ends_with("people") => cut(6, "person"),
        _ if lower.ends_with("children") => cut(3, ""),
        _ if lower.ends_with("ies") && lower.len() > 4 => cut(3, "y"),
        _ if longer.iter().any(|end| lower.ends_with(end)) => cut(2, ""),
        _ if lower.ends_with('s') && lower.len() > 2 => cut(1, ""),
        _ => word.to_owned(),
    }
}

/// Whether two path words mean the same: case, separators and number aside.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String {
        let text: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        singular(&text.to_ascii_lowercase())
    };
    plain(a) == plain(b)
}

/// The words of a label that make a good variant name: without asides, `most` at most.
pub(crate) fn label_words(label: &str, most: usize) -> String {
    let mut plain = label.to_owned();
    while let Some((start, end)) = aside(&plain) {
        plain.replace_range(start..=end, " ");
    }
    let parts = |text: &str| {
        let mut parts = text.split(['(', ')', ',', ';', ':', '.', '\n', '[', '"']);
        parts.find(|part| !part.trim().is_empty()).unwrap_or_default().to_owned()
    };
    let head = Some(parts(&plain)).filter(|head| !head.is_empty()).unwrap_or_else(|| parts(label));
    let head = head.split(" - ").next().unwrap_or_default();
    let skip = ["a", "an", "the"];
    let words = head.split_whitespace();
    let kept: Vec<&str> = words
        .filter(|word| !skip.contains(&word.to_ascii_lowercase().as_str()))
        .take(most)
        .collect();
    if kept.is_empty() { head.trim().to_owned() } else { kept.join(" ") }
}

/// Where the first text in parentheses stands.
fn aside(text: &str) -> Option<(usize, usize)> {
    let start = text.find('(')?;
    let length = text.get(start..)?.find(')')?;
    Some((start, start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casing() {
        for (wire, in_snake, in_camel) in [
            ("userId", "user_id", "UserId"),
            ("first_name", "first_name", "FirstName"),
            ("lastClientVersion", "last_client_version", "LastClientVersion"),
            ("H.323/SIP", "h_323_sip", "H323Sip"),
            ("100", "_100", "N100"),
            ("2fa", "_2fa", "N2fa"),
            ("", "value", "Value"),
            ("***", "star_star_star", "StarStarStar"),
            ("<", "less_than", "LessThan"),
            ("<=", "less_than_or_equal", "LessThanOrEqual"),
            ("!=", "not_equal", "NotEqual"),
            ("=", "equal", "Equal"),
            ("==", "equals", "Equals"),
            ("&&", "and", "And"),
            ("-", "minus", "Minus"),
            ("*", "star", "Star"),
            ("~*", "tilde_star", "TildeStar"),
            (">=10", "greater_than_or_equal_10", "GreaterThanOrEqual10"),
            ("!important", "not_important", "NotImportant"),
            ("<b>", "b", "B"),
            ("-name", "minus_name", "MinusName"),
            ("€", "euro", "Euro"),
            ("☃", "value", "Value"),
            ("+1", "plus_1", "Plus1"),
            ("Q&A", "q_and_a", "QAndA"),
            ("user's", "users", "Users"),
            ("ärger", "arger", "Arger"),
            ("größe", "grosse", "Grosse"),
            ("straße_nr", "strasse_nr", "StrasseNr"),
            ("имя", "imya", "Imya"),
            ("名前", "ming_qian", "MingQian"),
            ("x-zm-trackingid", "x_zm_trackingid", "XZmTrackingid"),
            ("in_meeting", "in_meeting", "InMeeting"),
            ("501-1,000", "_501_to_1000", "N501To1000"),
            ("H.323-x", "h_323_x", "H323X"),
        ] {
            assert_eq!(
                (snake(wire).as_str(), camel(wire).as_str()),
                (in_snake, in_camel),
                "{wire}"
            );
        }
    }

    #[test]
    fn singulars() {
        for (plural, expected) in [
            ("users", "user"),
            ("phone_numbers", "phone_number"),
            ("categories", "category"),
            ("addresses", "address"),
            ("status", "status"),
            ("user_qos", "user_qos"),
            ("boxes", "box"),
            ("series", "series"),
            ("data", "data"),
            ("access", "access"),
            ("cases", "case"),
            ("statuses", "status"),
            ("people", "person"),
        ] {
            assert_eq!(singular(plural), expected);
        }
    }

    #[test]
    fn labels() {
        for (label, expected) in [
            ("Scheduled meeting.", "Scheduled meeting"),
            ("Unassigned, without basic meetings", "Unassigned"),
            ("A recurring meeting with no fixed time", "recurring meeting with no"),
            ("(deprecated) Old", "Old"),
            ("(unnamed)", "unnamed"),
            ("A", "A"),
            ("Wi-Fi (wireless) network", "Wi-Fi network"),
            ("", ""),
        ] {
            assert_eq!(label_words(label, 4), expected, "{label}");
        }
    }
}
