//! `allOf` of plain objects → one object, so that a place is found where a reader looks for it.

use serde_json::{Map, Value};

/// What may stand beside the members of a plain object without changing what it means.
const PLAIN: &[&str] = &[
    "type",
    "title",
    "description",
    "properties",
    "required",
    "nullable",
    "deprecated",
    "example",
    "readOnly",
    "writeOnly",
    "allOf",
];

/// The schema with its `allOf` merged, or `None` where it has none, or holds what cannot be merged.
pub(super) fn flatten(schema: &Map<String, Value>) -> Option<Map<String, Value>> {
    let list = schema.get("allOf")?.as_array()?;
    let mut merged = Map::new();
    let mut properties = Map::new();
    let mut required: Vec<Value> = Vec::new();
    for member in list {
        let member = member.as_object()?;
        let nested = flatten(member);
        let member = nested.as_ref().unwrap_or(member);
        if member.contains_key("allOf") || !is_plain(member) {
            // A wrapper around one schema is that schema.
            return (list.len() == 1).then(|| wrapped(schema, member)).flatten();
        }
        take(member, &mut merged, &mut properties, &mut required);
    }
    let mut beside = schema.clone();
    beside.shift_remove("allOf");
    if !is_plain(&beside) {
        return None;
    }
    take(&beside, &mut merged, &mut properties, &mut required);
    merged.insert("type".into(), "object".into());
    if !required.is_empty() {
        merged.insert("required".into(), Value::Array(required));
    }
    if !properties.is_empty() {
        merged.insert("properties".into(), Value::Object(properties));
    }
    Some(merged)
}

/// An object schema that says nothing but members and what they are for.
fn is_plain(schema: &Map<String, Value>) -> bool {
    let object = schema.get("type").is_none_or(|kind| kind == "object");
    object && schema.keys().all(|key| PLAIN.contains(&key.as_str()) || key.starts_with("x-"))
}

/// A later member describes a property anew, but the property keeps its position.
fn take(
    member: &Map<String, Value>,
    merged: &mut Map<String, Value>,
    properties: &mut Map<String, Value>,
    required: &mut Vec<Value>,
) {
    for (key, value) in member {
        match (key.as_str(), value) {
            ("properties", Value::Object(members)) => {
                for (name, property) in members {
                    let both = match properties.get(name) {
                        Some(known) => narrowed(known, property),
                        None => property.clone(),
                    };
                    properties.insert(name.clone(), both);
                }
            }
            ("required", Value::Array(names)) => {
                let new: Vec<Value> =
                    names.iter().filter(|name| !required.contains(name)).cloned().collect();
                required.extend(new);
            }
            _ => {
                merged.insert(key.clone(), value.clone());
            }
        }
    }
}

/// A scalar that two members describe: what the later one does not say, the earlier one does.
fn narrowed(known: &Value, later: &Value) -> Value {
    let kind = |value: &Value| value.get("type").and_then(Value::as_str).map(str::to_owned);
    let scalar = |value: &Value| !matches!(kind(value).as_deref(), None | Some("object" | "array"));
    let (Value::Object(old), Value::Object(new)) = (known, later) else { return later.clone() };
    if !scalar(known) || kind(known) != kind(later) {
        return later.clone();
    }
    let mut both = old.clone();
    both.extend(new.clone());
    Value::Object(both)
}

/// `allOf: [X]` with nothing beside it but texts: X, with those texts.
fn wrapped(schema: &Map<String, Value>, member: &Map<String, Value>) -> Option<Map<String, Value>> {
    let mut beside = schema.clone();
    beside.shift_remove("allOf");
    let texts = ["title", "description", "deprecated", "nullable", "readOnly", "writeOnly", "type"];
    let only_texts = beside.keys().all(|key| texts.contains(&key.as_str()));
    // Nothing may stand beside a reference, so the wrapper is what keeps the texts.
    if !only_texts || (member.contains_key("$ref") && !beside.is_empty()) {
        return None;
    }
    let mut all = member.clone();
    for (key, value) in beside {
        if key != "type" {
            all.insert(key, value);
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::flatten;
    use serde_json::{Value, json};

    fn run(schema: Value) -> Option<Value> {
        flatten(schema.as_object()?).map(Value::Object)
    }

    #[test]
    fn objects_are_merged_in_order() {
        let schema = json!({"description": "d", "allOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {}}},
            {"allOf": [{"properties": {"c": {}}}, {"required": ["a", "c"]}]},
            {"properties": {"a": {"type": "integer"}}},
            {"properties": {"a": {"type": "integer", "maximum": 3}}},
            {},
        ]});
        let expected = json!({"type": "object", "description": "d", "required": ["a", "c"],
            "properties": {"a": {"type": "integer", "maximum": 3}, "b": {}, "c": {}}});
        assert_eq!(run(schema), Some(expected));
    }

    #[test]
    fn what_cannot_be_merged_stays() {
        assert_eq!(run(json!({"allOf": [{"properties": {}}, {"$ref": "#/x"}]})), None);
        assert_eq!(run(json!({"allOf": [{"oneOf": []}, {"properties": {}}]})), None);
        assert_eq!(run(json!({"allOf": [{"$ref": "#/x"}], "description": "d"})), None);
        assert_eq!(run(json!({"type": "object"})), None);
    }

    #[test]
    fn a_wrapper_is_taken_off() {
        assert_eq!(run(json!({"allOf": [{"$ref": "#/x"}]})), Some(json!({"$ref": "#/x"})));
        let schema = json!({"allOf": [{"type": "string", "enum": ["a"]}], "description": "d"});
        assert_eq!(run(schema), Some(json!({"type": "string", "enum": ["a"], "description": "d"})));
    }
}
