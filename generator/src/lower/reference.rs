//! `$ref`: followed inside the document only.

use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type};
use serde::Deserialize;
use serde_json::Value;

use super::{At, Lowered, Lowerer, Rejection};
use crate::document::reference::{self, Broken};
use crate::model::{Object, TypeId, TypeKind};
use crate::pointer::Pointer;

impl<'a> Lowerer<'a> {
    /// The value that a reference names, with its pointer.
    pub(super) fn follow(&self, reference: &str, from: &Pointer) -> Lowered<(&'a Value, Pointer)> {
        Ok(reference::follow(&self.tree.root, reference, from)?)
    }

    /// The schema a reference names, read once.
    pub(super) fn schema_at(
        &mut self,
        reference: &str,
        from: &Pointer,
    ) -> Lowered<(Rc<Schema>, Pointer)> {
        self.followed += 1;
        if self.followed - self.begun > super::FOLLOWED
            || self.followed > super::FOLLOWED_IN_ALL
            || self.api.types.len() > super::TYPES
        {
            return Err(too_many(from));
        }
        let mut next = reference.to_owned();
        let mut hops = 0;
        loop {
            let (value, pointer) = self.follow(&next, from)?;
            if let Some(schema) = self.read.get(pointer.as_str()) {
                return Ok((schema.clone(), pointer));
            }
            match read::<ReferenceOr<Schema>>(value, &pointer)? {
                ReferenceOr::Item(schema) => {
                    let schema = Rc::new(schema);
                    self.read.insert(pointer.as_str().to_owned(), schema.clone());
                    return Ok((schema, pointer));
                }
                ReferenceOr::Reference { reference } => next = reference,
            }
            hops += 1;
            if hops > 64 {
                return Err(reference::cycle(&pointer).into());
            }
        }
    }

    /// Reserves an id for an object that is deep in a chain of references; its fields are read later, so that the
    /// length of the chain does not matter.
    pub(super) fn postpone(&mut self, schema: &Rc<Schema>, at: &At, key: &str) -> Option<TypeId> {
        let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else { return None };
        if object.properties.is_empty() {
            return None;
        }
        let id = self.reserve(&schema.schema_data, at, Some(key));
        self.later.push((id, schema.clone(), At { depth: 0, ..at.clone() }));
        Some(id)
    }

    /// Reads what was postponed.
    pub(super) fn catch_up(&mut self) -> Lowered<()> {
        while let Some((id, schema, at)) = self.later.pop() {
            let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else { continue };
            let mut fields = Vec::new();
            self.properties(&object.properties, &object.required, &at, &mut fields)?;
            self.fill(id, TypeKind::Object(Object { fields }));
        }
        Ok(())
    }

    /// A path item, or the target of its references.
    pub(super) fn path_item(
        &self,
        item: &'a Value,
        pointer: &Pointer,
    ) -> Lowered<(&'a Value, Pointer)> {
        let (item, at) = reference::target(&self.tree.root, item, pointer)?;
        if item.is_object() {
            return Ok((item, at));
        }
        let help = "write a path item object";
        Err(Rejection::new("not-openapi", &at, "not a path item", help))
    }

    /// A parameter, body or response, or the target of its references.
    pub(super) fn resolve<T: for<'de> Deserialize<'de>>(
        &self,
        value: &'a Value,
        pointer: &Pointer,
    ) -> Lowered<(T, Pointer)> {
        let (value, at) = reference::target(&self.tree.root, value, pointer)?;
        Ok((read(value, &at)?, at))
    }
}

impl From<Broken> for Rejection {
    fn from(broken: Broken) -> Rejection {
        Rejection::new(broken.code, &broken.at, broken.message, broken.help)
    }
}

/// A rejection: nested deeper than any sensible document, and than the stack allows.
pub(super) fn too_deep(at: &Pointer) -> Rejection {
    let help = "shorten the chain of references";
    Rejection::new("too-deep", at, "the references go too deep", help)
}

/// A rejection: references that multiply without end.
fn too_many(at: &Pointer) -> Rejection {
    let help = "refer to objects instead of repeating them as parts or alternatives of each other";
    Rejection::new("too-many", at, "the references lead to too many schemas", help)
}

/// Reads a part of the document with its OpenAPI type.
pub(super) fn read<T: for<'de> Deserialize<'de>>(value: &Value, at: &Pointer) -> Lowered<T> {
    T::deserialize(value).map_err(|error| {
        let help = "correct it in the document, or by an overlay";
        Rejection::new("not-openapi", at, format!("not valid in OpenAPI: {error}"), help)
    })
}
