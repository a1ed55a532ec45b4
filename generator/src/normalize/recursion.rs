//! Fields through which a type would contain itself are stored behind a pointer.

use crate::model::{Api, TypeExpr, TypeId, TypeKind};

pub(super) fn recursion(api: &mut Api) {
    drop_union_loops(api);
    let edges: Vec<Vec<TypeId>> = api.types.iter().map(|ty| direct(&ty.kind)).collect();
    let cycles = cycles(&edges);
    for index in 0..api.types.len() {
        let Some(ty) = api.types.get_mut(index) else { continue };
        let TypeKind::Object(object) = &mut ty.kind else { continue };
        for field in &mut object.fields {
            if let TypeExpr::Type(target) = field.expr {
                field.boxed = cycles.get(target.0) == cycles.get(index);
            }
        }
    }
}

/// The types that a value of this type holds without a list, map or pointer between.
fn direct(kind: &TypeKind) -> Vec<TypeId> {
    let held = |expr: &TypeExpr| match expr {
        TypeExpr::Type(id) => Some(*id),
        _ => None,
    };
    match kind {
        TypeKind::Object(object) => object.fields.iter().filter_map(|f| held(&f.expr)).collect(),
        TypeKind::Union(union) => union.alternatives.iter().filter_map(|a| held(&a.expr)).collect(),
    }
}

/// For each type the number of its cycle: what holds each other has one number (Tarjan's strongly connected
/// components, on a stack of its own, because a document can chain any number of types).
fn cycles(edges: &[Vec<TypeId>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let count = edges.len();
    let (mut order, mut low, mut cycle) = (vec![NEW; count], vec![NEW; count], vec![NEW; count]);
    let (mut held, mut met) = (Vec::new(), 0);
    for root in 0..count {
        if order[root] != NEW {
            continue;
        }
        // A type, and how many of its edges were followed.
        let mut open = vec![(root, 0)];
        while let Some((at, next)) = open.pop() {
            if next == 0 {
                (order[at], low[at]) = (met, met);
                met += 1;
                held.push(at);
            }
            match edges[at].get(next) {
                Some(TypeId(to)) => {
                    open.push((at, next + 1));
                    if order[*to] == NEW {
                        open.push((*to, 0));
                    } else if cycle[*to] == NEW {
                        low[at] = low[at].min(order[*to]);
                    }
                }
                None => {
                    if low[at] == order[at] {
                        while let Some(one) = held.pop() {
                            cycle[one] = at;
                            if one == at {
                                break;
                            }
                        }
                    }
                    if let Some((above, _)) = open.last() {
                        low[*above] = low[*above].min(low[at]);
                    }
                }
            }
        }
    }
    cycle
}

fn reaches(edges: &[Vec<TypeId>], from: TypeId, to: TypeId) -> bool {
    let mut seen = vec![false; edges.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if let Some(seen) = seen.get_mut(at.0)
            && !std::mem::replace(seen, true)
        {
            open.extend(edges.get(at.0).into_iter().flatten());
        }
    }
    false
}

/// A union that is an alternative of itself, through unions only, adds nothing to itself.
fn drop_union_loops(api: &mut Api) {
    let edges: Vec<Vec<TypeId>> = api
        .types
        .iter()
        .map(|ty| match &ty.kind {
            TypeKind::Union(_) => direct(&ty.kind),
            TypeKind::Object(_) => Vec::new(),
        })
        .collect();
    for (index, ty) in api.types.iter_mut().enumerate() {
        if let TypeKind::Union(union) = &mut ty.kind {
            union.alternatives.retain(|one| match one.expr {
                TypeExpr::Type(target) => !reaches(&edges, target, TypeId(index)),
                _ => true,
            });
        }
    }
}
