//! Objects that are described several times in the same way and could be one type.

use std::collections::{BTreeMap, BTreeSet};

use super::{Noted, Report};
use crate::model::{Api, Repr, TypeExpr, TypeId, TypeKind};
use crate::normalize::share;

/// Fewer fields are the same by chance.
const FIELDS: usize = 3;
/// Fewer places are not worth a name of their own.
const PLACES: usize = 3;

pub(super) fn shapes(api: &Api, report: &mut Report<'_>) {
    let prints = Prints::new(api);
    let selectable = share::selectable(api);
    let mut groups: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
    for (index, print) in prints.list.iter().enumerate() {
        let large = prints.fields.get(index).is_some_and(|fields| *fields >= FIELDS);
        if large && selectable.get(index) == Some(&true) {
            groups.entry(print.as_str()).or_default().push(TypeId(index));
        }
    }
    groups.retain(|_, group| group.len() >= PLACES);
    let shared: BTreeSet<usize> = groups.values().flatten().map(|id| id.0).collect();
    let inner = inside(api, &shared);
    let mut noted = Vec::new();
    for group in groups.values() {
        // A type that is only used inside a shared type is shared with it.
        if group.iter().all(|id| inner.contains(&id.0)) {
            continue;
        }
        let Some(first) = group.first() else { continue };
        let ty = api.ty(*first);
        let fields = prints.fields.get(first.0).copied().unwrap_or(0);
        let places: Vec<String> =
            group.iter().take(4).map(|id| api.ty(*id).schema_path.to_string()).collect();
        let more = if group.len() > places.len() { ", …" } else { "" };
        noted.push(Noted {
            text: format!("{fields} fields: {}{more}", places.join(", ")),
            count: group.len(),
            file: ty.file.clone(),
            pointer: ty.pointer.clone(),
        });
    }
    report.add(
        "same-shape",
        "objects that are the same in three places or more",
        "if they are one thing, make them one type in shared.yaml",
        noted,
    );
}

/// Types that are a part of a type in `shared`.
fn inside(api: &Api, shared: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut inner = BTreeSet::new();
    for (index, ty) in api.types.iter().enumerate() {
        let TypeKind::Object(object) = &ty.kind else { continue };
        if !shared.contains(&index) && !inner.contains(&index) {
            continue;
        }
        for field in &object.fields {
            if let TypeExpr::Type(id) = field.expr.innermost() {
                inner.insert(id.0);
            }
        }
    }
    inner
}

/// The structure of each type as a string: equal strings are equal structures.
struct Prints {
    list: Vec<String>,
    /// Fields of each, with those of its parts.
    fields: Vec<usize>,
}

impl Prints {
    fn new(api: &Api) -> Prints {
        let mut prints = Prints { list: Vec::new(), fields: Vec::new() };
        for index in 0..api.types.len() {
            let mut open = Vec::new();
            let mut count = 0;
            let print = of_type(api, TypeId(index), &mut open, &mut count);
            prints.list.push(print);
            prints.fields.push(count);
        }
        prints
    }
}

fn of_type(api: &Api, id: TypeId, open: &mut Vec<TypeId>, count: &mut usize) -> String {
    if open.contains(&id) {
        return "cycle".to_owned();
    }
    open.push(id);
    let print = match &api.ty(id).kind {
        TypeKind::Object(object) => {
            let mut fields: Vec<String> = Vec::new();
            for field in &object.fields {
                *count += 1;
                let expr = of_shape(api, &field.expr, open, count);
                let marks = if field.quoted { "'" } else { "" };
                fields.push(format!("{}:{marks}{expr}", field.wire));
            }
            // The order of fields has no meaning.
            fields.sort();
            format!("{{{}}}", fields.join(","))
        }
        TypeKind::Union(union) => {
            let list: Vec<String> = union
                .alternatives
                .iter()
                .map(|one| of_shape(api, &one.expr, open, count))
                .collect();
            format!("<{}>", list.join("|"))
        }
    };
    open.pop();
    print
}

fn of_shape(api: &Api, expr: &TypeExpr, open: &mut Vec<TypeId>, count: &mut usize) -> String {
    match expr {
        TypeExpr::Type(id) => of_type(api, *id, open, count),
        TypeExpr::List(item) => format!("[{}]", of_shape(api, item, open, count)),
        TypeExpr::Map(value) => format!("map {}", of_shape(api, value, open, count)),
        // Values may be added in one place and not yet in another.
        TypeExpr::Enum(id) if api.enumeration(*id).repr == Repr::Integer => "Integer".to_owned(),
        TypeExpr::Enum(_) => "Text".to_owned(),
        other => format!("{other:?}"),
    }
}
