//! Facts of one value: labels, limits, unit, default, deprecation, whether a keyword or the prose says them.

use serde_json::{Map, Value};

use super::label;
use super::prose::{Patterns, Said};
use crate::normalize::prose::{items, labels as integer_labels};

/// Lists of labels, however they are spelled.
const LABEL_KEYS: &[&str] = &["x-enum-descriptions", "x-enumDescriptions", "x-enum-description"];

/// What labels a value place gets.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Labels {
    /// The values, where the place is an enumeration.
    pub values: Vec<Value>,
    /// A label for each, empty where there is none.
    pub labels: Vec<String>,
    /// Values that are struck out.
    pub retired: Vec<Value>,
    /// Integers whose labels the prose gives, where the place has no `enum`.
    pub integers: Vec<(i64, String)>,
    /// The values are joined in one text, so that the place holds none of them alone.
    pub joined: Vec<(String, String)>,
}

/// Reads the labels of a scalar schema from its keywords and `text`.
///
/// `alone` says that the place is no item of a list, so that a text of several values can only be one that
/// joins them.
pub(super) fn labels(
    schema: &Map<String, Value>,
    text: &str,
    alone: bool,
    patterns: &Patterns,
) -> Labels {
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    let values = schema.get("enum").and_then(Value::as_array);
    let said = patterns.values("value", text);
    if kind == "string" && alone && patterns.says("joined", text) {
        return joined(values, &said);
    }
    match values {
        Some(values) if kind != "boolean" && !values.is_empty() => {
            listed(schema, values, text, &said, patterns)
        }
        None if kind == "integer" => {
            Labels { integers: integers(text, &said), ..Labels::default() }
        }
        None if kind == "string" && !schema.contains_key("format") => {
            strings(text, &said, patterns)
        }
        _ => Labels::default(),
    }
}

/// Values that stand side by side in one text.
fn joined(values: Option<&Vec<Value>>, said: &[Said]) -> Labels {
    let label = |value: &str| {
        let one = said.iter().find(|one| one.value == value);
        one.map(|one| label::short(&one.text)).unwrap_or_default()
    };
    let listed = values.into_iter().flatten().filter_map(Value::as_str);
    let mut joined: Vec<(String, String)> =
        listed.map(|value| (value.to_owned(), label(value))).collect();
    if joined.is_empty() {
        joined = said.iter().map(|one| (one.value.clone(), label(&one.value))).collect();
        // Examples are quoted as well, but nothing explains them.
        if joined.iter().any(|(_, label)| !label.starts_with(char::is_alphabetic)) {
            joined.clear();
        }
    }
    Labels { joined, ..Labels::default() }
}

/// Labels of the values of an `enum`.
fn listed(
    schema: &Map<String, Value>,
    values: &[Value],
    text: &str,
    said: &[Said],
    patterns: &Patterns,
) -> Labels {
    let own = LABEL_KEYS.iter().find_map(|key| schema.get(*key)).and_then(Value::as_array);
    let own = own.filter(|list| list.len() == values.len());
    let words = patterns.values("word", text);
    let numbered = integer_labels(text);
    let mut result = Labels { values: values.to_vec(), ..Labels::default() };
    let mut raw: Vec<String> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let plain = plain(value);
        let find = |list: &[Said]| list.iter().find(|one| one.value == plain).cloned();
        let number = numbered.iter().find(|one| one.value.to_string() == plain);
        let prose = find(said).or_else(|| find(&words)).map(|one| (one.text, one.struck));
        let prose = prose.or_else(|| number.map(|one| (one.text.clone(), one.deprecated)));
        let own = own.map(|list| own_label(list, values, index));
        if prose.as_ref().is_some_and(|(_, struck)| *struck) {
            result.retired.push(value.clone());
        }
        raw.push(better(
            &own.unwrap_or_default(),
            &prose.map(|(text, _)| text).unwrap_or_default(),
        ));
    }
    result.labels = distinct(&raw);
    for (label, value) in result.labels.iter_mut().zip(values) {
        if same_words(label, &plain(value)) && value.is_string() {
            label.clear();
        }
    }
    result
}

/// The label for a value in the document's own list. A list that repeats the values is in an order of its own.
fn own_label(list: &[Value], values: &[Value], index: usize) -> String {
    let texts: Vec<&str> = list.iter().map(|one| one.as_str().unwrap_or_default()).collect();
    let names = |text: &str, value: &Value| {
        let rest = text.strip_prefix(plain(value).as_str())?;
        let rest = rest.trim_start();
        rest.strip_prefix(['-', ':', '=', '–', '—']).map(str::to_owned)
    };
    let repeats = texts.iter().all(|text| values.iter().any(|value| names(text, value).is_some()));
    let Some(value) = values.get(index) else { return String::new() };
    if repeats {
        texts.iter().find_map(|text| names(text, value)).unwrap_or_default()
    } else {
        texts.get(index).copied().unwrap_or_default().to_owned()
    }
}

