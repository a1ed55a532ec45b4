//! For tests: a transport that needs no socket, requests from recorded JSON and back, what a value kept as extra, and
//! checks of stores.

mod routes;
#[cfg(any(test, feature = "store-checks"))]
pub mod stores;
mod transport;

pub use self::transport::{FakeResponse, FakeTransport, SentRequest};

use serde_json::Value;

use crate::runtime::request::operation::Operation;
use crate::runtime::value::field_type::FieldType;
use crate::runtime::value::model::{Model, ModelExt, flags};
use crate::runtime::value::value_ref::{ValueRef, elements, entries};
use crate::runtime::value::{decode, encode};

/// Sets the inputs of a request's body from JSON, as a recorded request has it.
///
/// Unknown keys, and values that do not fit an input, go to its extra; a value
/// that does not fit the body as a whole is returned.
pub fn fill(operation: &mut dyn Operation, body: &Value) -> Option<Value> {
    let fields = operation.table().fields;
    if let Some(index) = fields.iter().position(|field| field.has(flags::BODY)) {
        return decode::value_into(body, operation.target(index));
    }
    let Some(members) = body.as_object() else { return Some(body.clone()) };
    for (name, value) in members {
        let in_body = |bits: u32| bits & flags::LOCATED == 0;
        let known = fields.iter().position(|field| field.wire == name && in_body(field.flags));
        let target = known.map(|index| operation.target(index));
        let mismatch = match target {
            Some(target) => decode::value_into(value, target),
            None => Some(value.clone()),
        };
        if let Some(value) = mismatch.filter(|value| !value.is_null()) {
            operation.insert_extra(name, value);
        }
    }
    None
}

/// The body of a request as JSON, whatever its encoding; required inputs may be missing.
///
/// # Errors
/// When a value has no JSON form: a file, a number that is not finite.
pub fn body(operation: &dyn Operation) -> Result<Value, serde_json::Error> {
    let whole = operation.table().fields.iter().position(|field| field.has(flags::BODY));
    let model: &dyn Model = operation;
    match whole {
        Some(index) => encode::to_value(&operation.view(index)),
        None => encode::to_value(&ValueRef::Object(model)),
    }
}

/// The paths of all keys below a value that landed in an extra, `users[].nickname` for example.
pub fn extras<T: FieldType>(value: &T) -> Vec<String> {
    let mut found = Vec::new();
    collect(&value.view().alternative(), "", &mut found);
    found
}

/// The same for the inputs of a request.
pub fn request_extras(operation: &dyn Operation) -> Vec<String> {
    let mut found = Vec::new();
    let model: &dyn Model = operation;
    collect(&ValueRef::Object(model), "", &mut found);
    found
}

fn collect(view: &ValueRef<'_>, path: &str, found: &mut Vec<String>) {
    let join =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match view {
        ValueRef::Object(model) => {
            for (index, field) in model.table().fields.iter().enumerate() {
                collect(&model.view(index), &join(field.wire), found);
            }
            found.extend(model.extras().pairs().map(|(name, _)| join(name)));
        }
        ValueRef::List(list) => {
            for view in elements(*list) {
                collect(&view, &format!("{path}[]"), found);
            }
        }
        ValueRef::Map(map) => {
            for (key, view) in entries(*map) {
                collect(&view, &join(key), found);
            }
        }
        _ => {}
    }
}
