//! Faults of operations, parameters, bodies and responses.

use serde_json::{Map, Value, json};

use super::{Log, schema};
use crate::document::pointer::Pointer;

pub(super) fn operation(operation: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    if operation.get("operationId").and_then(Value::as_str).is_none_or(str::is_empty) {
        operation.shift_remove("operationId");
        let message = "the operation has no operationId: named by its method and path".into();
        log.repaired("missing-operation-id", at, message, "give it an operationId");
    }
    if let Some(tag @ Value::String(_)) = operation.get_mut("tags") {
        *tag = json!([tag.take()]);
        let message = "`tags` is one text instead of a list".into();
        log.repaired("tags", &at.join("tags"), message, "write a list");
    }
    if let Some(Value::Array(list)) = operation.get_mut("parameters") {
        parameters(list, &at.join("parameters"), log);
    }
    if let Some(body) = operation.get_mut("requestBody") {
        content(body, &at.join("requestBody"), log);
    }
    match operation.get_mut("responses") {
        Some(Value::Object(responses)) => {
            let at = at.join("responses");
            for (status, value) in responses.iter_mut() {
                response(value, &at.join(status), log);
            }
        }
        _ => {
            operation.insert("responses".into(), json!({"default": {"description": ""}}));
            let message = "the operation documents no responses: any response is accepted".into();
            log.repaired("missing-responses", at, message, "document its responses");
        }
    }
}

pub(super) fn parameters(list: &mut [Value], at: &Pointer, log: &mut Log<'_>) {
    for (index, value) in list.iter_mut().enumerate() {
        parameter(value, &at.join(index), log);
    }
}

pub(super) fn parameter(value: &mut Value, at: &Pointer, log: &mut Log<'_>) {
    let Value::Object(parameter) = value else { return };
    if parameter.contains_key("$ref") {
        return;
    }
    drop_null_text(parameter);
    let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let in_path = parameter.get("in").and_then(Value::as_str) == Some("path");
    if in_path && parameter.get("required") != Some(&Value::Bool(true)) {
        parameter.insert("required".into(), Value::Bool(true));
        let message = format!("the path parameter `{name}` is not `required: true`");
        log.repaired("optional-path-parameter", at, message, "a path cannot do without it");
    }
    required_flag(parameter, at, log);
    query_string(parameter);
    if !parameter.contains_key("schema") && !parameter.contains_key("content") {
        let mut moved = Map::new();
        for key in ["type", "format", "enum", "default", "items", "minimum", "maximum", "pattern"] {
            if let Some(value) = parameter.shift_remove(key) {
                moved.insert(key.into(), value);
            }
        }
        if moved.is_empty() {
            moved.insert("type".into(), "string".into());
        }
        parameter.insert("schema".into(), Value::Object(moved));
        let message = format!("the parameter `{name}` has no `schema`");
        log.repaired("parameter-schema", at, message, "put its type under `schema`");
    }
    header(value, at, log);
}

/// OpenAPI 3.2: the query as a whole in form encoding is an object whose members are parameters. A cookie in the style
/// `cookie` is one in the style `form`.
fn query_string(parameter: &mut Map<String, Value>) {
    let text = |map: &Map<String, Value>, key: &str| {
        map.get(key).and_then(Value::as_str).map(str::to_owned)
    };
    if text(parameter, "style").as_deref() == Some("cookie") {
        parameter.shift_remove("style");
    }
    if text(parameter, "in").as_deref() != Some("querystring") {
        return;
    }
    let form =
        parameter.get("content").and_then(|all| all.get("application/x-www-form-urlencoded"));
    if let Some(schema) = form.and_then(|form| form.get("schema")).cloned() {
        parameter.shift_remove("content");
        parameter.insert("in".into(), "query".into());
        parameter.insert("schema".into(), schema);
    }
}

/// A header, or the part of a parameter that is like one.
pub(super) fn header(value: &mut Value, at: &Pointer, log: &mut Log<'_>) {
    if let Some(inner) = value.get_mut("schema") {
        schema::schema(inner, &at.join("schema"), log);
    }
    media_types(value, at, log);
}

/// A `required` that is text.
fn required_flag(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    let Some(flag) = map.get_mut("required").filter(|flag| !flag.is_boolean()) else { return };
    *flag = Value::Bool(flag.as_str() == Some("true"));
    let message = "`required` is not true or false".into();
    log.repaired("required-flag", &at.join("required"), message, "write a boolean");
}

/// A request body: anything with `content`.
pub(super) fn content(value: &mut Value, at: &Pointer, log: &mut Log<'_>) {
    if let Value::Object(body) = value
        && !body.contains_key("$ref")
    {
        drop_null_text(body);
        required_flag(body, at, log);
        if !body.get("content").is_some_and(Value::is_object) {
            body.insert("content".into(), Value::Object(Map::new()));
        }
    }
    media_types(value, at, log);
}

pub(super) fn response(value: &mut Value, at: &Pointer, log: &mut Log<'_>) {
    let Value::Object(map) = value else {
        *value = json!({"description": ""});
        let message = "a response that is not an object".into();
        log.repaired("response-shape", at, message, "write at least a `description`");
        return;
    };
    if map.contains_key("$ref") {
        return;
    }
    if !map.get("description").is_some_and(Value::is_string) {
        // Only validators miss a description, so this is not worth a finding.
        map.insert("description".into(), "".into());
    }
    if let Some(Value::Object(headers)) = map.get_mut("headers") {
        let at = at.join("headers");
        for (name, value) in headers.iter_mut() {
            header(value, &at.join(name), log);
        }
    }
    media_types(value, at, log);
}

fn media_types(value: &mut Value, at: &Pointer, log: &mut Log<'_>) {
    let Some(Value::Object(types)) = value.get_mut("content") else { return };
    let at = at.join("content");
    // Schemas first, while they are still at their original location in the file.
    for (name, media) in types.iter_mut() {
        let at = at.join(name);
        if !media.is_object() {
            *media = Value::Object(Map::new());
        }
        if let Some(inner) = media.get_mut("schema") {
            schema::schema(inner, &at.join("schema"), log);
        }
    }
    let bad: Vec<String> = types.keys().filter(|name| !name.contains('/')).cloned().collect();
    for name in bad {
        let message = format!("`{name}` is not a content type: taken as application/json");
        log.repaired("content-type", &at.join(&name), message, "write the real content type");
        if let Some(media) = types.shift_remove(&name) {
            types.entry("application/json").or_insert(media);
        }
    }
}

/// `description: null` and the like have no meaning.
pub(super) fn drop_null_text(map: &mut Map<String, Value>) {
    for key in ["description", "summary", "title", "format", "pattern", "example"] {
        if map.get(key).is_some_and(Value::is_null) {
            map.shift_remove(key);
        }
    }
}
