//! Values that may be one of several types.

use std::any::Any;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::decode;
use super::decode_state::{Seen, State};
use super::field_type::FieldType;
use super::value_ref::ValueRef;

/// A value that may be one of several types.
pub trait OneOf: Any + Send + Sync {
    /// The content of its alternative.
    fn view(&self) -> ValueRef<'_>;
    /// Whether the other is of the same type, and equal.
    fn same(&self, other: &dyn Any) -> bool;
}

/// How the alternative of a value is found: plain data, written by the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tags {
    /// The key that distinguishes the alternatives; `None` when no key does.
    pub key: Option<&'static str>,
    /// For each alternative, the values of that key; none for an alternative that takes any value.
    pub values: &'static [&'static [&'static str]],
}

/// The interface of a union for the decoder.
pub trait Alternatives: Sized + Send + Sync {
    /// How the alternative of a value is found.
    const TAGS: &'static Tags;
    /// Decodes as the alternative of this index; `None` when the value does not fit.
    fn read(index: usize, source: &mut Source<'_>) -> Option<Self>;
    /// A value that is none of the alternatives.
    fn other(value: Value) -> Self;
    /// A copy of a value of this type.
    fn copied(value: &dyn Any) -> Option<Self>;
}

impl<U: Alternatives> Alternatives for Box<U> {
    const TAGS: &'static Tags = U::TAGS;

    fn read(index: usize, source: &mut Source<'_>) -> Option<Self> {
        U::read(index, source).map(Self::new)
    }

    fn other(value: Value) -> Self {
        Self::new(U::other(value))
    }

    fn copied(value: &dyn Any) -> Option<Self> {
        U::copied(value).map(Self::new)
    }
}

/// A place for a union.
pub trait SetUnion {
    /// How the alternative of a value is found.
    fn tags(&self) -> &'static Tags;
    /// Decodes as the alternative of this index; false when the value does not fit.
    fn read(&mut self, index: usize, source: &mut Source<'_>) -> bool;
    /// Stores a value that is none of the alternatives.
    fn keep(&mut self, value: Value);
    /// Stores a copy of a value of the type of this place.
    fn copy(&mut self, value: &dyn Any);
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<U: Alternatives> SetUnion for Option<U> {
    fn tags(&self) -> &'static Tags {
        U::TAGS
    }

    fn read(&mut self, index: usize, source: &mut Source<'_>) -> bool {
        *self = U::read(index, source);
        self.is_some()
    }

    fn keep(&mut self, value: Value) {
        *self = Some(U::other(value));
    }

    fn copy(&mut self, value: &dyn Any) {
        *self = U::copied(value);
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// The JSON text of a union, which one alternative after the other reads.
pub struct Source<'a> {
    text: &'a str,
    state: &'a mut State,
}

impl Source<'_> {
    /// Decodes a type; `None` when the value does not fit.
    #[must_use]
    pub fn read<T: FieldType>(&mut self) -> Option<T> {
        let mut slot = None;
        match decode::part_into(self.text, T::target(&mut slot), self.state) {
            Ok(None) => slot,
            Ok(Some(_)) | Err(_) => None,
        }
    }
}

/// The value as the alternative that it is.
#[must_use]
pub fn one_of<U: Alternatives>(value: Value) -> U {
    let mut slot: Option<U> = None;
    let chosen = !value.is_null() && choose(&mut slot, &value.to_string(), &mut State::unbounded());
    slot.filter(|_| chosen).unwrap_or_else(|| U::other(value))
}

/// Decodes the alternative that a value is; false when it is none.
///
/// A value whose tag names an alternative is that alternative, and one whose tag no alternative has is none. Without a
/// tag it is the alternative that understands most of it; of equals the first.
pub(crate) fn choose(slot: &mut dyn SetUnion, text: &str, state: &mut State) -> bool {
    let candidates = candidates(slot.tags(), text);
    let (before, was_weighing) = (state.seen, state.weighing);
    state.weighing = true;
    let chosen = best(slot, &candidates, text, state);
    state.weighing = was_weighing;
    let Some((index, seen, is_there)) = chosen else {
        state.seen = before;
        return false;
    };
    let is_there = is_there || slot.read(index, &mut Source { text, state });
    state.seen = before.and(seen);
    is_there
}

/// The alternative that understands most, how much that is, and whether it is the one that was decoded last.
fn best(
    slot: &mut dyn SetUnion,
    candidates: &[usize],
    text: &str,
    state: &mut State,
) -> Option<(usize, Seen, bool)> {
    let mut best: Option<(usize, Seen, usize)> = None;
    let (mut fitting, mut last) = (0_usize, None);
    let memory = state.memory();
    for index in candidates.iter().copied() {
        if !state.may_read(text.len()) {
            return None;
        }
        state.seen = Seen::default();
        state.restore(memory);
        last = Some(index);
        if !slot.read(index, &mut Source { text, state }) {
            continue;
        }
        fitting = fitting.saturating_add(1);
        if best.is_none_or(|(_, so_far, _)| state.seen.beats(so_far)) {
            best = Some((index, state.seen, state.memory()));
        }
    }
    let (index, seen, left) = best?;
    let is_there = last == Some(index);
    state.restore(if is_there { left } else { memory });
    // Several take it, but only because they take any object.
    let is_unknown = fitting > 1 && seen.is_nothing() && text.starts_with('{') && text != "{}";
    (!is_unknown).then_some((index, seen, is_there))
}

/// The alternatives that the tag of a value leaves.
fn candidates(tags: &Tags, text: &str) -> Vec<usize> {
    let having = |fits: &dyn Fn(&[&str]) -> bool| {
        let all = tags.values.iter().enumerate();
        all.filter(|(_, values)| fits(values)).map(|(index, _)| index).collect::<Vec<usize>>()
    };
    let Some(tag) = tags.key.and_then(|key| tag(key, text)) else { return having(&|_| true) };
    let named = having(&|values| values.contains(&tag.as_str()));
    if named.is_empty() { having(&|values| values.is_empty()) } else { named }
}

/// The value under a key at the top of an object, if it is a single one.
fn tag(key: &str, text: &str) -> Option<String> {
    if !text.starts_with('{') {
        return None;
    }
    serde_json::Deserializer::from_str(text).deserialize_map(Top(key)).ok()?
}

/// Looks for one key of an object and skips everything else; of several the last counts, as everywhere else.
struct Top<'a>(&'a str);

impl<'de> Visitor<'de> for Top<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(is_it) = map.next_key_seed(Is(self.0))? {
            if is_it {
                found = map.next_value_seed(Scalar)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Whether a key is this one.
struct Is<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

/// A single value as text, whatever its kind; nothing for null, lists and objects.
struct Scalar;

impl<'de> DeserializeSeed<'de> for Scalar {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(value.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}
