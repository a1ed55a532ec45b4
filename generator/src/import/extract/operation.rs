//! One operation: its parameters, body and responses.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::schema::Context;
use super::{Extractor, Restated, one_line, strings};
use crate::document::reference;
use crate::model::{Method, summary_of_id};
use crate::name::verb_of_description;
use crate::pointer::Pointer;
use crate::restate::says_nothing;

/// Facts of an operation that are copied as they are.
const COPIED: &[&str] =
    &["x-one-of-required", "x-rust-name", "x-sub-account", "x-sub-account-scopes", "servers"];

impl Extractor<'_> {
    pub(super) fn operation(
        &mut self,
        method: Method,
        path: &str,
        operation: &Map<String, Value>,
        at: &Pointer,
    ) -> Option<Restated> {
        let text =
            |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default().trim();
        let mut out = Map::new();
        let tags = strings(operation.get("tags"));
        if !tags.is_empty() {
            out.insert("tags".into(), json!(tags));
        }
        let summary = match text("summary") {
            "" => made_summary(text("operationId"), text("description")),
            summary => one_line(summary),
        };
        if !summary.is_empty() {
            out.insert("summary".into(), summary.into());
        }
        if !text("operationId").is_empty() {
            out.insert("operationId".into(), text("operationId").into());
        }
        operation_facts(operation, &mut out);
        let parameters = self.parameters(path, operation, at)?;
        if !parameters.is_empty() {
            out.insert("parameters".into(), Value::Array(parameters));
        }
        if let Some(body) = operation.get("requestBody")
            && let Some(body) = self.body(body, &at.join("requestBody"))?
        {
            out.insert("requestBody".into(), body);
        }
        let responses = operation.get("responses").and_then(Value::as_object);
        let mut extracted = Map::new();
        for (status, response) in responses.into_iter().flatten() {
            let here = at.join_all(["responses", status]);
            extracted.insert(status.clone(), self.response(status, response, &here)?);
        }
        extracted.sort_keys();
        out.insert("responses".into(), Value::Object(extracted));
        let deprecated = operation.get("deprecated") == Some(&Value::Bool(true));
        let components = self.closed_components();
        Some(Restated { method, path: path.to_owned(), tags, deprecated, value: out, components })
    }

    /// The parameters, those of the path first.
    fn parameters(
        &mut self,
        path: &str,
        operation: &Map<String, Value>,
        at: &Pointer,
    ) -> Option<Vec<Value>> {
        let mut list: Vec<Value> = Vec::new();
        let parameters = operation.get("parameters").and_then(Value::as_array);
        for (index, value) in parameters.into_iter().flatten().enumerate() {
            let here = at.join("parameters").join(index);
            match reference::target(self.root, value, &here) {
                Ok((Value::Object(parameter), here)) => {
                    list.push(self.parameter(parameter, &here)?)
                }
                Ok(_) => {}
                Err(broken) => {
                    self.refuse(&here, broken.message);
                    return None;
                }
            }
        }
        let position = |one: &Value| {
            let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
            let in_path = one.get("in").and_then(Value::as_str) == Some("path");
            if in_path {
                path.find(&format!("{{{name}}}")).unwrap_or(usize::MAX - 1)
            } else {
                usize::MAX
            }
        };
        list.sort_by_key(position);
        Some(list)
    }

    fn parameter(&mut self, map: &Map<String, Value>, at: &Pointer) -> Option<Value> {
        let mut out = Map::new();
        for key in ["name", "in"] {
            out.insert(key.into(), map.get(key).cloned().unwrap_or_default());
        }
        if map.get("required") == Some(&Value::Bool(true)) {
            out.insert("required".into(), true.into());
        }
        if map.get("deprecated") == Some(&Value::Bool(true)) {
            out.insert("deprecated".into(), true.into());
        }
        for key in ["style", "explode", "allowReserved", "allowEmptyValue"] {
            if let Some(value) = map.get(key) {
                out.insert(key.into(), value.clone());
            }
        }
        if let Some(Value::Object(content)) = map.get("content") {
            let content = self.content(content, &at.join("content"));
            out.insert("content".into(), content);
            return Some(Value::Object(out));
        }
        let schema = map.get("schema").cloned().unwrap_or_else(|| json!({"type": "string"}));
        let schema = self.schema(&schema, &Context::new(at.join("schema")));
        out.insert("schema".into(), schema);
        Some(Value::Object(out))
    }

    /// The request body; none where no content type is left. `None` when a reference leads nowhere.
    pub(super) fn body(&mut self, body: &Value, at: &Pointer) -> Option<Option<Value>> {
        let (body, at) = match reference::target(self.root, body, at) {
            Ok(found) => found,
            Err(broken) => {
                self.refuse(at, broken.message);
                return None;
            }
        };
        let mut out = Map::new();
        if body.get("required") == Some(&Value::Bool(true)) {
            out.insert("required".into(), true.into());
        }
        let Some(content) = body.get("content").and_then(Value::as_object) else {
            return Some(None);
        };
        let content = self.content(content, &at.join("content"));
        if content.as_object().is_some_and(Map::is_empty) {
            return Some(None);
        }
        out.insert("content".into(), content);
        Some(Some(Value::Object(out)))
    }

    fn response(&mut self, status: &str, response: &Value, at: &Pointer) -> Option<Value> {
        let (response, at) = match reference::target(self.root, response, at) {
            Ok(found) => found,
            Err(broken) => {
                self.refuse(at, broken.message);
                return None;
            }
        };
        let mut out = Map::new();
        out.insert("description".into(), crate::status::phrase(status).into());
        let codes = response
            .get("x-codes")
            .filter(|codes| codes.as_array().is_some_and(|codes| !codes.is_empty()));
        if let Some(codes) = codes {
            out.insert("x-codes".into(), codes.clone());
        }
        // How errors look is a fact of the server, not of the operation.
        let success = status.starts_with('2') || status == "default";
        if !success {
            return Some(Value::Object(out));
        }
        if let Some(Value::Object(headers)) = response.get("headers") {
            let mut kept = Map::new();
            for (name, header) in headers {
                let at = at.join_all(["headers", name]);
                let schema = header.get("schema").cloned().unwrap_or_else(|| json!({}));
                let schema = self.schema(&schema, &Context::new(at.join("schema")));
                kept.insert(name.clone(), json!({"schema": schema}));
            }
            out.insert("headers".into(), Value::Object(kept));
        }
        if let Some(Value::Object(content)) = response.get("content") {
            let content = self.content(content, &at.join("content"));
            let empty = |media: &Value| media.get("schema").is_none_or(says_nothing);
            let nothing = content.as_object().is_none_or(|types| types.values().all(empty));
            if !(nothing && status == "204") {
                out.insert("content".into(), content);
            }
        }
        Some(Value::Object(out))
    }

    /// Component schemas that the operation needs, with those that they need.
    pub(super) fn closed_components(&mut self) -> BTreeMap<String, Value> {
        let mut closed = BTreeMap::new();
        while let Some(name) =
            self.components.iter().find(|name| !closed.contains_key(*name)).cloned()
        {
            let at = Pointer::root().join_all(["components", "schemas", &name]);
            let schema = match self.root.pointer(at.as_str()) {
                Some(schema) => {
                    let schema = schema.clone();
                    self.schema(&schema, &Context::new(at))
                }
                None => {
                    let message = format!("`$ref: #/components/schemas/{name}` has no target");
                    self.refuse(&at, message);
                    json!({})
                }
            };
            closed.insert(name, schema);
        }
        closed
    }
}

