//! Places that shared.yaml calls one thing become one type, with everything below them.
//!
//! First, which types belong together: those at the places of an entry, and those of their members with them
//! (`classes.rs`). Then, what they are called after (`home.rs`), and what the one type of each class is
//! (`merge.rs`). What is left over goes (`unused.rs`). Nothing is shared because it happens to look alike.

mod classes;
mod common_facts;
mod home;
mod merge;
mod unused;

use super::{unmatched, without_places};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Answer, Api, Type, TypeExpr, TypeId, TypeKind};
use crate::pointer::Pointer;
use crate::schema_path::{PathLine, Selection};
use crate::settings::{Settings, entry_pointer, file};
use classes::Classes;

pub(super) fn share(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    if settings.shared.is_empty() {
        return;
    }
    let groups = matched(api, settings, findings);
    let mut classes = Classes::new(api);
    for group in &groups {
        for pair in group.windows(2) {
            if let [one, other] = pair {
                classes.join_types(*one, *other);
            }
        }
    }
    classes.close(api);
    let homes = home::homes(api, settings, &groups, &classes, findings);
    merge::merge(api, settings, &classes, &homes, findings);
    redirect(api, &classes);
    unused::drop_unused(api, |id| classes.ty(id) == id);
}

/// For each entry, the types at its places.
fn matched(api: &Api, settings: &Settings, findings: &mut Findings) -> Vec<Vec<TypeId>> {
    let patterns = Selection::new(settings.shared.values().flat_map(|entry| &entry.places));
    // For each pattern, the types at its places.
    let mut found: Vec<Vec<TypeId>> = vec![Vec::new(); patterns.len()];
    for (id, schema_path) in candidates(api) {
        for at in patterns.of(&schema_path) {
            if let Some(found) = found.get_mut(at) {
                found.push(id);
            }
        }
    }
    let mut found = found.into_iter();
    let mut groups = Vec::new();
    for (name, entry) in &settings.shared {
        let mut group: Vec<TypeId> = Vec::new();
        if entry.places.is_empty() {
            without_places(&entry.file, name, &entry_pointer([name.as_str()]), findings);
        }
        for (at, pattern) in entry.places.iter().enumerate() {
            let pointer = entry_pointer([name.as_str(), "places"]).join(at);
            let found = found.next().unwrap_or_default();
            if found.is_empty() {
                unmatched(&entry.file, &pointer, pattern, findings);
            }
            if !found.is_empty() && found.iter().all(|id| group.contains(id)) {
                let message =
                    format!("`{}` adds no schema path to those above it", pattern.as_str());
                findings.push(fault("shared-twice", &entry.file, &pointer, message, "remove it"));
            }
            group.extend(found);
        }
        group.sort();
        group.dedup();
        groups.push(group);
    }
    groups
}

/// Whether an entry can select each of the types. The members of a flat body are inputs of its operation, so the
/// object around them is no type; and an event is known by a type of its own.
pub(crate) fn selectable(api: &Api) -> Vec<bool> {
    let filled =
        |ty: &Type| !matches!(&ty.kind, TypeKind::Object(object) if object.fields.is_empty());
    let mut selectable: Vec<bool> = api.types.iter().map(filled).collect();
    for body in api.operations.iter().filter_map(|operation| operation.body.as_ref()) {
        if let (true, TypeExpr::Type(id)) = (body.flat, &body.expr)
            && let Some(one) = selectable.get_mut(id.0)
        {
            *one = false;
        }
    }
    for event in &api.events {
        if let Some(one) = selectable.get_mut(event.ty.0) {
            *one = false;
        }
    }
    selectable
}

/// Types that an entry can select, each with its place as a line.
fn candidates(api: &Api) -> Vec<(TypeId, PathLine<'_>)> {
    let list = api.types.iter().zip(selectable(api)).enumerate();
    let kept = list.filter(|(_, (_, selectable))| *selectable);
    kept.map(|(index, (ty, _))| (TypeId(index), ty.schema_path.written())).collect()
}

/// Everything that named one of the types of a class now names the one that is left.
fn redirect(api: &mut Api, classes: &Classes) {
    for operation in &mut api.operations {
        for (_, _, field) in &mut operation.parameters {
            classes.redirect(&mut field.expr);
        }
        if let Some(body) = operation.body.as_mut().filter(|body| !body.flat) {
            classes.redirect(&mut body.expr);
        }
        if let Answer::Json(expr) = &mut operation.answer {
            classes.redirect(expr);
        }
    }
    for ty in &mut api.types {
        match &mut ty.kind {
            TypeKind::Object(object) => {
                object.fields.iter_mut().for_each(|field| classes.redirect(&mut field.expr));
            }
            TypeKind::Union(union) => {
                union.alternatives.iter_mut().for_each(|one| classes.redirect(&mut one.expr));
                let mut seen: Vec<TypeExpr> = Vec::new();
                union.alternatives.retain(|one| {
                    let new = !seen.contains(&one.expr);
                    seen.push(one.expr.clone());
                    new
                });
            }
        }
    }
}

fn fault(code: &'static str, file: &str, at: &Pointer, message: String, help: &str) -> Finding {
    Finding::new(Severity::Error, code, file, at, message, help)
}

/// The file of an entry.
fn file_of<'a>(settings: &'a Settings, name: &str) -> &'a str {
    settings.shared.get(name).map_or(file::SHARED, |entry| entry.file.as_str())
}
