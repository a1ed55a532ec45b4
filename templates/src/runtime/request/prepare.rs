//! From an operation to a request.

use std::borrow::Cow;

use bytes::Bytes;

use super::operation::Operation;
use super::operation_info::{Body, OperationInfo, Scheme};
use super::prepared::{Headers, PreparedBody, PreparedRequest};
use super::{form_parts, name_value_pairs, path, style, sub_account};
use crate::runtime::error::{Error, InvalidRequest, Result};
use crate::runtime::value::extra::Extra;
use crate::runtime::value::model::{Field, Model, ModelExt, flags};
use crate::runtime::value::value_ref::{ValueRef, elements, entries};
use crate::runtime::value::{encode, explicit_null, joined};

/// Prepares the request of an operation.
///
/// # Errors
/// When a required input is missing or a value cannot be written.
pub fn prepare(operation: &dyn Operation) -> Result<PreparedRequest> {
    prepare_for(operation, None)
}

/// Prepares the request of an operation on behalf of a sub-account, unless the request names one itself.
pub(crate) fn prepare_for(
    operation: &dyn Operation,
    account: Option<&str>,
) -> Result<PreparedRequest> {
    let info = operation.info();
    request(operation, account)
        .map_err(|reason| Error::InvalidRequest(InvalidRequest::new(info.id, reason)))
}

fn request(operation: &dyn Operation, account: Option<&str>) -> Result<PreparedRequest, String> {
    let info = operation.info();
    explicit_null::check_operation(operation)?;
    check_required(operation, "")?;
    check_alternatives(operation)?;
    // One allocation is enough for most.
    let mut url = String::with_capacity(info.path.len().saturating_add(96));
    if let Some(account) = operation.options().account.as_deref().or(account) {
        sub_account::push_prefix(&mut url, info, account)?;
    }
    path::fill(&mut url, info.path, |out, name| push_path_value(out, operation, name))?;
    let mut headers = Vec::with_capacity(2);
    headers.push((Cow::Borrowed("accept"), Cow::Borrowed(info.accept)));
    add_headers(operation, &mut headers)?;
    let body = body(operation, &mut headers)?;
    push_query(&mut url, operation)?;
    for (name, value) in &operation.options().headers {
        let name = name.to_ascii_lowercase();
        headers.retain(|(own, _)| *own != name);
        headers.push((name.into(), value.clone().into()));
    }
    Ok(PreparedRequest { method: info.method, url, headers, body })
}

/// The fields of a model with their values.
fn fields(model: &dyn Model) -> impl Iterator<Item = (&'static Field, ValueRef<'_>)> {
    model.table().fields.iter().enumerate().map(|(index, field)| (field, model.view(index)))
}

/// The fields that have one of these flags, with their values.
fn flagged(model: &dyn Model, bits: u32) -> impl Iterator<Item = (&'static Field, ValueRef<'_>)> {
    let fields = model.table().fields.iter().enumerate();
    fields
        .filter(move |(_, field)| field.flags & bits != 0)
        .map(|(index, field)| (field, model.view(index)))
}

