//! Swagger 2.0 → OpenAPI 3.0: bodies out of the parameters, types into schemas, definitions into components.

use serde_json::{Map, Value, json};

use crate::method::Method;

/// Keywords of a parameter in 2.0, and of its schema in 3.0.
const TYPE_KEYS: &[&str] = &[
    "type",
    "format",
    "items",
    "enum",
    "default",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "multipleOf",
    "pattern",
    "x-nullable",
    "x-enum-varnames",
];

/// Whether a document is Swagger 2.0; YAML reads an unquoted `2.0` as a number.
pub(crate) fn is_swagger(root: &Value) -> bool {
    let version = root.get("swagger").map(|version| version.to_string().replace('"', ""));
    root.get("openapi").is_none() && matches!(version.as_deref(), Some("2.0" | "2"))
}

/// Converts a document; unknown parts stay as they are.
pub(crate) fn convert(root: Value) -> Value {
    let Value::Object(mut root) = root else { return root };
    let consumes = types(&root, "consumes", &["application/json"]);
    let produces = types(&root, "produces", &["application/json"]);
    let shared = root.get("parameters").cloned().unwrap_or(Value::Null);
    root.shift_remove("swagger");
    let mut out = Map::new();
    out.insert("openapi".into(), "3.0.1".into());
    out.insert("servers".into(), json!([{"url": server(&root)}]));
    for key in ["host", "basePath", "schemes", "consumes", "produces", "parameters"] {
        root.shift_remove(key);
    }
    let mut components = Map::new();
    if let Some(mut definitions) = root.shift_remove("definitions") {
        let named = definitions.as_object_mut().into_iter().flat_map(Map::values_mut);
        named.for_each(schema);
        components.insert("schemas".into(), definitions);
    }
    if let Some(Value::Object(mut responses)) = root.shift_remove("responses") {
        responses.values_mut().for_each(|value| response(value, &produces));
        components.insert("responses".into(), Value::Object(responses));
    }
    if let Some(Value::Object(mut schemes)) = root.shift_remove("securityDefinitions") {
        schemes.values_mut().for_each(security_scheme);
        components.insert("securitySchemes".into(), Value::Object(schemes));
    }
    if let Some(Value::Object(paths)) = root.get_mut("paths") {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            path_item(item, &shared, &consumes, &produces);
        }
    }
    out.extend(root);
    out.insert("components".into(), Value::Object(components));
    let mut root = Value::Object(out);
    references(&mut root);
    root
}

/// A name and password are a scheme of HTTP in 3.0, and the flow of OAuth has a name.
fn security_scheme(scheme: &mut Value) {
    let Value::Object(map) = scheme else { return };
    match map.get("type").and_then(Value::as_str) {
        Some("basic") => {
            map.insert("type".into(), "http".into());
            map.insert("scheme".into(), "basic".into());
        }
        Some("oauth2") => {
            let mut flow = Map::new();
            for key in ["authorizationUrl", "tokenUrl", "scopes"] {
                flow.extend(map.shift_remove(key).map(|value| (key.to_owned(), value)));
            }
            let name = match map.shift_remove("flow").as_ref().and_then(Value::as_str) {
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                Some("password") => "password",
                _ => "implicit",
            };
            map.insert("flows".into(), json!({name: flow}));
        }
        _ => {}
    }
}

fn server(root: &Map<String, Value>) -> String {
    let text = |key: &str| root.get(key).and_then(Value::as_str).unwrap_or_default();
    let scheme = root.get("schemes").and_then(|schemes| schemes.pointer("/0"));
    let scheme = scheme.and_then(Value::as_str).unwrap_or("https");
    // Without its slash, a base path would become part of the host's name; and some hosts have a scheme before them.
    let path = text("basePath").trim_matches('/');
    let path = if path.is_empty() { String::new() } else { format!("/{path}") };
    let host = text("host").trim_end_matches('/');
    let host = host.split_once("://").map_or(host, |(_, host)| host);
    if host.is_empty() { path } else { format!("{scheme}://{host}{path}") }
}

