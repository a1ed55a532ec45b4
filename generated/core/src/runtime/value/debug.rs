//! `Debug` for all types: what is set, and no secrets.

use std::fmt;

use serde_json::Value;

use super::model::{Model, ModelExt, flags};
use super::value_ref::{ValueRef, elements};
use crate::runtime::secret::{HIDDEN, Masked, is_secret};

/// Prints the fields that are set, secrets as `***`, and extras by name.
///
/// # Errors
/// When the formatter fails.
pub fn model(model: &dyn Model, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shape = model.table();
    let mut out = f.debug_struct(shape.name);
    for (index, field) in shape.fields.iter().enumerate() {
        let view = model.view(index);
        if view.is_absent() {
            continue;
        }
        if field.has(flags::SECRET) {
            out.field(field.wire, &format_args!("{HIDDEN}"));
        } else {
            out.field(field.wire, &Shown(view));
        }
    }
    if !model.extras().is_empty() {
        out.field("extra", model.extras());
    }
    out.finish()
}

/// Prints anything that a field can hold, without secrets: of a union its alternative.
///
/// # Errors
/// When the formatter fails.
pub fn view(view: ValueRef<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Shown(view), f)
}

/// A value, without the secrets in its strings.
pub(crate) struct Shown<'a>(pub(crate) ValueRef<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            ValueRef::Absent => f.write_str("absent"),
            ValueRef::Bool(value) => value.fmt(f),
            ValueRef::Integer(value) => value.fmt(f),
            ValueRef::Named(value, names) => names.debug(*value, f),
            ValueRef::Number(value) => value.fmt(f),
            ValueRef::String(value) => Masked(value).fmt(f),
            ValueRef::Object(value) => model(*value, f),
            ValueRef::List(list) => f.debug_list().entries(elements(*list).map(Shown)).finish(),
            ValueRef::Map(map) => {
                let entries = map.entries().map(|(key, view)| (key, Entry(key, Shown(view))));
                f.debug_map().entries(entries).finish()
            }
            ValueRef::Json(value) => json(value, f),
            ValueRef::File(upload) => upload.fmt(f),
            ValueRef::Union(one) => Shown(one.view()).fmt(f),
            ValueRef::Extra(extra) => extra.fmt(f),
            ValueRef::Options(options) => options.fmt(f),
        }
    }
}

/// A value of a map, whose name is not in the document.
struct Entry<'a>(&'a str, Shown<'a>);

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(key, value) = self;
        let gives_nothing_away = matches!(value.0, ValueRef::Absent | ValueRef::Bool(_));
        if is_secret(key) && !gives_nothing_away { f.write_str(HIDDEN) } else { value.fmt(f) }
    }
}

/// Secret parts of a free-form value are unknown, so only its outline is printed.
fn json(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Object(entries) => f.debug_set().entries(entries.keys()).finish(),
        Value::Array(elements) => write!(f, "[{} elements]", elements.len()),
        Value::String(text) => fmt::Debug::fmt(&Masked(text), f),
        _ => fmt::Debug::fmt(value, f),
    }
}
