//! Faults of schemas.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::limits::whole;
use super::operation::drop_null_text;
use super::{Log, discriminator, downlevel, limits, sibling};
use crate::document::pointer::Pointer;

/// Repairs a schema and everything below it.
pub(super) fn schema(value: &mut Value, at: &Pointer, log: &mut Log<'_>) {
    if let Value::Object(map) = value
        && map.contains_key("$ref")
        && !sibling::siblings(map, at, log)
    {
        return;
    }
    match value {
        // OpenAPI 3.1: `true` takes anything.
        Value::Bool(_) | Value::Null => *value = json!({}),
        Value::Object(map) => {
            drop_null_text(map);
            downlevel::downlevel(map);
            type_name(map, at, log);
            listed_values(map, at, log);
            stray_required(map, at, log);
            structure(map, at, log);
            limits::limits(map, at, log);
            limits::misplaced(map, at, log);
            quoted_scalars(map, at, log);
            enum_of_items(map, at, log);
            enum_values(map, at, log);
            default(map, at, log);
            discriminator::discriminator(map, at, log);
            children(map, at, log);
        }
        _ => {
            *value = json!({});
            let message = "a schema that is not an object: taken as anything".into();
            log.repaired("schema-shape", at, message, "write a schema object");
        }
    }
}

/// Keywords whose value is a schema.
const ONE: &[&str] = &[
    "items",
    "not",
    "additionalProperties",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "if",
    "then",
    "else",
];
/// Keywords whose value is a map of schemas that references may lead to.
const NAMED: &[&str] = &["$defs", "definitions", "patternProperties", "dependentSchemas"];
/// Keywords whose value is a list of schemas.
const LISTED: &[&str] = &["allOf", "oneOf", "anyOf", "prefixItems"];

fn children(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    for key in ONE {
        if let Some(inner) = map.get_mut(*key).filter(|inner| inner.is_object()) {
            schema(inner, &at.join(key), log);
        }
    }
    for key in NAMED {
        definitions(map, key, &at.join(key), log);
    }
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        let at = at.join("properties");
        // `required: true` among the properties is the stray keyword, not a property of that name.
        if properties.get("required").is_some_and(|value| value.is_boolean() || value.is_array()) {
            properties.shift_remove("required");
            let message = "`required` among the properties: dropped".into();
            let help = "list the names of required properties in the `required` of the object";
            log.repaired("stray-required", &at.join("required"), message, help);
        }
        for (name, inner) in properties.iter_mut() {
            schema(inner, &at.join(name), log);
        }
    }
    for key in LISTED {
        if let Some(Value::Array(list)) = map.get_mut(*key) {
            let at = at.join(key);
            for (index, inner) in list.iter_mut().enumerate() {
                schema(inner, &at.join(index), log);
            }
        }
    }
}

/// Schemas with names, under `key`.
pub(super) fn definitions(
    map: &mut Map<String, Value>,
    key: &str,
    at: &Pointer,
    log: &mut Log<'_>,
) {
    if let Some(Value::Object(named)) = map.get_mut(key) {
        for (name, inner) in named.iter_mut() {
            schema(inner, &at.join(name), log);
        }
    }
}

/// Type names of other languages.
fn type_name(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let Some(name) = map.get("type") else { return };
    let known = ["string", "integer", "number", "boolean", "object", "array"];
    let name = name.as_str().unwrap_or_default().to_owned();
    if known.contains(&name.as_str()) {
        return;
    }
    let (meant, format) = match name.trim().to_ascii_lowercase().as_str() {
        "int" | "int32" | "int64" | "long" | "short" => (Some("integer"), None),
        "float" | "double" | "decimal" => (Some("number"), None),
        "bool" => (Some("boolean"), None),
        "str" | "text" | "uuid" | "email" | "url" | "uri" => (Some("string"), None),
        "date" => (Some("string"), Some("date")),
        "datetime" | "date-time" | "timestamp" => (Some("string"), Some("date-time")),
        "file" | "binary" => (Some("string"), Some("binary")),
        "list" => (Some("array"), None),
        "map" | "dict" => (Some("object"), None),
        other => (known.into_iter().find(|known| *known == other), None),
    };
    match meant {
        Some(meant) => map.insert("type".into(), meant.into()),
        None => map.shift_remove("type"),
    };
    if let Some(format) = format {
        map.entry("format").or_insert_with(|| format.into());
    }
    let taken = meant.unwrap_or("anything");
    let message = format!("`{name}` is not a type: taken as {taken}");
    log.repaired("type-name", &at.join("type"), message, "use a type of OpenAPI");
}

