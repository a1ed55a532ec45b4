//! Usage of types: callers build the types of requests, and only read the others, those of events among them. Types of
//! IDs that no operation or event uses are dropped.

use std::collections::BTreeSet;

use crate::model::{Answer, Api, Operation, TypeExpr, TypeId, TypeKind};

pub(super) fn usage(api: &mut Api) {
    let mut requests: Vec<TypeId> = Vec::new();
    let mut responses: Vec<TypeId> = Vec::new();
    for operation in &api.operations {
        requests.extend(operation.parameters.iter().filter_map(|(_, _, field)| ty(&field.expr)));
        if let Some(body) = &operation.body {
            match ty(&body.expr) {
                // The members of a flat body are inputs; the object itself is never built.
                Some(id) if body.flat => requests.extend(below(api, id)),
                other => requests.extend(other),
            }
        }
        if let Answer::Json(expr) = &operation.answer {
            responses.extend(ty(expr));
        }
    }
    responses.extend(api.events.iter().map(|event| event.ty));
    mark(api, requests, |usage| std::mem::replace(&mut usage.request, true));
    mark(api, responses, |usage| std::mem::replace(&mut usage.response, true));
    let used = ids(api);
    api.ids.retain(|id| used.contains(&id.name));
    api.ids.iter_mut().for_each(|id| id.from.retain(|other| used.contains(other)));
}

/// The types of IDs that inputs, responses and events have.
fn ids(api: &Api) -> BTreeSet<String> {
    let own = api.operations.iter().flat_map(own_exprs);
    let flat = api.operations.iter().filter_map(|one| match one.body.as_ref()?.expr {
        TypeExpr::Type(id) => Some(api.ty(id)),
        _ => None,
    });
    let types = api.types.iter().filter(|ty| ty.usage.request || ty.usage.response).chain(flat);
    let ids =
        own.chain(types.flat_map(|ty| ty.shapes())).filter_map(|expr| match expr.innermost() {
            TypeExpr::Id(name) => Some(name.clone()),
            _ => None,
        });
    ids.collect()
}

/// The types of parameters, of the body and of the response.
fn own_exprs(operation: &Operation) -> Vec<&TypeExpr> {
    let parameters = operation.parameters.iter().map(|(_, _, field)| &field.expr);
    let answer = match &operation.answer {
        Answer::Json(expr) => Some(expr),
        _ => None,
    };
    parameters.chain(operation.body.as_ref().map(|body| &body.expr)).chain(answer).collect()
}

fn ty(expr: &TypeExpr) -> Option<TypeId> {
    match expr.innermost() {
        TypeExpr::Type(id) => Some(*id),
        _ => None,
    }
}

fn below(api: &Api, id: TypeId) -> Vec<TypeId> {
    match &api.ty(id).kind {
        TypeKind::Object(object) => object.fields.iter().filter_map(|f| ty(&f.expr)).collect(),
        TypeKind::Union(union) => union.alternatives.iter().filter_map(|a| ty(&a.expr)).collect(),
    }
}

fn mark(
    api: &mut Api,
    mut open: Vec<TypeId>,
    mut seen: impl FnMut(&mut crate::model::Usage) -> bool,
) {
    while let Some(id) = open.pop() {
        let Some(ty) = api.types.get_mut(id.0) else { continue };
        if !seen(&mut ty.usage) {
            open.extend(below(api, id));
        }
    }
}
