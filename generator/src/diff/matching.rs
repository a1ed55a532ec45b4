//! Which operation or event of the base is which of the head.

use std::collections::{BTreeSet, HashMap};

use super::Compared;
use super::documentation::DEPRECATED;
use super::indexed_state::IndexedState;
use super::pending::{Changes, PendingChange, Reason};
use super::report::Side;
use super::rules;
use crate::listing::Origin;
use crate::model::Operation;
use crate::name::event::MODULE;
use crate::schema_path::PathRoot;

/// Operations as indexes into the two states.
#[derive(Debug, Default)]
pub(super) struct Operations {
    pub both: Vec<(usize, usize)>,
    pub removed: Vec<usize>,
    pub added: Vec<usize>,
}

/// Events as indexes into the two states.
#[derive(Debug, Default)]
pub(super) struct Events {
    pub both: Vec<(usize, usize)>,
    pub removed: Vec<usize>,
    pub added: Vec<usize>,
}

/// Reports operations and events that only one state has, with the types that they alone reach.
pub(super) fn report_unmatched(compared: &Compared<'_>, changes: &mut Changes) {
    let mut report = |rule, side, origin| {
        let view = match side {
            Side::Base => &compared.base,
            Side::Head => &compared.head,
        };
        let reason = |own| (side == own).then_some(Reason::All(origin));
        let change = PendingChange::of(rule, view, origin)
            .with(view.reached_alone(origin))
            .explains(compared, reason(Side::Base), reason(Side::Head));
        let change = match is_deprecated(view, origin) && side == Side::Head {
            true => change.suffix(DEPRECATED),
            false => change,
        };
        let gone = match origin {
            Origin::Operation(index) => view.operation(index).map(|(operation, _)| operation),
            _ => None,
        };
        // Without its document, an overlay has nothing to write to.
        let has_document = |gone: &Operation| compared.head.api.document(&gone.document).is_some();
        let own_document = if gone.is_some_and(has_document) { "document" } else { "gone" };
        let unknown = format!("{MODULE}::Event");
        let has_events = compared.base.has(&unknown) && compared.head.has(&unknown);
        let change = change
            .word_if("replacement", gone.and_then(|gone| compared.head.replacement(gone)))
            .word_if(own_document, gone.map(|gone| gone.document.clone()))
            .word_if("unknown", has_events.then(|| format!("{unknown}::Unknown(…)")));
        changes.push(change.at(side, view.location(origin)));
    };
    for index in &compared.operations.removed {
        report(rules::OPERATION_REMOVED, Side::Base, Origin::Operation(*index));
    }
    for index in &compared.operations.added {
        report(rules::OPERATION_ADDED, Side::Head, Origin::Operation(*index));
    }
    for index in &compared.events.removed {
        report(rules::EVENT_REMOVED, Side::Base, Origin::Event(*index));
    }
    for index in &compared.events.added {
        report(rules::EVENT_ADDED, Side::Head, Origin::Event(*index));
    }
}

fn is_deprecated(view: &IndexedState<'_>, origin: Origin) -> bool {
    match origin {
        Origin::Operation(index) => view.operation(index).is_some_and(|(one, _)| one.deprecated),
        Origin::Event(index) => view.event(index).is_some_and(|(one, _)| one.deprecated),
        _ => false,
    }
}

/// Matches by name on the wire only: receivers subscribe to that name.
pub(super) fn events(base: &IndexedState<'_>, head: &IndexedState<'_>) -> Events {
    let mut events = Events::default();
    for (name, index) in &base.events {
        match head.events.get(name) {
            Some(same) => events.both.push((*index, *same)),
            None => events.removed.push(*index),
        }
    }
    let new = head.events.iter().filter(|(name, _)| !base.events.contains_key(*name));
    events.added = new.map(|(_, index)| *index).collect();
    events
}

/// Matches by method and path; then by Rust name, which names.lock keeps where a person wants it; then by other
/// evidence that an operation has only moved.
pub(super) fn operations(base: &IndexedState<'_>, head: &IndexedState<'_>) -> Operations {
    let mut operations = Operations::default();
    let mut new: BTreeSet<usize> = head.operations.values().copied().collect();
    let mut gone = Vec::new();
    for (key, index) in &base.operations {
        match head.operations.get(key) {
            Some(same) => {
                new.remove(same);
                operations.both.push((*index, *same));
            }
            None => gone.push(*index),
        }
    }
    for likeness in [same_name, same_id, same_summary] {
        gone.retain(|index| {
            let is_similar = |other: &usize| likeness(base, *index, head, *other);
            let candidates: Vec<usize> = new.iter().copied().filter(is_similar).collect();
            // Two candidates are no evidence.
            let [only] = candidates.as_slice() else { return true };
            new.remove(only);
            operations.both.push((*index, *only));
            false
        });
    }
    operations.removed = gone;
    operations.added = new.into_iter().collect();
    operations
}

/// The roots of schema paths of operations that have another method or path in the head.
pub(super) fn successors(
    base: &IndexedState<'_>,
    head: &IndexedState<'_>,
    operations: &Operations,
) -> HashMap<PathRoot, PathRoot> {
    let root = |one: &Operation| PathRoot::Operation(one.method, one.identity.clone());
    let both = operations.both.iter();
    let roots = both.filter_map(|(was, is)| {
        Some((root(base.api.operations.get(*was)?), root(head.api.operations.get(*is)?)))
    });
    roots.filter(|(was, is)| was != is).collect()
}

fn same_name(base: &IndexedState<'_>, index: usize, head: &IndexedState<'_>, other: usize) -> bool {
    let path = |view: &IndexedState<'_>, index| view.operation(index).map(|(_, name)| name.path());
    path(base, index) == path(head, other)
}

fn same_id(base: &IndexedState<'_>, index: usize, head: &IndexedState<'_>, other: usize) -> bool {
    similar(base, index, head, other, |was, is| {
        was.operation_id.is_some() && was.operation_id == is.operation_id
    })
}

/// The same summary and method.
fn same_summary(
    base: &IndexedState<'_>,
    index: usize,
    head: &IndexedState<'_>,
    other: usize,
) -> bool {
    similar(base, index, head, other, |was, is| {
        let has_summary = was.summary.as_ref().is_some_and(|summary| !summary.trim().is_empty());
        has_summary && was.summary == is.summary && was.method == is.method
    })
}

/// Whether two operations pass a test, and both or neither end in a parameter: that distinguishes one item from a
/// list of them.
fn similar(
    base: &IndexedState<'_>,
    index: usize,
    head: &IndexedState<'_>,
    other: usize,
    test: fn(&Operation, &Operation) -> bool,
) -> bool {
    let ends_in_parameter =
        |operation: &Operation| operation.path.trim_end_matches('/').ends_with('}');
    match (base.api.operations.get(index), head.api.operations.get(other)) {
        (Some(was), Some(is)) => {
            was.server == is.server
                && ends_in_parameter(was) == ends_in_parameter(is)
                && test(was, is)
        }
        _ => false,
    }
}
