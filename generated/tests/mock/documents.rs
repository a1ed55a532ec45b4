//! The documents of specs/ with their overlays, read without the generator: it is not its own judge.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

/// An operation as its document describes it, `$ref`s resolved where they stand.
pub(super) struct Described {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    /// The first success: its status, and the schema of its JSON where it has one.
    pub(super) status: u16,
    pub(super) response: Option<Value>,
}

pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) location: String,
    pub(super) required: bool,
    pub(super) repeated: bool,
    pub(super) schema: Value,
}

pub(super) struct Body {
    pub(super) required: bool,
    /// Media type → schema.
    pub(super) content: BTreeMap<String, Value>,
}

/// A document, and the schemas that its parts refer to.
pub(super) struct Document {
    pub(super) operations: Vec<Described>,
    pub(super) components: Value,
}

/// The folder of the documents; none if the crate is outside the workspace.
pub(super) fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    folder.is_dir().then_some(folder)
}

/// Reads a document of specs/ and lays the overlays over it that extend it.
pub(super) fn read(folder: &Path, id: &str, file: &str) -> Result<Document, String> {
    let mut root = yaml(&folder.join(file))?;
    let mut overlays: Vec<PathBuf> = std::fs::read_dir(folder.join("overlays"))
        .map_err(|error| error.to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    overlays.sort();
    for overlay in overlays {
        let overlay = yaml(&overlay)?;
        if overlay.get("extends").and_then(Value::as_str) == Some(id) {
            lay_over(&mut root, &overlay)?;
        }
    }
    modern(&mut root);
    let paths = root.get("paths").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut operations = Vec::new();
    for (path, item) in &paths {
        let Some(item) = item.as_object() else { continue };
        for method in ["get", "put", "post", "delete", "patch", "head", "options"] {
            if let Some(operation) = item.get(method) {
                operations.push(described(&root, method, path, item, operation));
            }
        }
    }
    let components = root.get("components").cloned().unwrap_or_default();
    Ok(Document { operations, components })
}

fn yaml(file: &Path) -> Result<Value, String> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_yaml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// OpenAPI Overlay 1.0: removals, and updates that are merged.
fn lay_over(root: &mut Value, overlay: &Value) -> Result<(), String> {
    for action in overlay.get("actions").and_then(Value::as_array).into_iter().flatten() {
        let target = action.get("target").and_then(Value::as_str).unwrap_or_default();
        let path = JsonPath::parse(target).map_err(|error| format!("{target}: {error}"))?;
        let mut found: Vec<String> =
            path.query_located(root).locations().map(|at| at.to_json_pointer()).collect();
        // The later items of a list first, so that removing one moves no other.
        found.reverse();
        for pointer in found {
            if action.get("remove").and_then(Value::as_bool) == Some(true) {
                remove(root, &pointer);
            } else if let (Some(node), Some(update)) =
                (root.pointer_mut(&pointer), action.get("update"))
            {
                merge(node, update);
            }
        }
    }
    Ok(())
}

fn remove(root: &mut Value, pointer: &str) {
    let Some((parent, last)) = pointer.rsplit_once('/') else { return };
    let last = last.replace("~1", "/").replace("~0", "~");
    match root.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            map.remove(&last);
        }
        Some(Value::Array(list)) => {
            if let Some(index) = last.parse::<usize>().ok().filter(|index| *index < list.len()) {
                list.remove(index);
            }
        }
        _ => {}
    }
}

