//! From an operation to a request.

use bytes::Bytes;

use super::model::{Field, flags};
use super::prepared::{Part, PartContent};
use super::view::elements;
use super::{
    Body, Error, Info, InvalidRequest, Model, Operation, PreparedBody, PreparedRequest, Result,
    View, encode, null, pairs, path,
};

/// Prepares the request of an operation.
///
/// # Errors
/// When a required input is missing or a value cannot be written.
pub fn prepare(operation: &dyn Operation) -> Result<PreparedRequest> {
    let info = operation.info();
    request(operation).map_err(|reason| Error::InvalidRequest(InvalidRequest::new(info.id, reason)))
}

fn request(operation: &dyn Operation) -> Result<PreparedRequest, String> {
    let info = operation.info();
    null::check_operation(operation)?;
    check_required(operation, "")?;
    check_alternatives(operation)?;
    let path = path::fill(info.path, |name| path_value(operation, name))?;
    let mut headers = vec![("accept".to_owned(), info.accept.to_owned())];
    add_headers(operation, &mut headers)?;
    let body = body(operation, &mut headers)?;
    let query = query(operation)?;
    for (name, value) in &operation.options().headers {
        let name = name.to_ascii_lowercase();
        headers.retain(|(own, _)| *own != name);
        headers.push((name, value.clone()));
    }
    let url = if query.is_empty() { path } else { format!("{path}?{query}") };
    Ok(PreparedRequest { method: info.method, url, headers, body })
}

/// The fields of a model with their values.
fn fields(model: &dyn Model) -> impl Iterator<Item = (&'static Field, View<'_>)> {
    model.shape().fields.iter().enumerate().map(|(index, field)| (field, model.view(index)))
}

fn check_required(model: &dyn Model, owner: &str) -> Result<(), String> {
    for (field, view) in fields(model) {
        let wire = field.wire;
        if view.is_absent() {
            let sent_as_extra =
                field.flags & flags::LOCATED == 0 && model.extras().get(wire).is_some();
            if field.has(flags::REQUIRED) && !sent_as_extra {
                return Err(format!("`{owner}{wire}` is required and has no value"));
            }
            continue;
        }
        // The whole body has no name of its own on the wire.
        let name =
            if field.has(flags::BODY) { owner.to_owned() } else { format!("{owner}{wire}.") };
        check_inside(&view, &name)?;
    }
    Ok(())
}

/// Whether one of the alternatives that the operation asks for is given.
fn check_alternatives(operation: &dyn Operation) -> Result<(), String> {
    let alternatives = operation.info().one_of;
    let given = |wire: &str| {
        let own = fields(operation).any(|(field, view)| field.wire == wire && !view.is_absent());
        own || operation.extras().get(wire).is_some()
    };
    if alternatives.is_empty()
        || alternatives.iter().any(|names| names.iter().all(|one| given(one)))
    {
        return Ok(());
    }
    let words: Vec<String> =
        alternatives.iter().map(|names| format!("`{}`", names.join("` and `"))).collect();
    Err(format!("one of {} is required", words.join(", ")))
}

fn check_inside(view: &View<'_>, name: &str) -> Result<(), String> {
    match view {
        View::Object(model) => {
            null::check_model(*model, name)?;
            check_required(*model, name)
        }
        View::List(list) => {
            let name = name.trim_end_matches('.');
            elements(*list)
                .enumerate()
                .try_for_each(|(at, view)| check_inside(&view, &format!("{name}[{at}].")))
        }
        View::Map(map) => {
            map.entries().try_for_each(|(key, view)| check_inside(&view, &format!("{name}{key}.")))
        }
        _ => Ok(()),
    }
}

fn path_value(operation: &dyn Operation, name: &str) -> Result<String, String> {
    let found = fields(operation).find(|(field, _)| field.has(flags::PATH) && field.wire == name);
    match found {
        Some((field, View::List(list))) => pairs::joined(elements(list), ",")
            .map(|text| path::parameter(&text, field.has(flags::DOUBLE))),
        Some((field, view)) if !view.is_absent() => pairs::text(&view)
            .map(|text| path::parameter(&text, field.has(flags::DOUBLE)))
            .map_err(|why| format!("`{name}` {why}")),
        _ => Err(format!("the path parameter `{name}` has no value")),
    }
}

fn add_headers(
    operation: &dyn Operation,
    headers: &mut Vec<(String, String)>,
) -> Result<(), String> {
    let mut cookies = Vec::new();
    for (field, view) in fields(operation) {
        if view.is_absent() || field.flags & (flags::HEADER | flags::COOKIE) == 0 {
            continue;
        }
        let value = match &view {
            View::List(list) => pairs::joined(elements(*list), ","),
            view => pairs::text(view),
        };
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
            headers.push((field.wire.to_ascii_lowercase(), value));
        }
    }
    if !cookies.is_empty() {
        headers.push(("cookie".to_owned(), cookies.join("; ")));
    }
    Ok(())
}