fn types(map: &Map<String, Value>, key: &str, otherwise: &[&str]) -> Vec<String> {
    let list = map.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let list: Vec<String> = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    if list.is_empty() { otherwise.iter().map(|one| (*one).to_owned()).collect() } else { list }
}

fn path_item(
    item: &mut Map<String, Value>,
    shared: &Value,
    consumes: &[String],
    produces: &[String],
) {
    // Path items hold body parameters too, so the operations take all of them over.
    let inherited = item.shift_remove("parameters");
    for method in Method::ALL {
        let Some(Value::Object(operation)) = item.get_mut(method.key()) else { continue };
        let consumes = types(operation, "consumes", &strings(consumes));
        let produces = types(operation, "produces", &strings(produces));
        let own = operation.shift_remove("parameters");
        let lists = [inherited.as_ref(), own.as_ref()];
        let list: Vec<Value> = lists
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten()
            .map(|parameter| shared_parameter(parameter, shared))
            .collect();
        self::parameters(operation, list, &consumes);
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            responses.values_mut().for_each(|value| response(value, &produces));
        }
        operation.shift_remove("consumes");
        operation.shift_remove("produces");
        operation.shift_remove("schemes");
    }
}

fn strings(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// A parameter, or the shared one that it refers to.
fn shared_parameter(parameter: &Value, shared: &Value) -> Value {
    let name = parameter.get("$ref").and_then(Value::as_str);
    let name = name.and_then(|reference| reference.strip_prefix("#/parameters/"));
    name.and_then(|name| shared.get(name)).unwrap_or(parameter).clone()
}

fn parameters(operation: &mut Map<String, Value>, list: Vec<Value>, consumes: &[String]) {
    let mut kept: Vec<Value> = Vec::new();
    let mut form: Vec<Value> = Vec::new();
    for value in list {
        match value.get("in").and_then(Value::as_str) {
            Some("body") => body(operation, &value, consumes),
            Some("formData") => form.push(value),
            _ => {
                let same = |known: &Value| {
                    ["name", "in", "$ref"].iter().all(|key| known.get(*key) == value.get(*key))
                };
                kept.retain(|known| !same(known));
                kept.push(parameter(value));
            }
        }
    }
    if !form.is_empty() {
        operation.insert("requestBody".into(), form_body(form, consumes));
    }
    if !kept.is_empty() {
        operation.insert("parameters".into(), Value::Array(kept));
    }
}

/// Moves the type into a schema; how lists are joined becomes a style.
fn parameter(value: Value) -> Value {
    let Value::Object(mut map) = value else { return value };
    if map.contains_key("$ref") {
        return Value::Object(map);
    }
    let format = map.shift_remove("collectionFormat");
    let is_list = map.get("type").and_then(Value::as_str) == Some("array");
    match format.as_ref().and_then(Value::as_str) {
        Some("multi") => {}
        Some("ssv") => {
            map.insert("style".into(), "spaceDelimited".into());
        }
        Some("pipes") => {
            map.insert("style".into(), "pipeDelimited".into());
        }
        _ if is_list && map.get("in").and_then(Value::as_str) == Some("query") => {
            // Values are joined by commas by default, unlike in 3.0.
            map.insert("explode".into(), false.into());
        }
        _ => {}
    }
    let schema = split_type(&mut map);
    map.insert("schema".into(), schema);
    Value::Object(map)
}

/// Takes the keys of a type out of a parameter.
fn split_type(map: &mut Map<String, Value>) -> Value {
    let mut schema = Map::new();
    for key in TYPE_KEYS {
        if let Some(value) = map.shift_remove(*key) {
            schema.insert((*key).to_owned(), value);
        }
    }
    let mut schema = Value::Object(schema);
    self::schema(&mut schema);
    schema
}

fn body(operation: &mut Map<String, Value>, value: &Value, consumes: &[String]) {
    let mut schema = value.get("schema").cloned().unwrap_or_else(|| json!({}));
    self::schema(&mut schema);
    let content: Map<String, Value> =
        consumes.iter().map(|name| (name.clone(), json!({"schema": schema}))).collect();
    let required = value.get("required") == Some(&Value::Bool(true));
    operation.insert("requestBody".into(), json!({"required": required, "content": content}));
}

fn form_body(form: Vec<Value>, consumes: &[String]) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut file = false;
    for value in form {
        let Value::Object(mut map) = value else { continue };
        let Some(name) = map.get("name").and_then(Value::as_str).map(str::to_owned) else {
            continue;
        };
        if map.get("required") == Some(&Value::Bool(true)) {
            required.push(Value::String(name.clone()));
        }
        file |= map.get("type").and_then(Value::as_str) == Some("file");
        let mut schema = split_type(&mut map);
        if let (Some(text), Value::Object(schema)) = (map.get("description"), &mut schema) {
            schema.insert("description".into(), text.clone());
        }
        properties.insert(name, schema);
    }
    let mut schema = json!({"type": "object", "properties": properties});
    let any = !required.is_empty();
    if let (true, Value::Object(schema)) = (any, &mut schema) {
        schema.insert("required".into(), Value::Array(required));
    }
    let multipart = "multipart/form-data".to_owned();
    let name = if file || consumes.contains(&multipart) {
        multipart
    } else {
        "application/x-www-form-urlencoded".to_owned()
    };
    let mut content = Map::new();
    content.insert(name, json!({"schema": schema}));
    json!({"required": any, "content": content})
}

