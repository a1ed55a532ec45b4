//! From values to JSON: one encoder for all types.

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::coercion;
use super::field_type::FieldType;
use super::joined;
use super::json_text::{self, JsonText};
use super::model::{Field, Model, ModelExt, flags};
use super::value_ref::{ValueRef, elements, entries};
use crate::runtime::secret::is_secret;

/// Where a value is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// A server: in the form that the document gives to each field.
    Server,
    /// A store of the caller, which has to give back the same value: in the form that Rust has.
    Store {
        /// Whether secrets are written.
        secrets: bool,
    },
}

impl Destination {
    /// Whether this field is left out.
    pub(crate) fn omits(self, field: &Field) -> bool {
        self.is_public() && field.has(flags::SECRET)
    }

    /// Whether secrets are left out.
    fn is_public(self) -> bool {
        self == Self::Store { secrets: false }
    }

    /// Whether an entry is left out that no document describes.
    fn omits_entry(self, name: &str, gives_nothing_away: bool) -> bool {
        self.is_public() && !gives_nothing_away && is_secret(name)
    }
}

/// The JSON text of a model.
///
/// # Errors
/// When a value has no JSON form.
pub(crate) fn to_vec(model: &dyn Model) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Encoded::new(ValueRef::Object(model), 0))
}

/// The JSON value of anything that a field can hold.
///
/// # Errors
/// When a value has no JSON form.
pub(crate) fn to_value(view: &ValueRef<'_>) -> serde_json::Result<Value> {
    serde_json::to_value(Borrowed { view, flags: 0, to: Destination::Server })
}

/// The JSON text of anything that a field can hold.
///
/// # Errors
/// When a value has no JSON form.
pub(crate) fn view_to_vec(view: &ValueRef<'_>, flags: u32) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Borrowed { view, flags, to: Destination::Server })
}

/// The implementation of `Serialize` for every type.
///
/// # Errors
/// When the serializer fails or a value has no form.
pub fn item<T: FieldType, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    view(value.view(), serializer)
}

/// The same, for a value whose type is not known.
///
/// # Errors
/// As [`item`].
pub fn view<S: Serializer>(view: ValueRef<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    Encoded::new(view, 0).serialize(serializer)
}

/// A value, as it is written to its destination.
pub(crate) struct Encoded<'a> {
    pub(crate) view: ValueRef<'a>,
    pub(crate) flags: u32,
    pub(crate) to: Destination,
}

impl<'a> Encoded<'a> {
    fn new(view: ValueRef<'a>, flags: u32) -> Self {
        Self { view, flags, to: Destination::Server }
    }
}

impl Serialize for Encoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { ref view, flags, to } = *self;
        Borrowed { view, flags, to }.serialize(serializer)
    }
}

#[derive(Clone, Copy)]
struct Borrowed<'a> {
    view: &'a ValueRef<'a>,
    flags: u32,
    to: Destination,
}

impl<'a> Borrowed<'a> {
    /// Whether the document has one of these forms for the value, and the destination wants it.
    fn has(self, bits: u32) -> bool {
        self.flags & bits != 0 && self.to == Destination::Server
    }

    /// A part of this value.
    fn part<'p>(self, view: ValueRef<'p>) -> Encoded<'p> {
        Encoded { view, flags: self.flags, to: self.to }
    }
}

impl Serialize for Borrowed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The document may type a number or a boolean as a string; that belongs to the place.
        if self.has(flags::TEXT)
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
            ValueRef::Object(model) => object(*model, self.to, serializer),
            ValueRef::List(list) if self.has(flags::JOINED) => serializer
                .serialize_str(&joined::join(*list, self.flags).map_err(S::Error::custom)?),
            ValueRef::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for view in elements(*list) {
                    seq.serialize_element(&self.part(view))?;
                }
                seq.end()
            }
            ValueRef::Map(own) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, view) in entries(*own) {
                    if !self.to.omits_entry(key, matches!(view, ValueRef::Bool(_))) {
                        map.serialize_entry(key, &self.part(view))?;
                    }
                }
                map.end()
            }
            ValueRef::Json(value) => Json(value, self.to).serialize(serializer),
            ValueRef::Union(one) => self.part(one.view()).serialize(serializer),
            ValueRef::Extra(extra) => {
                serializer.collect_map(extra.pairs().map(|(name, json)| (name, JsonText(json))))
            }
            ValueRef::File(_) => Err(S::Error::custom("a file has no JSON form")),
            ValueRef::Options(_) => Err(S::Error::custom("options are no part of a value")),
        }
    }
}

/// A value that no document describes.
struct Json<'a>(&'a Value, Destination);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(entries) if self.1.is_public() => {
                let kept = entries.iter().filter(|(name, value)| {
                    !self.1.omits_entry(name, value.is_boolean() || value.is_null())
                });
                serializer.collect_map(kept.map(|(name, value)| (name, Json(value, self.1))))
            }
            Value::Array(elements) if self.1.is_public() => {
                serializer.collect_seq(elements.iter().map(|element| Json(element, self.1)))
            }
            value => value.serialize(serializer),
        }
    }
}

/// The extra entries of a model, without those that a field of this name has been written for.
pub(crate) fn extras<M: SerializeMap>(
    model: &(impl Model + ?Sized),
    to: Destination,
    map: &mut M,
) -> Result<(), M::Error> {
    let fields = model.table().fields;
    for (name, json) in model.extras().pairs() {
        if is_written(model, name) || fields.iter().any(|own| own.wire == name && to.omits(own)) {
            continue;
        }
        if !to.is_public() {
            map.serialize_entry(name, &JsonText(json))?;
            continue;
        }
        let value = json_text::parse(json);
        if !to.omits_entry(name, value.is_boolean() || value.is_null()) {
            map.serialize_entry(name, &Json(&value, to))?;
        }
    }
    Ok(())
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

fn object<S: Serializer>(
    model: &dyn Model,
    to: Destination,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let fields = model.table().fields;
    let mut map = serializer.serialize_map(None)?;
    for (index, field) in fields.iter().enumerate() {
        if field.flags & flags::LOCATED != 0 || to.omits(field) {
            continue;
        }
        let view = model.view(index);
        if !view.is_absent() {
            map.serialize_entry(field.wire, &Encoded { view, flags: field.flags, to })?;
        }
    }
    extras(model, to, &mut map)?;
    map.end()
}

/// Whether a property of that name has been written from a field.
fn is_written(model: &(impl Model + ?Sized), name: &str) -> bool {
    model.table().fields.iter().enumerate().any(|(index, field)| {
        field.wire == name && field.flags & flags::LOCATED == 0 && !model.view(index).is_absent()
    })
}
