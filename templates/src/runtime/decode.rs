//! From JSON into places: one decoder for all types.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::{Map, Value};

use super::{Item, ListBuilder, MapBuilder, Model, Place, encode, tolerance};

/// Decodes into a place from JSON text; returns the value when it does not fit.
///
/// # Errors
/// When the text is not JSON.
pub(crate) fn place_from_slice(text: &[u8], place: Place<'_>) -> serde_json::Result<Option<Value>> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let misfit = PlaceSeed(place).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(misfit)
}

/// Decodes into a place from a JSON value; returns the value when it does not fit.
pub(crate) fn place_from_value(value: &Value, place: Place<'_>) -> Option<Value> {
    // A value in memory has no syntax that could be wrong.
    PlaceSeed(place).deserialize(value).unwrap_or_else(|_: serde_json::Error| Some(value.clone()))
}

/// What the `Deserialize` of every type calls.
///
/// # Errors
/// When the format cannot be read, or the value is of another kind.
pub fn item<'de, T: Item, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut slot = None;
    let misfit = PlaceSeed(T::place(&mut slot)).deserialize(deserializer)?;
    match (slot, misfit) {
        (Some(value), None) => Ok(value),
        (_, Some(value)) => Err(D::Error::custom(Unfit(kind(&value)))),
        (None, None) => T::nothing().ok_or_else(|| D::Error::custom(Unfit("nothing"))),
    }
}

/// The complaint about a value of the wrong kind; it names the kind and never shows the value.
struct Unfit(&'static str);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a value of this type", self.0)
    }
}

/// What kind of value this is, in words.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Decodes the entries of an object into the fields of a model.
fn fields<'de, A: MapAccess<'de>>(mut map: A, model: &mut dyn Model) -> Result<(), A::Error> {
    let shape = model.shape();
    // Keys mostly come in the order of the document, so the field after the last one is tried first.
    let mut next = 0;
    while let Some(key) = map.next_key_seed(KeySeed { model, next })? {
        let index = match key {
            Key::Unknown(name) => {
                let value: Value = map.next_value()?;
                if value.is_null() {
                    model.extras_mut().remove(&name);
                } else {
                    model.extras_mut().insert(name, value);
                }
                continue;
            }
            Key::Field(index) => index,
        };
        next = index + 1;
        let Some(place) = model.place(index) else {
            map.next_value::<de::IgnoredAny>()?;
            continue;
        };
        let misfit = map.next_value_seed(PlaceSeed(place))?;
        let Some(field) = shape.fields.get(index) else { continue };
        // The last of several equal keys wins, so what an earlier one left behind goes away.
        match misfit {
            None if model.extras().is_empty() => {}
            None => {
                model.extras_mut().remove(field.wire);
            }
            Some(raw) => {
                if let Some(place) = model.place(index) {
                    place.clear();
                }
                model.extras_mut().insert(field.wire, raw);
            }
        }
    }
    Ok(())
}

enum Key {
    Field(usize),
    Unknown(String),
}

struct KeySeed<'m> {
    model: &'m dyn Model,
    next: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Key, E> {
        let fields = self.model.shape().fields;
        let guessed = fields.get(self.next).is_some_and(|field| field.wire == name);
        let index = if guessed {
            Some(self.next)
        } else {
            fields.iter().position(|field| field.wire == name)
        };
        Ok(index.map_or_else(|| Key::Unknown(name.to_owned()), Key::Field))
    }
}

/// Decodes any value into a place; the result is the value itself when it does not fit.
struct PlaceSeed<'p>(Place<'p>);

impl<'de> DeserializeSeed<'de> for PlaceSeed<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PlaceSeed<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(tolerance::boolean(self.0, value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(tolerance::integer(self.0, value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(match i64::try_from(value) {
            Ok(value) => tolerance::integer(self.0, value),
            Err(_) => tolerance::huge(self.0, value),
        })
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(tolerance::number(self.0, value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(tolerance::text(self.0, value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        tolerance::null(self.0);
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        match self.0 {
            Place::List(list) => list_elements(seq, list.begin()),
            Place::Any(slot) => {
                slot.set(Value::deserialize(SeqAccessDeserializer::new(seq))?);
                Ok(None)
            }
            _ => Value::deserialize(SeqAccessDeserializer::new(seq)).map(Some),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        match self.0 {
            Place::Object(object) => fields(map, object.begin()).map(|()| None),
            Place::Map(entries) => map_entries(map, entries.begin()),
            Place::Any(slot) => {
                slot.set(Value::deserialize(MapAccessDeserializer::new(map))?);
                Ok(None)
            }
            _ => Value::deserialize(MapAccessDeserializer::new(map)).map(Some),
        }
    }
}

/// Decodes the elements of a list. When one does not fit, the whole list is returned as it came; what
/// was decoded before is encoded again for that.
fn list_elements<'de, A: SeqAccess<'de>>(
    mut seq: A,
    mut list: Box<dyn ListBuilder + '_>,
) -> Result<Option<Value>, A::Error> {
    while let Some(misfit) = seq.next_element_seed(PlaceSeed(list.place()))? {
        let Some(misfit) = misfit else {
            list.keep();
            continue;
        };
        let mut raw = match encode::to_value(&list.view()) {
            Ok(Value::Array(elements)) => elements,
            _ => Vec::new(),
        };
        raw.push(misfit);
        while let Some(element) = seq.next_element()? {
            raw.push(element);
        }
        return Ok(Some(Value::Array(raw)));
    }
    Ok(None)
}

/// Decodes the entries of a map, with the same rule as for lists.
fn map_entries<'de, A: MapAccess<'de>>(
    mut map: A,
    mut entries: Box<dyn MapBuilder + '_>,
) -> Result<Option<Value>, A::Error> {
    while let Some(key) = map.next_key::<String>()? {
        let Some(misfit) = map.next_value_seed(PlaceSeed(entries.place()))? else {
            entries.keep(key);
            continue;
        };
        let mut raw = match encode::to_value(&entries.view()) {
            Ok(Value::Object(entries)) => entries,
            _ => Map::new(),
        };
        raw.insert(key, misfit);
        while let Some((key, value)) = map.next_entry()? {
            raw.insert(key, value);
        }
        return Ok(Some(Value::Object(raw)));
    }
    Ok(None)
}
