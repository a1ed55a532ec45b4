//! The API as the wire has it: no Rust names, no tokens. One concept a file.

mod credential;
mod enumeration;
mod event;
mod facts;
mod id_type;
mod object;
mod operation;
mod separator;
mod server;
mod type_expr;

pub use credential::Credential;
pub use enumeration::{AliasPlace, EnumId, EnumSource, Enumeration, Label, Repr, Variant, Wire};
pub use event::Event;
pub use facts::Facts;
pub use id_type::IdType;
pub use object::{Alternative, Field, Object, Source, Type, TypeId, TypeKind, Union, Usage};
pub(crate) use operation::summary_of_id;
pub use operation::{
    Answer, Body, BodyKind, Encoding, KnownError, Location, NumberPaging, OffsetPaging, Operation,
    Paging, Span, Style, TokenPaging, Window, erase,
};
pub use separator::Separator;
pub use server::{ErrorRules, LimitHeaders, LimitRules, QuotaRule, Rate, Server, ServerRules};
pub use type_expr::{Shape, TypeExpr};

pub use crate::method::{Method, Token};

/// A source document, as far as its users see it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The id in sources.toml.
    pub id: String,
    /// The file, relative to `specs/`.
    pub file: String,
    /// The Rust module its operations live under; empty for the crate root.
    pub module: String,
    /// The cargo feature that switches it on; empty for always.
    pub feature: String,
    /// The subject of the document.
    pub title: String,
    /// The official page or document.
    pub url: String,
    /// The key of its server in [`Api::servers`].
    pub server: String,
}

/// Everything that is emitted.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The documents, by id.
    pub documents: Vec<Document>,
    /// The servers, by key.
    pub servers: Vec<Server>,
    /// The operations, by document, path and method.
    pub operations: Vec<Operation>,
    /// The events that servers send by themselves, by name.
    pub events: Vec<Event>,
    /// Objects and unions.
    pub types: Vec<Type>,
    /// Enumerations, shared ones once.
    pub enums: Vec<Enumeration>,
    /// Types of IDs, by name.
    pub ids: Vec<IdType>,
    /// Schema paths of types and enumerations that a type of shared.yaml replaces: they need no names of their own.
    pub absorbed: Vec<crate::schema_path::SchemaPath>,
}

impl Api {
    /// The type with this id; ids are made by the lowering stage only.
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[id.0]
    }

    /// The enumeration with this id.
    pub fn enumeration(&self, id: EnumId) -> &Enumeration {
        &self.enums[id.0]
    }

    /// Every field that a value can be in: parameters, and the fields of every object.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        let parameters = self.operations.iter().flat_map(|operation| &operation.parameters);
        let members = self.types.iter().filter_map(|ty| match &ty.kind {
            TypeKind::Object(object) => Some(&object.fields),
            TypeKind::Union(_) => None,
        });
        parameters.map(|(_, _, field)| field).chain(members.flatten())
    }

    /// The document with this id.
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }
}
