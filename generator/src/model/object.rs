//! Objects and unions.

use std::sync::LazyLock;

use super::{Facts, Label, Separator, Shape, TypeExpr};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;

/// Index into [`Api::types`](super::Api::types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// An object or union.
#[derive(Clone, Debug)]
pub struct Type {
    /// Where it is defined.
    pub schema_path: SchemaPath,
    /// The schema path that it is named after, if it replaces several: its path in shared.yaml.
    pub home: Option<SchemaPath>,
    /// The file and pointer of that place.
    pub file: String,
    /// See `file`.
    pub pointer: Pointer,
    /// A name the document gives (`title`).
    pub title: Option<String>,
    /// The description in the document.
    pub facts: Facts,
    /// Whether requests or responses use it.
    pub usage: Usage,
    /// Object or union.
    pub kind: TypeKind,
    /// The schemas that it replaces, if it is a type of shared.yaml.
    pub sources: Vec<Source>,
}

/// A schema that a shared type replaces, or a field of one.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it stands.
    pub schema_path: SchemaPath,
    /// The pointer in the file of its document.
    pub pointer: Pointer,
    /// Its own facts, if it has any; the shared type has those that all sources have in common.
    pub facts: Option<Box<Facts>>,
    /// Whether it is always there, or has to be sent.
    pub required: bool,
    /// `null` is a documented value.
    pub nullable: bool,
    /// The kind of its own type, and that of its items; the shared type has one that fits all sources.
    pub shapes: [Shape; 2],
}

/// Most schemas state nothing, and there are many of them.
static NO_FACTS: LazyLock<Facts> = LazyLock::new(Facts::default);

impl Source {
    pub(crate) fn new(schema_path: &SchemaPath, pointer: &Pointer, facts: &Facts) -> Source {
        let facts = (*facts != *NO_FACTS).then(|| Box::new(facts.clone()));
        let (schema_path, pointer) = (schema_path.clone(), pointer.clone());
        let shapes = [Shape::Type; 2];
        Source { schema_path, pointer, facts, required: false, nullable: false, shapes }
    }

    /// Its own facts.
    pub fn facts(&self) -> &Facts {
        self.facts.as_deref().unwrap_or(&NO_FACTS)
    }
}

impl Type {
    /// The place that names it.
    pub fn identity(&self) -> &SchemaPath {
        self.home.as_ref().unwrap_or(&self.schema_path)
    }

    /// The shapes of its members or alternatives.
    pub fn shapes(&self) -> Box<dyn Iterator<Item = &TypeExpr> + '_> {
        match &self.kind {
            TypeKind::Object(object) => Box::new(object.fields.iter().map(|field| &field.expr)),
            TypeKind::Union(union) => Box::new(union.alternatives.iter().map(|one| &one.expr)),
        }
    }

    /// The types that it is made of.
    pub fn parts(&self) -> impl Iterator<Item = TypeId> + '_ {
        self.shapes().filter_map(TypeExpr::type_id)
    }
}

/// Whether callers build values of a type, or only read them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// It is part of a request.
    pub request: bool,
    /// It is part of a response.
    pub response: bool,
}

/// The kind of a [`Type`].
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// Named fields.
    Object(Object),
    /// One of several shapes.
    Union(Union),
}

/// An object with known fields; unknown ones are kept.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// In the order of the document.
    pub fields: Vec<Field>,
}

impl Object {
    /// Whether a value without anything set is valid: callers only read it, or nothing is required.
    pub fn has_default(&self, usage: Usage) -> bool {
        !usage.request || self.fields.iter().all(|field| !field.required)
    }
}

/// A member of an object, or a parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// Where it stands.
    pub schema_path: SchemaPath,
    /// The file and pointer of the place.
    pub pointer: Pointer,
    /// The type of the value.
    pub expr: TypeExpr,
    /// The document types this number, boolean or enumeration as text: its JSON form is quoted.
    pub quoted: bool,
    /// The document types this ID as a number: its JSON form has no quotes.
    pub number: bool,
    /// The values of this list are joined in one string.
    pub joined: Option<Separator>,
    /// Callers must send it.
    pub required: bool,
    /// `null` is a documented value.
    pub nullable: bool,
    /// Never printed.
    pub secret: bool,
    /// Part of a cycle of types: stored behind a pointer.
    pub boxed: bool,
    /// The description in the document.
    pub facts: Facts,
    /// Names the document itself gives to values (`x-enum-varnames` and the like) of an integer without enum.
    pub labels: Vec<Label>,
    /// The fields that it replaces, if it is part of a type of shared.yaml and several schemas have it.
    pub sources: Vec<Source>,
}

impl Field {
    /// The field as a source of a shared one.
    pub(crate) fn source(&self) -> Source {
        Source {
            required: self.required,
            nullable: self.nullable,
            shapes: self.expr.shapes(),
            ..Source::new(&self.schema_path, &self.pointer, &self.facts)
        }
    }

    /// Says whether a shared type requires the field. Its only schema may say something else.
    pub(crate) fn require(&mut self, required: bool) {
        if self.required != required && self.sources.is_empty() {
            self.sources.push(self.source());
        }
        self.required = required;
    }
}

/// A union: one of several types, distinguished by looking at the value.
#[derive(Clone, Debug, Default)]
pub struct Union {
    /// In the order of the document.
    pub alternatives: Vec<Alternative>,
    /// The key whose value selects the alternative: `discriminator`, or a property with distinct values in each.
    pub tag: Option<String>,
}

/// One alternative of a [`Union`].
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Where it stands; its number is that of names.lock.
    pub schema_path: SchemaPath,
    /// Its pointer in the file of the union.
    pub pointer: Pointer,
    /// A name the document gives (schema name, title).
    pub name: Option<String>,
    /// The type of the value.
    pub expr: TypeExpr,
    /// The values of the tag that mean this alternative; none when any value may.
    pub tags: Vec<String>,
    /// The schema that a reference leads to: the value of a discriminator where the document gives no other.
    pub schema: Option<String>,
}
