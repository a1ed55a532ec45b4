//! Usage of types: callers build the types of requests, and only read the others, those of events among them.

use crate::model::{Answer, Api, TypeExpr, TypeId, TypeKind};

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
