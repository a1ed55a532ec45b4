//! Values as name-value pairs: queries, forms, and the text parts of multipart bodies.

use std::borrow::Cow;

use serde_json::Value;

use super::model::flags;
use super::view::{elements, entries};
use super::{Contents, Model, View, encode};

/// Takes pairs.
pub(crate) type Sink<'a> = dyn FnMut(&str, Cow<'_, str>) + 'a;

/// Appends what a field holds as pairs.
///
/// # Errors
/// When the value has no such form; the text says why.
pub(crate) fn push(
    out: &mut Vec<(String, String)>,
    name: &str,
    view: &View<'_>,
    bits: u16,
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
    view: &View<'_>,
    bits: u16,
) -> Result<(), String> {
    if bits & flags::JSON != 0 && !view.is_absent() {
        out(name, json(view)?.into());
        return Ok(());
    }
    match view {
        View::Absent | View::Json(Value::Null) => Ok(()),
        View::Object(model) => {
            for (field, view) in properties(*model) {
                each(
                    out,
                    &inner_name(name, &field.0, bits),
                    &view,
                    field.1 | (bits & flags::DEEP),
                )?;
            }
            Ok(())
        }
        View::Map(map) => entries(*map)
            .try_for_each(|(key, view)| each(out, &inner_name(name, key, bits), &view, bits)),
        View::List(list) => push_list(out, name, elements(*list), bits),
        View::Json(Value::Array(values)) => {
            push_list(out, name, values.iter().map(View::Json), bits)
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
pub(crate) fn text<'a>(view: &'a View<'_>) -> Result<Cow<'a, str>, String> {
    match view {
        View::Number(number) if !number.is_finite() => Err("is not a finite number".to_owned()),
        View::File(_) => Err("is a file, which can only be a part of a multipart body".to_owned()),
        _ => match view.scalar() {
            Some(text) => Ok(text),
            None => json(view).map(Cow::Owned),
        },
    }
}

/// The text of a list whose elements are joined.
///
/// # Errors
/// When an element has no such form.
pub(crate) fn joined<'a>(
    values: impl Iterator<Item = View<'a>>,
    separator: &str,
) -> Result<String, String> {
    values
        .map(|value| text(&value).map(Cow::into_owned))
        .collect::<Result<Vec<_>, _>>()
        .map(|texts| texts.join(separator))
}

/// Whether lists are joined, and by what.
fn separator(bits: u16) -> Option<&'static str> {
    [(flags::COMMA, ","), (flags::SPACE, " "), (flags::PIPE, "|")]
        .into_iter()
        .find_map(|(bit, text)| (bits & bit != 0).then_some(text))
}

fn push_list<'a>(
    out: &mut Sink<'_>,
    name: &str,
    values: impl Iterator<Item = View<'a>>,
    bits: u16,
) -> Result<(), String> {
    if let Some(separator) = separator(bits) {
        let text = joined(values, separator)?;
        if !text.is_empty() {
            out(name, text.into());
        }
        return Ok(());
    }
    let name = match bits & flags::BRACKETS {
        0 => Cow::Borrowed(name),
        _ => Cow::Owned(format!("{name}[]")),
    };
    for value in values {
        out(&name, text(&value)?);
    }
    Ok(())
}

fn inner_name<'a>(outer: &str, inner: &'a str, bits: u16) -> Cow<'a, str> {
    if bits & flags::DEEP != 0 {
        Cow::Owned(format!("{outer}[{inner}]"))
    } else {
        Cow::Borrowed(inner)
    }
}

/// The properties of a model: name and flags, and value.
fn properties(model: &dyn Model) -> impl Iterator<Item = ((Cow<'static, str>, u16), View<'_>)> {
    let fields = model.shape().fields.iter().enumerate();
    let own =
        fields.map(|(index, field)| ((Cow::Borrowed(field.wire), field.flags), model.view(index)));
    let extra = model.extras().iter();
    own.chain(extra.map(|(name, value)| ((Cow::Owned(name.to_owned()), 0), View::Json(value))))
}

fn json(view: &View<'_>) -> Result<String, String> {
    encode::to_value(view).map(|value| value.to_string()).map_err(|error| error.to_string())
}
