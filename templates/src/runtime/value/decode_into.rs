//! Where decoded values go. The implementations are compiled for each type that they are used for, with each generic
//! function that they call: so they match where a function of the standard library would be shorter.

use std::collections::BTreeMap;
use std::mem::discriminant;

use serde_json::Value;

use super::extra::Extra;
use super::field_type::{FieldDyn, FieldType};
use super::model::Model;
use super::time::{Date, Timestamp};
use super::union::SetUnion;
use super::value_ref::ValueRef;
use crate::runtime::file::upload::Upload;
use crate::runtime::request::options::Options;

/// A number and a string that no enum has as a value.
const NO_VALUE: i64 = i64::MIN;
const NO_TEXT: &str = "\u{0}";

/// A place that a value can be decoded into, and what kind of value it holds.
pub enum DecodeInto<'a> {
    /// A boolean.
    Bool(&'a mut Option<bool>),
    /// An integer or an integer enum.
    Integer(&'a mut dyn SetInteger),
    /// A number.
    Number(&'a mut Option<f64>),
    /// A string, a string enum or a point in time.
    String(&'a mut dyn SetString),
    /// A model.
    Object(&'a mut dyn SetObject),
    /// A list.
    List(&'a mut dyn SetList),
    /// A map with text keys.
    Map(&'a mut dyn SetMap),
    /// Any JSON value.
    Json(&'a mut Option<Value>),
    /// A value that may be one of several types.
    Union(&'a mut dyn SetUnion),
    /// The content of a file; never part of a response.
    File(&'a mut Option<Upload>),
    /// The extra entries, which have no field.
    Extra(&'a mut Extra),
    /// The options of a request, which are no input of it.
    Options(&'a mut Options),
}

impl DecodeInto<'_> {
    /// Makes the place absent.
    pub(crate) fn clear(&mut self) {
        match self {
            DecodeInto::Bool(slot) => **slot = None,
            DecodeInto::Integer(slot) => slot.clear(),
            DecodeInto::Number(slot) => **slot = None,
            DecodeInto::String(slot) => slot.clear(),
            DecodeInto::Object(slot) => slot.clear(),
            DecodeInto::List(slot) => slot.clear(),
            DecodeInto::Map(slot) => slot.clear(),
            DecodeInto::Json(slot) => **slot = None,
            DecodeInto::Union(slot) => slot.clear(),
            DecodeInto::File(slot) => **slot = None,
            DecodeInto::Extra(extra) => **extra = Extra::new(),
            DecodeInto::Options(options) => **options = Options::NONE,
        }
    }
}

/// A type made from an integer.
pub trait FromInteger: From<i64> {
    /// Whether it is an enum, with a variant for numbers that it does not know.
    const IS_ENUM: bool = true;
}

impl FromInteger for i64 {
    const IS_ENUM: bool = false;
}

/// Whether two values of an enum are of one variant. Every enum has exactly one variant for values that it does not know,
/// so this recognizes them without a function of each enum, which would have to be compiled for each.
fn is_variant_of<T>(value: &T, other: &T) -> bool {
    discriminant(value) == discriminant(other)
}

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
        match self {
            Some(value) if T::IS_ENUM => !is_variant_of(value, &T::from(NO_VALUE)),
            _ => true,
        }
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A type made from a string; every string is accepted.
pub trait FromString: for<'a> From<&'a str> {
    /// Whether `""` is a value; otherwise it means absent.
    const KEEPS_EMPTY: bool = false;
    /// Whether it is an enum, with a variant for strings that it does not know.
    const IS_ENUM: bool = true;
}

impl FromString for String {
    const KEEPS_EMPTY: bool = true;
    const IS_ENUM: bool = false;
}

impl FromString for Timestamp {
    const IS_ENUM: bool = false;
}

impl FromString for Date {
    const IS_ENUM: bool = false;
}

/// A place for a string.
pub trait SetString {
    /// Stores a value. Where `""` means absent, it is stored only with `exactly`.
    fn set(&mut self, text: &str, exactly: bool);
    /// Whether what is stored is known to its enum; nothing is.
    fn is_known(&self) -> bool;
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<T: FromString> SetString for Option<T> {
    fn set(&mut self, text: &str, exactly: bool) {
        let is_value = exactly || T::KEEPS_EMPTY || !text.is_empty();
        *self = if is_value { Some(T::from(text)) } else { None };
    }

    fn is_known(&self) -> bool {
        match self {
            Some(value) if T::IS_ENUM => !is_variant_of(value, &T::from(NO_TEXT)),
            _ => true,
        }
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A place for a model.
pub trait SetObject {
    /// Starts a new, empty value and gives access to it.
    fn begin(&mut self) -> &mut dyn Model;
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<M: Model> SetObject for Option<M> {
    fn begin(&mut self) -> &mut dyn Model {
        self.insert(<M as Model>::empty())
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A place for a list.
pub trait SetList {
    /// Starts a new list, and requests one element after another until the response is false. An element
    /// whose place stayed absent is left out.
    fn fill(&mut self, next: &mut dyn FnMut(&mut DecodeInto<'_>) -> bool);
    /// The elements so far.
    fn view(&self) -> ValueRef<'_>;
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<T: FieldType> SetList for Vec<T> {
    fn fill(&mut self, next: &mut dyn FnMut(&mut DecodeInto<'_>) -> bool) {
        self.clear();
        loop {
            let mut element = None;
            if !next(&mut T::target(&mut element)) {
                return;
            }
            if let Some(element) = element {
                self.push(element);
            }
        }
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::List(self)
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }
}

impl<T: FieldType> SetList for Option<Vec<T>> {
    fn fill(&mut self, next: &mut dyn FnMut(&mut DecodeInto<'_>) -> bool) {
        SetList::fill(self.insert(Vec::new()), next);
    }

    fn view(&self) -> ValueRef<'_> {
        FieldDyn::view(self)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// A place for a map.
pub trait SetMap {
    /// Starts a new map, and requests one value after another until no key is given. A value whose place
    /// stayed absent is left out.
    fn fill(&mut self, next: &mut dyn FnMut(&mut DecodeInto<'_>) -> Option<String>);
    /// The entries so far.
    fn view(&self) -> ValueRef<'_>;
    /// Makes the place absent.
    fn clear(&mut self);
}

impl<T: FieldType> SetMap for BTreeMap<String, T> {
    fn fill(&mut self, next: &mut dyn FnMut(&mut DecodeInto<'_>) -> Option<String>) {
        self.clear();
        loop {
            let mut entry = None;
            let Some(key) = next(&mut T::target(&mut entry)) else { return };
            match entry {
                Some(value) => self.insert(key, value),
                None => self.remove(&key),
            };
        }
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::Map(self)
    }

    fn clear(&mut self) {
        BTreeMap::clear(self);
    }
}

impl<T: FieldType> SetMap for Option<BTreeMap<String, T>> {
    fn fill(&mut self, next: &mut dyn FnMut(&mut DecodeInto<'_>) -> Option<String>) {
        SetMap::fill(self.insert(BTreeMap::new()), next);
    }

    fn view(&self) -> ValueRef<'_> {
        FieldDyn::view(self)
    }

    fn clear(&mut self) {
        *self = None;
    }
}
