//! OpenAPI 3.1 spellings of a schema as 3.0 ones. These are no faults, so they leave no finding.

use serde_json::{Map, Value};

pub(super) fn downlevel(schema: &mut Map<String, Value>) {
    type_list(schema);
    constants(schema);
    booleans(schema);
    if let Some(value) = schema.shift_remove("const") {
        schema.entry("enum").or_insert_with(|| Value::Array(vec![value]));
    }
    exclusive(schema, "exclusiveMinimum", "minimum");
    exclusive(schema, "exclusiveMaximum", "maximum");
    if let Some(Value::Array(examples)) = schema.shift_remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        schema.entry("example").or_insert(first);
    }
    content(schema);
    blank_alternative(schema);
    null_alternative(schema);
}

/// Content that is not text, not JSON and not encoded as text is what 3.0 calls binary. The keywords stay: a part of a
/// multipart body is sent as this media type.
fn content(schema: &mut Map<String, Value>) {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let Some(media_type) = text("contentMediaType") else { return };
    let is_text = media_type.ends_with("json") || media_type.starts_with("text/plain");
    let is_encoded =
        text("contentEncoding").is_some_and(|one| !["7bit", "8bit", "binary"].contains(&one));
    let is_string = text("type").is_none_or(|kind| kind == "string");
    if is_text || is_encoded || !is_string || schema.contains_key("$ref") {
        return;
    }
    schema.entry("type").or_insert_with(|| "string".into());
    schema.entry("format").or_insert_with(|| "binary".into());
}

/// `oneOf: [{const: 1, title: Low}, …]` → an enumeration with its names.
fn constants(schema: &mut Map<String, Value>) {
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Array(list)) = schema.get(key) else { continue };
        let values: Option<Vec<Value>> = list.iter().map(|one| one.get("const").cloned()).collect();
        let Some(values) = values.filter(|values| !values.is_empty()) else { continue };
        let texts = |word: &str| -> Option<Value> {
            let texts: Option<Vec<Value>> = list.iter().map(|one| one.get(word).cloned()).collect();
            texts.map(Value::Array)
        };
        let labels =
            [("x-enum-varnames", texts("title")), ("x-enum-descriptions", texts("description"))];
        let kind = match values.first() {
            Some(Value::String(_)) => "string",
            Some(value) if value.is_i64() => "integer",
            Some(Value::Number(_)) => "number",
            _ => continue,
        };
        schema.shift_remove(key);
        schema.entry("type").or_insert_with(|| kind.into());
        schema.insert("enum".into(), Value::Array(values));
        for (name, labels) in labels {
            if let Some(labels) = labels {
                schema.entry(name).or_insert(labels);
            }
        }
    }
}

/// `true` is any value and `false` none, wherever a schema may stand.
fn booleans(schema: &mut Map<String, Value>) {
    for key in ["items", "not"] {
        match schema.get(key) {
            Some(Value::Bool(true)) => {
                schema.insert(key.into(), Value::Object(Map::new()));
            }
            Some(Value::Bool(false)) => {
                schema.shift_remove(key);
            }
            _ => {}
        }
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        // A boolean under the name `required` is a misplaced `required` flag; it is repaired separately.
        let stray = |name: &str| name == "required";
        properties.retain(|name, property| *property != Value::Bool(false) || stray(name));
        for (_, property) in properties.iter_mut().filter(|(name, _)| !stray(name)) {
            if *property == Value::Bool(true) {
                *property = Value::Object(Map::new());
            }
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(Value::Array(list)) = schema.get_mut(key) {
            list.retain(|one| !one.is_boolean());
        }
    }
}

/// `type: [string, "null"]` → nullable string; several real types → a union.
fn type_list(schema: &mut Map<String, Value>) {
    let Some(Value::Array(list)) = schema.get("type") else { return };
    let names: Vec<String> = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let mut real: Vec<&String> = names.iter().filter(|name| *name != "null").collect();
    real.dedup();
    let nullable = real.len() < names.len();
    match real.as_slice() {
        [] => {
            schema.shift_remove("type");
        }
        [one] => {
            schema.insert("type".into(), Value::String((*one).clone()));
        }
        several => {
            let alternatives = several.iter().map(|name| serde_json::json!({"type": name}));
            let alternatives = alternatives.collect();
            schema.shift_remove("type");
            schema.entry("anyOf").or_insert(Value::Array(alternatives));
        }
    }
    if nullable {
        schema.insert("nullable".into(), Value::Bool(true));
    }
}

/// `exclusiveMinimum: 3` → `minimum: 3, exclusiveMinimum: true`.
fn exclusive(schema: &mut Map<String, Value>, key: &str, limit: &str) {
    if let Some(Value::Number(number)) = schema.get(key).cloned() {
        schema.insert(key.into(), Value::Bool(true));
        schema.insert(limit.into(), Value::Number(number));
    }
}

/// `anyOf: [X, {type: null}]` → nullable X.
fn null_alternative(schema: &mut Map<String, Value>) {
    for key in ["anyOf", "oneOf"] {
        let Some(Value::Array(list)) = schema.get_mut(key) else { continue };
        let before = list.len();
        list.retain(|one| one.get("type").and_then(Value::as_str) != Some("null"));
        if list.len() < before {
            schema.insert("nullable".into(), Value::Bool(true));
        }
    }
    if schema.get("type").and_then(Value::as_str) == Some("null") {
        schema.shift_remove("type");
        schema.insert("nullable".into(), Value::Bool(true));
    }
}

/// `anyOf: [{format: date-time}, {enum: [""]}]` → the first: an empty string means that there is no value.
fn blank_alternative(schema: &mut Map<String, Value>) {
    let blank = |one: &Value| {
        let values = one.get("enum").and_then(Value::as_array);
        values.is_some_and(|values| values.iter().all(|value| value.as_str() == Some("")))
    };
    for key in ["anyOf", "oneOf"] {
        let Some(Value::Array(list)) = schema.get_mut(key) else { continue };
        let blanks = list.iter().filter(|one| blank(one)).count();
        if blanks == 0 || blanks == list.len() {
            continue;
        }
        list.retain(|one| !blank(one));
        if list.len() != 1 {
            continue;
        }
        let one = schema.shift_remove(key);
        let one = one.as_ref().and_then(|list| list.get(0)).and_then(Value::as_object);
        for (key, value) in one.into_iter().flatten() {
            schema.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
}
