//! Alternatives that a document or an overlay declares to be one object (`x-one-object: true`).
//!
//! Some documents list the members that belong to each value of another input as alternatives which nothing tells
//! apart. As one object with the members of all alternatives they can be read and built; a member is required when
//! every alternative requires it. Alternatives that contradict each other are an error.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Log, Move};
use crate::diagnostic::{Finding, Severity};
use crate::pointer::Pointer;

/// The extension that asks for it.
const MARK: &str = "x-one-object";

/// Merges marked alternatives everywhere in the document, the innermost first; adds the members that have moved.
pub(super) fn alternatives(
    value: &mut Value,
    at: &Pointer,
    moves: &mut Vec<Move>,
    log: &mut Log<'_>,
) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                alternatives(item, &at.join(index), moves, log);
            }
        }
        Value::Object(map) => {
            for (key, item) in map.iter_mut() {
                alternatives(item, &at.join(key), moves, log);
            }
            if map.get(MARK) == Some(&Value::Bool(true)) {
                schema(map, at, moves, log);
            }
        }
        _ => {}
    }
}

fn schema(map: &mut Map<String, Value>, at: &Pointer, moves: &mut Vec<Move>, log: &mut Log<'_>) {
    let Some(key) = ["oneOf", "anyOf"].into_iter().find(|key| map.contains_key(*key)) else {
        let message = format!("`{MARK}` on a schema without alternatives");
        return fault(at, message, "remove it: the document has changed", log);
    };
    let list = map.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut merged = Map::new();
    for (index, one) in list.iter().enumerate() {
        let one = one.as_object().filter(|one| one.contains_key("properties"));
        let result = match one {
            Some(one) if index == 0 => {
                merged = one.clone();
                Ok(())
            }
            Some(one) => merge(&mut merged, one),
            None => Err("an alternative has no `properties`".to_owned()),
        };
        if let Err(why) = result {
            let message = format!("the alternatives cannot be one object: {why}");
            let help = "remove `x-one-object` here, or correct the document with an overlay";
            return fault(&at.join(key).join(index), message, help, log);
        }
    }
    moved(&list, (at, &at.join(key)), moves);
    map.shift_remove(key);
    map.shift_remove(MARK);
    map.shift_remove("discriminator");
    for (key, value) in merged {
        map.entry(key).or_insert(value);
    }
}

/// Adds where each member of the object was: in the first alternative that has it.
fn moved(list: &[Value], (object, alternatives): (&Pointer, &Pointer), moves: &mut Vec<Move>) {
    let mut seen = BTreeSet::new();
    let mut own = Vec::new();
    for (index, one) in list.iter().enumerate() {
        first(one, (object, &alternatives.join(index)), &mut seen, &mut own);
    }
    // Members of members that were alternatives themselves have moved before.
    let mut further = Vec::new();
    for (new, old) in &own {
        let inner = moves.iter().filter_map(|(place, from)| Some((place.below(old)?, from)));
        further.extend(inner.map(|(rest, from)| {
            (Pointer::parse(&format!("{}{rest}", new.as_str())), from.clone())
        }));
    }
    moves.extend(own);
    moves.extend(further);
}

/// Adds the members below a schema that no earlier alternative has.
fn first(
    value: &Value,
    (new, old): (&Pointer, &Pointer),
    seen: &mut BTreeSet<String>,
    own: &mut Vec<Move>,
) {
    if let Some(items) = value.get("items") {
        first(items, (&new.join("items"), &old.join("items")), seen, own);
    }
    let Some(members) = value.get("properties").and_then(Value::as_object) else { return };
    for (name, member) in members {
        let at = |pointer: &Pointer| pointer.join("properties").join(name);
        let (new, old) = (at(new), at(old));
        if seen.insert(new.as_str().to_owned()) {
            below(member, &new, seen);
            own.push((new, old));
        } else {
            first(member, (&new, &old), seen, own);
        }
    }
}

/// Marks the members below a schema as seen.
fn below(value: &Value, at: &Pointer, seen: &mut BTreeSet<String>) {
    if let Some(items) = value.get("items") {
        below(items, &at.join("items"), seen);
    }
    for (name, member) in value.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let at = at.join("properties").join(name);
        seen.insert(at.as_str().to_owned());
        below(member, &at, seen);
    }
}

