//! From keys to fields.

use std::fmt;
use std::ptr;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::model::{Field, FieldTable};

/// Reads the keys of an object, and finds their fields.
pub(crate) struct Keys {
    shape: &'static FieldTable,
    /// By the index of a field and one more, the field that came next in another object; empty as long as
    /// keys come in the order of the document. A server writes all objects in the same order.
    after: Vec<u16>,
    /// The last field that was found, and one more.
    last: usize,
    /// The field of the last key; past the end when there is none.
    index: usize,
    /// The last key that no field has.
    unknown: String,
}

impl Keys {
    /// The field of the last key.
    #[inline]
    pub(crate) fn field(&self) -> Option<&'static Field> {
        self.shape.fields.get(self.index)
    }

    /// The index of that field.
    #[inline]
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// The last key that no field has.
    pub(crate) fn unknown(&self) -> &str {
        &self.unknown
    }

    #[inline]
    fn find(&mut self, name: &str) {
        let guess = self.after.get(self.last).map_or(self.last, |index| usize::from(*index));
        if self.shape.fields.get(guess).is_some_and(|field| field.wire == name) {
            self.index = guess;
            self.last = guess.saturating_add(1);
        } else {
            self.search(name);
        }
    }

    fn search(&mut self, name: &str) {
        let fields = self.shape.fields;
        let (before, after) = fields.split_at_checked(self.last).unwrap_or((fields, &[]));
        let position = |fields: &[Field]| fields.iter().position(|field| field.wire == name);
        let found =
            position(after).map(|at| at.saturating_add(before.len())).or_else(|| position(before));
        let Some(index) = found else {
            name.clone_into(&mut self.unknown);
            self.index = usize::MAX;
            return;
        };
        if self.after.is_empty() {
            self.after = (0..=u16::MAX).take(fields.len().saturating_add(1)).collect();
        }
        if let (Some(after), Ok(index)) = (self.after.get_mut(self.last), u16::try_from(index)) {
            *after = index;
        }
        self.index = index;
        self.last = index.saturating_add(1);
    }
}

impl<'de> DeserializeSeed<'de> for &mut Keys {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for &mut Keys {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        self.find(name);
        Ok(())
    }
}

/// The order of keys found while decoding, by type.
#[derive(Default)]
pub(crate) struct Orders(Vec<(&'static FieldTable, Vec<u16>)>);

impl Orders {
    /// Starts an object.
    pub(crate) fn take(&mut self, shape: &'static FieldTable) -> Keys {
        let after = self.learned(shape).map(std::mem::take).unwrap_or_default();
        Keys { shape, after, last: 0, index: 0, unknown: String::new() }
    }

    /// Ends an object.
    pub(crate) fn put_back(&mut self, keys: Keys) {
        if keys.after.is_empty() {
            return;
        }
        match self.learned(keys.shape) {
            Some(after) => *after = keys.after,
            None => self.0.push((keys.shape, keys.after)),
        }
    }

    fn learned(&mut self, shape: &'static FieldTable) -> Option<&mut Vec<u16>> {
        self.0.iter_mut().find(|(own, _)| ptr::eq(*own, shape)).map(|(_, after)| after)
    }
}