/// Single values where the alternatives of a `oneOf` or `anyOf` belong: the values of an enumeration.
fn listed_values(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Array(list)) = map.get(key) else { continue };
        let kind = match list.first() {
            Some(Value::String(_)) => "string",
            Some(Value::Number(number)) if number.is_i64() => "integer",
            _ => continue,
        };
        if list.iter().any(|value| value.is_object() || value.is_array()) {
            continue;
        }
        let values = Value::Array(list.clone());
        map.shift_remove(key);
        map.entry("type").or_insert_with(|| kind.into());
        map.entry("enum").or_insert(values);
        let message =
            format!("values where the schemas of `{key}` belong: taken as an enumeration");
        log.repaired("listed-values", &at.join(key), message, "list the values under `enum`");
    }
}

/// `required: true` inside a property, where only a list of names means something.
fn stray_required(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let Some(required) = map.get("required").filter(|required| !required.is_array()) else {
        return;
    };
    let message = format!("`required: {required}` inside a schema: dropped");
    log.repaired(
        "stray-required",
        &at.join("required"),
        message,
        "list the names of required properties in the `required` of the object",
    );
    map.shift_remove("required");
}

/// Objects with items, lists without, strings with properties.
fn structure(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let kind = map.get("type").and_then(Value::as_str).map(str::to_owned);
    let mut mend = |map: &mut Map<String, Value>, meant: &str, message: &str| {
        map.insert("type".into(), meant.into());
        log.repaired("structure", at, message.into(), "correct the `type`");
    };
    match kind.as_deref() {
        Some("array") if !map.contains_key("items") => {
            if let Some(properties) = map.shift_remove("properties") {
                let items = json!({"type": "object", "properties": properties});
                map.insert("items".into(), items);
                let message = "a list whose items are written as properties";
                log.repaired("structure", at, message.into(), "put them under `items`");
            } else {
                map.insert("items".into(), json!({}));
                let message = "array without `items`: any item type is accepted";
                log.repaired("list-items", at, message.into(), "add `items`");
            }
        }
        Some("object") if map.contains_key("items") && !map.contains_key("properties") => {
            mend(map, "array", "an object with `items`: taken as a list");
        }
        Some(other) if !["object", "array"].contains(&other) && map.contains_key("properties") => {
            mend(map, "object", "a scalar with `properties`: taken as an object");
        }
        _ => {}
    }
    if map.get("properties").is_some_and(|properties| !properties.is_object()) {
        map.shift_remove("properties");
        let message = "`properties` is not an object: dropped".into();
        log.repaired("structure", &at.join("properties"), message, "write an object");
    }
}

/// Numbers and booleans that the document types as text: the wire form stays text, the meaning does not.
fn quoted_scalars(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let is_text = map.get("type").and_then(Value::as_str) == Some("string");
    // Limits on the characters of a value describe a string of digits: an account number, a postal code.
    let limited = ["enum", "format", "pattern", "minLength", "maxLength"];
    if !is_text || limited.iter().any(|key| map.contains_key(*key)) {
        return;
    }
    let default = map.get("default").and_then(Value::as_str).unwrap_or_default().to_owned();
    let text = map.get("description").and_then(Value::as_str).unwrap_or_default();
    let is_boolean = matches!(default.as_str(), "true" | "false")
        || text.to_ascii_lowercase().contains("true or false");
    if is_boolean {
        map.insert("enum".into(), json!(["true", "false"]));
        let message = "a boolean typed as string: its wire form stays text".into();
        log.repaired("quoted-boolean", at, message, "type it as boolean, or list true and false");
    } else if default.parse::<i64>().is_ok_and(|number| number.to_string() == default) {
        map.insert("format".into(), "int64".into());
        let message = "a number typed as string: its wire form stays text".into();
        log.repaired("quoted-number", at, message, "type it as integer, or add `format: int64`");
    }
}

