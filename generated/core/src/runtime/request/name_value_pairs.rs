//! Values as name-value pairs: queries, forms, and the text parts of multipart bodies.

use std::borrow::Cow;

use serde_json::Value;

use super::style;
use crate::runtime::value::encode;
use crate::runtime::value::joined::separator;
use crate::runtime::value::model::flags;
use crate::runtime::value::value_ref::{ValueRef, elements};

/// Takes pairs.
pub(crate) type Sink<'a> = dyn FnMut(&str, Cow<'_, str>) + 'a;

/// Appends what a field holds as pairs.
///
/// # Errors
/// When the value has no such form; the text says why.
pub(crate) fn push(
    out: &mut Vec<(String, String)>,
    name: &str,
    view: &ValueRef<'_>,
    bits: u32,
) -> Result<(), String> {
    each(&mut |name, value| out.push((name.to_owned(), value.into_owned())), name, view, bits)
}

/// Hands out what a field holds as pairs.
///
/// # Errors
/// As [`push`].
pub(crate) fn each(
    out: &mut Sink<'_>,
    name: &str,
    view: &ValueRef<'_>,
    bits: u32,
) -> Result<(), String> {
    if bits & flags::JSON != 0 && !view.is_absent() {
        out(name, json(view)?.into());
        return Ok(());
    }
    if style::is_object(view) {
        return push_object(out, name, view, bits);
    }
    match view {
        ValueRef::Absent | ValueRef::Json(Value::Null) => Ok(()),
        ValueRef::List(list) => push_list(out, name, elements(*list), bits),
        ValueRef::Json(Value::Array(values)) => {
            push_list(out, name, values.iter().map(ValueRef::Json), bits)
        }
        single => {
            out(name, text(single)?);
            Ok(())
        }
    }
}

/// The text of one value; objects and lists as JSON.
///
/// # Errors
/// When the value has no such form.
pub(crate) fn text<'a>(view: &'a ValueRef<'_>) -> Result<Cow<'a, str>, String> {
    match view {
        ValueRef::Number(number) if !number.is_finite() => Err("is not a finite number".to_owned()),
        ValueRef::File(_) => {
            Err("is a file, which can only be a part of a multipart body".to_owned())
        }
        _ => match view.scalar() {
            Some(text) => Ok(text),
            None => json(view).map(Cow::Owned),
        },
    }
}

/// The members of an object: a pair each, or all of them in one.
fn push_object(
    out: &mut Sink<'_>,
    name: &str,
    view: &ValueRef<'_>,
    bits: u32,
) -> Result<(), String> {
    if let Some(separator) = separator(bits) {
        let text = style::joined(view, separator, false)?;
        if !text.is_empty() {
            out(name, text);
        }
        return Ok(());
    }
    // Without a style, what a caller added in JSON stays JSON.
    if matches!(view, ValueRef::Json(_)) && bits & (flags::DEEP | flags::EXPLODE) == 0 {
        out(name, text(view)?);
        return Ok(());
    }
    for (key, own, view) in style::members(view).unwrap_or_default() {
        each(out, &inner_name(name, &key, bits), &view, own | (bits & flags::DEEP))?;
    }
    Ok(())
}

fn push_list<'a>(
    out: &mut Sink<'_>,
    name: &str,
    values: impl Iterator<Item = ValueRef<'a>>,
    bits: u32,
) -> Result<(), String> {
    if let Some(separator) = separator(bits) {
        let texts = values.map(|value| text(&value).map(Cow::into_owned));
        let text = texts.collect::<Result<Vec<_>, _>>()?.join(separator);
        if !text.is_empty() {
            out(name, text.into());
        }
        return Ok(());
    }
    let in_brackets = match bits & flags::DEEP {
        0 => Cow::Borrowed(name),
        _ => Cow::Owned(format!("{name}[]")),
    };
    for (index, value) in values.enumerate() {
        // The members of an element belong together, which only an index says.
        if bits & flags::DEEP != 0 && style::is_object(&value) {
            each(out, &format!("{name}[{index}]"), &value, bits)?;
        } else {
            out(&in_brackets, text(&value)?);
        }
    }
    Ok(())
}

fn inner_name<'a>(outer: &str, inner: &'a str, bits: u32) -> Cow<'a, str> {
    if bits & flags::DEEP != 0 {
        Cow::Owned(format!("{outer}[{inner}]"))
    } else {
        Cow::Borrowed(inner)
    }
}

pub(crate) fn json(view: &ValueRef<'_>) -> Result<String, String> {
    encode::to_value(view).map(|value| value.to_string()).map_err(|error| error.to_string())
}
