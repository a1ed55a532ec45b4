//! `Debug` for all types: what is set, and no secrets.

use std::fmt;

use serde_json::Value;

use super::model::flags;
use super::view::elements;
use super::{Contents, Model, View};

/// What stands where a secret would.
pub(crate) const HIDDEN: &str = "***";

/// Prints the fields that are set, secrets as `***`, and extras by name.
///
/// # Errors
/// When the formatter fails.
pub fn model(model: &dyn Model, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shape = model.shape();
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

struct Shown<'a>(View<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            View::Absent => f.write_str("absent"),
            View::Bool(value) => value.fmt(f),
            View::Integer(value) => value.fmt(f),
            View::Number(value) => value.fmt(f),
            View::Text(value) => value.fmt(f),
            View::Object(value) => model(*value, f),
            View::List(list) => f.debug_list().entries(elements(*list).map(Shown)).finish(),
            View::Map(map) => {
                f.debug_map().entries(map.entries().map(|(key, view)| (key, Shown(view)))).finish()
            }
            View::Json(value) => json(value, f),
            View::File(upload) => upload.fmt(f),
            View::Union(one) => Shown(one.view()).fmt(f),
            View::Extra(extra) => extra.fmt(f),
        }
    }
}

/// Nobody has said which parts of a free-form value are secret, so only its outline is printed.
fn json(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Object(entries) => f.debug_set().entries(entries.keys()).finish(),
        Value::Array(elements) => write!(f, "[{} elements]", elements.len()),
        _ => fmt::Debug::fmt(value, f),
    }
}