/// The one that needs no cutting; the document's own list before its prose.
fn better(own: &str, prose: &str) -> String {
    let usable = |text: &str| !text.trim().is_empty() && !label::is_long(&label::short(text));
    if usable(own) || (!own.trim().is_empty() && !usable(prose)) {
        own.to_owned()
    } else {
        prose.to_owned()
    }
}

/// Integer values that only the prose names.
fn integers(text: &str, said: &[Said]) -> Vec<(i64, String)> {
    if contradicts(said) {
        return Vec::new();
    }
    let found = items(text);
    let raw: Vec<String> = found.iter().map(|one| one.text.clone()).collect();
    found.iter().map(|one| one.value).zip(distinct(&raw)).collect()
}

/// One value explained twice, in different words: the text speaks of several things.
fn contradicts(said: &[Said]) -> bool {
    said.iter().enumerate().any(|(index, one)| {
        let others = said.iter().skip(index + 1);
        others.filter(|other| other.value == one.value).any(|other| other.text != one.text)
    })
}

/// Values of a text that only the prose names.
fn strings(text: &str, said: &[Said], patterns: &Patterns) -> Labels {
    if contradicts(said) {
        return Labels::default();
    }
    let mut said: Vec<Said> = said.to_vec();
    said.dedup_by(|a, b| a.value == b.value);
    let number = |one: &Said| one.value.parse::<i64>().is_ok();
    if said.len() < 2 || said.iter().any(number) {
        let integers = if said.is_empty() || said.iter().all(number) {
            integers(text, &said)
        } else {
            Vec::new()
        };
        if !integers.is_empty() || said.len() >= 2 {
            return Labels { integers, ..Labels::default() };
        }
        let values = patterns.listed(text);
        let words = values.iter().all(|value| value.parse::<i64>().is_err());
        return if values.len() >= 2 && words {
            let labels = vec![String::new(); values.len()];
            let values = values.into_iter().map(Value::String).collect();
            Labels { values, labels, ..Labels::default() }
        } else {
            Labels::default()
        };
    }
    let raw: Vec<String> = said.iter().map(|one| one.text.clone()).collect();
    let mut labels = distinct(&raw);
    for (label, one) in labels.iter_mut().zip(&said) {
        if same_words(label, &one.value) {
            label.clear();
        }
    }
    let retired = said.iter().filter(|one| one.struck).map(|one| one.value.clone().into());
    Labels {
        retired: retired.collect(),
        values: said.iter().map(|one| one.value.clone().into()).collect(),
        labels,
        ..Labels::default()
    }
}

/// Short labels; two that would be one keep more of their words.
fn distinct(raw: &[String]) -> Vec<String> {
    let short: Vec<String> = raw.iter().map(|text| label::short(text)).collect();
    let twice = |label: &String| short.iter().filter(|other| *other == label).count() > 1;
    let again = |(label, text): (&String, &String)| {
        if !label.is_empty() && twice(label) { label::cut(text) } else { label.clone() }
    };
    short.iter().zip(raw).map(again).collect()
}

/// A value as text, without the quotes of JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Equal but for case, punctuation and white space.
fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    words(a) == words(b)
}

/// A default that is one: of the right type, among the values, and no example.
pub(super) fn default(
    schema: &Map<String, Value>,
    said: Option<&str>,
    response: bool,
) -> Option<Value> {
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    let values = schema.get("enum").and_then(Value::as_array);
    let member = |value: &Value| values.is_none_or(|values| values.contains(value));
    if let Some(value) = schema.get("default") {
        return match value {
            Value::String(text) => {
                let bare = Value::String(text.trim_matches('"').to_owned());
                let word = !text.is_empty() && !text.contains([' ', '@', '"']);
                let listed = values.is_some_and(|values| values.contains(&bare));
                (listed || values.is_none() && word && !response).then_some(bare)
            }
            other => Some(other.clone()),
        };
    }
    let said = said?;
    let value = match kind {
        "boolean" => Value::Bool(said.to_lowercase().parse().ok()?),
        "integer" => Value::from(said.parse::<i64>().ok()?),
        "string" if values.is_some() => Value::String(said.to_owned()),
        _ => return None,
    };
    member(&value).then_some(value)
}
