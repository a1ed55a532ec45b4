//! One operation, restated.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::SourceEntry;
use super::prose::{Patterns, tidy};
use super::schema::{Restater, Spot};
use super::{read, resolve};
use crate::diagnostic::Findings;
use crate::model::{Method, erase};
use crate::pointer::Pointer;

/// Facts of an operation that another restated document may carry on, too.
const CARRIED: &[&str] = &["x-one-of-required", "x-rust-name", "servers"];

/// A restated operation.
#[derive(Debug)]
pub(super) struct Restated {
    pub method: Method,
    pub path: String,
    pub tags: Vec<String>,
    pub deprecated: bool,
    /// The operation, without `deprecated` and `x-source`, which depend on where it goes.
    pub value: Map<String, Value>,
    /// Component schemas that it needs, closed.
    pub components: BTreeMap<String, Value>,
}

impl Restated {
    /// `GET /users/{}`.
    pub fn key(&self) -> String {
        format!("{} {}", self.method, erase(&self.path))
    }
}

/// Restates every operation of a source, in the order of the document.
pub(super) fn restate(
    file: &str,
    root: &Value,
    source: &SourceEntry,
    patterns: &Patterns,
    findings: &mut Findings,
) -> Vec<Restated> {
    let mut restater =
        Restater { file, root, source, patterns, findings, components: BTreeSet::new() };
    let mut list = Vec::new();
    for section in read::SECTIONS {
        let at = Pointer::root().join(section);
        for (key, item) in root.get(section).and_then(Value::as_object).into_iter().flatten() {
            restater.item(section, key, item, &at.join(key), &mut list);
        }
    }
    list
}

