//! A restated document as a value: fixed order, whatever order its parts came in.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::owned::{Component, OwnedOperation};
use super::read;
use crate::model::{Credential, Method};
use crate::settings::{DocumentEntry, Rules};

/// Assembles one document from its operations and component schemas.
pub(super) fn document(
    entry: &DocumentEntry,
    rules: &Rules,
    operations: &[&OwnedOperation],
    components: &BTreeMap<String, Component>,
) -> Value {
    let server = rules.servers.get(&entry.server);
    let mut root = Map::new();
    let webhooks = section("webhooks", operations);
    // Version 3.0 has no word for what servers send by themselves.
    let version = if webhooks.is_empty() { "3.0.1" } else { "3.1.0" };
    root.insert("openapi".into(), version.into());
    root.insert("info".into(), json!({"title": entry.title, "version": "1.0.0"}));
    let mut schemes = Map::new();
    if let Some(server) = server {
        root.insert("servers".into(), json!([{"url": server.url}]));
        let mut required = Map::new();
        for (name, scheme) in server.security.iter().map(scheme) {
            required.insert(name.clone(), json!([]));
            schemes.insert(name, scheme);
        }
        if !required.is_empty() {
            root.insert("security".into(), json!([required]));
        }
    }
    let tags: BTreeSet<&str> =
        operations.iter().flat_map(|operation| tags(&operation.value)).collect();
    if !tags.is_empty() {
        let tags: Vec<Value> = tags.into_iter().map(|name| json!({"name": name})).collect();
        root.insert("tags".into(), tags.into());
    }
    let paths = section("paths", operations);
    if !paths.is_empty() || webhooks.is_empty() {
        root.insert("paths".into(), Value::Object(paths));
    }
    if !webhooks.is_empty() {
        root.insert("webhooks".into(), Value::Object(webhooks));
    }
    let mut sections = Map::new();
    if !components.is_empty() {
        let schemas: Map<String, Value> =
            components.iter().map(|(name, one)| (name.clone(), one.value.clone())).collect();
        sections.insert("schemas".into(), Value::Object(schemas));
    }
    if !schemes.is_empty() {
        sections.insert("securitySchemes".into(), Value::Object(schemes));
    }
    if !sections.is_empty() {
        root.insert("components".into(), Value::Object(sections));
    }
    Value::Object(root)
}

/// By path, then in the order in which path items list their methods.
fn section(name: &str, operations: &[&OwnedOperation]) -> Map<String, Value> {
    let mut sorted: BTreeMap<&str, Vec<&OwnedOperation>> = BTreeMap::new();
    for operation in operations {
        let (section, key) = read::section(&operation.path);
        if section == name {
            sorted.entry(key).or_default().push(operation);
        }
    }
    let mut paths = Map::new();
    for (path, list) in sorted {
        let mut item = Map::new();
        for method in Method::ALL {
            for operation in list.iter().filter(|operation| operation.method == method) {
                item.insert(method.key().to_owned(), operation.value.clone());
            }
        }
        paths.insert(path.to_owned(), Value::Object(item));
    }
    paths
}

fn tags(operation: &Value) -> impl Iterator<Item = &str> {
    let tags = operation.get("tags").and_then(Value::as_array);
    tags.into_iter().flatten().filter_map(Value::as_str)
}

/// A credential of rules.yaml as a security scheme, with its name.
fn scheme(credential: &Credential) -> (String, Value) {
    let key = |location: &str, name: &String| {
        let scheme = json!({"type": "apiKey", "in": location, "name": name});
        (name.clone(), scheme)
    };
    let own = || credential.to_string();
    match credential {
        Credential::Bearer => (own(), json!({"type": "http", "scheme": "bearer"})),
        Credential::Basic => (own(), json!({"type": "http", "scheme": "basic"})),
        Credential::Header(name) => key("header", name),
        Credential::Query(name) => key("query", name),
        Credential::Cookie(name) => key("cookie", name),
        // OpenAPI has no credentials in form fields, so validators need a standard scheme; the extension has the field.
        Credential::Form(name) => {
            let scheme = json!({"type": "apiKey", "in": "query", "x-in": "form", "name": name});
            (name.clone(), scheme)
        }
    }
}

/// An operation with the keys that depend on its file, in their order.
pub(super) fn operation(value: Map<String, Value>, source: &str, deprecated: bool) -> Value {
    let mut out = Map::new();
    let first = ["tags", "summary", "description", "operationId"];
    let mut rest = value;
    for key in first {
        if let Some(value) = rest.shift_remove(key) {
            out.insert(key.into(), value);
        }
    }
    if deprecated {
        out.insert("deprecated".into(), true.into());
    }
    out.insert("x-source".into(), source.into());
    out.extend(rest);
    Value::Object(out)
}
