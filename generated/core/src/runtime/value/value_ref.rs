//! The values of fields, as the encoders see them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::enums::IntegerEnum;
use super::extra::Extra;
use super::field_type::FieldType;
use super::model::Model;
use super::union::OneOf;
use crate::runtime::file::upload::Upload;
use crate::runtime::request::options::Options;

/// The value of a field.
pub enum ValueRef<'a> {
    /// Nothing; not written.
    Absent,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// The value of an integer enum.
    Named(i64, &'static IntegerEnum),
    /// A number.
    Number(f64),
    /// A string.
    String(Cow<'a, str>),
    /// A model.
    Object(&'a dyn Model),
    /// A list.
    List(&'a dyn ListRef),
    /// A map with text keys.
    Map(&'a dyn MapRef),
    /// Any JSON value.
    Json(&'a Value),
    /// The content of a file.
    File(&'a Upload),
    /// A value that may be one of several types.
    Union(&'a (dyn OneOf + 'static)),
    /// The extra entries.
    Extra(&'a Extra),
    /// The options of a request; never sent as an input.
    Options(&'a Options),
}

impl<'a> ValueRef<'a> {
    /// Of a union what its alternative holds; everything else is as it is.
    #[must_use]
    #[inline]
    pub fn alternative(self) -> Self {
        match self {
            ValueRef::Union(one) => one.view().alternative(),
            other => other,
        }
    }

    /// Whether nothing is there.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, ValueRef::Absent)
    }

    /// The text of a single value; `None` for objects, lists and files.
    pub(crate) fn scalar(&self) -> Option<Cow<'_, str>> {
        match self {
            ValueRef::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
            ValueRef::Integer(value) | ValueRef::Named(value, _) => {
                Some(Cow::Owned(value.to_string()))
            }
            ValueRef::Number(value) => Some(Cow::Owned(value.to_string())),
            ValueRef::String(value) => Some(Cow::Borrowed(value)),
            ValueRef::Json(Value::Bool(value)) => {
                ValueRef::Bool(*value).scalar().map(|t| Cow::Owned(t.into_owned()))
            }
            ValueRef::Json(Value::Number(value)) => Some(Cow::Owned(value.to_string())),
            ValueRef::Json(Value::String(value)) => Some(Cow::Borrowed(value)),
            _ => None,
        }
    }
}

/// A list, as the encoders see it.
pub trait ListRef {
    /// The number of elements.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Element `index`.
    fn get(&self, index: usize) -> ValueRef<'_>;
}

impl<T: FieldType> ListRef for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn get(&self, index: usize) -> ValueRef<'_> {
        match self.as_slice().get(index) {
            Some(value) => value.view(),
            None => ValueRef::Absent,
        }
    }
}

/// The elements of a list.
pub(crate) fn elements(list: &dyn ListRef) -> impl Iterator<Item = ValueRef<'_>> {
    (0..list.len()).map(|index| list.get(index).alternative())
}

/// The entries of a map.
pub(crate) fn entries(map: &dyn MapRef) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
    map.entries().map(|(key, view)| (key, view.alternative()))
}

/// A map, as the encoders see it.
pub trait MapRef {
    /// The entries in the order of their keys.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, ValueRef<'_>)> + '_>;
}

impl<T: FieldType> MapRef for BTreeMap<String, T> {
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, ValueRef<'_>)> + '_> {
        Box::new(self.iter().map(|(key, value)| (key.as_str(), value.view())))
    }
}
