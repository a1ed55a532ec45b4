//! New schemas that an entry of shared.yaml selects by a pattern with `*`: nobody has looked at them yet.

mod in_base;

use std::collections::{BTreeMap, HashSet};

use super::Compared;
use super::indexed_state::{IndexedState, Item};
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::{rules, unions};
use crate::model::{Source, Type, TypeId};
use crate::pointer::Pointer;
use crate::schema_path::{PathRoot, Pattern, SchemaPath};
use crate::settings::{SharedEntry, entry_pointer};
pub(super) use in_base::InBase;

/// A schema, and the pattern that selects it.
struct Selected<'a> {
    source: &'a Source,
    pattern: &'a str,
    position: usize,
}

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    let (base, head) = (&compared.base, &compared.head);
    let types = base.api.types.iter().map(|ty| &ty.schema_path);
    // With the paths in shared.yaml of the types that the base has already.
    let known: HashSet<&SchemaPath> = types.chain(&base.api.absorbed).collect();
    let is_shared = |(_, ty): &(usize, &Type)| !ty.sources.is_empty();
    let shared = head.api.types.iter().enumerate().filter(is_shared);
    let shared: BTreeMap<&SchemaPath, (TypeId, &Type)> =
        shared.map(|(index, ty)| (&ty.schema_path, (TypeId(index), ty))).collect();
    let renumbered = renumbered(compared);
    let in_base = InBase::new(compared);
    let is_known = |source: &Source| {
        let before = path_before(&renumbered, &source.schema_path);
        before.is_some_and(|path| known.contains(&path) || in_base.has(&path))
    };
    for (name, entry) in &head.state.settings.shared {
        let Some(was) = base.state.settings.shared.get(name) else { continue };
        let path = SchemaPath::shared(name);
        let Some((id, ty)) = shared.get(&path).filter(|_| known.contains(&path)) else { continue };
        let new = ty.sources.iter().filter(|source| !is_known(source));
        let selected: Vec<Selected<'_>> =
            new.filter_map(|source| selected(entry, was, source)).collect();
        if !selected.is_empty() {
            changes.push(change(head, (name, entry), *id, &selected));
        }
    }
}

/// The alternatives of unions that have another number in the base, or that the base lacks.
fn renumbered<'a>(compared: &Compared<'a>) -> Vec<(&'a SchemaPath, Option<&'a SchemaPath>)> {
    let mut all = Vec::new();
    for (was, successors) in &compared.matched.after {
        for is in successors {
            let (Item::Type(was), Item::Type(is)) = (was, is) else { continue };
            all.extend(unions::renumbered(&compared.base, *was, &compared.head, *is));
        }
    }
    // The alternatives of an alternative come first.
    all.sort_by_key(|(is, _)| std::cmp::Reverse(is.path.len()));
    all
}

/// The path that a schema had in the base: another one below an alternative with another number, and none below one that
/// is new.
fn path_before(
    renumbered: &[(&SchemaPath, Option<&SchemaPath>)],
    schema_path: &SchemaPath,
) -> Option<SchemaPath> {
    let above = renumbered.iter().find_map(|(is, was)| {
        let same = is.anchor == schema_path.anchor && is.part == schema_path.part;
        let rest = schema_path.path.strip_prefix(is.path.as_str()).filter(|_| same)?;
        (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some((rest, was))
    });
    let Some((rest, was)) = above else { return Some(schema_path.clone()) };
    let path = was.as_ref().map(|was| format!("{}{rest}", was.path))?;
    Some(SchemaPath { path, ..schema_path.clone() })
}

/// The pattern with `*`, already in the base, that selects a schema.
fn selected<'a>(
    entry: &'a SharedEntry,
    was: &SharedEntry,
    source: &'a Source,
) -> Option<Selected<'a>> {
    let selects = |pattern: &Pattern| {
        has_stars(pattern) && was.places.contains(pattern) && pattern.matches(&source.schema_path)
    };
    let mut patterns = entry.places.iter().enumerate();
    let (position, pattern) = patterns.find(|(_, pattern)| selects(pattern))?;
    Some(Selected { source, pattern: pattern.as_str(), position })
}

/// Whether a pattern leaves more open than the document.
fn has_stars(pattern: &Pattern) -> bool {
    let (_, rest) = pattern.as_str().split_once(' ').unwrap_or_default();
    rest.contains('*')
}

fn change(
    head: &IndexedState<'_>,
    (name, entry): (&str, &SharedEntry),
    id: TypeId,
    selected: &[Selected<'_>],
) -> PendingChange {
    let mut positions: Vec<usize> = selected.iter().map(|one| one.position).collect();
    positions.sort_unstable();
    positions.dedup();
    let at = |position: usize| -> Pointer { entry_pointer([name, "places"]).join(position) };
    let shown = |one: &Selected<'_>| {
        let schema_path = one.source.schema_path.to_string();
        format!("{} (`{}`)", schema_path.trim_end(), one.pattern)
    };
    let roots: HashSet<&PathRoot> =
        selected.iter().map(|one| &one.source.schema_path.anchor).collect();
    let change = PendingChange::of(rules::SHARED_SCHEMA_ADDED, head, Item::Type(id))
        .operations(head.users_below(Item::Type(id), &roots))
        .word("file", &entry.file)
        .with(selected.iter().map(shown).collect());
    let change = positions.into_iter().fold(change, |change, position| {
        change.at(Side::Head, (entry.file.as_str(), &at(position)))
    });
    selected.iter().fold(change, |change, one| {
        let Source { schema_path, pointer, .. } = one.source;
        change.at(Side::Head, (head.file(&schema_path.document), pointer))
    })
}
