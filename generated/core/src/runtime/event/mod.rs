//! Messages that a server sends by itself: one type an event, and an enum of all of them.

pub(crate) mod any_event;
pub(crate) mod identity;
pub(crate) mod macros;

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::any_event::AnyEvent;
use crate::runtime::error::decode_error::DecodeError;
use crate::runtime::error::{Error, Result};
use crate::runtime::value::decode;
use crate::runtime::value::decode_into::{DecodeInto, SetObject};
use crate::runtime::value::field_type::FieldType;
use crate::runtime::value::model::{Model, ModelExt};
use crate::runtime::value::value_ref::ValueRef;

/// The type of one event, generated from its description.
pub trait EventType:
    Model + FieldType + Clone + fmt::Debug + PartialEq + Serialize + DeserializeOwned + 'static
{
    /// The enum that this event is a variant of.
    type Event: AnyEvent;
    /// The name of the event on the wire.
    const NAME: &'static str;
    /// The event as a variant of the enum.
    fn into_event(self) -> Self::Event {
        any_event::wrapped(self)
    }
    /// Takes the value out of the enum.
    ///
    /// # Errors
    /// The event itself, when it is another one.
    fn from_event(event: Self::Event) -> std::result::Result<Self, Self::Event> {
        any_event::taken(event)
    }
}

/// A kind of those events that have the same envelope.
pub trait EventKind: Send + Sync + 'static {
    /// The type of the field that is not the same for all of them.
    type Content: FieldType;
    /// The name of the event's type.
    const NAME: &'static str;
    /// The name of the event on the wire.
    const EVENT: &'static str;
}

/// A value in an event whose type the types of events have as a parameter.
pub trait EventPart: FieldType + 'static {}

impl<T: FieldType + 'static> EventPart for T {}

/// An event that this version does not know, kept as it came.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// Its name.
    pub name: String,
    /// All of it, the name included: a JSON object.
    pub raw: Value,
}

impl UnknownEvent {
    /// An event with this name and content.
    #[must_use]
    pub fn new(name: impl Into<String>, raw: impl Into<Value>) -> Self {
        Self { name: name.into(), raw: raw.into() }
    }
}

/// Prints names only: nobody has looked at the values, so any of them may be a secret.
impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Keys<'a>(&'a Value);
        impl fmt::Debug for Keys<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let members = self.0.as_object();
                f.debug_set().entries(members.into_iter().flat_map(|map| map.keys())).finish()
            }
        }
        f.debug_struct("UnknownEvent")
            .field("name", &self.name)
            .field("raw", &Keys(&self.raw))
            .finish()
    }
}

/// Decodes the event with this name into the enum of all events; what its fields cannot hold is in `extra`.
///
/// # Errors
/// When the text is not a JSON object.
pub fn decode<E: AnyEvent>(name: &str, body: &[u8]) -> Result<E> {
    match any_event::named::<E>(plain(name)) {
        Some(mut event) => {
            if let Some(value) = event.value_mut() {
                fill(value.event_name(), body, value)?;
            }
            Ok(event)
        }
        None => unknown(name, body).map(E::unknown),
    }
}

/// Decodes an event that no type is known for.
///
/// # Errors
/// When the text is not a JSON object.
pub fn unknown(name: &str, body: &[u8]) -> Result<UnknownEvent> {
    let mut slot = None;
    match decode::slice_into(body, Value::target(&mut slot)) {
        Ok(_) => match slot {
            Some(raw @ Value::Object(_)) => Ok(UnknownEvent { name: name.to_owned(), raw }),
            _ => Err(unfit("event", body)),
        },
        Err(error) => Err(syntax("event", body, error)),
    }
}

/// Decodes into a model that nothing is set in.
fn fill(name: &'static str, body: &[u8], model: &mut dyn Model) -> Result<()> {
    let mut place = Place { model, has_begun: false };
    match decode::slice_into(body, DecodeInto::Object(&mut place)) {
        Ok(None) if place.has_begun => Ok(()),
        Ok(_) => Err(unfit(name, body)),
        Err(error) => Err(syntax(name, body, error)),
    }
}

