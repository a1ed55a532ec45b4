//! Lists and objects in one piece: in paths, headers and cookies, and where a query joins their parts.

use std::borrow::Cow;

use serde_json::Value;

use super::name_value_pairs;
use crate::runtime::value::model::{Model, ModelExt, flags};
use crate::runtime::value::value_ref::{ValueRef, elements, entries};

/// The members of an object, with the flags of each; `None` for any other value.
pub(crate) fn members<'a>(view: &ValueRef<'a>) -> Option<Vec<(Cow<'a, str>, u32, ValueRef<'a>)>> {
    match view {
        ValueRef::Object(model) => Some(properties(*model).collect()),
        ValueRef::Map(map) => {
            Some(entries(*map).map(|(key, view)| (Cow::Borrowed(key), 0, view)).collect())
        }
        ValueRef::Json(Value::Object(map)) => {
            let one = |(key, value)| (Cow::Borrowed(String::as_str(key)), 0, ValueRef::Json(value));
            Some(map.iter().map(one).collect())
        }
        _ => None,
    }
}

/// Whether a value has members.
pub(crate) fn is_object(view: &ValueRef<'_>) -> bool {
    matches!(view, ValueRef::Object(_) | ValueRef::Map(_) | ValueRef::Json(Value::Object(_)))
}

/// The properties of a model: name, flags and value.
fn properties(model: &dyn Model) -> impl Iterator<Item = (Cow<'_, str>, u32, ValueRef<'_>)> {
    let fields = model.table().fields.iter().enumerate();
    let own =
        fields.map(|(index, field)| (Cow::Borrowed(field.wire), field.flags, model.view(index)));
    let extra = model.extras().iter();
    own.chain(extra.map(|(name, value)| (Cow::Borrowed(name), 0, ValueRef::Json(value))))
}

/// The parts of a list or an object: keys and values in turn, or `key=value` each where `explode` is set. `None` for
/// a value that has no parts.
fn parts(
    view: &ValueRef<'_>,
    explode: bool,
    encode: impl Fn(&str) -> String,
) -> Option<Result<Vec<String>, String>> {
    let text = |view: &ValueRef<'_>| name_value_pairs::text(view).map(|text| encode(&text));
    if let Some(members) = members(view) {
        let given = members
            .iter()
            .filter(|(_, _, view)| !matches!(view, ValueRef::Absent | ValueRef::Json(Value::Null)));
        let parts = given.map(|(key, _, view)| {
            let (key, value) = (encode(key), text(view)?);
            Ok(if explode { vec![format!("{key}={value}")] } else { vec![key, value] })
        });
        return Some(parts.collect::<Result<Vec<_>, String>>().map(|parts| parts.concat()));
    }
    match view {
        ValueRef::List(list) => Some(elements(*list).map(|view| text(&view)).collect()),
        ValueRef::Json(Value::Array(list)) => {
            Some(list.iter().map(|value| text(&ValueRef::Json(value))).collect())
        }
        _ => None,
    }
}

/// The text of a value, its parts joined.
///
/// # Errors
/// When a part has no text.
pub(crate) fn joined<'a>(
    view: &'a ValueRef<'_>,
    separator: &str,
    explode: bool,
) -> Result<Cow<'a, str>, String> {
    match parts(view, explode, str::to_owned) {
        Some(parts) => parts.map(|parts| parts.join(separator).into()),
        None => name_value_pairs::text(view),
    }
}

/// Appends a path parameter of the style `label` or `matrix`: what stands between the parts has a meaning in the path,
/// so only the parts are percent-encoded.
///
/// # Errors
/// When a part has no text.
pub(crate) fn push_in_path(
    out: &mut String,
    name: &str,
    view: &ValueRef<'_>,
    bits: u32,
) -> Result<(), String> {
    let explode = bits & flags::EXPLODE != 0;
    let name = super::path::encoded(name);
    let parts = match parts(view, explode, super::path::encoded) {
        Some(parts) => parts?,
        None => vec![super::path::encoded(&name_value_pairs::text(view)?)],
    };
    if parts.is_empty() {
        return Err("has nothing in it".to_owned());
    }
    let label = bits & flags::LABEL != 0;
    let named = format!(";{name}=");
    let (before, between) = match (label, explode) {
        (true, true) => (".", "."),
        (true, false) => (".", ","),
        (false, true) if is_object(view) => (";", ";"),
        (false, true) => (&*named, &*named),
        (false, false) => (&*named, ","),
    };
    out.push_str(before);
    out.push_str(&parts.join(between));
    Ok(())
}
