//! The enum of all events: what it does is written once here, and the macro only matches its variants.

use std::any::Any;
use std::fmt;

use serde::{Serialize, Serializer};

use super::{EventType, UnknownEvent, find, find_raw};
use crate::runtime::value::clone_eq::{copy_into, same};
use crate::runtime::value::debug;
use crate::runtime::value::encode;
use crate::runtime::value::model::Model;
use crate::runtime::value::value_ref::ValueRef;

/// The value in a variant of the enum, whichever event it is.
pub trait EventValue: Model + Any {
    /// The name of the event on the wire.
    fn event_name(&self) -> &'static str;
}

impl<T: EventType> EventValue for T {
    fn event_name(&self) -> &'static str {
        T::NAME
    }
}

/// An enum of events with a variant `Unknown(UnknownEvent)`.
// Each method is a match with an arm for each event. There is no method for the names, which the values know, because
// every match takes the compiler as long as a dozen types. Decoding and copying go through `value_mut`, so neither is
// compiled for each event.
pub trait AnyEvent: Sized {
    /// The names of all events, sorted.
    const NAMES: &'static [&'static str];
    /// The names of the variants, in the same order.
    const VARIANTS: &'static [&'static str];
    /// The value of a known event.
    ///
    /// # Errors
    /// The event, where its name is not known.
    fn value(&self) -> Result<&dyn EventValue, &UnknownEvent>;
    /// The value of a known event; `None` where its name is not known.
    fn value_mut(&mut self) -> Option<&mut dyn EventValue>;
    /// The event at this position among the names, with nothing set.
    fn empty(position: usize) -> Option<Self>;
    /// An event whose name is not known.
    fn unknown(event: UnknownEvent) -> Self;
}

/// An event as a variant of the enum.
#[must_use]
pub fn wrapped<T: EventType>(event: T) -> T::Event {
    if let Some(mut made) = named::<T::Event>(T::NAME)
        && let Some(place) = made.value_mut().and_then(own)
    {
        *place = event;
        return made;
    }
    unknown(T::NAME)
}

// The type of an event and its variant come from one row of the macro, so this is never needed.
fn unknown<E: AnyEvent>(name: &str) -> E {
    E::unknown(UnknownEvent::new(name, super::Value::Null))
}

/// The event with this name, with nothing set.
pub(super) fn named<E: AnyEvent>(name: &str) -> Option<E> {
    position::<E>(name).and_then(E::empty)
}

fn own<T: EventType>(value: &mut dyn EventValue) -> Option<&mut T> {
    (value as &mut dyn Any).downcast_mut()
}

/// A copy of an event.
#[must_use]
pub fn copied<E: AnyEvent>(event: &E) -> E {
    let value = match event.value() {
        Ok(value) => value,
        Err(unknown) => return E::unknown(unknown.clone()),
    };
    let name = value.event_name();
    let mut copy: E = named(name).unwrap_or_else(|| unknown(name));
    if let Some(place) = copy.value_mut() {
        copy_into(value, place);
    }
    copy
}

/// The position of a name.
#[must_use]
pub fn position<E: AnyEvent>(name: &str) -> Option<usize> {
    E::NAMES.binary_search(&name).ok()
}

/// Takes the value of an event out of the enum.
///
/// # Errors
/// The event itself, when it is another one.
pub fn taken<T: EventType>(mut event: T::Event) -> Result<T, T::Event> {
    if let Some(value) = event.value_mut().and_then(own::<T>) {
        return Ok(std::mem::replace(value, <T as Model>::empty()));
    }
    Err(event)
}

/// The name of an event on the wire.
#[must_use]
pub fn name<E: AnyEvent>(event: &E) -> &str {
    match event.value() {
        Ok(value) => value.event_name(),
        Err(unknown) => &unknown.name,
    }
}

/// The value that a path of wire names leads to.
#[must_use]
pub fn at<'a, E: AnyEvent>(event: &'a E, path: &[&str]) -> ValueRef<'a> {
    match event.value() {
        Ok(value) => find(value, path),
        Err(unknown) => find_raw(&unknown.raw, path),
    }
}

/// Whether two events have the same name and content.
#[must_use]
pub fn are_equal<E: AnyEvent>(one: &E, other: &E) -> bool {
    match (one.value(), other.value()) {
        (Ok(one), Ok(other)) => one.event_name() == other.event_name() && same(one, other),
        (Err(one), Err(other)) => one == other,
        _ => false,
    }
}

/// Prints the variant with its value, without secrets.
///
/// # Errors
/// When the formatter fails.
pub fn print<E: AnyEvent>(event: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    struct Printed<'a>(&'a dyn EventValue);
    impl fmt::Debug for Printed<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            debug::model(self.0, f)
        }
    }
    match event.value() {
        Ok(value) => {
            let variant = position::<E>(value.event_name());
            let variant = variant.and_then(|position| E::VARIANTS.get(position).copied());
            f.debug_tuple(variant.unwrap_or_default()).field(&Printed(value)).finish()
        }
        Err(unknown) => f.debug_tuple("Unknown").field(unknown).finish(),
    }
}

/// Writes an event as it came.
///
/// # Errors
/// When the serializer fails.
pub fn write<E: AnyEvent, S: Serializer>(event: &E, serializer: S) -> Result<S::Ok, S::Error> {
    match event.value() {
        Ok(value) => encode::view(ValueRef::Object(value), serializer),
        Err(unknown) => unknown.raw.serialize(serializer),
    }
}
