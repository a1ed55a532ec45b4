//! The Rust types that fields are made of.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::decode;
use super::extra::Extra;
use super::model::Model;
use super::place::Place;
use super::time::{Date, Timestamp};
use super::view::View;
use crate::runtime::file::upload::Upload;
use crate::runtime::request::options::Options;

/// A type that a field, a list or a map can hold.
pub trait Item: Sized + Send + Sync {
    /// The place that decodes into `slot`.
    fn place(slot: &mut Option<Self>) -> Place<'_>;
    /// What the value holds.
    fn view(&self) -> View<'_>;
    /// What an answer without a body means; `None` when the type has no such value.
    #[must_use]
    fn nothing() -> Option<Self> {
        None
    }
    /// Reads an answer that is not JSON; `None` when the type cannot hold one.
    #[must_use]
    fn from_plain(text: &str) -> Option<Self> {
        let _ = text;
        None
    }
}

impl Item for String {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::Text(slot)
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Borrowed(self))
    }

    fn nothing() -> Option<Self> {
        Some(Self::new())
    }

    fn from_plain(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Item for Timestamp {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::Text(slot)
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Borrowed(self.as_str()))
    }
}

impl Item for Date {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::Text(slot)
    }

    fn view(&self) -> View<'_> {
        View::Text(Cow::Borrowed(self.as_str()))
    }
}

impl Item for i64 {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::Integer(slot)
    }

    fn view(&self) -> View<'_> {
        View::Integer(*self)
    }
}

impl Item for f64 {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::Number(slot)
    }

    fn view(&self) -> View<'_> {
        View::Number(*self)
    }
}

impl Item for bool {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::Bool(slot)
    }

    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }
}

impl Item for Value {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::Any(slot)
    }

    fn view(&self) -> View<'_> {
        View::Json(self)
    }

    fn nothing() -> Option<Self> {
        Some(Self::Null)
    }

    fn from_plain(text: &str) -> Option<Self> {
        // Some servers send JSON without saying so.
        let mut slot = None;
        match decode::place_from_slice(text.as_bytes(), Self::place(&mut slot)) {
            Ok(_) => Some(slot.unwrap_or_default()),
            // JSON, but too much of it: the caller comes to the same conclusion.
            Err(error) if error.is_data() => None,
            Err(_) => Some(Self::String(text.to_owned())),
        }
    }
}

impl Item for Upload {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::File(slot)
    }

    fn view(&self) -> View<'_> {
        View::File(self)
    }
}

impl<T: Item> Item for Vec<T> {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::List(slot)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn nothing() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Item> Item for BTreeMap<String, T> {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::Map(slot)
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn nothing() -> Option<Self> {
        Some(Self::new())
    }
}

/// Objects, and those in a box.
impl<M: Model> Item for M {
    fn place(slot: &mut Option<Self>) -> Place<'_> {
        Place::Object(slot)
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }

    fn nothing() -> Option<Self> {
        Some(<M as Model>::blank())
    }
}

/// A field of a model, as the macros use it.
pub trait Slot {
    /// The place that decodes into the field.
    fn place(&mut self) -> Place<'_>;
    /// What the field holds.
    fn view(&self) -> View<'_>;
}

impl<T: Item> Slot for Option<T> {
    fn place(&mut self) -> Place<'_> {
        T::place(self)
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Item::view)
    }
}

/// In types that are only received an empty list is the same as none.
impl<T: Item> Slot for Vec<T> {
    fn place(&mut self) -> Place<'_> {
        Place::List(self)
    }

    fn view(&self) -> View<'_> {
        if self.is_empty() { View::Absent } else { View::List(self) }
    }
}

/// In types that are only received an empty map is the same as none.
impl<T: Item> Slot for BTreeMap<String, T> {
    fn place(&mut self) -> Place<'_> {
        Place::Map(self)
    }

    fn view(&self) -> View<'_> {
        if self.is_empty() { View::Absent } else { View::Map(self) }
    }
}

/// What no field holds stands behind the fields.
impl Slot for Extra {
    fn place(&mut self) -> Place<'_> {
        Place::Extra(self)
    }

    fn view(&self) -> View<'_> {
        View::Extra(self)
    }
}

/// What a field holds when nothing is set: a constant, which costs the compiler less than a call for each field.
pub trait Unset {
    /// Nothing.
    const UNSET: Self;
}

impl<T> Unset for Option<T> {
    const UNSET: Self = None;
}

impl<T> Unset for Vec<T> {
    const UNSET: Self = Self::new();
}

impl<T> Unset for BTreeMap<String, T> {
    const UNSET: Self = Self::new();
}

impl Unset for Extra {
    const UNSET: Self = Self::new();
}

impl Unset for Options {
    const UNSET: Self = Self::NONE;
}
