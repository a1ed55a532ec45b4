//! Models: the description of a type that the value driver uses.

use serde_json::Value;

use super::decode_into::DecodeInto;
use super::extra::Extra;
use super::field_type::FieldDyn;
use super::value_ref::ValueRef;
use crate::runtime::request::operation_info::OperationInfo;

/// One field of a model or one input of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name on the wire.
    pub wire: &'static str,
    /// Bits of [`flags`].
    pub flags: u32,
}

impl Field {
    /// Whether all the given bits are set.
    #[must_use]
    pub const fn has(&self, bits: u32) -> bool {
        self.flags & bits == bits
    }
}

/// The fields of a type, in the order of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldTable {
    /// The Rust name of the type.
    pub name: &'static str,
    /// The fields; a field's position is its index in [`Model::field`].
    pub fields: &'static [Field],
    /// The operation, for the type of a request; empty for any other.
    pub operation: &'static [&'static OperationInfo],
}

/// The bits of [`Field::flags`].
pub mod flags {
    /// A request without a value is invalid.
    pub const REQUIRED: u32 = 1;
    /// The value is never printed.
    pub const SECRET: u32 = 1 << 1;
    /// A number or boolean that the document types as a string: `"2"` in JSON.
    pub const TEXT: u32 = 1 << 2;
    /// Part of the path.
    pub const PATH: u32 = 1 << 3;
    /// Part of the query.
    pub const QUERY: u32 = 1 << 4;
    /// A header.
    pub const HEADER: u32 = 1 << 5;
    /// A cookie.
    pub const COOKIE: u32 = 1 << 6;
    /// The whole body, not a property of it.
    pub const BODY: u32 = 1 << 7;
    /// Percent-encoded twice when it starts with `/` or contains `//`.
    pub const DOUBLE: u32 = 1 << 8;
    /// A list joined by commas.
    pub const COMMA: u32 = 1 << 9;
    /// A list joined by semicolons.
    pub const SEMICOLON: u32 = 1 << 10;
    /// An object written as `name[key]`, a list repeated as `name[]`.
    pub const DEEP: u32 = 1 << 11;
    /// A list joined by spaces.
    pub const SPACE: u32 = 1 << 12;
    /// A list joined by `|`.
    pub const PIPE: u32 = 1 << 13;
    /// A value written as JSON text.
    pub const JSON: u32 = 1 << 14;
    /// An object whose members are written as `key=value`, or a list in a path with a mark before each element.
    pub const EXPLODE: u32 = 1 << 15;
    /// An ID that the document types as a number: `2` in JSON, without quotes.
    pub const NUMBER: u32 = 1 << 16;
    /// In a path, where nothing is joined by spaces: a value with a period before it.
    pub const LABEL: u32 = SPACE;
    /// In a path, where nothing is joined by `|`: a value as `;name=value`.
    pub const MATRIX: u32 = PIPE;
    /// All bits for the way in which a list or an object is written.
    pub const STYLES: u32 = COMMA | SEMICOLON | DEEP | SPACE | PIPE | JSON | EXPLODE;
    /// All bits of separators: a list that travels as one string.
    pub const JOINED: u32 = COMMA | SEMICOLON | SPACE | PIPE;
    /// All bits that place a field outside the properties of the body.
    pub const LOCATED: u32 = PATH | QUERY | HEADER | COOKIE | BODY;
}

/// A type made of named fields and [`Extra`].
///
/// Decoding, encoding, comparing, copying, printing, form fields and query pairs are all written once against this
/// trait.
pub trait Model: Send + Sync {
    /// The fields.
    fn table(&self) -> &'static FieldTable;
    /// Field `index`; after the last one come the extra entries, and at [`OPTIONS`] the options of a request.
    fn field(&self, index: usize) -> &dyn FieldDyn;
    /// The same, to be changed.
    fn field_mut(&mut self, index: usize) -> &mut dyn FieldDyn;
    /// A value with nothing set.
    fn empty() -> Self
    where
        Self: Sized;
}

/// The interface of every model.
///
/// These are no methods of [`Model`], so that the compiler makes them once and not for each type.
pub trait ModelExt: Model {
    /// Where field `index` is decoded into.
    fn target(&mut self, index: usize) -> DecodeInto<'_>;
    /// The content of field `index`; of a union that of its alternative.
    fn view(&self, index: usize) -> ValueRef<'_>;
    /// The extra entries.
    fn extras(&self) -> &Extra;
    /// Keeps a value that no field holds.
    fn insert_extra(&mut self, name: &str, value: Value);
    /// Replaces all values that no field has.
    fn set_extras(&mut self, extras: Extra);
}

/// Past the last field of any model.
const BEHIND: usize = usize::MAX;

/// The index of the options of a request, which are no field of it.
pub const OPTIONS: usize = BEHIND - 1;

impl<M: Model + ?Sized> ModelExt for M {
    #[inline]
    fn target(&mut self, index: usize) -> DecodeInto<'_> {
        self.field_mut(index).target()
    }

    #[inline]
    fn view(&self, index: usize) -> ValueRef<'_> {
        self.field(index).view().alternative()
    }

    fn extras(&self) -> &Extra {
        static NONE: Extra = Extra::new();
        match self.field(BEHIND).view() {
            ValueRef::Extra(extra) => extra,
            _ => &NONE,
        }
    }

    fn insert_extra(&mut self, name: &str, value: Value) {
        if let DecodeInto::Extra(extra) = self.field_mut(BEHIND).target() {
            extra.insert(name, value);
        }
    }

    fn set_extras(&mut self, extras: Extra) {
        if let DecodeInto::Extra(extra) = self.field_mut(BEHIND).target() {
            *extra = extras;
        }
    }
}

/// A value with nothing set.
///
/// Types with required inputs have no `Default`, because an empty one is not valid; the driver still has to start from
/// something.
pub trait Empty {
    /// A value with nothing set.
    fn empty() -> Self;
}

impl<M: Model> Empty for M {
    fn empty() -> Self {
        <M as Model>::empty()
    }
}

/// A recursive type holds itself in a box.
impl<M: Model> Model for Box<M> {
    fn table(&self) -> &'static FieldTable {
        (**self).table()
    }

    fn field(&self, index: usize) -> &dyn FieldDyn {
        (**self).field(index)
    }

    fn field_mut(&mut self, index: usize) -> &mut dyn FieldDyn {
        (**self).field_mut(index)
    }

    fn empty() -> Self {
        Self::new(<M as Model>::empty())
    }
}