fn merge(node: &mut Value, update: &Value) {
    match (node, update) {
        (Value::Object(map), Value::Object(members)) => {
            for (key, value) in members {
                match map.get_mut(key) {
                    Some(own) => merge(own, value),
                    None => {
                        map.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(list), Value::Array(items)) => list.extend(items.iter().cloned()),
        (Value::Array(list), value) => list.push(value.clone()),
        (node, value) => *node = value.clone(),
    }
}

/// OpenAPI 3.0 says in its own words what JSON Schema says in others.
fn modern(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("nullable") == Some(&Value::Bool(true)) {
                if let Some(Value::String(kind)) = map.get("type").cloned() {
                    map.insert("type".into(), Value::Array(vec![kind.into(), "null".into()]));
                }
                if let Some(Value::Array(values)) = map.get_mut("enum") {
                    values.push(Value::Null);
                }
            }
            for (limit, exclusive) in
                [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")]
            {
                if let Some(Value::Bool(true)) = map.get(exclusive)
                    && let Some(number) = map.remove(limit)
                {
                    map.insert(exclusive.into(), number);
                }
            }
            loosen(map);
            map.values_mut().for_each(modern);
        }
        Value::Array(list) => list.iter_mut().for_each(modern),
        _ => {}
    }
}

/// What documents write and do not mean, or cannot.
fn loosen(map: &mut Map<String, Value>) {
    // Alternatives of settings overlap: `{}` is all of them, and so is what has every field.
    if let Some(alternatives) = map.remove("oneOf") {
        map.insert("anyOf".into(), alternatives);
    }
    // JSON Schema wants a time zone there, and Zoom takes `hh:mm`.
    if map.get("format").and_then(Value::as_str) == Some("time") {
        map.remove("format");
    }
    // The values beside a list are those of its items.
    if map.get("type").and_then(Value::as_str) == Some("array")
        && let Some(values) = map.remove("enum")
    {
        let items = map.entry("items").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(items) = items {
            items.entry("enum").or_insert(values);
        }
    }
}

/// The target of a `$ref`.
pub(super) fn resolved<'a>(components: &'a Value, mut value: &'a Value) -> &'a Value {
    for _ in 0..16 {
        let Some(pointer) = value.get("$ref").and_then(Value::as_str) else { break };
        let found = pointer.strip_prefix("#/components").and_then(|rest| components.pointer(rest));
        let Some(found) = found else { break };
        value = found;
    }
    value
}

fn described(
    root: &Value,
    method: &str,
    path: &str,
    item: &Map<String, Value>,
    operation: &Value,
) -> Described {
    let null = Value::Null;
    let components = root.get("components").unwrap_or(&null);
    let mut parameters: Vec<Parameter> = Vec::new();
    let lists = [operation.get("parameters"), item.get("parameters")];
    for own in lists.into_iter().flatten().filter_map(Value::as_array).flatten() {
        let own = parameter(resolved(components, own));
        // What the operation says of a parameter goes before what its path says.
        if !parameters.iter().any(|one| one.name == own.name && one.location == own.location) {
            parameters.push(own);
        }
    }
    let body =
        operation.get("requestBody").map(|body| resolved(components, body)).map(|body| Body {
            required: body.get("required").and_then(Value::as_bool).unwrap_or(false),
            content: content(body),
        });
    let responses = operation.get("responses").and_then(Value::as_object);
    let success = responses
        .into_iter()
        .flatten()
        .filter_map(|(status, response)| Some((status.parse::<u16>().ok()?, response)))
        .filter(|(status, _)| (200..300).contains(status))
        .map(|(status, response)| (status, content(resolved(components, response))))
        .min_by_key(|(status, content)| (json_of(content).is_none(), *status));
    let (mut status, mut responses) = success.unwrap_or((200, BTreeMap::new()));
    if !responses.is_empty() && status == 204 {
        // A 204 has no body (RFC 9110, section 15.3.5), whatever its document gives it.
        status = 200;
    }
    Described {
        method: method.to_uppercase(),
        path: path.to_owned(),
        parameters,
        body,
        status,
        response: json_of(&responses).and_then(|media| responses.remove(&media)),
    }
}

fn parameter(value: &Value) -> Parameter {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let truth = |key: &str| value.get(key).and_then(Value::as_bool);
    Parameter {
        name: text("name"),
        location: text("in"),
        required: truth("required").unwrap_or(false),
        repeated: truth("explode").unwrap_or(true),
        schema: value.get("schema").cloned().unwrap_or_default(),
    }
}

/// Media type → schema.
/// The media type of the JSON among several, `application/scim+json` for example.
fn json_of(content: &BTreeMap<String, Value>) -> Option<String> {
    let is_json = |media: &&String| *media == "application/json" || media.ends_with("+json");
    content.keys().find(is_json).cloned()
}

fn content(value: &Value) -> BTreeMap<String, Value> {
    let content = value.get("content").and_then(Value::as_object);
    let row = |(kind, media): (&String, &Value)| {
        (kind.clone(), media.get("schema").cloned().unwrap_or_default())
    };
    content.into_iter().flatten().map(row).collect()
}
