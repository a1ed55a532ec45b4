//! Bodies that are made of properties: forms and multipart.

use std::borrow::Cow;

use super::operation::Operation;
use super::operation_info::Encoding;
use super::prepare::body_values;
use super::prepared::{Part, PartContent, PreparedBody};
use super::{name_value_pairs, style};
use crate::runtime::send::body::media_type_of;
use crate::runtime::value::model::flags;
use crate::runtime::value::value_ref::{ValueRef, elements};

/// How a property is written that no [`Encoding`] is about.
const USUAL: Encoding = Encoding { name: "", flags: 0, media_type: "" };

/// What a document calls JSON in a part of its own.
const JSON: &str = "application/json";

fn encoding_of(operation: &dyn Operation, name: &str) -> Encoding {
    let own = operation.info().encoding.iter().find(|one| one.name == name);
    own.copied().unwrap_or(USUAL)
}

/// The body `application/x-www-form-urlencoded`. An object is one pair in JSON, unless its encoding has a style.
pub(crate) fn form(operation: &dyn Operation) -> Result<PreparedBody, String> {
    let mut out = Vec::new();
    for (name, bits, view) in body_values(operation) {
        let mut bits = bits | encoding_of(operation, name).flags;
        if bits & flags::STYLES == 0 && style::is_object(&view) {
            bits |= flags::JSON;
        }
        name_value_pairs::push(&mut out, name, &view, bits)
            .map_err(|why| format!("`{name}` {why}"))?;
    }
    Ok(PreparedBody::Form(out))
}

/// The body `multipart/form-data`. An object is one part in JSON, unless its encoding has a style.
pub(crate) fn multipart(operation: &dyn Operation) -> Result<PreparedBody, String> {
    let mut parts = Vec::new();
    for (name, bits, view) in body_values(operation) {
        let encoding = encoding_of(operation, name);
        let encoding = Encoding { flags: bits | encoding.flags, ..encoding };
        push(&mut parts, name, &view, encoding).map_err(|why| format!("`{name}` {why}"))?;
    }
    Ok(PreparedBody::Multipart(parts))
}

fn push(
    parts: &mut Vec<Part>,
    name: &str,
    view: &ValueRef<'_>,
    encoding: Encoding,
) -> Result<(), String> {
    let documented = Some(encoding.media_type).filter(|media_type| !media_type.is_empty());
    let mut add = |content, media_type| {
        parts.push(Part { name: name.to_owned(), content, media_type });
    };
    let has_style = encoding.flags & flags::STYLES != 0;
    match view {
        _ if encoding.flags & flags::JSON != 0 && !view.is_absent() => {
            add(PartContent::Text(name_value_pairs::json(view)?), documented.or(Some(JSON)));
        }
        ValueRef::File(file) => add(PartContent::File((*file).clone()), documented),
        view if style::is_object(view) && !has_style => {
            add(PartContent::Text(name_value_pairs::json(view)?), documented.or(Some(JSON)));
        }
        // Each element is a part.
        ValueRef::List(list) if !has_style => {
            elements(*list).try_for_each(|view| push(parts, name, &view, encoding))?;
        }
        _ => {
            let mut texts = Vec::new();
            name_value_pairs::push(&mut texts, name, view, encoding.flags)?;
            parts.extend(texts.into_iter().map(|(name, text)| Part {
                name,
                content: PartContent::Text(text),
                media_type: documented,
            }));
        }
    }
    Ok(())
}

/// The media type of a body of bytes: what the caller said of the file, else what is documented; of a range that of
/// the file's name.
pub(crate) fn media_type_of_bytes(
    documented: &'static str,
    body: &PreparedBody,
) -> Cow<'static, str> {
    let is_range = documented.contains('*');
    match body {
        PreparedBody::File(file) if is_range || file.media_type().is_some() => {
            media_type_of(file).to_owned().into()
        }
        _ if is_range => "application/octet-stream".into(),
        _ => documented.into(),
    }
}
