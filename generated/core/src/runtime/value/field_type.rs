//! The Rust types that fields are made of.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::decode;
use super::decode_into::DecodeInto;
use super::extra::Extra;
use super::model::Model;
use super::time::{Date, Timestamp};
use super::value_ref::ValueRef;
use crate::runtime::file::upload::Upload;
use crate::runtime::request::options::Options;

/// A type that a field, a list or a map can hold.
pub trait FieldType: Sized + Send + Sync {
    /// The place that decodes into `slot`.
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_>;
    /// The kind of the value.
    fn view(&self) -> ValueRef<'_>;
    /// The value for a response without a body; `None` when the type has no such value.
    #[must_use]
    fn nothing() -> Option<Self> {
        None
    }
    /// Reads a response that is not JSON; `None` when the type cannot hold one.
    #[must_use]
    fn from_plain(text: &str) -> Option<Self> {
        let _ = text;
        None
    }
}

impl FieldType for String {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::String(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::String(Cow::Borrowed(self))
    }

    fn nothing() -> Option<Self> {
        Some(Self::new())
    }

    fn from_plain(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl FieldType for Timestamp {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::String(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::String(Cow::Borrowed(self.as_str()))
    }
}

impl FieldType for Date {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::String(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::String(Cow::Borrowed(self.as_str()))
    }
}

impl FieldType for i64 {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::Integer(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::Integer(*self)
    }
}

impl FieldType for f64 {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::Number(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::Number(*self)
    }
}

impl FieldType for bool {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::Bool(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::Bool(*self)
    }
}

impl FieldType for Value {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::Json(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::Json(self)
    }

    fn nothing() -> Option<Self> {
        Some(Self::Null)
    }

    fn from_plain(text: &str) -> Option<Self> {
        // Some servers send JSON without saying so.
        let mut slot = None;
        match decode::slice_into(text.as_bytes(), Self::target(&mut slot)) {
            Ok(_) => Some(slot.unwrap_or_default()),
            // JSON, but too much of it: the caller comes to the same conclusion.
            Err(error) if error.is_data() => None,
            Err(_) => Some(Self::String(text.to_owned())),
        }
    }
}

impl FieldType for Upload {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::File(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::File(self)
    }
}

impl<T: FieldType> FieldType for Vec<T> {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::List(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::List(self)
    }

    fn nothing() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: FieldType> FieldType for BTreeMap<String, T> {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::Map(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::Map(self)
    }

    fn nothing() -> Option<Self> {
        Some(Self::new())
    }
}

/// Objects, and those in a box.
impl<M: Model> FieldType for M {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::Object(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::Object(self)
    }

    fn nothing() -> Option<Self> {
        Some(<M as Model>::empty())
    }
}

/// A field of a model, as the macros use it.
pub trait FieldDyn {
    /// The place that decodes into the field.
    fn target(&mut self) -> DecodeInto<'_>;
    /// The kind of the field.
    fn view(&self) -> ValueRef<'_>;
}

impl<T: FieldType> FieldDyn for Option<T> {
    fn target(&mut self) -> DecodeInto<'_> {
        T::target(self)
    }

    fn view(&self) -> ValueRef<'_> {
        match self {
            Some(value) => value.view(),
            None => ValueRef::Absent,
        }
    }
}

/// In types that are only received an empty list is the same as none.
impl<T: FieldType> FieldDyn for Vec<T> {
    fn target(&mut self) -> DecodeInto<'_> {
        DecodeInto::List(self)
    }

    fn view(&self) -> ValueRef<'_> {
        if self.is_empty() { ValueRef::Absent } else { ValueRef::List(self) }
    }
}

/// In types that are only received an empty map is the same as none.
impl<T: FieldType> FieldDyn for BTreeMap<String, T> {
    fn target(&mut self) -> DecodeInto<'_> {
        DecodeInto::Map(self)
    }

    fn view(&self) -> ValueRef<'_> {
        if self.is_empty() { ValueRef::Absent } else { ValueRef::Map(self) }
    }
}

/// The extra entries come after the fields.
impl FieldDyn for Extra {
    fn target(&mut self) -> DecodeInto<'_> {
        DecodeInto::Extra(self)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::Extra(self)
    }
}

/// The options of a request have an index of their own.
impl FieldDyn for Options {
    fn target(&mut self) -> DecodeInto<'_> {
        DecodeInto::Options(self)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::Options(self)
    }
}

/// The value of a field that is not set: a constant, which costs the compiler less than a call for each field.
pub trait EmptyField {
    /// Nothing.
    const EMPTY: Self;
}

impl<T> EmptyField for Option<T> {
    const EMPTY: Self = None;
}

impl<T> EmptyField for Vec<T> {
    const EMPTY: Self = Self::new();
}

impl<T> EmptyField for BTreeMap<String, T> {
    const EMPTY: Self = Self::new();
}

impl EmptyField for Extra {
    const EMPTY: Self = Self::new();
}

impl EmptyField for Options {
    const EMPTY: Self = Self::NONE;
}