/// A summary from the operationId. A verb that the description begins with replaces that of the operationId: operations
/// are named by it, and specs/ has no descriptions.
fn made_summary(id: &str, description: &str) -> String {
    let words = summary_of_id(id);
    match verb_of_description(description) {
        Some(verb) => {
            let rest = words.split_once(' ').map(|(_, rest)| format!("_the_{rest}"));
            summary_of_id(&format!("{verb}{}", rest.unwrap_or_default()))
        }
        None => words,
    }
}

/// Facts besides inputs and responses, which events have as well.
pub(super) fn operation_facts(operation: &Map<String, Value>, out: &mut Map<String, Value>) {
    if let Some(rate) = operation.get("x-rate-limit") {
        out.insert("x-rate-limit".into(), rate.clone());
    }
    for key in ["x-scopes", "x-granular-scopes"] {
        let list = strings(operation.get(key));
        if !list.is_empty() {
            out.insert(key.into(), json!(list));
        }
    }
    for key in ["x-plan"].iter().chain(COPIED) {
        if let Some(value) = operation.get(*key) {
            out.insert((*key).to_owned(), value.clone());
        }
    }
    // No credentials is a fact of the operation; which credentials, one of the server.
    if operation.get("security").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        out.insert("security".into(), json!([]));
    }
}
