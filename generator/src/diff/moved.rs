//! Where a type is that has another path: the same schema in both states, and the configuration that moved it.

use super::Compared;
use super::fields::{is_same, is_successor};
use super::indexed_state::{IndexedState, Item};
use super::pending::PendingChange;
use super::report::Side;
use crate::pointer::Pointer;
use crate::schema_path::{PathRoot, SchemaPath};
use crate::settings::{entry_pointer, file};

/// A schema of a type.
#[derive(Clone, Copy)]
struct Schema<'a> {
    path: &'a SchemaPath,
    file: &'a str,
    pointer: &'a Pointer,
}

/// Adds the places of an item that has another path in the head.
pub(super) fn located(
    change: PendingChange,
    compared: &Compared<'_>,
    was: Item,
    is: Item,
) -> PendingChange {
    let (base, head) = (&compared.base, &compared.head);
    let (old, new) = (schemas(base, was), schemas(head, is));
    let first = |test: &dyn Fn(&SchemaPath, &SchemaPath) -> bool| {
        let other = |one: &Schema<'_>| new.iter().copied().find(|is| test(one.path, is.path));
        old.iter().find_map(|one| Some((*one, other(one)?)))
    };
    // Without a schema of both states, one of the same operation or event.
    let pair = first(&is_same)
        .or_else(|| first(&|one, other| is_successor(compared, one, other)))
        .or_else(|| first(&|one, other| one.anchor == other.anchor));
    let Some((one, other)) = pair else { return change.at_both(compared, was, is) };
    let change = change.at(Side::Base, (one.file, one.pointer));
    let change = change.at(Side::Head, (other.file, other.pointer));
    let (gone, came) = (pattern(base, head, was, one.path), pattern(head, base, is, other.path));
    if gone.is_none() && came.is_none() {
        return locked(change, compared, "type", (&base.path_text(was), &head.path_text(is)));
    }
    change
        .at(Side::Base, gone.as_ref().map(|(file, pointer)| (file.as_str(), pointer)))
        .at(Side::Head, came.as_ref().map(|(file, pointer)| (file.as_str(), pointer)))
}

/// Cites the lines of names.lock that have two paths of one thing, where both states have such a line.
pub(super) fn locked(
    change: PendingChange,
    compared: &Compared<'_>,
    kind: &str,
    (was, is): (&str, &str),
) -> PendingChange {
    let line = |view: &IndexedState<'_>, path: &str| {
        let (start, end) = (format!("{kind} "), format!(" = {path}"));
        let is_its = |line: &str| line.starts_with(&start) && line.ends_with(&end);
        view.state.sources.line(file::NAMES, is_its)
    };
    match (line(&compared.base, was), line(&compared.head, is)) {
        (Some(old), Some(new)) => change
            .at_line(Side::Base, file::NAMES, Pointer::root(), old)
            .at_line(Side::Head, file::NAMES, Pointer::root(), new),
        _ => change,
    }
}

/// The schemas of an item: those that it replaces, or its own.
fn schemas<'a>(view: &IndexedState<'a>, item: Item) -> Vec<Schema<'a>> {
    let mut all: Vec<Schema<'a>> = match item {
        Item::Type(id) => view
            .api
            .ty(id)
            .sources
            .iter()
            .map(|source| Schema {
                path: &source.schema_path,
                file: view.file(&source.schema_path.document),
                pointer: &source.pointer,
            })
            .collect(),
        Item::Enum(id) => view
            .api
            .enumeration(id)
            .sources
            .iter()
            .map(|source| Schema {
                path: &source.schema_path,
                file: &source.file,
                pointer: &source.pointer,
            })
            .collect(),
    };
    if all.is_empty() {
        let path = view.schema_path(item);
        let location = view.location(item.into());
        all.extend(location.map(|(file, pointer)| Schema { path, file, pointer }));
    }
    all
}

/// The pattern of shared.yaml or enums.yaml that makes a schema this item, if the other state does not have it.
fn pattern(
    view: &IndexedState<'_>,
    other: &IndexedState<'_>,
    item: Item,
    schema_path: &SchemaPath,
) -> Option<(String, Pointer)> {
    let (settings, others) = (&view.state.settings, &other.state.settings);
    let (shared, identity) = match item {
        Item::Type(id) => (None, view.api.ty(id).identity()),
        Item::Enum(id) => {
            let one = view.api.enumeration(id);
            (one.shared.as_ref(), one.identity())
        }
    };
    let (name, file, places, known, path) = match (shared, &identity.anchor) {
        (Some(name), _) => {
            let entry = settings.enums.get(name)?;
            let known = others.enums.get(name).map(|entry| entry.places.as_slice());
            (name, &entry.file, &entry.places, known, schema_path.path.as_str())
        }
        (None, PathRoot::Shared(name)) => {
            let entry = settings.shared.get(name)?;
            let known = others.shared.get(name).map(|entry| entry.places.as_slice());
            // What is below a shared type follows from it.
            let above = schema_path.path.strip_suffix(identity.path.as_str())?;
            (name, &entry.file, &entry.places, known, above.trim_end_matches('.'))
        }
        _ => return None,
    };
    let schema_path = SchemaPath { path: path.to_owned(), ..schema_path.clone() };
    let at = places.iter().position(|pattern| pattern.matches(&schema_path))?;
    let is_known = known.zip(places.get(at)).is_some_and(|(known, own)| known.contains(own));
    let pointer = entry_pointer([name.as_str(), "places"]).join(at);
    (!is_known).then(|| (file.clone(), pointer))
}
