//! Lists, tuples, maps and structs while they are collected.

use serde::Serialize;
use serde::ser::{Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple};

use super::{Constant, Unsupported, Writer};

/// A constant with parts.
pub(super) struct Compound {
    constant: Constant,
    /// The key of the next value of a map.
    key: Option<Constant>,
}

impl Compound {
    pub fn list() -> Self {
        Self { constant: Constant::List(Vec::new()), key: None }
    }

    pub fn tuple() -> Self {
        Self { constant: Constant::Tuple(Vec::new()), key: None }
    }

    pub fn structure(name: &'static str) -> Self {
        Self { constant: Constant::Struct(name, Vec::new()), key: None }
    }

    fn push(&mut self, part: Constant) {
        if let Constant::List(parts) | Constant::Tuple(parts) = &mut self.constant {
            parts.push(part);
        }
    }
}

impl SerializeSeq for Compound {
    type Ok = Constant;
    type Error = Unsupported;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        self.push(value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Result<Constant, Unsupported> {
        Ok(self.constant)
    }
}

impl SerializeTuple for Compound {
    type Ok = Constant;
    type Error = Unsupported;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<Constant, Unsupported> {
        Ok(self.constant)
    }
}

/// A map is a list of pairs.
impl SerializeMap for Compound {
    type Ok = Constant;
    type Error = Unsupported;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unsupported> {
        self.key = Some(key.serialize(Writer)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsupported> {
        let missing = || Unsupported::custom("a value of a map without its key");
        let key = self.key.take().ok_or_else(missing)?;
        self.push(Constant::Tuple(vec![key, value.serialize(Writer)?]));
        Ok(())
    }

    fn end(self) -> Result<Constant, Unsupported> {
        Ok(self.constant)
    }
}

impl SerializeStruct for Compound {
    type Ok = Constant;
    type Error = Unsupported;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unsupported> {
        let value = value.serialize(Writer)?;
        if let Constant::Struct(_, fields) = &mut self.constant {
            match value {
                Constant::Struct("", inner) => fields.extend(inner),
                value => fields.push((name, value)),
            }
        }
        Ok(())
    }

    fn end(self) -> Result<Constant, Unsupported> {
        Ok(self.constant)
    }
}
