//! What fields hold, as the encoders see it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::extra::Extra;
use super::item::Item;
use super::model::Model;
use super::union::OneOf;
use crate::runtime::file::upload::Upload;

/// The value of a field.
pub enum View<'a> {
    /// Nothing; not written.
    Absent,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A model.
    Object(&'a dyn Model),
    /// A list.
    List(&'a dyn ViewList),
    /// A map with text keys.
    Map(&'a dyn ViewMap),
    /// Any JSON value.
    Json(&'a Value),
    /// The content of a file.
    File(&'a Upload),
    /// A value that may be one of several types.
    Union(&'a (dyn OneOf + 'static)),
    /// What no field holds.
    Extra(&'a Extra),
}

impl<'a> View<'a> {
    /// Of a union what its alternative holds; everything else is as it is.
    #[must_use]
    #[inline]
    pub fn alternative(self) -> Self {
        match self {
            View::Union(one) => one.view().alternative(),
            other => other,
        }
    }

    /// Whether nothing is there.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, View::Absent)
    }

    /// The text of a single value; `None` for objects, lists and files.
    pub(crate) fn scalar(&self) -> Option<Cow<'_, str>> {
        match self {
            View::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
            View::Integer(value) => Some(Cow::Owned(value.to_string())),
            View::Number(value) => Some(Cow::Owned(value.to_string())),
            View::Text(value) => Some(Cow::Borrowed(value)),
            View::Json(Value::Bool(value)) => {
                View::Bool(*value).scalar().map(|t| Cow::Owned(t.into_owned()))
            }
            View::Json(Value::Number(value)) => Some(Cow::Owned(value.to_string())),
            View::Json(Value::String(value)) => Some(Cow::Borrowed(value)),
            _ => None,
        }
    }
}

/// A list, as the encoders see it.
pub trait ViewList {
    /// The number of elements.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Element `index`.
    fn get(&self, index: usize) -> View<'_>;
}

impl<T: Item> ViewList for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn get(&self, index: usize) -> View<'_> {
        self.as_slice().get(index).map_or(View::Absent, Item::view)
    }
}

/// The elements of a list.
pub(crate) fn elements(list: &dyn ViewList) -> impl Iterator<Item = View<'_>> {
    (0..list.len()).map(|index| list.get(index).alternative())
}

/// The entries of a map.
pub(crate) fn entries(map: &dyn ViewMap) -> impl Iterator<Item = (&str, View<'_>)> {
    map.entries().map(|(key, view)| (key, view.alternative()))
}

/// A map, as the encoders see it.
pub trait ViewMap {
    /// The entries in the order of their keys.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_>;
}

impl<T: Item> ViewMap for BTreeMap<String, T> {
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_> {
        Box::new(self.iter().map(|(key, value)| (key.as_str(), value.view())))
    }
}
