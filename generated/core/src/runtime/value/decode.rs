//! From JSON into places: one decoder for all types.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::coercion::{self, MaybeMismatch, Mismatch, mismatch};
use super::decode_into::{DecodeInto, SetList, SetMap};
use super::decode_state::{ELEMENT, ENTRY, State, TOO_MUCH};
use super::encode;
use super::extra::Gathered;
use super::field_type::FieldType;
use super::joined;
use super::json_text::{self, NULL, Writer};
use super::model::{Model, ModelExt, flags};
use super::union::{self, SetUnion};
use super::value_ref::ValueRef;
use super::value_seed::ValueSeed;

/// Decodes into a place from JSON text; returns the value when it does not fit.
///
/// # Errors
/// When the text is not JSON, or its values would take far more memory than it does.
pub(crate) fn slice_into(
    text: &[u8],
    target: DecodeInto<'_>,
) -> serde_json::Result<Option<Mismatch>> {
    let state = &mut State::new(text.len());
    // One look at the whole text is faster than one at each string.
    match std::str::from_utf8(text) {
        Ok(text) => read(serde_json::Deserializer::from_str(text), target, state),
        // Where exactly it is wrong comes out on the way.
        Err(_) => read(serde_json::Deserializer::from_slice(text), target, state),
    }
}

/// Any JSON that takes no more memory than this; `None` also when it is no JSON.
pub(crate) fn value_within(text: &[u8], memory: usize) -> Option<Value> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = ValueSeed(&mut State::within(memory)).deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(value)
}

/// The same as [`slice_into`], for a part of a larger text.
pub(crate) fn part_into(
    text: &str,
    target: DecodeInto<'_>,
    state: &mut State,
) -> serde_json::Result<Option<Mismatch>> {
    read(serde_json::Deserializer::from_str(text), target, state)
}

fn read<'de, R: serde_json::de::Read<'de>>(
    mut deserializer: serde_json::Deserializer<R>,
    mut target: DecodeInto<'_>,
    state: &mut State,
) -> serde_json::Result<Option<Mismatch>> {
    let mismatch = PlaceSeed(&mut target, state).deserialize(&mut deserializer)?;
    deserializer.end()?;
    if state.weighing {
        state.familiar(&target);
    }
    Ok(mismatch.map(|unfit| *unfit))
}

/// Decodes into a place from a JSON value; returns the value when it does not fit.
pub(crate) fn value_into(value: &Value, mut target: DecodeInto<'_>) -> Option<Value> {
    match PlaceSeed(&mut target, &mut State::unbounded()).deserialize(value) {
        Ok(mismatch) => mismatch.map(|unfit| json_text::parse(&unfit.json)),
        // A value in memory has no syntax that could be wrong.
        Err(serde_json::Error { .. }) => Some(value.clone()),
    }
}

/// The implementation of `Deserialize` for every type.
///
/// # Errors
/// When the format cannot be read, or the value is of another kind.
pub fn item<'de, T: FieldType, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut slot = None;
    let mismatch =
        PlaceSeed(&mut T::target(&mut slot), &mut State::unbounded()).deserialize(deserializer)?;
    match (slot, mismatch) {
        (Some(value), None) => Ok(value),
        (_, Some(unfit)) => Err(D::Error::custom(WrongKind(kind(&unfit.json)))),
        (None, None) => T::nothing().ok_or_else(|| D::Error::custom(WrongKind("nothing"))),
    }
}

/// The complaint about a value of the wrong kind; it names the kind and never shows the value.
struct WrongKind(&'static str);

impl fmt::Display for WrongKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a value of this type", self.0)
    }
}

/// The kind of a JSON value, in words.
pub(crate) fn kind(json: &str) -> &'static str {
    match json.trim_start().as_bytes().first() {
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        Some(b'"') => "a string",
        Some(b'[') => "a list",
        Some(b'{') => "an object",
        _ => "a number",
    }
}