fn check_required(model: &dyn Model, owner: &str) -> Result<(), String> {
    for (field, view) in fields(model) {
        let wire = field.wire;
        match view {
            ValueRef::Absent if field.has(flags::REQUIRED) => {
                let is_property = field.flags & flags::LOCATED == 0;
                if !is_property || model.extras().get(wire).is_none() {
                    return Err(format!("`{owner}{wire}` is required and has no value"));
                }
            }
            // The whole body has no name of its own on the wire.
            ValueRef::Object(_) | ValueRef::List(_) | ValueRef::Map(_)
                if field.has(flags::BODY) =>
            {
                check_inside(&view, owner)?;
            }
            ValueRef::Object(_) | ValueRef::List(_) | ValueRef::Map(_) => {
                check_inside(&view, &format!("{owner}{wire}."))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether one of the alternatives that the operation asks for is given.
fn check_alternatives(operation: &dyn Operation) -> Result<(), String> {
    let alternatives = operation.info().one_of;
    if alternatives.is_empty() {
        return Ok(());
    }
    let given = |wire: &str| {
        let own = fields(operation).any(|(field, view)| field.wire == wire && !view.is_absent());
        own || operation.extras().get(wire).is_some()
    };
    if alternatives.iter().any(|names| names.iter().all(|one| given(one))) {
        return Ok(());
    }
    let words: Vec<String> =
        alternatives.iter().map(|names| format!("`{}`", names.join("` and `"))).collect();
    Err(format!("one of {} is required", words.join(", ")))
}

fn check_inside(view: &ValueRef<'_>, name: &str) -> Result<(), String> {
    match view {
        ValueRef::Object(model) => {
            explicit_null::check_model(*model, name)?;
            check_required(*model, name)
        }
        ValueRef::List(list) => {
            let name = name.trim_end_matches('.');
            elements(*list)
                .enumerate()
                .try_for_each(|(at, view)| check_inside(&view, &format!("{name}[{at}].")))
        }
        ValueRef::Map(map) => {
            entries(*map).try_for_each(|(key, view)| check_inside(&view, &format!("{name}{key}.")))
        }
        _ => Ok(()),
    }
}

fn push_path_value(out: &mut String, operation: &dyn Operation, name: &str) -> Result<(), String> {
    let found = flagged(operation, flags::PATH).find(|(field, _)| field.wire == name);
    let Some((field, view)) = found.filter(|(_, view)| !view.is_absent()) else {
        return Err(format!("the path parameter `{name}` has no value"));
    };
    let faulty = |why| format!("`{name}` {why}");
    if field.flags & (flags::LABEL | flags::MATRIX) != 0 {
        return style::push_in_path(out, name, &view, field.flags).map_err(faulty);
    }
    let text = in_one_piece(&view, field.flags).map_err(faulty)?;
    path::push_parameter(out, &text, field.has(flags::DOUBLE));
    Ok(())
}

/// The text of a path parameter, a header or a cookie: the style `simple`.
fn in_one_piece<'a>(view: &'a ValueRef<'_>, bits: u32) -> Result<Cow<'a, str>, String> {
    if bits & flags::JSON != 0 {
        return name_value_pairs::json(view).map(Cow::Owned);
    }
    let separator = joined::separator(bits).unwrap_or(",");
    style::joined(view, separator, bits & flags::EXPLODE != 0)
}

fn add_headers(operation: &dyn Operation, headers: &mut Headers) -> Result<(), String> {
    let mut cookies = Vec::new();
    for (field, view) in flagged(operation, flags::HEADER | flags::COOKIE) {
        if view.is_absent() {
            continue;
        }
        let value = in_one_piece(&view, field.flags);
        let value = value.map_err(|why| format!("`{}` {why}", field.wire))?;
        if value.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return Err(format!(
                "`{}` contains a control character, which a header cannot carry",
                field.wire
            ));
        }
        if field.has(flags::COOKIE) {
            cookies.push(format!("{}={}", field.wire, path::encoded(&value)));
        } else {
            headers.push((field.wire.to_ascii_lowercase().into(), value.into_owned().into()));
        }
    }
    if !cookies.is_empty() {
        headers.push(("cookie".into(), cookies.join("; ").into()));
    }
    Ok(())
}

fn push_query(url: &mut String, operation: &dyn Operation) -> Result<(), String> {
    let no_extras = Extra::new();
    let has_body = operation.info().body != Body::None;
    let extras = if has_body { &no_extras } else { operation.extras() };
    // The path itself may have constants in a query.
    let mut mark = if url.contains('?') { '&' } else { '?' };
    let mut push = |name: &str, value: &str| {
        url.push(std::mem::replace(&mut mark, '&'));
        path::push_encoded(url, name);
        url.push('=');
        path::push_encoded(url, value);
    };
    // What a caller added takes the place of an input of the same name.
    let mut push_own = |name: &str, value: Cow<'_, str>| {
        if extras.get(name).is_none() {
            push(name, &value);
        }
    };
    for (field, view) in flagged(operation, flags::QUERY) {
        name_value_pairs::each(&mut push_own, field.wire, &view, field.flags)
            .map_err(|why| format!("`{}` {why}", field.wire))?;
    }
    for (name, value) in extras {
        name_value_pairs::each(
            &mut |name, value| push(name, &value),
            name,
            &ValueRef::Json(value),
            0,
        )
        .map_err(|why| format!("`{name}` {why}"))?;
    }
    for (name, value) in &operation.options().query {
        push(name, value);
    }
    Ok(())
}

fn body(operation: &dyn Operation, headers: &mut Headers) -> Result<PreparedBody, String> {
    let (media_type, body) = match operation.info().body {
        Body::None => return Ok(PreparedBody::Empty),
        Body::Json => (Cow::Borrowed("application/json"), json_body(operation)?),
        Body::JsonAs(media_type) => (media_type.into(), json_body(operation)?),
        Body::Form => ("application/x-www-form-urlencoded".into(), form_parts::form(operation)?),
        // The header names the boundary, so the code that writes the parts writes it.
        Body::Multipart => return form_parts::multipart(operation),
        Body::Text(media_type) => (media_type.into(), plain_body(operation)?),
        Body::Bytes(media_type) => {
            let body = plain_body(operation)?;
            (form_parts::media_type_of_bytes(media_type, &body), body)
        }
    };
    if body != PreparedBody::Empty {
        headers.push(("content-type".into(), media_type));
    }
    Ok(body)
}

/// The field that is the whole body, where the operation has one.
fn whole_body(operation: &dyn Operation) -> Option<(&'static Field, ValueRef<'_>)> {
    fields(operation).find(|(field, _)| field.has(flags::BODY))
}

/// The properties of the body with their flags, the added ones last.
pub(crate) fn body_values(operation: &dyn Operation) -> Vec<(&str, u32, ValueRef<'_>)> {
    let mut values = match whole_body(operation) {
        Some((_, ValueRef::Object(model))) => properties(model),
        Some((field, view)) if !view.is_absent() => return vec![(field.wire, field.flags, view)],
        _ => properties(operation),
    };
    add_extras(&mut values, operation);
    values
}

/// What a model has set of its own, and its extras.
fn properties(model: &dyn Model) -> Vec<(&str, u32, ValueRef<'_>)> {
    let own = fields(model)
        .filter(|(field, view)| field.flags & flags::LOCATED == 0 && !view.is_absent());
    let mut values: Vec<_> = own.map(|(field, view)| (field.wire, field.flags, view)).collect();
    add_extras(&mut values, model);
    values
}

/// A field that is set wins over an extra of the same name.
fn add_extras<'a>(
    values: &mut Vec<(&'a str, u32, ValueRef<'a>)>,
    model: &'a (impl Model + ?Sized),
) {
    for (name, value) in model.extras() {
        if values.iter().all(|(own, _, _)| *own != name) {
            values.push((name, 0, ValueRef::Json(value)));
        }
    }
}

fn json_body(operation: &dyn Operation) -> Result<PreparedBody, String> {
    let text = match whole_body(operation) {
        None => encode::to_vec(operation),
        Some((_, ValueRef::Absent)) if operation.extras().is_empty() => {
            return Ok(PreparedBody::Empty);
        }
        Some((field, view)) if operation.extras().is_empty() => {
            encode::view_to_vec(&view, field.flags)
        }
        Some((_, view)) => {
            let mut value = encode::to_value(&view).map_err(|error| error.to_string())?;
            if value.is_null() {
                value = serde_json::Value::Object(serde_json::Map::new());
            }
            let Some(object) = value.as_object_mut() else {
                return Err("the body is not an object, so nothing can be added to it".to_owned());
            };
            for (name, extra) in operation.extras() {
                object.entry(name).or_insert_with(|| extra.clone());
            }
            serde_json::to_vec(&value)
        }
    };
    text.map(|text| PreparedBody::Content(Bytes::from(text))).map_err(|error| error.to_string())
}

fn plain_body(operation: &dyn Operation) -> Result<PreparedBody, String> {
    match whole_body(operation) {
        None | Some((_, ValueRef::Absent)) => Ok(PreparedBody::Empty),
        Some((_, ValueRef::File(file))) => Ok(PreparedBody::File(file.clone())),
        Some((_, view)) => {
            let text = name_value_pairs::text(&view)?.into_owned();
            Ok(PreparedBody::Content(Bytes::from(text)))
        }
    }
}

/// The error of a request that cannot be sent for want of credentials.
pub(crate) fn no_credentials(info: &OperationInfo) -> Error {
    let all = |schemes: &[Scheme]| {
        let wanted: Vec<String> = schemes.iter().map(ToString::to_string).collect();
        wanted.join(" and ")
    };
    let wanted: Vec<String> = info.choices().map(all).collect();
    let reason = format!(
        "it needs {}, and the client has no credentials of that kind",
        wanted.join(", or ")
    );
    Error::InvalidRequest(InvalidRequest::new(info.id, reason))
}
