//! From JSON into places: one decoder for all types.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::{Map, Value};

use super::tolerance::{self, Misfit, misfit};
use super::{Field, Item, ListBuilder, MapBuilder, Model, Place, encode};

/// Decodes into a place from JSON text; returns the value when it does not fit.
///
/// # Errors
/// When the text is not JSON.
pub(crate) fn place_from_slice(
    text: &[u8],
    mut place: Place<'_>,
) -> serde_json::Result<Option<Value>> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let misfit = PlaceSeed(&mut place).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(misfit.map(|value| *value))
}

/// Decodes into a place from a JSON value; returns the value when it does not fit.
pub(crate) fn place_from_value(value: &Value, mut place: Place<'_>) -> Option<Value> {
    match PlaceSeed(&mut place).deserialize(value) {
        Ok(misfit) => misfit.map(|value| *value),
        // A value in memory has no syntax that could be wrong.
        Err(serde_json::Error { .. }) => Some(value.clone()),
    }
}

/// What the `Deserialize` of every type calls.
///
/// # Errors
/// When the format cannot be read, or the value is of another kind.
pub fn item<'de, T: Item, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut slot = None;
    let misfit = PlaceSeed(&mut T::place(&mut slot)).deserialize(deserializer)?;
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

/// Decodes the entries of an object into the fields of a blank model.
fn fields<'de, A: MapAccess<'de>>(mut map: A, model: &mut dyn Model) -> Result<(), A::Error> {
    let fields = model.shape().fields;
    let mut next = 0;
    let mut unknown = String::new();
    // A key may come twice, and the last one wins: what an earlier one left behind goes away.
    let mut has_extras = false;
    while let Some(index) = map.next_key_seed(KeySeed { fields, next, unknown: &mut unknown })? {
        let Some(field) = fields.get(index) else {
            let value: Value = map.next_value()?;
            if value.is_null() {
                model.extras_mut().remove(&unknown);
            } else {
                model.extras_mut().insert(std::mem::take(&mut unknown), value);
                has_extras = true;
            }
            continue;
        };
        next = index + 1;
        // The place stays where it was written: moving it costs more than all else that is done here.
        let mut place = model.place(index);
        let Some(place) = &mut place else {
            map.next_value::<de::IgnoredAny>()?;
            continue;
        };
        let misfit = map.next_value_seed(PlaceSeed(place))?;
        if let Some(raw) = misfit {
            place.clear();
            model.extras_mut().insert(field.wire, *raw);
            has_extras = true;
        } else if has_extras {
            model.extras_mut().remove(field.wire);
        }
    }
    Ok(())
}

/// Reads a key; the result is the index of its field, or one that no field has.
struct KeySeed<'k> {
    fields: &'static [Field],
    /// Keys mostly come in the order of the document, so the search starts here.
    next: usize,
    /// Takes the name of a key that no field has.
    unknown: &'k mut String,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<usize, E> {
        let from = |start: usize| {
            let rest = self.fields.get(start..).unwrap_or_default();
            Some(start + rest.iter().position(|field| field.wire == name)?)
        };
        Ok(from(self.next).or_else(|| from(0)).unwrap_or_else(|| {
            name.clone_into(self.unknown);
            usize::MAX
        }))
    }
}

/// Decodes any value into a place; the result is the value itself when it does not fit.
struct PlaceSeed<'s, 'p>(&'s mut Place<'p>);

impl<'de> DeserializeSeed<'de> for PlaceSeed<'_, '_> {
    type Value = Misfit;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Misfit, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PlaceSeed<'_, '_> {
    type Value = Misfit;

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
            _ => Value::deserialize(SeqAccessDeserializer::new(seq)).map(misfit),
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
            _ => Value::deserialize(MapAccessDeserializer::new(map)).map(misfit),
        }
    }
}

/// Decodes the elements of a list. When one does not fit, the whole list is returned as it came; what
/// was decoded before is encoded again for that.
fn list_elements<'de, A: SeqAccess<'de>>(
    mut seq: A,
    mut list: Box<dyn ListBuilder + '_>,
) -> Result<Misfit, A::Error> {
    while let Some(unfit) = seq.next_element_seed(PlaceSeed(&mut list.place()))? {
        let Some(unfit) = unfit else {
            list.keep();
            continue;
        };
        let mut raw = match encode::to_value(&list.view()) {
            Ok(Value::Array(elements)) => elements,
            _ => Vec::new(),
        };
        raw.push(*unfit);
        while let Some(element) = seq.next_element()? {
            raw.push(element);
        }
        return Ok(misfit(Value::Array(raw)));
    }
    Ok(None)
}

/// Decodes the entries of a map, with the same rule as for lists.
fn map_entries<'de, A: MapAccess<'de>>(
    mut map: A,
    mut entries: Box<dyn MapBuilder + '_>,
) -> Result<Misfit, A::Error> {
    while let Some(key) = map.next_key::<String>()? {
        let Some(unfit) = map.next_value_seed(PlaceSeed(&mut entries.place()))? else {
            entries.keep(key);
            continue;
        };
        let mut raw = match encode::to_value(&entries.view()) {
            Ok(Value::Object(entries)) => entries,
            _ => Map::new(),
        };
        raw.insert(key, *unfit);
        while let Some((key, value)) = map.next_entry()? {
            raw.insert(key, value);
        }
        return Ok(misfit(Value::Object(raw)));
    }
    Ok(None)
}
