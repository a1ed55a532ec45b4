//! What a type made of fields tells the value driver about itself.

use super::{Extra, Place, View};

/// One field of a model or one input of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name on the wire.
    pub wire: &'static str,
    /// Bits of [`flags`].
    pub flags: u16,
}

impl Field {
    /// Whether all the given bits are set.
    #[must_use]
    pub const fn has(&self, bits: u16) -> bool {
        self.flags & bits == bits
    }
}

/// The fields of a type, in the order of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The Rust name of the type.
    pub name: &'static str,
    /// The fields; a field's position is its index in [`Model::place`] and [`Model::view`].
    pub fields: &'static [Field],
}

/// The bits of [`Field::flags`].
pub mod flags {
    /// A request without a value is invalid.
    pub const REQUIRED: u16 = 1;
    /// The value is never printed.
    pub const SECRET: u16 = 1 << 1;
    /// A number or truth value that the document types as a string: `"2"` in JSON.
    pub const TEXT: u16 = 1 << 2;
    /// Part of the path.
    pub const PATH: u16 = 1 << 3;
    /// Part of the query.
    pub const QUERY: u16 = 1 << 4;
    /// A header.
    pub const HEADER: u16 = 1 << 5;
    /// A cookie.
    pub const COOKIE: u16 = 1 << 6;
    /// The whole body, not a property of it.
    pub const BODY: u16 = 1 << 7;
    /// Percent-encoded twice when it starts with `/` or contains `//`.
    pub const DOUBLE: u16 = 1 << 8;
    /// A list joined by commas.
    pub const COMMA: u16 = 1 << 9;
    /// A list repeated as `name[]`.
    pub const BRACKETS: u16 = 1 << 10;
    /// An object written as `name[key]`.
    pub const DEEP: u16 = 1 << 11;
    /// A list joined by spaces.
    pub const SPACE: u16 = 1 << 12;
    /// A list joined by `|`.
    pub const PIPE: u16 = 1 << 13;
    /// A value written as JSON text.
    pub const JSON: u16 = 1 << 14;
    /// All bits that place a field outside the properties of the body.
    pub const LOCATED: u16 = PATH | QUERY | HEADER | COOKIE | BODY;
}

/// A type made of named fields and [`Extra`].
///
/// Decoding, encoding, printing, form fields and query pairs are all written once against this trait.
pub trait Model: Send + Sync {
    /// The fields.
    fn shape(&self) -> &'static Shape;
    /// Where field `index` is decoded into; `None` when there is no such field.
    fn place(&mut self, index: usize) -> Option<Place<'_>>;
    /// What field `index` holds.
    fn view(&self, index: usize) -> View<'_>;
    /// What no field holds.
    fn extras(&self) -> &Extra;
    /// What no field holds, to be changed.
    fn extras_mut(&mut self) -> &mut Extra;
}

/// A value with nothing set.
///
/// Types used in requests have no public `Default`, because an empty one is not a valid request;
/// the driver still has to start from something.
pub trait Blank {
    /// A value with nothing set.
    fn blank() -> Self;
}

/// A recursive type holds itself in a box.
impl<M: Model> Model for Box<M> {
    fn shape(&self) -> &'static Shape {
        (**self).shape()
    }

    fn place(&mut self, index: usize) -> Option<Place<'_>> {
        (**self).place(index)
    }

    fn view(&self, index: usize) -> View<'_> {
        (**self).view(index)
    }

    fn extras(&self) -> &Extra {
        (**self).extras()
    }

    fn extras_mut(&mut self) -> &mut Extra {
        (**self).extras_mut()
    }
}

impl<M: Blank> Blank for Box<M> {
    fn blank() -> Self {
        Self::new(M::blank())
    }
}