impl Restater<'_> {
    /// The operations of a path, or the event of a webhook.
    fn item(
        &mut self,
        section: &str,
        key: &str,
        item: &Value,
        at: &Pointer,
        list: &mut Vec<Restated>,
    ) {
        let (item, at) = match resolve::target(self.root, item, at) {
            Ok(found) => found,
            Err(message) => return self.refuse(at, message),
        };
        for method in Method::ALL {
            let Some(Value::Object(operation)) = item.get(method.key()) else { continue };
            let here = at.join(method.key());
            self.components.clear();
            let restated = match section {
                "webhooks" => self.event(method, key, operation, &here),
                _ => self.operation(method, key, item, operation, &here),
            };
            list.extend(restated);
        }
    }

    fn operation(
        &mut self,
        method: Method,
        path: &str,
        item: &Value,
        operation: &Map<String, Value>,
        at: &Pointer,
    ) -> Option<Restated> {
        let text =
            |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default().trim();
        let prose = tidy(text("description"));
        let mut out = Map::new();
        let tags = strings(operation.get("tags"));
        if !tags.is_empty() {
            out.insert("tags".into(), json!(tags));
        }
        let summary = match text("summary") {
            "" => words(text("operationId")),
            summary => one_line(summary),
        };
        if !summary.is_empty() {
            out.insert("summary".into(), summary.clone().into());
        }
        if !text("operationId").is_empty() {
            out.insert("operationId".into(), text("operationId").into());
        }
        self.operation_facts(operation, &prose, &mut out);
        let parameters = self.parameters(path, item, operation, at)?;
        if !parameters.is_empty() {
            out.insert("parameters".into(), Value::Array(parameters));
        }
        if let Some(body) = operation.get("requestBody")
            && let Some(body) = self.body(body, &at.join("requestBody"), false)?
        {
            out.insert("requestBody".into(), body);
        }
        let responses = operation.get("responses").and_then(Value::as_object);
        let mut restated = Map::new();
        for (status, response) in responses.into_iter().flatten() {
            let here = at.join_all(["responses", status]);
            restated.insert(status.clone(), self.response(status, response, &here)?);
        }
        restated.sort_keys();
        out.insert("responses".into(), Value::Object(restated));
        let deprecated = operation.get("deprecated") == Some(&Value::Bool(true))
            || self.patterns.says("deprecated", &prose)
            || self.patterns.says("deprecated", &summary);
        let components = self.closed_components();
        Some(Restated { method, path: path.to_owned(), tags, deprecated, value: out, components })
    }

    pub(super) fn operation_facts(
        &self,
        operation: &Map<String, Value>,
        prose: &str,
        out: &mut Map<String, Value>,
    ) {
        let own = |key: &str| operation.get(key).cloned();
        let rate = own("x-rate-limit").or_else(|| self.patterns.rate_limit(prose).map(Value::from));
        if let Some(rate) = rate {
            out.insert("x-rate-limit".into(), rate);
        }
        let mut scopes = strings(operation.get("x-scopes"));
        if scopes.is_empty() {
            scopes = self.patterns.scopes("scopes", prose);
        }
        let mut granular = strings(operation.get("x-granular-scopes"));
        if granular.is_empty() {
            granular = self.patterns.scopes("granular_scopes", prose);
        }
        if scopes.is_empty() && granular.is_empty() {
            scopes = required_scopes(operation);
        }
        for (key, list) in [("x-scopes", scopes), ("x-granular-scopes", granular)] {
            if !list.is_empty() {
                out.insert(key.into(), json!(list));
            }
        }
        if let Some(plan) = own("x-plan").or_else(|| self.patterns.plan(prose).map(Value::from)) {
            out.insert("x-plan".into(), plan);
        }
        for key in CARRIED {
            if let Some(value) = operation.get(*key) {
                out.insert((*key).to_owned(), value.clone());
            }
        }
        // No credentials is a fact of the operation; which credentials, one of the server.
        if operation.get("security").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            out.insert("security".into(), json!([]));
        }
    }

    /// The operation's parameters and those of its path, each once.
    fn parameters(
        &mut self,
        path: &str,
        item: &Value,
        operation: &Map<String, Value>,
        at: &Pointer,
    ) -> Option<Vec<Value>> {
        let shared = at.parent().unwrap_or_else(Pointer::root);
        let mut list: Vec<Value> = Vec::new();
        let owners = [(item.get("parameters"), shared), (operation.get("parameters"), at.clone())];
        for (owner, at) in owners {
            for (index, value) in owner.and_then(Value::as_array).into_iter().flatten().enumerate()
            {
                let here = at.join("parameters").join(index);
                let restated = match resolve::target(self.root, value, &here) {
                    Ok((Value::Object(parameter), here)) => self.parameter(parameter, &here)?,
                    Ok(_) => continue,
                    Err(message) => {
                        self.refuse(&here, message);
                        return None;
                    }
                };
                let same = |known: &Value| {
                    ["name", "in"].iter().all(|key| known.get(*key) == restated.get(*key))
                };
                // The operation's own takes the place of the path's.
                match list.iter_mut().find(|known| same(known)) {
                    Some(known) => *known = restated,
                    None => list.push(restated),
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
        let text = map.get("description").and_then(Value::as_str).unwrap_or_default();
        if map.get("deprecated") == Some(&Value::Bool(true)) {
            out.insert("deprecated".into(), true.into());
        }
        for key in ["style", "explode", "allowReserved", "allowEmptyValue"] {
            if let Some(value) = map.get(key) {
                out.insert(key.into(), value.clone());
            }
        }
        if let Some(Value::Object(content)) = map.get("content") {
            let content = self.content(content, &at.join("content"), false);
            out.insert("content".into(), content);
            return Some(Value::Object(out));
        }
        let mut schema = map.get("schema").cloned().unwrap_or_else(|| json!({"type": "string"}));
        if let (Value::Object(schema), Some(labels)) = (&mut schema, map.get("x-enum-descriptions"))
        {
            // Labels belong to the values, wherever the source has put them.
            schema.entry("x-enum-descriptions").or_insert_with(|| labels.clone());
        }
        let spot = Spot { text: text.to_owned(), ..Spot::new(at.join("schema"), false) };
        let schema = self.schema(&schema, &spot);
        out.insert("schema".into(), schema);
        Some(Value::Object(out))
    }

    /// The request body; none where no content type is left. `None` when a reference leads nowhere.
    pub(super) fn body(
        &mut self,
        body: &Value,
        at: &Pointer,
        sent_by_server: bool,
    ) -> Option<Option<Value>> {
        let (body, at) = match resolve::target(self.root, body, at) {
            Ok(found) => found,
            Err(message) => {
                self.refuse(at, message);
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
        let content = self.content(content, &at.join("content"), sent_by_server);
        if content.as_object().is_some_and(Map::is_empty) {
            return Some(None);
        }
        out.insert("content".into(), content);
        Some(Some(Value::Object(out)))
    }

    fn response(&mut self, status: &str, response: &Value, at: &Pointer) -> Option<Value> {
        let (response, at) = match resolve::target(self.root, response, at) {
            Ok(found) => found,
            Err(message) => {
                self.refuse(at, message);
                return None;
            }
        };
        let text = response.get("description").and_then(Value::as_str).unwrap_or_default();
        let mut out = Map::new();
        out.insert("description".into(), crate::status::phrase(status).into());
        let mut codes = response.get("x-codes").cloned().unwrap_or_else(|| json!([]));
        if codes.as_array().is_some_and(Vec::is_empty) {
            codes = json!(self.patterns.codes(&tidy(text)));
        }
        if codes.as_array().is_some_and(|codes| !codes.is_empty()) {
            out.insert("x-codes".into(), codes);
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
                let schema = self.schema(&schema, &Spot::new(at.join("schema"), true));
                kept.insert(name.clone(), json!({"schema": schema}));
            }
            out.insert("headers".into(), Value::Object(kept));
        }
        if let Some(Value::Object(content)) = response.get("content") {
            let content = self.content(content, &at.join("content"), true);
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
                    self.schema(&schema, &Spot::new(at, false))
                }
                None => {
                    let message = format!("`$ref: #/components/schemas/{name}` leads to nothing");
                    self.refuse(&at, message);
                    json!({})
                }
            };
            closed.insert(name, schema);
        }
        closed
    }
}

/// Scopes of the standard `security` keyword.
fn required_scopes(operation: &Map<String, Value>) -> Vec<String> {
    let mut list = Vec::new();
    let schemes = operation.get("security").and_then(Value::as_array).into_iter().flatten();
    for scopes in schemes.filter_map(Value::as_object).flat_map(|one| one.values()) {
        for scope in strings(Some(scopes)) {
            let scope = scope.trim().to_owned();
            if !scope.is_empty() && !list.contains(&scope) {
                list.push(scope);
            }
        }
    }
    list
}

/// `{}`, or an object of which nothing is known.
fn says_nothing(schema: &Value) -> bool {
    let says =
        ["properties", "items", "allOf", "oneOf", "anyOf", "enum", "additionalProperties", "$ref"];
    let part = |key: &&str| match schema.get(*key) {
        Some(Value::Object(map)) => !map.is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        other => other.is_some(),
    };
    let object = schema.get("type").is_none_or(|kind| kind == "object");
    object && !says.iter().any(part)
}

pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

/// `listSessionUsers` as `List session users`, where the source has no title.
pub(super) fn words(id: &str) -> String {
    let snake = heck::AsSnakeCase(id).to_string().replace('_', " ");
    let mut letters = snake.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str())
}
