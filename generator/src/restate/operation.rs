//! Operations and webhooks: the facts of their prose, and the schemas of their parts.

use serde_json::{Map, Value, json};

use super::patterns::tidy;
use super::schema::{Restater, SchemaContext};
use crate::model::Method;
use crate::pointer::Pointer;

impl Restater<'_> {
    /// The operations of a path.
    pub(super) fn path_item(&mut self, item: &mut Value, at: &Pointer) {
        let Value::Object(item) = item else { return };
        self.parameters(item, at);
        for method in Method::ALL {
            if let Some(operation) = item.get_mut(method.key()) {
                self.operation(operation, &at.join(method.key()));
            }
        }
        if let Some(Value::Object(more)) = item.get_mut("additionalOperations") {
            let at = at.join("additionalOperations");
            for (name, operation) in more {
                self.operation(operation, &at.join(name));
            }
        }
    }

    fn operation(&mut self, operation: &mut Value, at: &Pointer) {
        let Value::Object(operation) = operation else { return };
        let prose = tidy(text(operation, "description"));
        self.facts(operation, &prose);
        let summary = text(operation, "summary");
        if self.patterns.says("deprecated", &prose) || self.patterns.says("deprecated", summary) {
            operation.insert("deprecated".into(), true.into());
        }
        self.parameters(operation, at);
        if let Some(body) = operation.get_mut("requestBody") {
            self.body(body, &at.join("requestBody"), false);
        }
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            let at = at.join("responses");
            for (status, response) in responses {
                self.response(response, &at.join(status));
            }
        }
    }

    /// The event of a webhook: a request that the server sends.
    pub(super) fn webhook(&mut self, item: &mut Value, at: &Pointer) {
        for method in Method::ALL {
            let Some(Value::Object(event)) = item.get_mut(method.key()) else { continue };
            // Some documents describe the event where they describe its body.
            let body = event.get("requestBody").and_then(Value::as_object);
            let body = body.map(|body| text(body, "description")).unwrap_or_default();
            let prose = tidy(format!("{}\n{body}", text(event, "description")).trim());
            self.facts(event, &prose);
            if let Some(body) = event.get_mut("requestBody") {
                self.body(body, &at.join(method.key()).join("requestBody"), true);
            }
        }
    }

    /// Rate limit, scopes and plan. An extension takes precedence over prose.
    fn facts(&self, operation: &mut Map<String, Value>, prose: &str) {
        let patterns = self.patterns;
        if !operation.contains_key("x-rate-limit")
            && let Some(label) = patterns.rate_limit(prose)
        {
            operation.insert("x-rate-limit".into(), label.into());
        }
        if !operation.contains_key("x-plan")
            && let Some(plan) = patterns.plan(prose)
        {
            operation.insert("x-plan".into(), plan.into());
        }
        let has_scopes = |operation: &Map<String, Value>, key: &str| {
            operation.get(key).and_then(Value::as_array).is_some_and(|list| !list.is_empty())
        };
        let keys = ["x-scopes", "x-granular-scopes"];
        for (key, fact) in keys.into_iter().zip(["scopes", "granular_scopes"]) {
            let scopes = patterns.scopes(fact, prose);
            if !has_scopes(operation, key) && !scopes.is_empty() {
                operation.insert(key.into(), json!(scopes));
            }
        }
        let required = required_scopes(operation);
        if !keys.iter().any(|key| has_scopes(operation, key)) && !required.is_empty() {
            operation.insert("x-scopes".into(), json!(required));
        }
    }

    fn parameters(&mut self, owner: &mut Map<String, Value>, at: &Pointer) {
        let Some(Value::Array(list)) = owner.get_mut("parameters") else { return };
        let at = at.join("parameters");
        for (index, parameter) in list.iter_mut().enumerate() {
            self.parameter(parameter, &at.join(index));
        }
    }

    /// A parameter: its description is about the value of its schema.
    pub(super) fn parameter(&mut self, parameter: &mut Value, at: &Pointer) {
        let Value::Object(parameter) = parameter else { return };
        if let Some(content) = parameter.get_mut("content") {
            self.content(content, &at.join("content"), false);
        }
        // Labels belong to the values, wherever the document has put them.
        let labels = parameter.get("x-enum-descriptions").cloned();
        let text = text(parameter, "description").to_owned();
        let Some(schema) = parameter.get_mut("schema") else { return };
        let is_list = schema.get("enum").is_none() && schema.get("items").is_some();
        let labeled = if is_list { schema.get_mut("items") } else { Some(&mut *schema) };
        if let (Some(labels), Some(Value::Object(labeled))) = (labels, labeled)
            && !labeled.contains_key("$ref")
        {
            labeled.entry("x-enum-descriptions").or_insert(labels);
        }
        let context = SchemaContext { text, ..SchemaContext::new(at.join("schema"), false) };
        self.schema(schema, context);
    }

    pub(super) fn body(&mut self, body: &mut Value, at: &Pointer, sent_by_server: bool) {
        if let Some(content) = body.get_mut("content") {
            self.content(content, &at.join("content"), sent_by_server);
        }
    }

    pub(super) fn response(&mut self, response: &mut Value, at: &Pointer) {
        let Value::Object(response) = response else { return };
        let codes = response.get("x-codes").and_then(Value::as_array);
        if codes.is_none_or(Vec::is_empty) {
            let codes = self.patterns.codes(&tidy(text(response, "description")));
            if !codes.is_empty() {
                response.insert("x-codes".into(), json!(codes));
            }
        }
        if let Some(Value::Object(headers)) = response.get_mut("headers") {
            for (name, header) in headers {
                self.header(header, &at.join_all(["headers", name]));
            }
        }
        if let Some(content) = response.get_mut("content") {
            self.content(content, &at.join("content"), true);
        }
    }

    pub(super) fn header(&mut self, header: &mut Value, at: &Pointer) {
        if let Some(schema) = header.get_mut("schema") {
            self.schema(schema, SchemaContext::new(at.join("schema"), true));
        }
    }
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> &'a str {
    map.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Scopes of the standard `security` keyword.
fn required_scopes(operation: &Map<String, Value>) -> Vec<String> {
    let mut list = Vec::new();
    let schemes = operation.get("security").and_then(Value::as_array).into_iter().flatten();
    let lists = schemes.filter_map(Value::as_object).flat_map(|one| one.values());
    for scope in lists.filter_map(Value::as_array).flatten().filter_map(Value::as_str) {
        let scope = scope.trim().to_owned();
        if !scope.is_empty() && !list.contains(&scope) {
            list.push(scope);
        }
    }
    list
}
