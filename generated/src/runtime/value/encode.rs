//! From values to JSON: one encoder for all types.

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::coercion;
use super::field_type::FieldType;
use super::joined;
use super::json_text::JsonText;
use super::model::{Model, ModelExt, flags};
use super::value_ref::{ValueRef, elements, entries};

/// The JSON text of a model.
///
/// # Errors
/// When a value has no JSON form.
pub(crate) fn to_vec(model: &dyn Model) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Encoded { view: ValueRef::Object(model), flags: 0 })
}

/// The JSON value of anything that a field can hold.
///
/// # Errors
/// When a value has no JSON form.
pub(crate) fn to_value(view: &ValueRef<'_>) -> serde_json::Result<Value> {
    serde_json::to_value(Borrowed { view, flags: 0 })
}

/// The JSON text of anything that a field can hold.
///
/// # Errors
/// When a value has no JSON form.
pub(crate) fn view_to_vec(view: &ValueRef<'_>, flags: u32) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Borrowed { view, flags })
}

/// The implementation of `Serialize` for every type.
///
/// # Errors
/// When the serializer fails or a value has no form.
pub fn item<T: FieldType, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    Encoded { view: value.view(), flags: 0 }.serialize(serializer)
}

struct Encoded<'a> {
    view: ValueRef<'a>,
    flags: u32,
}

impl Serialize for Encoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Borrowed { view: &self.view, flags: self.flags }.serialize(serializer)
    }
}

struct Borrowed<'a> {
    view: &'a ValueRef<'a>,
    flags: u32,
}

impl Borrowed<'_> {
    fn has(&self, bits: u32) -> bool {
        self.flags & bits != 0
    }
}

impl Serialize for Borrowed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The document may type a number or a boolean as a string; that belongs to the place.
        if self.flags & flags::TEXT != 0
            && let ValueRef::Bool(_)
            | ValueRef::Integer(_)
            | ValueRef::Named(..)
            | ValueRef::Number(_) = self.view
            && let Some(text) = self.view.scalar()
        {
            return serializer.serialize_str(&text);
        }
        match self.view {
            ValueRef::Absent => serializer.serialize_unit(),
            ValueRef::Bool(value) => serializer.serialize_bool(*value),
            ValueRef::Integer(value) | ValueRef::Named(value, _) => {
                serializer.serialize_i64(*value)
            }
            ValueRef::Number(value) => number(*value, serializer),
            ValueRef::String(value) => {
                match joined::integer(value).filter(|_| self.has(flags::NUMBER)) {
                    Some(integer) => serializer.serialize_i64(integer),
                    None => serializer.serialize_str(value),
                }
            }
            ValueRef::Object(model) => object(*model, serializer),
            ValueRef::List(list) if self.has(flags::JOINED) => serializer
                .serialize_str(&joined::join(*list, self.flags).map_err(S::Error::custom)?),
            ValueRef::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for view in elements(*list) {
                    seq.serialize_element(&Encoded { view, flags: self.flags })?;
                }
                seq.end()
            }
            ValueRef::Map(own) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, view) in entries(*own) {
                    map.serialize_entry(key, &Encoded { view, flags: self.flags })?;
                }
                map.end()
            }
            ValueRef::Json(value) => value.serialize(serializer),
            ValueRef::Union(one) => {
                Encoded { view: one.view(), flags: self.flags }.serialize(serializer)
            }
            ValueRef::Extra(extra) => {
                serializer.collect_map(extra.pairs().map(|(name, json)| (name, JsonText(json))))
            }
            ValueRef::File(_) => Err(S::Error::custom("a file has no JSON form")),
        }
    }
}

fn number<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    if !value.is_finite() {
        return Err(S::Error::custom("a number that is not finite has no JSON form"));
    }
    // `5` is decoded as 5.0 where a number belongs, and goes out as it came.
    match coercion::integral(value) {
        Some(integer) if integer != 0 || value.is_sign_positive() => {
            serializer.serialize_i64(integer)
        }
        _ => serializer.serialize_f64(value),
    }
}

fn object<S: Serializer>(model: &dyn Model, serializer: S) -> Result<S::Ok, S::Error> {
    let fields = model.table().fields;
    let mut map = serializer.serialize_map(None)?;
    for (index, field) in fields.iter().enumerate() {
        if field.flags & flags::LOCATED != 0 {
            continue;
        }
        let view = model.view(index);
        if !view.is_absent() {
            map.serialize_entry(field.wire, &Encoded { view, flags: field.flags })?;
        }
    }
    for (name, json) in model.extras().pairs() {
        if !is_written(model, name) {
            map.serialize_entry(name, &JsonText(json))?;
        }
    }
    map.end()
}

/// Whether a property of that name has been written from a field.
fn is_written(model: &dyn Model, name: &str) -> bool {
    model.table().fields.iter().enumerate().any(|(index, field)| {
        field.wire == name && field.flags & flags::LOCATED == 0 && !model.view(index).is_absent()
    })
}
