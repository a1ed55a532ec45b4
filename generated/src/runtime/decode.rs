//! From JSON into places: one decoder for all types.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::{Map, Value};

use super::keys::Orders;
use super::tolerance::{self, Misfit, misfit};
use super::{Contents, Item, Model, Place, SetList, SetMap, encode};

/// Decodes into a place from JSON text; returns the value when it does not fit.
///
/// # Errors
/// When the text is not JSON.
pub(crate) fn place_from_slice(
    text: &[u8],
    mut place: Place<'_>,
) -> serde_json::Result<Option<Value>> {
    // One look at the whole text is faster than one at each string.
    let Ok(text) = std::str::from_utf8(text) else {
        let value = serde_json::from_slice(text)?;
        return Ok(place_from_value(&value, place));
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let misfit = PlaceSeed(&mut place, &mut Orders::default()).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(misfit.map(|value| *value))
}

/// Decodes into a place from a JSON value; returns the value when it does not fit.
pub(crate) fn place_from_value(value: &Value, mut place: Place<'_>) -> Option<Value> {
    match PlaceSeed(&mut place, &mut Orders::default()).deserialize(value) {
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
    let misfit =
        PlaceSeed(&mut T::place(&mut slot), &mut Orders::default()).deserialize(deserializer)?;
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
fn fields<'de, A: MapAccess<'de>>(
    mut map: A,
    model: &mut dyn Model,
    orders: &mut Orders,
) -> Result<(), A::Error> {
    let mut keys = orders.take(model.shape());
    // A key may come twice, and the last one wins: what an earlier one left behind goes away.
    let mut has_extras = false;
    while let Some(()) = map.next_key_seed(&mut keys)? {
        let Some(field) = keys.field() else {
            let value: Value = map.next_value()?;
            if value.is_null() {
                model.forget(keys.unknown());
            } else {
                model.keep(keys.unknown(), value);
                has_extras = true;
            }
            continue;
        };
        // The place stays where it was written: moving it costs more than all else that is done here.
        let mut place = model.place(keys.index());
        let unfit = map.next_value_seed(PlaceSeed(&mut place, orders))?;
        if let Some(raw) = unfit {
            place.clear();
            model.keep(field.wire, *raw);
            has_extras = true;
        } else if has_extras {
            model.forget(field.wire);
        }
    }
    orders.put_back(keys);
    Ok(())
}

/// Decodes any value into a place; the result is the value itself when it does not fit.
struct PlaceSeed<'s, 'p>(&'s mut Place<'p>, &'s mut Orders);

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

    #[inline]
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(tolerance::boolean(self.0, value))
    }

    #[inline]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(tolerance::integer(self.0, value))
    }

    #[inline]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(match i64::try_from(value) {
            Ok(value) => tolerance::integer(self.0, value),
            Err(_) => tolerance::huge(self.0, value),
        })
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(tolerance::number(self.0, value))
    }

    #[inline]
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
            Place::List(list) => list_elements(seq, &mut **list, self.1),
            Place::Any(slot) => {
                slot.set(Value::deserialize(SeqAccessDeserializer::new(seq))?);
                Ok(None)
            }
            _ => Value::deserialize(SeqAccessDeserializer::new(seq)).map(misfit),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        match self.0 {
            Place::Object(object) => fields(map, object.begin(), self.1).map(|()| None),
            Place::Map(entries) => map_entries(map, &mut **entries, self.1),
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
    list: &mut dyn SetList,
    orders: &mut Orders,
) -> Result<Misfit, A::Error> {
    let mut end = Ok(None);
    list.fill(&mut |place| {
        end = match seq.next_element_seed(PlaceSeed(place, orders)) {
            Ok(Some(None)) => return true,
            Ok(unfit) => Ok(unfit.flatten()),
            Err(error) => Err(error),
        };
        false
    });
    let Some(unfit) = end? else { return Ok(None) };
    let mut raw = match encode::to_value(&list.view()) {
        Ok(Value::Array(elements)) => elements,
        _ => Vec::new(),
    };
    raw.push(*unfit);
    while let Some(element) = seq.next_element()? {
        raw.push(element);
    }
    Ok(misfit(Value::Array(raw)))
}

/// Decodes the entries of a map, with the same rule as for lists.
fn map_entries<'de, A: MapAccess<'de>>(
    mut map: A,
    entries: &mut dyn SetMap,
    orders: &mut Orders,
) -> Result<Misfit, A::Error> {
    let mut end = Ok(None);
    let mut entry = |place: &mut Place<'_>| {
        let Some(key) = map.next_key::<String>()? else { return Ok(None) };
        let unfit = map.next_value_seed(PlaceSeed(place, orders))?;
        Ok(Some((key, unfit)))
    };
    entries.fill(&mut |place| {
        end = match entry(place) {
            Ok(Some((key, None))) => return Some(key),
            Ok(Some((key, Some(unfit)))) => Ok(Some((key, unfit))),
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        None
    });
    let Some((key, unfit)) = end? else { return Ok(None) };
    let mut raw = match encode::to_value(&entries.view()) {
        Ok(Value::Object(entries)) => entries,
        _ => Map::new(),
    };
    raw.insert(key, *unfit);
    while let Some((key, value)) = map.next_entry()? {
        raw.insert(key, value);
    }
    Ok(misfit(Value::Object(raw)))
}
