//! Where decoded values go.

use std::collections::BTreeMap;

use serde_json::Value;

use super::extra::Extra;
use super::item::Item;
use super::model::Model;
use super::time::{Date, Timestamp};
use super::union::SetUnion;
use super::view::View;
use crate::runtime::file::upload::Upload;

/// A place that a value can be decoded into, and what kind of value it holds.
pub enum Place<'a> {
    /// A truth value.
    Bool(&'a mut Option<bool>),
    /// An integer or an integer enum.
    Integer(&'a mut dyn SetInteger),
    /// A number.
    Number(&'a mut Option<f64>),
    /// A text, a string enum or a point in time.
    Text(&'a mut dyn SetText),
    /// A model.
    Object(&'a mut dyn SetObject),
    /// A list.
    List(&'a mut dyn SetList),
    /// A map with text keys.
    Map(&'a mut dyn SetMap),
    /// Any JSON value.
    Any(&'a mut Option<Value>),
    /// A value that may be one of several types.
    Union(&'a mut dyn SetUnion),
    /// The content of a file; never part of an answer.
    File(&'a mut Option<Upload>),
    /// What no field holds.
    Extra(&'a mut Extra),
}

impl Place<'_> {
    /// Makes the place absent.
    pub(crate) fn clear(&mut self) {
        match self {
            Place::Bool(slot) => **slot = None,
            Place::Integer(slot) => slot.clear(),
            Place::Number(slot) => **slot = None,
            Place::Text(slot) => slot.clear(),
            Place::Object(slot) => slot.clear(),
            Place::List(slot) => slot.clear(),
            Place::Map(slot) => slot.clear(),
            Place::Any(slot) => **slot = None,
            Place::Union(slot) => slot.clear(),
            Place::File(slot) => **slot = None,
            Place::Extra(extra) => **extra = Extra::new(),
        }
    }
}

/// A type made from an integer.
pub trait FromInteger: From<i64> {
    /// Whether the value is one that the type knows.
    fn is_known(&self) -> bool {
        true
    }
}

impl FromInteger for i64 {}

/// A place for an integer.
pub trait SetInteger {
    /// Stores a value.
    fn set(&mut self, value: i64);
    /// Whether what is stored is known to its enum; nothing is.
    fn is_known(&self) -> bool;
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<T: FromInteger> SetInteger for Option<T> {
    fn set(&mut self, value: i64) {
        *self = Some(T::from(value));
    }

    fn is_known(&self) -> bool {
        self.as_ref().is_none_or(T::is_known)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A type made from text.
pub trait FromText {
    /// Whether `""` is a value; otherwise it means absent.
    const KEEPS_EMPTY: bool = false;
    /// Makes the value; every text is accepted.
    fn from_text(text: &str) -> Self;
    /// Whether the value is one that the type knows.
    fn is_known(&self) -> bool {
        true
    }
}

impl FromText for String {
    const KEEPS_EMPTY: bool = true;

    fn from_text(text: &str) -> Self {
        text.to_owned()
    }
}

impl FromText for Timestamp {
    fn from_text(text: &str) -> Self {
        Self::new(text)
    }
}

impl FromText for Date {
    fn from_text(text: &str) -> Self {
        Self::new(text)
    }
}

/// A place for a text.
pub trait SetText {
    /// Stores a value. Where `""` means absent, it is stored only if `exactly` says so.
    fn set(&mut self, text: &str, exactly: bool);
    /// Whether what is stored is known to its enum; nothing is.
    fn is_known(&self) -> bool;
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<T: FromText> SetText for Option<T> {
    fn set(&mut self, text: &str, exactly: bool) {
        let is_value = exactly || T::KEEPS_EMPTY || !text.is_empty();
        *self = is_value.then(|| T::from_text(text));
    }

    fn is_known(&self) -> bool {
        self.as_ref().is_none_or(T::is_known)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A place for a model.
pub trait SetObject {
    /// Starts a new, blank value and gives access to it.
    fn begin(&mut self) -> &mut dyn Model;
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<M: Model> SetObject for Option<M> {
    fn begin(&mut self) -> &mut dyn Model {
        self.insert(<M as Model>::blank())
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A place for a list.
pub trait SetList {
    /// Starts a new list, and asks for one element after another until the answer is false. An element
    /// whose place stayed absent is left out.
    fn fill(&mut self, next: &mut dyn FnMut(&mut Place<'_>) -> bool);
    /// The elements so far.
    fn view(&self) -> View<'_>;
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<T: Item> SetList for Vec<T> {
    fn fill(&mut self, next: &mut dyn FnMut(&mut Place<'_>) -> bool) {
        self.clear();
        loop {
            let mut element = None;
            if !next(&mut T::place(&mut element)) {
                return;
            }
            self.extend(element);
        }
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }
}

impl<T: Item> SetList for Option<Vec<T>> {
    fn fill(&mut self, next: &mut dyn FnMut(&mut Place<'_>) -> bool) {
        SetList::fill(self.insert(Vec::new()), next);
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Item::view)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A place for a map.
pub trait SetMap {
    /// Starts a new map, and asks for one value after another until no key is given. A value whose place
    /// stayed absent is left out.
    fn fill(&mut self, next: &mut dyn FnMut(&mut Place<'_>) -> Option<String>);
    /// The entries so far.
    fn view(&self) -> View<'_>;
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<T: Item> SetMap for BTreeMap<String, T> {
    fn fill(&mut self, next: &mut dyn FnMut(&mut Place<'_>) -> Option<String>) {
        self.clear();
        loop {
            let mut entry = None;
            let Some(key) = next(&mut T::place(&mut entry)) else { return };
            match entry {
                Some(value) => self.insert(key, value),
                None => self.remove(&key),
            };
        }
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn clear(&mut self) {
        BTreeMap::clear(self);
    }
}

impl<T: Item> SetMap for Option<BTreeMap<String, T>> {
    fn fill(&mut self, next: &mut dyn FnMut(&mut Place<'_>) -> Option<String>) {
        SetMap::fill(self.insert(BTreeMap::new()), next);
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Item::view)
    }

    fn clear(&mut self) {
        *self = None;
    }
}