/// An empty model as the place of an object.
struct Place<'a> {
    model: &'a mut dyn Model,
    has_begun: bool,
}

impl SetObject for Place<'_> {
    fn begin(&mut self) -> &mut dyn Model {
        self.has_begun = true;
        self.model
    }

    fn clear(&mut self) {
        self.has_begun = false;
    }
}

fn syntax(name: &'static str, body: &[u8], error: serde_json::Error) -> Error {
    Error::Decode(Box::new(DecodeError::syntax(name, body, error)))
}

fn unfit(name: &'static str, body: &[u8]) -> Error {
    let kind = decode::kind(&String::from_utf8_lossy(body));
    let reason = format!("an event is a JSON object, not {kind}");
    Error::Decode(Box::new(DecodeError::unfit(name, body, reason)))
}

/// The text under a key at the top of a JSON object; of several the last, as everywhere else.
///
/// # Errors
/// When the text is not a JSON object, or there is no text under the key.
pub fn name_in(body: &[u8], key: &'static str) -> Result<String> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let found = deserializer.deserialize_map(Top(key)).and_then(|name| {
        deserializer.end()?;
        Ok(name)
    });
    match found {
        Ok(Some(name)) => Ok(name),
        Ok(None) => {
            let reason = format!("an event has its name under `{key}`, and there is none");
            Err(Error::Decode(Box::new(DecodeError::unfit("event", body, reason))))
        }
        Err(error) if error.is_data() => Err(unfit("event", body)),
        Err(error) => Err(syntax("event", body, error)),
    }
}

/// Looks for one key of an object and skips everything else.
struct Top(&'static str);

impl<'de> Visitor<'de> for Top {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut map: A,
    ) -> std::result::Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key == self.0 {
                found = map.next_value::<Name>()?.0;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// A string; nothing for any other value.
struct Name(Option<String>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::String(text) => Some(text),
            _ => None,
        }))
    }
}

/// A name without the white space and the period that some senders add.
#[must_use]
pub fn plain(name: &str) -> &str {
    name.trim().trim_end_matches('.')
}

/// The value that a path of wire names leads to, in an event of a known type.
#[must_use]
pub fn find<'a>(model: &'a dyn Model, path: &[&str]) -> ValueRef<'a> {
    let Some((first, rest)) = path.split_first() else { return ValueRef::Object(model) };
    let index = model.table().fields.iter().position(|field| field.wire == *first);
    let view = index.map_or(ValueRef::Absent, |index| model.view(index));
    match view {
        ValueRef::Object(inner) => find(inner, rest),
        ValueRef::Absent => {
            model.extras().get(first).map_or(ValueRef::Absent, |value| find_raw(value, rest))
        }
        ValueRef::Json(value) => find_raw(value, rest),
        other if rest.is_empty() => other,
        _ => ValueRef::Absent,
    }
}

/// The same, in JSON.
#[must_use]
pub fn find_raw<'a>(value: &'a Value, path: &[&str]) -> ValueRef<'a> {
    let found = path.iter().try_fold(value, |value, name| value.get(name));
    found.map_or(ValueRef::Absent, ValueRef::Json)
}

/// An integer, also where it is written as text.
#[must_use]
pub fn integer(view: &ValueRef<'_>) -> Option<i64> {
    match view {
        ValueRef::Integer(value) | ValueRef::Named(value, _) => Some(*value),
        ValueRef::Json(Value::Number(value)) => value.as_i64(),
        ValueRef::String(text) => text.trim().parse().ok(),
        ValueRef::Json(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A string.
#[must_use]
pub fn text(view: ValueRef<'_>) -> Option<&str> {
    match view {
        ValueRef::String(Cow::Borrowed(text)) => Some(text),
        ValueRef::Json(Value::String(text)) => Some(text),
        _ => None,
    }
}
