//! The generic types of which the types of events and payloads are aliases. The changes of an alias are those of a type;
//! here is what code notices that names the generic type.

use std::collections::BTreeMap;

use super::super::Compared;
use super::super::indexed_state::IndexedState;
use super::super::pending::{Changes, PendingChange};
use super::super::rules::{self, Family};
use crate::listing::{Entry, Kind, Origin};
use crate::name::event::MODULE;

/// The lines of generic types, by the path of the type.
type Lines<'a> = BTreeMap<String, Vec<&'a Entry>>;

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    let (base, head) = (lines(&compared.base), lines(&compared.head));
    for (path, old) in &base {
        match head.get(path) {
            Some(new) => members(old, new, changes),
            None => {
                let change = PendingChange::new(rules::TYPE_REMOVED, "crate", path, "")
                    .text("the generic type `{item}` is gone")
                    .hint("write the types of the events or payloads that were aliases of it");
                changes.push(with_lines(change, old, |line| (Some(line), None)));
            }
        }
    }
    for (path, new) in head.iter().filter(|(path, _)| !base.contains_key(*path)) {
        let change = PendingChange::new(rules::TYPE_ADDED, "crate", path, "")
            .text("`{item}` is new: types of several events are aliases of this generic type");
        changes.push(with_lines(change, new, |line| (None, Some(line))));
    }
}

fn lines<'a>(view: &IndexedState<'a>) -> Lines<'a> {
    let event_enum = format!("{MODULE}::Event");
    let mut lines = Lines::new();
    for entry in view.entries_of(Origin::Events) {
        let path = match entry.kind {
            Kind::Struct => entry.path(),
            Kind::Field | Kind::Method if entry.owner != event_enum => entry.owner.clone(),
            _ => continue,
        };
        lines.entry(path).or_default().push(*entry);
    }
    lines
}

/// The declaration, and the members below it.
fn with_lines(
    change: PendingChange,
    entries: &[&Entry],
    sides: fn(String) -> (Option<String>, Option<String>),
) -> PendingChange {
    let is_type = |entry: &&&Entry| entry.kind == Kind::Struct;
    let (before, after) = match entries.iter().find(is_type) {
        Some(entry) => sides(entry.to_string()),
        None => (None, None),
    };
    let members = entries.iter().filter(|entry| entry.kind != Kind::Struct);
    change.lines(before, after).with(members.map(ToString::to_string).collect())
}

/// The members of a type that both states have.
fn members(old: &[&Entry], new: &[&Entry], changes: &mut Changes) {
    let by_line = |entries: &[&Entry]| -> BTreeMap<(Kind, String), String> {
        let keyed = entries.iter().map(|one| ((one.kind.clone(), one.path()), one.to_string()));
        keyed.collect()
    };
    let (old, new) = (by_line(old), by_line(new));
    let mut push = |rule, text, path: &str, before: Option<&String>, after: Option<&String>| {
        let change = PendingChange::new(rule, "crate", path, "").text(text).hint("");
        changes.push(change.lines(before.cloned(), after.cloned()));
    };
    let family = Family::Response;
    for ((kind, path), line) in &old {
        match new.get(&(kind.clone(), path.clone())) {
            None => {
                let text = "the generic type no longer has `{item}`";
                push(rules::REMOVED.of(family), text, path, Some(line), None);
            }
            Some(other) if other != line => {
                let text = "`{item}` of the generic type has another type";
                push(rules::TYPE_CHANGED.of(family), text, path, Some(line), Some(other));
            }
            Some(_) => {}
        }
    }
    for ((kind, path), line) in &new {
        if !old.contains_key(&(kind.clone(), path.clone())) {
            let text = "the generic type has `{item}` too";
            push(rules::ADDED.of(family), text, path, None, Some(line));
        }
    }
}
