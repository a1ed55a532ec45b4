//! Decides which bodies are taken apart: their members become inputs of the operation itself.

use crate::model::{Api, BodyKind, Object, TypeExpr, TypeKind};

/// With more required inputs than this, path parameters are positional and the rest is the body's `new`.
const MOST_POSITIONAL: usize = 3;

pub(super) fn inputs(api: &mut Api) {
    for ty in &mut api.types {
        if let TypeKind::Object(object) = &mut ty.kind {
            // A read-only field is never required of a caller.
            object.fields.iter_mut().for_each(|field| field.required &= !field.facts.read_only);
        }
    }
    let types = &api.types;
    for operation in &mut api.operations {
        let required = operation.parameters.iter().filter(|(_, _, field)| field.required).count();
        let Some(body) = &mut operation.body else { continue };
        let encodes_members = !matches!(body.kind, BodyKind::Text(_) | BodyKind::Bytes(_));
        let object: Option<&Object> = match &body.expr {
            TypeExpr::Type(id) => types.get(id.0).and_then(|ty| match &ty.kind {
                TypeKind::Object(object) => Some(object),
                TypeKind::Union(_) => None,
            }),
            _ => None,
        };
        body.flat = object.is_some_and(|object| {
            let own = object.fields.iter().filter(|field| field.required).count();
            encodes_members && required + own <= MOST_POSITIONAL
        });
        // Documents often leave `required` of a body out, although its members cannot all be absent.
        body.required |=
            object.is_some_and(|object| object.fields.iter().any(|field| field.required));
    }
}
