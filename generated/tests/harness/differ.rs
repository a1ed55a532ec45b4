//! What a value lost on its way through a type.

use serde_json::Value;

/// `""`, null, absent and the empty list count as one.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.iter().all(is_empty),
        Value::Object(map) => map.values().all(is_empty),
        _ => false,
    }
}

/// A number as the documented form may write it: `2`, `2.0` and `"2"` are one.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        _ => None,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Adds what of the first value the second does not say, by path.
pub(crate) fn differ(path: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    match (one, other) {
        (one, other) if is_empty(one) && is_empty(other) => {}
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                let written = other.get(name).unwrap_or(&Value::Null);
                differ(&format!("{path}/{name}"), value, written, found);
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            let one: Vec<&Value> = one.iter().filter(|item| !item.is_null()).collect();
            if one.len() != other.len() {
                found.push(format!("{path}: {} items became {}", one.len(), other.len()));
            }
            for (at, (one, other)) in one.into_iter().zip(other).enumerate() {
                differ(&format!("{path}/{at}"), one, other, found);
            }
        }
        (one, other) if text(one) == text(other) => {}
        (one, other) if number(one).is_some() && number(one) == number(other) => {}
        (one, other) => found.push(format!("{path}: {one} became {other}")),
    }
}