/// Decodes the entries of an object into the fields of an empty model.
fn fields<'de, A: MapAccess<'de>>(
    mut map: A,
    model: &mut dyn Model,
    state: &mut State,
) -> Result<(), A::Error> {
    if !state.spend_on_fields(model.table().fields.len()) {
        return Err(A::Error::custom(TOO_MUCH));
    }
    state.was_null = false;
    let mut keys = state.orders.take(model.table());
    // A key may come twice, and the last one wins: what an earlier one left behind goes away.
    let mut extras = Gathered::default();
    let mut has_misfits = false;
    while let Some(()) = map.next_key_seed(&mut keys)? {
        let Some(field) = keys.field() else {
            let null = extras.add(keys.unknown(), |out| map.next_value_seed(Writer(out)))?;
            if null && state.exact {
                extras.push(keys.unknown(), NULL);
            }
            continue;
        };
        // The place stays where it was written: moving it costs more than all else that is done here.
        let mut target = model.target(keys.index());
        let before = state.seen;
        let mut unfit = map.next_value_seed(PlaceSeed(&mut target, state))?;
        if let Some(json) = unfit.as_ref().filter(|_| field.flags & flags::JOINED != 0) {
            state.seen = before;
            match joined::split(&mut target, &json.json, field.flags, state) {
                true => unfit = None,
                false if state.is_exhausted() => return Err(A::Error::custom(TOO_MUCH)),
                false => {}
            }
        }
        if let Some(unfit) = unfit {
            target.clear();
            state.seen = before;
            extras.push(field.wire, &unfit.json);
            has_misfits = true;
            continue;
        }
        if state.weighing {
            state.understood(field, &target, before);
        }
        if state.take_null() {
            target.clear();
            extras.push(field.wire, NULL);
        } else if has_misfits {
            extras.forget(field.wire);
        }
    }
    state.orders.put_back(keys);
    if !extras.is_empty() {
        if !state.spend(ELEMENT + ENTRY) {
            return Err(A::Error::custom(TOO_MUCH));
        }
        model.set_extras(extras.finish());
    }
    Ok(())
}

/// Decodes any value into a place; the result is the value itself when it does not fit.
pub(crate) struct PlaceSeed<'s, 'p>(pub(crate) &'s mut DecodeInto<'p>, pub(crate) &'s mut State);

impl<'de> DeserializeSeed<'de> for PlaceSeed<'_, '_> {
    type Value = MaybeMismatch;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<MaybeMismatch, D::Error> {
        if matches!(self.0, DecodeInto::Union(_) | DecodeInto::Json(_)) {
            return whole(self, deserializer);
        }
        deserializer.deserialize_any(self)
    }
}

/// Decodes a place that looks at the whole value. Apart, so that the usual one stays small.
#[cold]
fn whole<'de, D: Deserializer<'de>>(
    seed: PlaceSeed<'_, '_>,
    deserializer: D,
) -> Result<MaybeMismatch, D::Error> {
    match seed.0 {
        DecodeInto::Union(slot) => alternative(*slot, deserializer, seed.1),
        DecodeInto::Json(slot) => {
            let value = ValueSeed(seed.1).deserialize(deserializer)?;
            seed.1.was_null = value.is_null();
            **slot = (seed.1.exact || !value.is_null()).then_some(value);
            Ok(None)
        }
        _ => deserializer.deserialize_any(seed),
    }
}

/// Decodes one of several types; what is none of them is kept as it came.
fn alternative<'de, D: Deserializer<'de>>(
    slot: &mut dyn SetUnion,
    deserializer: D,
    state: &mut State,
) -> Result<MaybeMismatch, D::Error> {
    let mut text = String::new();
    Writer(&mut text).deserialize(deserializer)?;
    if text == NULL {
        slot.clear();
        state.was_null = true;
        return Ok(None);
    }
    if !union::choose(slot, &text, state) {
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let value = ValueSeed(state).deserialize(&mut deserializer).map_err(D::Error::custom)?;
        slot.keep(value);
    }
    state.was_null = false;
    if state.is_exhausted() { Err(D::Error::custom(TOO_MUCH)) } else { Ok(None) }
}

impl<'de> Visitor<'de> for PlaceSeed<'_, '_> {
    type Value = MaybeMismatch;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    #[inline]
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.1.natural(matches!(self.0, DecodeInto::Bool(_)));
        Ok(coercion::boolean(self.0, value))
    }

    #[inline]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.1.natural(matches!(self.0, DecodeInto::Integer(_) | DecodeInto::Number(_)));
        Ok(coercion::integer(self.0, value))
    }

    #[inline]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        self.1.natural(matches!(self.0, DecodeInto::Integer(_) | DecodeInto::Number(_)));
        Ok(match i64::try_from(value) {
            Ok(value) => coercion::integer(self.0, value),
            Err(_) => coercion::huge(self.0, value),
        })
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        self.1.natural(matches!(self.0, DecodeInto::Number(_)));
        Ok(coercion::number(self.0, value))
    }

    #[inline]
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        self.1.natural(matches!(self.0, DecodeInto::String(_)));
        match self.0 {
            DecodeInto::String(slot) if value.is_empty() && self.1.exact => {
                slot.set(value, true);
                Ok(None)
            }
            target => Ok(coercion::text(target, value)),
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        coercion::null(self.0);
        self.1.was_null = true;
        Ok(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        if let DecodeInto::List(list) = self.0 {
            return list_elements(seq, &mut **list, self.1);
        }
        let mut json = "[".to_owned();
        json_text::elements(&mut json, &mut seq, true)?;
        Ok(mismatch(json))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match self.0 {
            DecodeInto::Object(object) => fields(map, object.begin(), self.1).map(|()| None),
            DecodeInto::Map(entries) => map_entries(map, &mut **entries, self.1),
            _ => {
                let mut json = "{".to_owned();
                json_text::entries(&mut json, &mut map, true)?;
                Ok(mismatch(json))
            }
        }
    }
}

