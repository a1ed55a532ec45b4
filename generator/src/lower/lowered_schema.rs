//! The result of lowering one schema, and schemas however they are boxed.

use openapiv3::{ReferenceOr, Schema};

use super::At;
use crate::model::{Facts, Field, Label, Separator, TypeExpr};

/// A type with the facts of its schema.
#[derive(Clone, Debug)]
pub(super) struct LoweredSchema {
    pub expr: TypeExpr,
    pub quoted: bool,
    pub joined: Option<Separator>,
    pub nullable: bool,
    pub secret: bool,
    pub facts: Facts,
    /// A name of its own: schema name or title.
    pub name: Option<String>,
    pub labels: Vec<Label>,
}

impl LoweredSchema {
    pub fn of(expr: TypeExpr) -> LoweredSchema {
        LoweredSchema {
            expr,
            quoted: false,
            joined: None,
            nullable: false,
            secret: false,
            facts: Facts::default(),
            name: None,
            labels: Vec::new(),
        }
    }

    pub fn into_field(self, wire: &str, at: &At, required: bool) -> Field {
        Field {
            wire: wire.to_owned(),
            schema_path: at.schema_path.clone(),
            pointer: at.pointer.clone(),
            expr: self.expr,
            quoted: self.quoted,
            number: false,
            joined: self.joined,
            required,
            nullable: self.nullable,
            secret: self.secret,
            boxed: false,
            facts: self.facts,
            labels: self.labels,
            sources: Vec::new(),
        }
    }
}

/// A schema or a reference to one, however it is boxed.
pub(super) fn unbox(schema: &ReferenceOr<Box<Schema>>) -> ReferenceOr<&Schema> {
    match schema {
        ReferenceOr::Reference { reference } => {
            ReferenceOr::Reference { reference: reference.clone() }
        }
        ReferenceOr::Item(schema) => ReferenceOr::Item(schema),
    }
}

pub(super) fn borrow(schema: &ReferenceOr<Schema>) -> ReferenceOr<&Schema> {
    match schema {
        ReferenceOr::Reference { reference } => {
            ReferenceOr::Reference { reference: reference.clone() }
        }
        ReferenceOr::Item(schema) => ReferenceOr::Item(schema),
    }
}
