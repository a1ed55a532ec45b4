//! Inputs that are sent as `null`, so that a server clears its value.

use serde_json::Value;

use super::json_text::NULL;
use super::model::{Field, Model, ModelExt, flags};
use super::value_ref::ValueRef;
use crate::runtime::request::operation::Operation;

/// Makes a field `null`; a name that no field has is an error when the request is prepared.
pub fn set_null(model: &mut dyn Model, wire: &str) {
    let index = model.table().fields.iter().position(|field| field.wire == wire);
    if let Some(index) = index {
        model.target(index).clear();
    }
    model.insert_extra(wire, Value::Null);
}

/// Checks the inputs of an operation that are `null`.
///
/// # Errors
/// Names that cannot be `null`; the string lists them.
pub(crate) fn check_operation(operation: &dyn Operation) -> Result<(), String> {
    let Some(name) = nulls(operation).next() else { return Ok(()) };
    let info = operation.info();
    if info.body.json().is_none() {
        return Err(format!("`{name}` cannot be null: the request has no JSON body"));
    }
    let fields = operation.table().fields;
    let whole = fields.iter().position(|field| field.has(flags::BODY));
    let whole = whole.map(|index| operation.view(index));
    let inside = match &whole {
        Some(ValueRef::Object(model)) => model.table().fields,
        _ => &[],
    };
    nulls(operation).try_for_each(|name| check(name, "", &[fields, inside]))
}

/// Checks the fields of a model that are `null`.
///
/// # Errors
/// Names that are none of its fields; the string lists them.
pub(crate) fn check_model(model: &dyn Model, owner: &str) -> Result<(), String> {
    nulls(model).try_for_each(|name| check(name, owner, &[model.table().fields]))
}

fn nulls(model: &(impl Model + ?Sized)) -> impl Iterator<Item = &str> {
    model.extras().pairs().filter(|(_, json)| *json == NULL).map(|(name, _)| name)
}

fn check(name: &str, owner: &str, fields: &[&[Field]]) -> Result<(), String> {
    let mut found = fields.iter().copied().flatten().filter(|field| field.wire == name).peekable();
    if found.peek().is_none() {
        return Err(format!("`{owner}{name}` is no input, so it cannot be null"));
    }
    if found.all(|field| field.flags & flags::LOCATED != 0) {
        return Err(format!("`{owner}{name}` is not part of the body, so it cannot be null"));
    }
    Ok(())
}