/// Decodes the elements of a list. When one does not fit, the whole list is returned as it came; what
/// was decoded before is encoded again for that.
fn list_elements<'de, A: SeqAccess<'de>>(
    mut seq: A,
    list: &mut dyn SetList,
    state: &mut State,
) -> Result<MaybeMismatch, A::Error> {
    let mut end = Ok(None);
    list.fill(&mut |target| {
        end = match seq.next_element_seed(PlaceSeed(target, state)) {
            Ok(Some(None)) if !state.spend(ELEMENT) => Err(A::Error::custom(TOO_MUCH)),
            Ok(Some(None)) => {
                if state.weighing {
                    state.familiar(target);
                }
                return true;
            }
            Ok(unfit) => Ok(unfit.flatten()),
            Err(error) => Err(error),
        };
        false
    });
    state.was_null = false;
    let Some(unfit) = end? else { return Ok(None) };
    let mut json = encoded(&list.view(), "[]");
    let first = reopen(&mut json, ']');
    if !first {
        json.push(',');
    }
    json.push_str(&unfit.json);
    json_text::elements(&mut json, &mut seq, false)?;
    Ok(mismatch(json))
}

/// Decodes the entries of a map, with the same rule as for lists.
fn map_entries<'de, A: MapAccess<'de>>(
    mut map: A,
    entries: &mut dyn SetMap,
    state: &mut State,
) -> Result<MaybeMismatch, A::Error> {
    let mut end = Ok(None);
    let mut entry = |target: &mut DecodeInto<'_>| {
        let Some(key) = map.next_key::<String>()? else { return Ok(None) };
        let unfit = map.next_value_seed(PlaceSeed(target, state))?;
        if !state.spend(ENTRY + ELEMENT) {
            return Err(A::Error::custom(TOO_MUCH));
        }
        if state.weighing {
            state.seen.entries = state.seen.entries.saturating_add(1);
            state.familiar(target);
        }
        Ok(Some((key, unfit)))
    };
    entries.fill(&mut |target| {
        end = match entry(target) {
            Ok(Some((key, None))) => return Some(key),
            Ok(Some((key, Some(unfit)))) => Ok(Some((key, unfit))),
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        None
    });
    state.was_null = false;
    let Some((key, unfit)) = end? else { return Ok(None) };
    let mut json = encoded(&entries.view(), "{}");
    let first = reopen(&mut json, '}');
    if !first {
        json.push(',');
    }
    json_text::string(&mut json, &key);
    json.push(':');
    json.push_str(&unfit.json);
    json_text::entries(&mut json, &mut map, false)?;
    Ok(mismatch(json))
}

/// The JSON text that was decoded so far.
fn encoded(view: &ValueRef<'_>, empty: &str) -> String {
    let text = encode::view_to_vec(view, 0).ok().and_then(|text| String::from_utf8(text).ok());
    text.unwrap_or_else(|| empty.to_owned())
}

/// Takes the end off a list or an object; true when there is nothing in it.
fn reopen(json: &mut String, end: char) -> bool {
    if json.ends_with(end) {
        json.pop();
    }
    json.len() <= 1
}