fn fault(at: &Pointer, message: String, help: &str, log: &mut Log<'_>) {
    let finding = Finding::new(Severity::Error, "one-object", &log.file, at, message, help);
    log.findings.push(finding);
}

/// Adds another description of the same value to a schema.
fn merge(own: &mut Map<String, Value>, other: &Map<String, Value>) -> Result<(), String> {
    if own == other {
        return Ok(());
    }
    let kind = |map: &Map<String, Value>| map.get("type").cloned();
    if let (Some(a), Some(b)) = (kind(own), kind(other))
        && a != b
    {
        return Err(format!("{a} and {b}"));
    }
    required(own, other);
    values(own, other);
    let keys: Vec<String> = own.keys().chain(other.keys()).cloned().collect();
    for key in keys {
        match key.as_str() {
            "properties" | "items" => members(own, other, &key)?,
            "type" | "enum" | "required" | "x-enum-descriptions" => {}
            // A fact that only some of the descriptions contain does not apply to all values.
            _ if own.get(&key) != other.get(&key) => {
                own.shift_remove(&key);
            }
            _ => {}
        }
    }
    for (key, value) in other {
        if ["type", "properties", "items"].contains(&key.as_str()) {
            own.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    Ok(())
}

/// Merges `properties`, member by member, or `items`.
fn members(
    own: &mut Map<String, Value>,
    other: &Map<String, Value>,
    key: &str,
) -> Result<(), String> {
    let (Some(Value::Object(into)), Some(Value::Object(from))) = (own.get_mut(key), other.get(key))
    else {
        return Ok(());
    };
    if key == "items" {
        return merge(into, from).map_err(|why| format!("items: {why}"));
    }
    for (name, value) in from {
        match (into.get_mut(name), value) {
            (None, value) => {
                into.insert(name.clone(), value.clone());
            }
            (Some(Value::Object(known)), Value::Object(value)) => {
                merge(known, value).map_err(|why| format!("`{name}`: {why}"))?;
            }
            (Some(known), value) if known == value => {}
            _ => return Err(format!("`{name}` is described in two ways")),
        }
    }
    Ok(())
}

/// A member is required when every description requires it.
fn required(own: &mut Map<String, Value>, other: &Map<String, Value>) {
    let Some(Value::Array(list)) = own.get_mut("required") else { return };
    let others = other.get("required").and_then(Value::as_array);
    list.retain(|name| others.is_some_and(|others| others.contains(name)));
    if list.is_empty() {
        own.shift_remove("required");
    }
}

/// The values of both; labels stay when both descriptions have them.
fn values(own: &mut Map<String, Value>, other: &Map<String, Value>) {
    let list = |map: &Map<String, Value>, key: &str| {
        map.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let (mut known, more) = (list(own, "enum"), list(other, "enum"));
    if more.is_empty() || known == more {
        return;
    }
    let (mut labels, others) =
        (list(own, "x-enum-descriptions"), list(other, "x-enum-descriptions"));
    let labelled = labels.len() == known.len() && others.len() == more.len();
    for (index, value) in more.into_iter().enumerate() {
        if !known.contains(&value) {
            known.push(value);
            labels.extend(others.get(index).cloned());
        }
    }
    own.insert("enum".into(), Value::Array(known));
    if labelled {
        own.insert("x-enum-descriptions".into(), Value::Array(labels));
    } else {
        own.shift_remove("x-enum-descriptions");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::diagnostic::Findings;
    use crate::source::Sources;

    fn run(mut schema: Value) -> (Value, Vec<String>) {
        let mut findings = Findings::default();
        let mut log = Log { file: "a.yaml".into(), siblings_apply: false, findings: &mut findings };
        alternatives(&mut schema, &Pointer::root(), &mut Vec::new(), &mut log);
        let (files, located) = (BTreeMap::new(), findings);
        let found = located.locate(&Sources::new(&files));
        let messages = found.into_iter().map(|one| one.message).collect();
        (schema, messages)
    }

    #[test]
    fn marked_alternatives_become_one_object() {
        let (schema, messages) = run(json!({"x-one-object": true, "oneOf": [
            {"type": "object", "required": ["kind", "a"], "properties": {
                "kind": {"type": "string", "enum": ["x", "y"], "x-enum-descriptions": ["X", "Y"]},
                "a": {"type": "object", "properties": {"one": {"type": "string", "maxLength": 3}}}}},
            {"type": "object", "required": ["kind"], "properties": {
                "kind": {"type": "string", "enum": ["y", "z"], "x-enum-descriptions": ["Y", "Z"]},
                "a": {"type": "object", "properties": {
                    "one": {"type": "string", "maxLength": 5}, "two": {"type": "integer"}}},
                "b": {"type": "boolean"}}},
        ]}));
        assert!(messages.is_empty(), "{messages:?}");
        assert_eq!(
            schema,
            json!({"type": "object", "required": ["kind"], "properties": {
                "kind": {"type": "string", "enum": ["x", "y", "z"], "x-enum-descriptions": ["X", "Y", "Z"]},
                "a": {"type": "object", "properties": {
                    "one": {"type": "string"}, "two": {"type": "integer"}}},
                "b": {"type": "boolean"}}})
        );
    }

    #[test]
    fn alternatives_without_a_mark_stay() {
        let schema = json!({"oneOf": [{"type": "object", "properties": {}}, {"type": "string"}]});
        assert_eq!(run(schema.clone()), (schema, Vec::new()));
    }

    #[test]
    fn alternatives_inside_alternatives_are_merged_first() {
        let inner = json!({"x-one-object": true, "oneOf": [
            {"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}}]});
        let (schema, messages) = run(json!({"x-one-object": true, "anyOf": [
            inner, {"properties": {"c": {"type": "string"}}}]}));
        assert!(messages.is_empty(), "{messages:?}");
        assert_eq!(
            schema,
            json!({"properties": {
                "a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}}})
        );
    }

    #[test]
    fn contradictions_are_errors() {
        let member = |kind: &str| json!({"type": "object", "properties": {"a": {"type": kind}}});
        for (schema, expected) in [
            (
                json!({"x-one-object": true, "oneOf": [member("string"), member("integer")]}),
                "`a`: \"string\" and \"integer\"",
            ),
            (
                json!({"x-one-object": true, "oneOf": [member("string"), {"type": "string"}]}),
                "an alternative has no `properties`",
            ),
            (json!({"x-one-object": true, "type": "object"}), "without alternatives"),
        ] {
            let (_, messages) = run(schema);
            assert_eq!(messages.len(), 1);
            assert!(messages.iter().all(|one| one.contains(expected)), "{messages:?}");
        }
    }

    #[test]
    fn members_are_found_where_they_were() {
        let object = |properties: Value| json!({"type": "object", "properties": properties});
        let inner = json!({"x-one-object": true, "oneOf": [
            object(json!({"a": {"type": "string"}})),
            object(json!({"b": {"type": "string"}})),
        ]});
        let mut schema = json!({"x-one-object": true, "oneOf": [
            object(json!({"one": object(json!({"x": {"type": "string"}}))})),
            object(json!({"one": object(json!({"y": {"type": "string"}})), "two": inner})),
        ]});
        let mut findings = Findings::default();
        let mut log = Log { file: "a.yaml".into(), siblings_apply: false, findings: &mut findings };
        let mut moves = Vec::new();
        alternatives(&mut schema, &Pointer::root(), &mut moves, &mut log);
        let mut sources = Sources::default();
        sources.moved("a.yaml", &moves);
        for (new, old) in [
            ("/properties/one/properties/x", "/oneOf/0/properties/one/properties/x"),
            ("/properties/one/properties/y", "/oneOf/1/properties/one/properties/y"),
            ("/properties/two", "/oneOf/1/properties/two"),
            ("/properties/two/properties/a", "/oneOf/1/properties/two/oneOf/0/properties/a"),
            ("/properties/two/properties/b", "/oneOf/1/properties/two/oneOf/1/properties/b"),
        ] {
            let (_, found) = sources.origin("a.yaml", &Pointer::parse(new));
            assert_eq!(found.as_str(), old, "{new}");
        }
    }
}
