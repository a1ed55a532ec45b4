//! Enumerations: known values of an integer or text, never closed.

use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;

/// Index into [`Api::enums`](super::Api::enums).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumId(pub usize);

/// The type of the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repr {
    /// Integers; unknown ones are kept as `Unknown(i64)`.
    Integer,
    /// Text; unknown ones are kept as `Other(String)`.
    Text,
}

/// A value as documented.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire {
    /// An integer, whatever the place's wire form.
    Integer(i64),
    /// Text.
    Text(String),
}

impl std::fmt::Display for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Wire::Integer(value) => write!(f, "{value}"),
            Wire::Text(value) => f.write_str(value),
        }
    }
}

/// A value of an integer, and the words that explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The value.
    pub value: i64,
    /// Its explanation.
    pub text: String,
    /// No longer to be used.
    pub deprecated: bool,
}

/// One known value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The value on the wire.
    pub wire: Wire,
    /// A name that a person gave (enums.yaml, `x-enum-varnames`).
    pub name: Option<String>,
    /// Its meaning, in a few words.
    pub label: Option<String>,
    /// Other words documents use for it.
    pub aliases: Vec<String>,
    /// No longer to be used.
    pub deprecated: bool,
}

/// An enumeration of one place, or one that several places share.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// The place it was found at (the first, when shared).
    pub schema_path: SchemaPath,
    /// The schema path that it is named after, if it belongs to a type of shared.yaml.
    pub home: Option<SchemaPath>,
    /// The file and pointer of that place.
    pub file: String,
    /// See `file`.
    pub pointer: Pointer,
    /// The name in enums.yaml, when shared.
    pub shared: Option<String>,
    /// Its subject.
    pub doc: Option<String>,
    /// Integer or text.
    pub repr: Repr,
    /// In the order they are emitted in.
    pub variants: Vec<Variant>,
    /// Where documents have the other words for a value, if several places share it.
    pub aliases: Vec<AliasPlace>,
    /// Where documents deprecate a value, if several places share it: the value, the file and the pointer.
    pub deprecations: Vec<(Wire, String, Pointer)>,
    /// The schemas that it replaces, if it belongs to a type of shared.yaml.
    pub sources: Vec<EnumSource>,
}

/// A schema that an enumeration of a shared type replaces.
#[derive(Clone, Debug)]
pub struct EnumSource {
    /// Where it stands.
    pub schema_path: SchemaPath,
    /// The file and pointer of the schema.
    pub file: String,
    /// See `file`.
    pub pointer: Pointer,
    /// Its own values; the enumeration has those of all sources.
    pub variants: Vec<Variant>,
}

/// A place with another word for a value.
#[derive(Clone, Debug)]
pub struct AliasPlace {
    /// The value.
    pub wire: Wire,
    /// The word.
    pub alias: String,
    /// The file and pointer of the place.
    pub file: String,
    /// See `file`.
    pub pointer: Pointer,
}

impl Enumeration {
    /// The place that names it.
    pub fn identity(&self) -> &SchemaPath {
        self.home.as_ref().unwrap_or(&self.schema_path)
    }

    /// Its only schema, as one of several that become one enumeration.
    pub(crate) fn source(&self) -> EnumSource {
        EnumSource {
            schema_path: self.schema_path.clone(),
            file: self.file.clone(),
            pointer: self.pointer.clone(),
            variants: self.variants.clone(),
        }
    }
}
