//! An example → the schema it suggests, where a document has nothing better.

use serde_json::{Map, Value, json};

/// The schema of a value: kinds and names, not the value itself.
pub(super) fn schema(value: &Value) -> Value {
    match value {
        Value::Null => json!({}),
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Number(number) if number.is_f64() => json!({"type": "number"}),
        Value::Number(_) => json!({"type": "integer", "format": "int64"}),
        Value::String(text) if is_timestamp(text) => {
            json!({"type": "string", "format": "date-time"})
        }
        Value::String(_) => json!({"type": "string"}),
        Value::Array(items) => {
            let items = items.iter().map(schema).reduce(merge).unwrap_or_else(|| json!({}));
            json!({"type": "array", "items": items})
        }
        Value::Object(members) => {
            let properties: Map<String, Value> =
                members.iter().map(|(name, value)| (name.clone(), schema(value))).collect();
            json!({"type": "object", "properties": properties})
        }
    }
}

/// What two items of one list have in common.
fn merge(a: Value, b: Value) -> Value {
    let is_blank = |value: &Value| value.as_object().is_some_and(Map::is_empty);
    if a == b || is_blank(&b) {
        return a;
    }
    if is_blank(&a) {
        return b;
    }
    match (a.get("type").and_then(Value::as_str), b.get("type").and_then(Value::as_str)) {
        (Some("object"), Some("object")) => {
            let mut merged =
                a.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
            for (name, schema) in
                b.get("properties").and_then(Value::as_object).into_iter().flatten()
            {
                match merged.get_mut(name) {
                    Some(known) => *known = merge(known.take(), schema.clone()),
                    None => {
                        merged.insert(name.clone(), schema.clone());
                    }
                }
            }
            json!({"type": "object", "properties": merged})
        }
        (Some("array"), Some("array")) => {
            let items = |list: &Value| list.get("items").cloned().unwrap_or_else(|| json!({}));
            json!({"type": "array", "items": merge(items(&a), items(&b))})
        }
        (Some("integer" | "number"), Some("integer" | "number")) => json!({"type": "number"}),
        (Some("string"), Some("string")) => json!({"type": "string"}),
        _ => json!({}),
    }
}

/// `2019-01-01T12:00:00Z` and the like.
fn is_timestamp(text: &str) -> bool {
    let date = text.get(..10).unwrap_or_default();
    let digits = date.chars().filter(char::is_ascii_digit).count() == 8;
    let dashes = date.chars().filter(|c| *c == '-').count() == 2;
    digits && dashes && text.get(10..11) == Some("T") && text.ends_with(['Z', 'z'])
}
