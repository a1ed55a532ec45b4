//! What it means that nothing was lost: every value is there again, whatever the kind in which it is written.

use serde::Serialize;
use zoom_client::Value;

/// Encodes a value and compares it with the text that it was decoded from.
pub fn assert_kept<T: Serialize>(text: &str, value: &T) {
    let original: Value = serde_json::from_str(text).unwrap();
    let encoded = serde_json::to_value(value).unwrap();
    let mut lost = Vec::new();
    compare("", &original, &encoded, &mut lost);
    assert_eq!(lost, [""; 0], "{encoded}");
}

fn compare(path: &str, one: &Value, other: &Value, lost: &mut Vec<String>) {
    match (one, other) {
        (one, other) if is_empty(one) && is_empty(other) => {}
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                let again = other.get(name).unwrap_or(&Value::Null);
                compare(&format!("{path}/{name}"), value, again, lost);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (at, (one, other)) in one.iter().zip(other).enumerate() {
                compare(&format!("{path}/{at}"), one, other, lost);
            }
        }
        (one, other) if scalar(one).is_some() && scalar(one) == scalar(other) => {}
        // A list where the document has a string of joined values.
        (Value::Array(list), Value::String(text)) if joined(list).as_ref() == Some(text) => {}
        (one, other) => lost.push(format!("{path}: {one} became {other}")),
    }
}

/// An empty text, null, a list of nothing and a missing key say the same.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.iter().all(is_empty),
        _ => false,
    }
}

fn joined(list: &[Value]) -> Option<String> {
    let texts: Option<Vec<String>> = list.iter().map(scalar).collect();
    texts.map(|texts| texts.join(","))
}

/// The text of a single value: `90`, `"90"` and `90.0` are the same, and so are `true`, `"true"` and 1.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Bool(truth) => Some(i64::from(*truth).to_string()),
        Value::Number(number) => Some(number.to_string().trim_end_matches(".0").to_owned()),
        Value::String(text) => Some(match text.as_str() {
            "true" => "1".to_owned(),
            "false" => "0".to_owned(),
            text => text.trim_end_matches(".0").to_owned(),
        }),
        _ => None,
    }
}

#[test]
fn a_loss_is_found() {
    for (text, value) in [
        (r#"{"a":1}"#, r#"{"a":2}"#),
        (r#"{"a":"x"}"#, r#"{}"#),
        (r#"{"a":[1]}"#, r#"{"a":[]}"#),
        (r#"{"a":{"b":9007199254740993}}"#, r#"{"a":{"b":9007199254740992}}"#),
        (r#"{"a":"01"}"#, r#"{"a":1}"#),
        (r#"{"a":[1,2]}"#, r#"{"a":"1,3"}"#),
    ] {
        let (text, value): (Value, Value) =
            (serde_json::from_str(text).unwrap(), serde_json::from_str(value).unwrap());
        let mut lost = Vec::new();
        compare("", &text, &value, &mut lost);
        assert_eq!(lost.len(), 1, "{text} {value}");
    }
}
