//! The values of one scalar schema: which there are, their labels, and its default, from keywords and prose.

use serde_json::{Map, Value};

use super::items::items;
use super::label;
use super::labels::labels as integer_labels;
use super::patterns::{LabeledValue, Patterns};
use crate::model::Label;

/// Lists of labels, however they are spelled.
pub(super) const LABEL_KEYS: &[&str] =
    &["x-enum-descriptions", "x-enumDescriptions", "x-enum-description"];

/// The values of a schema.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Values {
    /// The values of an enumeration.
    pub values: Vec<Value>,
    /// A label for each, empty if there is none.
    pub labels: Vec<String>,
    /// Values that are struck out.
    pub retired: Vec<Value>,
    /// Integers that only prose lists, of a schema without `enum`.
    pub integers: Vec<Label>,
    /// Values that are joined in one string, so that the schema never has one of them alone.
    pub joined: Vec<(String, String)>,
}

/// Reads the values of a scalar schema from its keywords and its prose.
///
/// `alone` means that the schema is not the items of a list, so that several values in one string must be joined.
pub(super) fn values(
    schema: &Map<String, Value>,
    kind: &str,
    text: &str,
    alone: bool,
    patterns: &Patterns,
) -> Values {
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
            Values { integers: integers(text, &said), ..Values::default() }
        }
        // A string has values only if rules.yaml says how prose writes them.
        None if kind == "string" && !schema.contains_key("format") && patterns.has("value") => {
            strings(text, &said, patterns)
        }
        _ => Values::default(),
    }
}

/// Values that are joined in one string.
fn joined(values: Option<&Vec<Value>>, said: &[LabeledValue]) -> Values {
    let label = |value: &str| {
        let one = said.iter().find(|one| one.value == value);
        one.map(|one| label::sentence(&one.text)).unwrap_or_default()
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
    Values { joined, ..Values::default() }
}

/// Labels of the values of an `enum`.
fn listed(
    schema: &Map<String, Value>,
    values: &[Value],
    text: &str,
    said: &[LabeledValue],
    patterns: &Patterns,
) -> Values {
    let own = LABEL_KEYS.iter().find_map(|key| schema.get(*key)).and_then(Value::as_array);
    let own = own.filter(|list| list.len() == values.len());
    let words = patterns.values("word", text);
    let numbered = integer_labels(text);
    let mut result = Values { values: values.to_vec(), ..Values::default() };
    let mut raw: Vec<String> = Vec::new();
    let mut is_own = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let plain = plain(value);
        let find = |list: &[LabeledValue]| list.iter().find(|one| one.value == plain).cloned();
        let number = numbered.iter().find(|one| one.value.to_string() == plain);
        let prose = find(said).or_else(|| find(&words)).map(|one| (one.text, one.struck));
        let prose = prose.or_else(|| number.map(|one| (one.text.clone(), one.deprecated)));
        let own = own.map(|list| own_label(list, values, index)).unwrap_or_default();
        if prose.as_ref().is_some_and(|(_, struck)| *struck) || retired(schema, value) {
            result.retired.push(value.clone());
        }
        let prose = prose.map(|(text, _)| text).unwrap_or_default();
        is_own.push(is_better(&own, &prose));
        raw.push(if is_better(&own, &prose) { own } else { prose });
    }
    let prose = label::complete(&raw);
    let chosen = raw.into_iter().zip(prose).zip(is_own);
    let chosen = chosen.map(|((own, prose), is_own)| if is_own { own } else { prose });
    result.labels = chosen.map(|label| label.trim().to_owned()).collect();
    for (label, value) in result.labels.iter_mut().zip(values) {
        if label::repeats(label, &plain(value)) && value.is_string() {
            label.clear();
        }
    }
    result
}

/// Whether `x-enum-deprecated` lists a value.
fn retired(schema: &Map<String, Value>, value: &Value) -> bool {
    let list = schema.get("x-enum-deprecated").and_then(Value::as_array);
    list.is_some_and(|list| list.contains(value))
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

/// Whether the label of the document's own list is used rather than that of its prose: if it needs no cutting, or if
/// that of the prose needs some as well.
fn is_better(own: &str, prose: &str) -> bool {
    let usable = |text: &str| !text.trim().is_empty() && !label::is_long(&label::short(text));
    usable(own) || (!own.trim().is_empty() && !usable(prose))
}

/// Integer values that only prose lists.
fn integers(text: &str, said: &[LabeledValue]) -> Vec<Label> {
    if contradicts(said) {
        return Vec::new();
    }
    let found = items(text);
    let raw: Vec<String> = found.iter().map(|one| one.text.clone()).collect();
    let complete = label::complete(&raw);
    found.into_iter().zip(complete).map(|(one, text)| Label { text, ..one }).collect()
}

/// Whether one value is explained twice, in different words: then the prose is about several things.
fn contradicts(said: &[LabeledValue]) -> bool {
    said.iter().enumerate().any(|(index, one)| {
        let others = said.iter().skip(index + 1);
        others.filter(|other| other.value == one.value).any(|other| other.text != one.text)
    })
}

/// Values of a string that only prose lists.
fn strings(text: &str, said: &[LabeledValue], patterns: &Patterns) -> Values {
    if contradicts(said) {
        return Values::default();
    }
    let mut said: Vec<LabeledValue> = said.to_vec();
    said.dedup_by(|a, b| a.value == b.value);
    let number = |one: &LabeledValue| one.value.parse::<i64>().is_ok();
    if said.len() < 2 || said.iter().any(number) {
        let integers = if said.is_empty() || said.iter().all(number) {
            integers(text, &said)
        } else {
            Vec::new()
        };
        if !integers.is_empty() || said.len() >= 2 {
            return Values { integers, ..Values::default() };
        }
        let values = patterns.listed(text);
        let words = values.iter().all(|value| value.parse::<i64>().is_err());
        return if values.len() >= 2 && words {
            let labels = vec![String::new(); values.len()];
            let values = values.into_iter().map(Value::String).collect();
            Values { values, labels, ..Values::default() }
        } else {
            Values::default()
        };
    }
    let raw: Vec<String> = said.iter().map(|one| one.text.clone()).collect();
    let mut labels = label::complete(&raw);
    for (label, one) in labels.iter_mut().zip(&said) {
        if label::repeats(label, &one.value) {
            label.clear();
        }
    }
    let retired = said.iter().filter(|one| one.struck).map(|one| one.value.clone().into());
    Values {
        retired: retired.collect(),
        values: said.iter().map(|one| one.value.clone().into()).collect(),
        labels,
        ..Values::default()
    }
}

/// A value as text, without the quotes of JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The default, if it is of the right type, among the values, and not an example.
pub(super) fn default(
    schema: &Map<String, Value>,
    kind: &str,
    said: Option<&str>,
    response: bool,
) -> Option<Value> {
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