fn query(operation: &dyn Operation) -> Result<String, String> {
    let mut out = Vec::new();
    for (field, view) in fields(operation) {
        if field.has(flags::QUERY) {
            pairs::push(&mut out, field.wire, &view, field.flags)
                .map_err(|why| format!("`{}` {why}", field.wire))?;
        }
    }
    if operation.info().body == Body::None {
        for (name, value) in operation.extras() {
            out.retain(|(own, _)| own != name);
            pairs::push(&mut out, name, &View::Json(value), 0)
                .map_err(|why| format!("`{name}` {why}"))?;
        }
    }
    out.extend(operation.options().query.iter().cloned());
    let pairs: Vec<_> = out
        .iter()
        .map(|(name, value)| format!("{}={}", path::encoded(name), path::encoded(value)))
        .collect();
    Ok(pairs.join("&"))
}

fn body(
    operation: &dyn Operation,
    headers: &mut Vec<(String, String)>,
) -> Result<PreparedBody, String> {
    let info = operation.info();
    let (media_type, body) = match info.body {
        Body::None => return Ok(PreparedBody::Empty),
        Body::Json => ("application/json", json_body(operation)?),
        Body::Form => {
            let mut out = Vec::new();
            for (name, bits, view) in body_values(operation) {
                pairs::push(&mut out, name, &view, bits)
                    .map_err(|why| format!("`{name}` {why}"))?;
            }
            ("application/x-www-form-urlencoded", PreparedBody::Form(out))
        }
        // The boundary belongs to the header, so whoever writes the parts writes it.
        Body::Multipart => return multipart_body(operation),
        Body::Text(media_type) | Body::Bytes(media_type) => (media_type, plain_body(operation)?),
    };
    if body != PreparedBody::Empty {
        headers.push(("content-type".to_owned(), media_type.to_owned()));
    }
    Ok(body)
}

/// The field that is the whole body, where the operation has one.
fn whole_body(operation: &dyn Operation) -> Option<(&'static Field, View<'_>)> {
    fields(operation).find(|(field, _)| field.has(flags::BODY))
}

/// The properties of the body with their flags, the added ones last.
fn body_values(operation: &dyn Operation) -> Vec<(&str, u16, View<'_>)> {
    let mut values = match whole_body(operation) {
        Some((_, View::Object(model))) => properties(model),
        Some((field, view)) if !view.is_absent() => return vec![(field.wire, field.flags, view)],
        _ => properties(operation),
    };
    add_extras(&mut values, operation);
    values
}

/// What a model has set of its own, and its extras.
fn properties(model: &dyn Model) -> Vec<(&str, u16, View<'_>)> {
    let own = fields(model)
        .filter(|(field, view)| field.flags & flags::LOCATED == 0 && !view.is_absent());
    let mut values: Vec<_> = own.map(|(field, view)| (field.wire, field.flags, view)).collect();
    add_extras(&mut values, model);
    values
}

/// A field that is set wins over an extra of the same name.
fn add_extras<'a>(values: &mut Vec<(&'a str, u16, View<'a>)>, model: &'a (impl Model + ?Sized)) {
    for (name, value) in model.extras() {
        if values.iter().all(|(own, _, _)| *own != name) {
            values.push((name, 0, View::Json(value)));
        }
    }
}

fn json_body(operation: &dyn Operation) -> Result<PreparedBody, String> {
    let text = match whole_body(operation) {
        None => encode::to_vec(operation),
        Some((_, View::Absent)) if operation.extras().is_empty() => return Ok(PreparedBody::Empty),
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

fn multipart_body(operation: &dyn Operation) -> Result<PreparedBody, String> {
    let mut parts = Vec::new();
    for (name, bits, view) in body_values(operation) {
        let mut texts = Vec::new();
        match &view {
            View::File(file) => {
                parts.push(Part {
                    name: name.to_owned(),
                    content: PartContent::File((*file).clone()),
                });
            }
            View::List(list) if elements(*list).all(|view| matches!(view, View::File(_))) => {
                let files = elements(*list).filter_map(|view| match view {
                    View::File(file) => Some(file.clone()),
                    _ => None,
                });
                parts.extend(
                    files.map(|file| Part {
                        name: name.to_owned(),
                        content: PartContent::File(file),
                    }),
                );
            }
            // A part can carry JSON, so an object is not taken apart.
            View::Object(_) | View::Map(_) => texts.push((name.to_owned(), pairs::text(&view)?)),
            _ => pairs::push(&mut texts, name, &view, bits)
                .map_err(|why| format!("`{name}` {why}"))?,
        }
        parts.extend(
            texts.into_iter().map(|(name, text)| Part { name, content: PartContent::Text(text) }),
        );
    }
    Ok(PreparedBody::Multipart(parts))
}

fn plain_body(operation: &dyn Operation) -> Result<PreparedBody, String> {
    match whole_body(operation) {
        None | Some((_, View::Absent)) => Ok(PreparedBody::Empty),
        Some((_, View::File(file))) => Ok(PreparedBody::File(file.clone())),
        Some((_, view)) => pairs::text(&view).map(|text| PreparedBody::Content(Bytes::from(text))),
    }
}

/// The error of a request that cannot be sent for want of credentials.
pub(crate) fn no_credentials(info: &Info) -> Error {
    let wanted: Vec<String> = info.schemes().iter().map(ToString::to_string).collect();
    let reason = format!(
        "it needs {}, and the client has no credentials of that kind",
        wanted.join(" and ")
    );
    Error::InvalidRequest(InvalidRequest::new(info.id, reason))
}
