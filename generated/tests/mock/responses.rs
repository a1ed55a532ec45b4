//! Responses made from a schema: every documented field, and undocumented ones.

use serde_json::{Map, Value, json};

use super::documents::resolved;

/// What a success responds with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Every documented field.
    Full,
    /// An empty object.
    Empty,
    /// Every field, further keys, and values that no enumeration lists.
    Odd,
}

/// A key that no document has.
pub(super) const UNKNOWN: &str = "x_not_documented";

pub(super) fn response(components: &Value, schema: &Value, kind: Kind) -> Value {
    match kind {
        Kind::Empty if kind_of(components, schema) == "array" => json!([]),
        Kind::Empty => json!({}),
        Kind::Full | Kind::Odd => value(components, schema, kind, 0),
    }
}

/// The type of a schema, as far as it says so.
pub(super) fn kind_of(components: &Value, schema: &Value) -> String {
    let schema = resolved(components, schema);
    let named = match schema.get("type") {
        Some(Value::String(name)) => Some(name.clone()),
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).find(|name| *name != "null").map(str::to_owned)
        }
        _ => None,
    };
    let members = ["properties", "additionalProperties"];
    named.unwrap_or_else(|| {
        if members.iter().any(|key| schema.get(key).is_some()) {
            "object".to_owned()
        } else if let Some(first) = alternatives(schema).first() {
            kind_of(components, first)
        } else {
            String::new()
        }
    })
}

/// The parts of `allOf`, else the first of `oneOf` or `anyOf`.
fn alternatives(schema: &Value) -> Vec<Value> {
    if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
        return all.clone();
    }
    let one = ["oneOf", "anyOf"].iter().find_map(|key| schema.get(key).and_then(Value::as_array));
    one.and_then(|list| list.first()).cloned().into_iter().collect()
}

/// The properties of a schema, those of its parts among them.
pub(super) fn properties(components: &Value, schema: &Value) -> Map<String, Value> {
    let schema = resolved(components, schema);
    let mut all = Map::new();
    for part in alternatives(schema) {
        all.extend(properties(components, &part));
    }
    let own = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    all.extend(own);
    all
}

fn value(components: &Value, schema: &Value, kind: Kind, depth: usize) -> Value {
    let schema = resolved(components, schema);
    let listed = schema.get("enum").and_then(Value::as_array);
    if let Some(first) = listed.and_then(|list| list.iter().find(|value| !value.is_null())) {
        return match (kind, first) {
            (Kind::Odd, Value::Number(_)) => json!(987_654),
            (Kind::Odd, Value::String(_)) => json!("not_documented"),
            _ => first.clone(),
        };
    }
    match kind_of(components, schema).as_str() {
        "object" => object(components, schema, kind, depth),
        "array" => match schema.get("items") {
            // A type within itself ends somewhere.
            Some(items) if depth < 8 => json!([value(components, items, kind, depth + 1)]),
            _ => json!([]),
        },
        "integer" => number(schema),
        "number" => json!(1.5),
        "boolean" => json!(true),
        "string" => json!(labelled(schema).unwrap_or(text(schema))),
        _ => json!({}),
    }
}

fn object(components: &Value, schema: &Value, kind: Kind, depth: usize) -> Value {
    let mut members = Map::new();
    if depth < 8 {
        for (name, property) in properties(components, schema) {
            members.insert(name, value(components, &property, kind, depth + 1));
        }
    }
    let further = schema.get("additionalProperties").filter(|further| further.is_object());
    if let Some(further) = further.filter(|_| depth < 8) {
        members.insert("key".into(), value(components, further, kind, depth + 1));
    }
    if kind == Kind::Odd && !members.is_empty() {
        members.insert(UNKNOWN.into(), json!({"a": [1, "b"]}));
    }
    Value::Object(members)
}

fn number(schema: &Value) -> Value {
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    let least = limit("minimum").or(limit("exclusiveMinimum").map(|limit| limit + 1.0));
    json!(least.unwrap_or(7.0) as i64)
}

/// The first of the values whose meaning a document gives without listing them in `enum`.
fn labelled(schema: &Value) -> Option<&str> {
    let values = schema.get("x-enum-labels").or_else(|| schema.get("x-joined-values"))?;
    values.as_object()?.keys().next().map(String::as_str)
}

fn text(schema: &Value) -> &'static str {
    match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => "2024-05-01T10:20:30Z",
        Some("date") => "2024-05-01",
        Some("email") => "ada@example.com",
        Some("uri" | "url") => "https://example.com/a",
        Some("uuid") => "00000000-0000-4000-8000-000000000001",
        // Numbers that are sent as strings.
        Some("int32" | "int64") => "7",
        _ => "text",
    }
}
