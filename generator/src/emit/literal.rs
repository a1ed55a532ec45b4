//! Values of the generator as constants of the generated crate.
//!
//! A value that implements [`Serialize`] becomes a Rust literal: a struct `Quota` is written as `rt::Quota { … }`, a
//! variant `Form` of an enum `Body` as `rt::Body::Form`, a list or map as a slice. So the fields of a server, an
//! operation or a range of time are listed once here and once in the runtime, and the compiler compares the two.

use proc_macro2::Literal;
use serde::Serialize;
use serde::ser::{Error as _, Impossible};

mod compound;
mod lines;

use compound::Compound;
pub(super) use lines::{expression, fields};

/// Types of the runtime with a constant `DEFAULT`: fields that are skipped have its values.
const WITH_DEFAULT: [&str; 5] = ["ErrorShape", "Info", "Limits", "Secrets", "Server"];

/// The name of a newtype whose text is written as it is.
const EXPRESSION: &str = "$expression";

/// A Rust expression, such as the path of a static.
#[derive(Serialize)]
#[serde(rename = "$expression")]
pub(super) struct Expression(pub String);

/// A constant before it has lines.
#[derive(Clone, Debug, PartialEq)]
enum Constant {
    /// On one line.
    Plain(String),
    List(Vec<Constant>),
    Tuple(Vec<Constant>),
    /// `Some(…)`, or a variant with a value.
    Call(String, Box<Constant>),
    /// A struct of the runtime. One without a name is part of the struct that contains it.
    Struct(&'static str, Vec<(&'static str, Constant)>),
}

/// An error: a value that cannot be a constant.
#[derive(Debug)]
struct Unsupported(String);

impl std::fmt::Display for Unsupported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsupported {}

impl serde::ser::Error for Unsupported {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Unsupported(message.to_string())
    }
}

/// A value as a constant. A value that cannot be one stops the compilation of the generated crate: a constant that is
/// left out would be worse.
fn constant(value: &(impl Serialize + ?Sized)) -> Constant {
    value.serialize(Writer).unwrap_or_else(|fault| {
        Constant::Plain(format!("compile_error!({})", Literal::string(&fault.to_string())))
    })
}

struct Writer;

type Written = Result<Constant, Unsupported>;

fn unsupported<T>(kind: &str) -> Result<T, Unsupported> {
    Err(Unsupported::custom(format!("{kind} cannot be written as a constant")))
}

/// Methods for numbers.
macro_rules! plain {
    ($($method:ident($kind:ty),)*) => {
        $(fn $method(self, value: $kind) -> Written {
            Ok(Constant::Plain(value.to_string()))
        })*
    };
}

impl serde::Serializer for Writer {
    type Ok = Constant;
    type Error = Unsupported;
    type SerializeSeq = Compound;
    type SerializeTuple = Compound;
    type SerializeTupleStruct = Impossible<Constant, Unsupported>;
    type SerializeTupleVariant = Impossible<Constant, Unsupported>;
    type SerializeMap = Compound;
    type SerializeStruct = Compound;
    type SerializeStructVariant = Impossible<Constant, Unsupported>;

    plain! {
        serialize_bool(bool),
        serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64),
    }

    fn serialize_f32(self, _: f32) -> Written {
        unsupported("a float")
    }

    fn serialize_f64(self, _: f64) -> Written {
        unsupported("a float")
    }

    fn serialize_char(self, value: char) -> Written {
        Ok(Constant::Plain(Literal::character(value).to_string()))
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(Constant::Plain(Literal::string(value).to_string()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        unsupported("bytes")
    }

    fn serialize_none(self) -> Written {
        Ok(Constant::Plain("None".into()))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        Ok(Constant::Call("Some".into(), Box::new(value.serialize(Writer)?)))
    }

    fn serialize_unit(self) -> Written {
        Ok(Constant::Plain("()".into()))
    }

    fn serialize_unit_struct(self, name: &'static str) -> Written {
        Ok(Constant::Plain(format!("rt::{name}")))
    }

    fn serialize_unit_variant(self, name: &'static str, _: u32, variant: &'static str) -> Written {
        Ok(Constant::Plain(format!("rt::{name}::{variant}")))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Written {
        let inner = value.serialize(Writer)?;
        match (name, &inner) {
            (EXPRESSION, Constant::Plain(text)) => {
                let literal = syn::parse_str::<syn::LitStr>(text);
                literal.map(|text| Constant::Plain(text.value())).map_err(Unsupported::custom)
            }
            _ => Ok(Constant::Call(format!("rt::{name}"), Box::new(inner))),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        Ok(Constant::Call(format!("rt::{name}::{variant}"), Box::new(value.serialize(Writer)?)))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound, Unsupported> {
        Ok(Compound::list())
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound, Unsupported> {
        Ok(Compound::tuple())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound, Unsupported> {
        Ok(Compound::list())
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Compound, Unsupported> {
        Ok(Compound::structure(name))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unsupported> {
        unsupported("a struct with several fields without names")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unsupported> {
        unsupported("a variant with several values")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unsupported> {
        unsupported("a variant with fields")
    }
}

#[cfg(test)]
mod tests;