/// Words that an array lists as its own values: each item has one of them.
fn enum_of_items(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    if map.get("type").and_then(Value::as_str) != Some("array") {
        return;
    }
    let Some(Value::Array(values)) = map.get("enum") else { return };
    let at = at.join("enum");
    if values.iter().any(Value::is_array) {
        let message = "whole arrays as `enum` values: any array is accepted".into();
        let help = "list the values of an item under `items`";
        return log.noted("enum-arrays", &at, message, help);
    }
    let Some(values) = map.shift_remove("enum") else { return };
    if let Some(Value::Object(items)) = map.get_mut("items")
        && !items.contains_key("$ref")
        && !items.contains_key("enum")
    {
        let kind =
            values.get(0).map_or("", |first| if first.is_i64() { "integer" } else { "string" });
        items.entry("type").or_insert_with(|| kind.into());
        items.insert("enum".into(), values);
        let message = "the values of an array's items as `enum` of the array".into();
        log.repaired("enum-of-items", &at, message, "move them to `items`");
    } else {
        let message = "`enum` of an array whose items have values of their own: dropped".into();
        log.repaired("enum-of-items", &at, message, "remove it");
    }
}

/// Enum values of another JSON type than the schema's, and nulls among them.
fn enum_values(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let kind = map.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(values) = map.get("enum") else { return };
    let at = at.join("enum");
    let Value::Array(values) = values.clone() else {
        map.shift_remove("enum");
        let message = "`enum` is not a list: dropped".into();
        return log.repaired("enum-shape", &at, message, "write a list of values");
    };
    let mut kept = Vec::new();
    let mut seen = BTreeSet::new();
    let mut dropped = Vec::new();
    let mut nullable = false;
    for (index, value) in values.iter().enumerate() {
        if value.is_null() {
            nullable = true;
            dropped.push(index);
            continue;
        }
        let (fixed, fits) = cast(&kind, value);
        if !fits {
            let outcome = if fixed.is_some() { "read as one" } else { "dropped" };
            let message = format!("the enum value {value} is not of type {kind}: {outcome}");
            log.repaired(
                "enum-value",
                &at.join(index),
                message,
                "write values of the schema's type",
            );
        }
        match fixed.filter(|fixed| seen.insert(fixed.to_string())) {
            Some(fixed) => kept.push(fixed),
            None => dropped.push(index),
        }
    }
    drop_labels(map, values.len(), &dropped);
    if nullable {
        map.insert("nullable".into(), Value::Bool(true));
    }
    if kept.is_empty() {
        map.shift_remove("enum");
    } else {
        map.insert("enum".into(), Value::Array(kept));
    }
}

/// Names and labels correspond to values by position: those of dropped values are dropped too.
fn drop_labels(map: &mut Map<String, Value>, count: usize, dropped: &[usize]) {
    for key in ["x-enum-varnames", "x-enumNames", "x-enum-descriptions", "x-enumDescriptions"] {
        let Some(Value::Array(labels)) = map.get_mut(key) else { continue };
        if labels.len() == count {
            let mut index = 0;
            labels.retain(|_| {
                index += 1;
                dropped.binary_search(&(index - 1)).is_err()
            });
        }
    }
}

/// A value converted to the type, and whether it had that type already.
fn cast(kind: &str, value: &Value) -> (Option<Value>, bool) {
    match (kind, value) {
        ("string", Value::String(_))
        | ("boolean", Value::Bool(_))
        | ("number", Value::Number(_))
        | ("object" | "array" | "", _) => (Some(value.clone()), true),
        ("integer", Value::Number(number)) if number.is_i64() => (Some(value.clone()), true),
        ("integer", Value::Number(_)) => (whole(value).map(Value::from), false),
        ("string", Value::Number(_) | Value::Bool(_)) => (Some(value.to_string().into()), false),
        ("integer" | "number", Value::String(text)) => {
            (text.trim().parse::<i64>().ok().map(Value::from), false)
        }
        ("boolean", Value::String(text)) => {
            (text.trim().parse::<bool>().ok().map(Value::from), false)
        }
        _ => (None, false),
    }
}

fn default(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let Some(value) = map.get("default").cloned() else { return };
    let kind = map.get("type").and_then(Value::as_str).unwrap_or_default();
    let at = at.join("default");
    match cast(kind, &value) {
        (_, true) => {}
        // `default: null` and `default: ""` mean that there is no default.
        _ if value.is_null() || value == "" => {
            map.shift_remove("default");
        }
        (fixed, false) => {
            let message = format!("the default {value} is not of type {kind}");
            log.repaired("default-type", &at, message, "write a value of the schema's type");
            match fixed {
                Some(fixed) => map.insert("default".into(), fixed),
                None => map.shift_remove("default"),
            };
        }
    }
}
