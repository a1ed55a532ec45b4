//! One operation.

use serde_json::Value;

use super::{Lowered, Lowerer, Rejection};
use crate::model::{Method, Operation};
use crate::pointer::Pointer;
use crate::schema_path::{Part, PathRoot, SchemaPath};
use crate::word::is_identifier;

impl Lowerer<'_> {
    /// Lowers one operation, or returns the reason why it cannot be expressed.
    pub(super) fn operation(
        &mut self,
        method: Method,
        (path, identity): (&str, &str),
        item: &Value,
        value: &Value,
        pointer: &Pointer,
    ) -> Lowered<Operation> {
        if !value.is_object() {
            let help = "write an operation object";
            return Err(Rejection::new("not-openapi", pointer, "not an operation object", help));
        }
        let schema_path = SchemaPath {
            document: self.tree.id.clone(),
            anchor: PathRoot::Operation(method, identity.to_owned()),
            part: Part::Path,
            path: String::new(),
        };
        let parameters = self.parameters(path, value, &schema_path, pointer)?;
        let body = match value.get("requestBody") {
            Some(body) => self.body(body, &schema_path, &pointer.join("requestBody"))?,
            None => None,
        };
        let responses = value.get("responses").unwrap_or(&Value::Null);
        let at = pointer.join("responses");
        let (answer, accept) = self.answer(responses, &schema_path, &at)?;
        let errors = self.errors(responses, &at)?;
        let rust_name = rust_name(value, pointer)?;
        let security = self.own_security(value, pointer)?;
        let base = self.own_server(item, value, pointer);
        let (security, others) = match security {
            Some(own) => (Some(own.first), own.others),
            None => (None, Vec::new()),
        };
        let text = |key: &str| text(value, key);
        Ok(Operation {
            document: self.tree.id.clone(),
            server: self.server.clone(),
            base,
            method,
            path: path.to_owned(),
            identity: identity.to_owned(),
            pointer: pointer.clone(),
            operation_id: text("operationId"),
            source: text("x-source"),
            rust_name,
            tag: list(value, "tags").into_iter().next(),
            summary: text("summary"),
            description: text("description"),
            deprecated: value.get("deprecated") == Some(&Value::Bool(true)),
            deprecated_since: text("x-deprecated-since"),
            replaced_by: text("x-replaced-by"),
            rate_limit: text("x-rate-limit"),
            scopes: list(value, "x-scopes"),
            granular_scopes: list(value, "x-granular-scopes"),
            sub_account: value.get("x-sub-account") == Some(&Value::Bool(true)),
            sub_account_scopes: list(value, "x-sub-account-scopes"),
            plan: text("x-plan"),
            one_of_required: alternatives(value),
            parameters,
            body,
            answer,
            accept,
            errors,
            paging: None,
            window: None,
            security,
            alternatives: others,
        })
    }
}

/// `x-rust-name`: a function name, or the whole path of one.
fn rust_name(value: &Value, pointer: &Pointer) -> Lowered<Option<String>> {
    let Some(name) = value.get("x-rust-name") else { return Ok(None) };
    let text = name.as_str().map(str::trim).filter(|name| name.split("::").all(is_identifier));
    match text {
        Some(name) => Ok(Some(name.to_owned())),
        None => Err(Rejection::new(
            "rust-name",
            &pointer.join("x-rust-name"),
            format!("{name} is not the name of a Rust function"),
            "write `a_name`, or `a::path::to::a_name`",
        )),
    }
}

/// A string without stray white space.
pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key).and_then(Value::as_str).map(str::trim);
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

pub(super) fn list(value: &Value, key: &str) -> Vec<String> {
    let list = value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// `x-one-of-required: [[id], [email]]`.
fn alternatives(value: &Value) -> Vec<Vec<String>> {
    let list = value.get("x-one-of-required").and_then(Value::as_array);
    let names = |one: &Value| {
        let names = one.as_array().map(Vec::as_slice).unwrap_or_default();
        names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    list.into_iter().flatten().map(names).collect()
}
