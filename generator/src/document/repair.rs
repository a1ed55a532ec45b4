//! Tolerant fixes of well-known faults of published documents, each a finding of severity *repaired*.
//!
//! The result can be read as OpenAPI 3.0: wrong-typed keywords are corrected or dropped, OpenAPI 3.1
//! spellings become 3.0 ones. Nothing here is specific to a vendor.

mod alternatives;
mod discriminator;
mod downlevel;
mod events;
mod limits;
mod operation;
mod reference;
mod schema;
mod sibling;

use serde_json::{Map, Value};

use super::{Move, Tree};
use crate::document::diagnostic::{Finding, Findings, Severity};
use crate::document::pointer::Pointer;
use crate::method::Method;

/// Repairs one document in place; the result is what has moved.
pub(crate) fn repair(tree: &mut Tree, findings: &mut Findings) -> Vec<Move> {
    let file = tree.file.clone();
    let mut log = Log { file, siblings_apply: false, findings };
    let mut moves = Vec::new();
    alternatives::alternatives(&mut tree.root, &Pointer::root(), &mut moves, &mut log);
    let Value::Object(root) = &mut tree.root else { return moves };
    let version = root.get("openapi").and_then(Value::as_str).unwrap_or_default();
    let siblings_apply = !version.is_empty() && !version.starts_with("3.0");
    let mut log = Log { file: tree.file.clone(), siblings_apply, findings };
    moves.extend(events::events(root, &mut log));
    reference::references(root, &mut log);
    reference::media_types(root);
    security_schemes(root, &mut log);
    let at = Pointer::root();
    if let Some(Value::Object(paths)) = root.get_mut("paths") {
        let at = at.join("paths");
        // Extensions are no paths.
        for (path, item) in paths.iter_mut().filter(|(path, _)| !path.starts_with("x-")) {
            path_item(item, &at.join(path), &mut log);
        }
    }
    if let Some(Value::Object(events)) = root.get_mut("webhooks") {
        let at = at.join("webhooks");
        for (name, item) in events.iter_mut() {
            webhook(item, &at.join(name), &mut log);
        }
    }
    for key in ["$defs", "definitions"] {
        schema::definitions(root, key, &at.join(key), &mut log);
    }
    if let Some(Value::Object(components)) = root.get_mut("components") {
        self::components(components, &at.join("components"), &mut log);
    }
    moves
}

/// Where repairs are recorded.
struct Log<'a> {
    file: String,
    /// Whether keywords beside a `$ref` apply (OpenAPI 3.1 and later).
    siblings_apply: bool,
    findings: &'a mut Findings,
}

impl Log<'_> {
    fn repaired(&mut self, code: &'static str, at: &Pointer, message: String, help: &str) {
        self.findings.push(Finding::new(Severity::Repair, code, &self.file, at, message, help));
    }

    fn noted(&mut self, code: &'static str, at: &Pointer, message: String, help: &str) {
        self.findings.push(Finding::new(Severity::Note, code, &self.file, at, message, help));
    }
}

fn path_item(item: &mut Value, at: &Pointer, log: &mut Log<'_>) {
    let Value::Object(item) = item else { return };
    if let Some(Value::Array(list)) = item.get_mut("parameters") {
        operation::parameters(list, &at.join("parameters"), log);
    }
    for method in Method::ALL {
        if let Some(Value::Object(operation)) = item.get_mut(method.key()) {
            operation::operation(operation, &at.join(method.key()), log);
        }
    }
    if let Some(Value::Object(more)) = item.get_mut("additionalOperations") {
        let at = at.join("additionalOperations");
        for (name, value) in more.iter_mut() {
            if let Value::Object(operation) = value {
                operation::operation(operation, &at.join(name), log);
            }
        }
    }
}

/// A webhook: the request that is sent. Its key is its name; the response of receivers is not read.
fn webhook(item: &mut Value, at: &Pointer, log: &mut Log<'_>) {
    let Value::Object(item) = item else { return };
    for method in Method::ALL {
        if let Some(Value::Object(event)) = item.get_mut(method.key())
            && let Some(body) = event.get_mut("requestBody")
        {
            operation::content(body, &at.join(method.key()).join("requestBody"), log);
        }
    }
}

fn components(components: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) {
    if components.get("schemas").and_then(Value::as_object).is_some_and(Map::is_empty) {
        components.shift_remove("schemas");
        let message = "`schemas` is empty".into();
        log.repaired("empty-schemas", &at.join("schemas"), message, "remove it");
    }
    let mut each = |key: &str, fix: &mut dyn FnMut(&mut Value, &Pointer, &mut Log<'_>)| {
        let at = at.join(key);
        if let Some(Value::Object(map)) = components.get_mut(key) {
            for (name, value) in map.iter_mut() {
                fix(value, &at.join(name), log);
            }
        }
    };
    each("schemas", &mut schema::schema);
    each("parameters", &mut operation::parameter);
    each("requestBodies", &mut |body, at, log| operation::content(body, at, log));
    each("responses", &mut operation::response);
    each("pathItems", &mut path_item);
    each("headers", &mut |header, at, log| operation::header(header, at, log));
}

/// Declares what `security` names and `securitySchemes` does not.
fn security_schemes(root: &mut Map<String, Value>, log: &mut Log<'_>) {
    let named: Vec<(String, Pointer)> = match root.get("security") {
        Some(Value::Array(list)) => list
            .iter()
            .enumerate()
            .filter_map(|(index, one)| one.as_object().map(|map| (index, map)))
            .flat_map(|(index, map)| map.keys().map(move |key| (index, key.clone())))
            .map(|(index, key)| {
                let at = Pointer::root().join("security").join(index).join(&key);
                (key, at)
            })
            .collect(),
        _ => return,
    };
    for (name, at) in named {
        let components = root.entry("components").or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(components) = components else { return };
        let schemes =
            components.entry("securitySchemes").or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(schemes) = schemes else { return };
        if schemes.contains_key(&name) {
            continue;
        }
        let message =
            format!("the security scheme `{name}` is not declared: taken as a key in the query");
        log.repaired(
            "undeclared-security",
            &at,
            message,
            "declare it in components.securitySchemes",
        );
        let scheme = serde_json::json!({"type": "apiKey", "in": "query", "name": name});
        schemes.insert(name, scheme);
    }
}