fn response(value: &mut Value, produces: &[String]) {
    let Value::Object(map) = value else { return };
    if let Some(Value::Object(headers)) = map.get_mut("headers") {
        for header in headers.values_mut().filter_map(Value::as_object_mut) {
            let schema = split_type(header);
            header.insert("schema".into(), schema);
        }
    }
    let examples = map.shift_remove("examples");
    let schema = map.shift_remove("schema").map(|mut schema| {
        self::schema(&mut schema);
        schema
    });
    let shown = |name: &str| examples.as_ref().and_then(|examples| examples.get(name)).cloned();
    if schema.is_none() && examples.is_none() {
        return;
    }
    let mut content = Map::new();
    for name in produces {
        let mut media = Map::new();
        media.extend(schema.clone().map(|schema| ("schema".to_owned(), schema)));
        media.extend(shown(name).map(|example| ("example".to_owned(), example)));
        content.insert(name.clone(), Value::Object(media));
    }
    map.insert("content".into(), Value::Object(content));
}

/// The words that 3.0 spells otherwise: files, nullable, discriminators.
fn schema(value: &mut Value) {
    let Value::Object(map) = value else { return };
    if map.get("type").and_then(Value::as_str) == Some("file") {
        map.insert("type".into(), "string".into());
        map.insert("format".into(), "binary".into());
    }
    if let Some(nullable) = map.shift_remove("x-nullable") {
        map.insert("nullable".into(), nullable);
    }
    if let Some(Value::String(name)) = map.get("discriminator").cloned() {
        map.insert("discriminator".into(), json!({"propertyName": name}));
    }
    map.shift_remove("collectionFormat");
    for key in ["items", "additionalProperties"] {
        map.get_mut(key).into_iter().for_each(schema);
    }
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.values_mut().for_each(schema);
    }
    if let Some(Value::Array(list)) = map.get_mut("allOf") {
        list.iter_mut().for_each(schema);
    }
}

/// Where references lead in 3.0.
fn references(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref") {
                let moved = [
                    ("#/definitions/", "#/components/schemas/"),
                    ("#/responses/", "#/components/responses/"),
                ];
                for (from, to) in moved {
                    if let Some(name) = reference.strip_prefix(from) {
                        *reference = format!("{to}{name}");
                    }
                }
            }
            map.values_mut().for_each(references);
        }
        Value::Array(list) => list.iter_mut().for_each(references),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
