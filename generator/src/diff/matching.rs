//! Which operation or event of the base is which of the head.

use std::collections::BTreeSet;

use super::view::View;
use crate::model::Operation;

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

/// By name on the wire, and by nothing else: receivers subscribe to that name.
pub(super) fn events(base: &View<'_>, head: &View<'_>) -> Events {
    let mut found = Events::default();
    for (name, index) in &base.events {
        match head.events.get(name) {
            Some(other) => found.both.push((*index, *other)),
            None => found.removed.push(*index),
        }
    }
    let new = head.events.iter().filter(|(name, _)| !base.events.contains_key(*name));
    found.added = new.map(|(_, index)| *index).collect();
    found
}

/// By method and path; then by Rust name, which names.lock keeps where a person wants it; then by what else
/// tells that an operation has only moved.
pub(super) fn operations(base: &View<'_>, head: &View<'_>) -> Operations {
    let mut found = Operations::default();
    let mut new: BTreeSet<usize> = head.operations.values().copied().collect();
    let mut gone = Vec::new();
    for (key, index) in &base.operations {
        match head.operations.get(key) {
            Some(other) => {
                new.remove(other);
                found.both.push((*index, *other));
            }
            None => gone.push(*index),
        }
    }
    for likeness in [same_name, same_id, same_summary] {
        gone.retain(|index| {
            let alike: Vec<usize> =
                new.iter().copied().filter(|other| likeness(base, *index, head, *other)).collect();
            // Two candidates are no evidence.
            let [one] = alike.as_slice() else { return true };
            new.remove(one);
            found.both.push((*index, *one));
            false
        });
    }
    found.removed = gone;
    found.added = new.into_iter().collect();
    found
}

fn same_name(base: &View<'_>, index: usize, head: &View<'_>, other: usize) -> bool {
    let path = |view: &View<'_>, index| view.operation(index).map(|(_, name)| name.path());
    path(base, index) == path(head, other)
}

fn same_id(base: &View<'_>, index: usize, head: &View<'_>, other: usize) -> bool {
    let both = (base.api.operations.get(index), head.api.operations.get(other));
    let (Some(one), Some(other)) = both else { return false };
    one.server == other.server
        && one.operation_id.is_some()
        && one.operation_id == other.operation_id
        && last_word(one) == last_word(other)
}

/// The same words for the same method at a path that ends alike.
fn same_summary(base: &View<'_>, index: usize, head: &View<'_>, other: usize) -> bool {
    let both = (base.api.operations.get(index), head.api.operations.get(other));
    let (Some(one), Some(other)) = both else { return false };
    one.server == other.server
        && one.method == other.method
        && one.summary.as_ref().is_some_and(|summary| !summary.trim().is_empty())
        && one.summary == other.summary
        && last_word(one) == last_word(other)
}

/// Whether the path ends in a parameter tells one item from a list of them.
fn last_word(operation: &Operation) -> bool {
    operation.path.trim_end_matches('/').ends_with('}')
}
