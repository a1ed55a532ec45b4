//! Requests with serde's traits: how a stored request is read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::operation::Operation;
use super::operation_info::Body;
use super::stored_options;
use super::stored_request::{EXTRA, OPERATION, OPTIONS, PARTS, whole_body};
use crate::runtime::secret::{LONGEST_NAME, shortened};
use crate::runtime::value::decode::{PlaceSeed, kind};
use crate::runtime::value::decode_state::State;
use crate::runtime::value::json_text;
use crate::runtime::value::model::{Model, ModelExt, flags};

/// The implementation of `Deserialize` for every request.
///
/// # Errors
/// When the format cannot be read, it is a request of another operation, an input outside of the body is unknown, or a
/// value does not fit its input.
pub fn read<'de, O: Operation, D: Deserializer<'de>>(deserializer: D) -> Result<O, D::Error> {
    let mut request = <O as Model>::empty();
    deserializer.deserialize_map(Whole(&mut request))?;
    Ok(request)
}

struct Whole<'r>(&'r mut dyn Operation);

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a request of {}", self.0.info().id)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let request = self.0;
        while let Some(key) = map.next_key::<String>()? {
            let part = PARTS.iter().find(|(name, _)| *name == key);
            match (key.as_str(), part) {
                (OPERATION, _) => check(request, &map.next_value::<String>()?)?,
                (EXTRA, _) => {
                    for (name, value) in map.next_value::<Map<String, Value>>()? {
                        request.insert_extra(&name, value);
                    }
                }
                (OPTIONS, _) => {
                    let options = stored_options::read(map.next_value()?);
                    request.set_options(options.map_err(A::Error::custom)?);
                }
                (_, Some((name, location))) => {
                    let whole = whole_body(request).filter(|_| *location == 0);
                    let part = Part { request: &mut *request, name, location: *location, whole };
                    map.next_value_seed(part)?;
                }
                (_, None) => request.insert_extra(&key, map.next_value()?),
            }
        }
        Ok(())
    }
}

fn check<E: serde::de::Error>(request: &dyn Operation, stored: &str) -> Result<(), E> {
    let own = request.info().id;
    if stored == own {
        return Ok(());
    }
    let stored = shortened(stored, LONGEST_NAME);
    Err(E::custom(format_args!("this is a request of {stored:?}, not of {own:?}")))
}

/// The error for a value that does not fit; it names the kind and never shows the value.
fn misfit<E: serde::de::Error>(request: &dyn Operation, part: &str, name: &str, json: &str) -> E {
    let (id, kind) = (request.info().id, kind(json));
    let separator = if name.is_empty() { "" } else { "." };
    E::custom(format_args!("{kind} does not fit `{part}{separator}{name}` of {id}"))
}

/// One part of a request.
struct Part<'r> {
    request: &'r mut dyn Operation,
    name: &'static str,
    location: u32,
    /// The input that is this part as a whole.
    whole: Option<usize>,
}

impl Part<'_> {
    /// Whether this is where inputs go that are added by name, so that an unknown one keeps its place.
    fn is_open(&self) -> bool {
        let has_body = self.request.info().body != Body::None;
        if has_body { self.location == 0 } else { self.location == flags::QUERY }
    }

    fn position(&self, key: &str) -> Option<usize> {
        let is_it = |flags: u32| flags & flags::LOCATED == self.location;
        let mut fields = self.request.table().fields.iter();
        fields.position(|field| field.wire == key && is_it(field.flags))
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Some(index) = self.whole else { return deserializer.deserialize_map(self) };
        let mut target = self.request.target(index);
        match PlaceSeed(&mut target, &mut State::exact()).deserialize(deserializer)? {
            Some(unfit) => Err(misfit(self.request, self.name, "", &unfit.json)),
            None => Ok(()),
        }
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with inputs by name in `{}`", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let state = &mut State::exact();
        while let Some(key) = map.next_key::<String>()? {
            let Some(index) = self.position(&key) else {
                if !self.is_open() {
                    let (part, id) = (self.name, self.request.info().id);
                    return Err(A::Error::custom(format_args!("{id} has no input `{part}.{key}`")));
                }
                self.request.insert_extra(&key, map.next_value()?);
                continue;
            };
            let mut target = self.request.target(index);
            let unfit = map.next_value_seed(PlaceSeed(&mut target, state))?;
            let is_null = state.take_null();
            if unfit.is_some() || is_null {
                target.clear();
            }
            match unfit {
                None if is_null && self.is_open() => self.request.insert_extra(&key, Value::Null),
                None => {}
                Some(unfit) if self.is_open() => {
                    self.request.insert_extra(&key, json_text::parse(&unfit.json));
                }
                Some(unfit) => return Err(misfit(self.request, self.name, &key, &unfit.json)),
            }
        }
        Ok(())
    }
}
