//! Drops types that became part of another one, and enumerations that no value has: there are thousands of both, and
//! all that follows would pass over them.

use std::collections::HashSet;

use crate::model::{Answer, Api, EnumId, TypeExpr, TypeId, TypeKind};
use crate::normalize::glossary::used_enums;

/// Keeps these types, those of bodies and events, and the enumerations that are used or belong to enums.yaml.
pub(super) fn drop_unused(api: &mut Api, is_kept: impl Fn(TypeId) -> bool) {
    let bodies =
        api.operations.iter().filter_map(|operation| operation.body.as_ref()?.expr.type_id());
    let events = api.events.iter().map(|event| event.ty);
    let named: HashSet<TypeId> = bodies.chain(events).collect();
    let used = used_enums(api);
    let types = keep(&mut api.types, |at, _| is_kept(TypeId(at)) || named.contains(&TypeId(at)));
    let enums = keep(&mut api.enums, |at, one| one.shared.is_some() || used.contains(&EnumId(at)));
    let numbers = Numbers { types, enums };
    for event in &mut api.events {
        numbers.ty(&mut event.ty);
    }
    for operation in &mut api.operations {
        operation.parameters.iter_mut().for_each(|(_, _, field)| numbers.expr(&mut field.expr));
        if let Some(body) = &mut operation.body {
            numbers.expr(&mut body.expr);
        }
        if let Answer::Json(expr) = &mut operation.answer {
            numbers.expr(expr);
        }
    }
    for ty in &mut api.types {
        match &mut ty.kind {
            TypeKind::Object(object) => {
                object.fields.iter_mut().for_each(|field| numbers.expr(&mut field.expr));
            }
            TypeKind::Union(union) => {
                union.alternatives.iter_mut().for_each(|one| numbers.expr(&mut one.expr));
            }
        }
    }
}

/// The new numbers by the old ones.
struct Numbers {
    types: Vec<usize>,
    enums: Vec<usize>,
}

impl Numbers {
    fn ty(&self, id: &mut TypeId) {
        if let Some(new) = self.types.get(id.0) {
            id.0 = *new;
        }
    }

    fn expr(&self, expr: &mut TypeExpr) {
        match expr.innermost_mut() {
            TypeExpr::Type(id) => self.ty(id),
            TypeExpr::Enum(id) => {
                if let Some(new) = self.enums.get(id.0) {
                    id.0 = *new;
                }
            }
            _ => {}
        }
    }
}

/// Keeps some items; the new number of each, which of a dropped one is that of the next.
fn keep<T>(list: &mut Vec<T>, is_kept: impl Fn(usize, &T) -> bool) -> Vec<usize> {
    let mut numbers = Vec::with_capacity(list.len());
    let mut next = 0;
    list.retain(|one| {
        let keeps = is_kept(numbers.len(), one);
        numbers.push(next);
        next += usize::from(keeps);
        keeps
    });
    list.shrink_to_fit();
    numbers
}
