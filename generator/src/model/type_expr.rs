//! The type of a value.

use super::{EnumId, TypeId};

/// The shape of a value, whatever its wire form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpr {
    /// Text.
    Text,
    /// A date and time, kept as written.
    Timestamp,
    /// A calendar date, kept as written.
    Date,
    /// A 64-bit integer.
    Integer,
    /// A floating-point number.
    Number,
    /// True or false.
    Boolean,
    /// The content of a file.
    File,
    /// Any JSON value.
    Any,
    /// An ID of this type.
    Id(String),
    /// One of several known values.
    Enum(EnumId),
    /// An object or union.
    Type(TypeId),
    /// A list.
    List(Box<TypeExpr>),
    /// Text keys, values of one shape.
    Map(Box<TypeExpr>),
}

/// The kind of a type, without its name and parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// A date and time.
    Timestamp,
    /// A calendar date.
    Date,
    /// An integer.
    Integer,
    /// A floating-point number.
    Number,
    /// True or false.
    Boolean,
    /// The content of a file.
    File,
    /// Any JSON value.
    Any,
    /// An ID.
    Id,
    /// Named values.
    Enum,
    /// An object or union.
    Type,
    /// A list.
    List,
    /// A map.
    Map,
}

impl TypeExpr {
    /// Its kind, and that of its items.
    pub fn shapes(&self) -> [Shape; 2] {
        [self.shape(), self.innermost().shape()]
    }

    fn shape(&self) -> Shape {
        match self {
            TypeExpr::Text => Shape::Text,
            TypeExpr::Timestamp => Shape::Timestamp,
            TypeExpr::Date => Shape::Date,
            TypeExpr::Integer => Shape::Integer,
            TypeExpr::Number => Shape::Number,
            TypeExpr::Boolean => Shape::Boolean,
            TypeExpr::File => Shape::File,
            TypeExpr::Any => Shape::Any,
            TypeExpr::Id(_) => Shape::Id,
            TypeExpr::Enum(_) => Shape::Enum,
            TypeExpr::Type(_) => Shape::Type,
            TypeExpr::List(_) => Shape::List,
            TypeExpr::Map(_) => Shape::Map,
        }
    }

    /// The shape inside lists and maps.
    pub fn innermost(&self) -> &TypeExpr {
        match self {
            TypeExpr::List(inner) | TypeExpr::Map(inner) => inner.innermost(),
            other => other,
        }
    }

    /// The type that values of this shape are made of.
    pub fn type_id(&self) -> Option<TypeId> {
        match self.innermost() {
            TypeExpr::Type(id) => Some(*id),
            _ => None,
        }
    }

    /// The shape inside lists and maps, to change it.
    pub fn innermost_mut(&mut self) -> &mut TypeExpr {
        match self {
            TypeExpr::List(inner) | TypeExpr::Map(inner) => inner.innermost_mut(),
            other => other,
        }
    }
}
