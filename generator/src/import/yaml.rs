//! A value as canonical YAML: block style, two spaces, quotes only where a plain scalar would be read differently.
//!
//! The same value always gives the same text, and the text reads back as an equal value, so that a restated
//! document changes exactly where its facts change.

use serde_json::{Map, Value};

/// Words that readers of YAML 1.1 or 1.2 take for something else than text.
const WORDS: &[&str] = &[
    "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf",
    "+.inf", "=", "<<",
];

/// Writes a document.
pub(crate) fn write(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => members(map, 0, &mut out),
        Value::Array(list) if !list.is_empty() => items(list, 0, &mut out),
        other => {
            scalar(other, &mut out);
            out.push('\n');
        }
    }
    out
}

fn members(map: &Map<String, Value>, depth: usize, out: &mut String) {
    for (index, (key, value)) in map.iter().enumerate() {
        // The first member of a list item is on the line of its dash.
        if index > 0 || !out.ends_with("- ") {
            indent(depth, out);
        }
        text(key, out);
        out.push(':');
        nested(value, depth, out);
    }
}

fn items(list: &[Value], depth: usize, out: &mut String) {
    for (index, value) in list.iter().enumerate() {
        if index > 0 || !out.ends_with("- ") {
            indent(depth, out);
        }
        out.push_str("- ");
        match value {
            Value::Object(map) if !map.is_empty() => members(map, depth + 1, out),
            Value::Array(list) if !list.is_empty() => items(list, depth + 1, out),
            other => {
                scalar(other, out);
                out.push('\n');
            }
        }
    }
}

/// The rest of the line after `key:`.
fn nested(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            members(map, depth + 1, out);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            items(list, depth + 1, out);
        }
        other => {
            out.push(' ');
            scalar(other, out);
            out.push('\n');
        }
    }
}

fn indent(depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn scalar(value: &Value, out: &mut String) {
    match value {
        Value::String(string) => text(string, out),
        Value::Object(_) => out.push_str("{}"),
        Value::Array(_) => out.push_str("[]"),
        other => out.push_str(&other.to_string()),
    }
}

fn text(string: &str, out: &mut String) {
    if string.chars().any(needs_escape) {
        escaped(string, out);
    } else if is_plain(string) {
        out.push_str(string);
    } else {
        out.push('\'');
        out.push_str(&string.replace('\'', "''"));
        out.push('\'');
    }
}

/// Line breaks, control characters, and what a reader may take for a line break or a mark at the start.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn escaped(string: &str, out: &mut String) {
    out.push('"');
    for c in string.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) && u32::from(c) <= 0xff => {
                out.push_str(&format!("\\x{:02x}", u32::from(c)));
            }
            c if needs_escape(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Whether a reader takes the bare text for this very text.
fn is_plain(string: &str) -> bool {
    let Some(first) = string.chars().next() else { return false };
    let starts = first.is_alphabetic() || matches!(first, '_' | '/' | '$' | '.' | '(' | '+' | '=');
    (starts || is_version(string))
        && !WORDS.contains(&string.to_ascii_lowercase().as_str())
        // Three points end a document.
        && !string.starts_with("...")
        && !string.ends_with([' ', ':'])
        && !string.contains(": ")
        && !string.contains(" #")
        && !looks_like_number(string)
}

/// `3.0.1`: three numbers are no number.
fn is_version(string: &str) -> bool {
    let parts: Vec<&str> = string.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(number)
}

/// Everything that some reader takes for a number begins with a digit, a sign or a point.
fn looks_like_number(string: &str) -> bool {
    string.starts_with(['+', '.']) && string.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Findings;
    use crate::load::load;
    use serde_json::json;

    fn back(value: &Value) -> Value {
        let text = write(value);
        let mut findings = Findings::default();
        load("x.yaml", &text, &mut findings).unwrap_or_else(|| panic!("{text}\n{findings:?}"))
    }

    #[test]
    fn block_style_with_quotes_where_needed() {
        let value = json!({
            "openapi": "3.0.1",
            "tags": [{"name": "A: b", "x": [[1, 2], ["y"]]}],
            "paths": {"/a/{b}": {"get": {"responses": {"200": {"description": ""}}}}},
            "empty": {}, "none": [], "no": null, "yes": true, "n": 1.5, "big": 9007199254740993_i64,
            "enum": ["1", "true", "on", "a'b", "- x", "#c", "a #c", "c#", "x\ny", "@me", "1e3", "é"],
        });
        assert_eq!(back(&value), value);
        let text = write(&value);
        let expected = "openapi: 3.0.1\ntags:\n  - name: 'A: b'\n    x:\n      - - 1\n        - 2\n      - - 'y'\n\
            paths:\n  /a/{b}:\n    get:\n      responses:\n        '200':\n          description: ''\n\
            empty: {}\nnone: []\n'no': null\n'yes': true\n'n': 1.5\nbig: 9007199254740993\n";
        assert!(text.starts_with(expected), "{text}");
    }

    #[test]
    fn every_text_reads_back() {
        let marks = [
            "",
            " ",
            "a",
            "-",
            "?",
            ":",
            ",",
            "[",
            "]",
            "{",
            "}",
            "#",
            "&",
            "*",
            "!",
            "|",
            ">",
            "'",
            "\"",
            "%",
            "@",
            "`",
            "=",
            "<<",
            "~",
            ".",
            "..",
            "...",
            "---",
            "0",
            "0x1f",
            "0o7",
            "1_000",
            "+1",
            "-1",
            ".5",
            "1e5",
            "2020-01-01",
            "12:30:45",
            "\t",
            "\n",
            "\r",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            "\u{0}",
            "é",
            "中",
            "💥",
            "\\",
            "yes",
            "No",
            "NULL",
            "True",
        ];
        for first in marks {
            for second in marks {
                for joined in [format!("{first}{second}"), format!("{first} {second}")] {
                    let value = json!({"key": joined, joined.clone(): [joined, {"a": joined}]});
                    assert_eq!(back(&value), value, "{joined:?}");
                }
            }
        }
    }
}
