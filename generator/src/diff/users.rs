//! Which operations and events a change affects: those that both states have. A new operation is reported as new, and
//! no code of a caller depends on it yet; one that is gone is reported as gone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Compared;
use super::indexed_state::{IndexedState, Item};
use super::matching::{Events, Operations};
use super::report::Affected;
use super::rules::{self, Rule};
use crate::listing::Origin;
use crate::schema_path::PathRoot;

/// Rules about items of one state alone, whose users can be of that state alone too.
const ONE_STATE: &[&Rule] = &[
    rules::OPERATION_ADDED,
    rules::OPERATION_REMOVED,
    rules::EVENT_ADDED,
    rules::EVENT_REMOVED,
    rules::TYPE_ADDED,
    rules::TYPE_REMOVED,
    rules::ID_TYPE_ADDED,
    rules::ID_TYPE_REMOVED,
    rules::TYPE_BECAME_BUILDABLE,
    rules::SHARED_SCHEMA_ADDED,
];

/// The operations and events of both states: base → head.
pub(super) struct Kept {
    operations: HashMap<usize, usize>,
    events: HashMap<usize, usize>,
}

impl Kept {
    pub fn new(operations: &Operations, events: &Events) -> Kept {
        Kept {
            operations: operations.both.iter().copied().collect(),
            events: events.both.iter().copied().collect(),
        }
    }

    /// What operations and events of the base are in the head.
    pub fn in_head(&self, [operations, events]: [Vec<usize>; 2]) -> [Vec<usize>; 2] {
        let list = |kept: &HashMap<usize, usize>, all: Vec<usize>| {
            all.into_iter().filter_map(|index| kept.get(&index).copied()).collect()
        };
        [list(&self.operations, operations), list(&self.events, events)]
    }
}

/// Those of the head that use an item, and used it in the base.
fn common(
    kept: &HashMap<usize, usize>,
    (base, was): (&BTreeMap<Item, BTreeSet<usize>>, Item),
    (head, is): (&BTreeMap<Item, BTreeSet<usize>>, Item),
) -> BTreeSet<usize> {
    let old = base.get(&was).into_iter().flatten();
    let old: BTreeSet<usize> = old.filter_map(|index| kept.get(index).copied()).collect();
    head.get(&is).map(|new| new.intersection(&old).copied().collect()).unwrap_or_default()
}

impl Compared<'_> {
    /// The operations and events that use an item in both states, by their names in the head.
    pub fn users(&self, was: Item, is: Item) -> Vec<Affected> {
        let (base, head) = (&self.base, &self.head);
        let operations =
            common(&self.kept.operations, (&base.reach, was), (&head.reach, is)).into_iter();
        let events = common(&self.kept.events, (&base.sent, was), (&head.sent, is)).into_iter();
        let operations = operations.filter_map(|index| head.affected(index));
        let mut list: Vec<Affected> =
            operations.chain(events.filter_map(|index| head.affected_event(index))).collect();
        list.sort();
        list
    }

    /// What an operation, type or enumeration of the base is in the head.
    pub fn successors_of(&self, was: Origin) -> Vec<Origin> {
        let items = |item: Item| {
            let all = self.matched.after.get(&item).into_iter().flatten();
            all.map(|is| Origin::from(*is)).collect()
        };
        match was {
            Origin::Operation(index) => self
                .kept
                .operations
                .get(&index)
                .map(|is| Origin::Operation(*is))
                .into_iter()
                .collect(),
            Origin::Type(id) => items(Item::Type(id)),
            Origin::Enum(id) => items(Item::Enum(id)),
            Origin::Event(_)
            | Origin::Events
            | Origin::Id(_)
            | Origin::Server(_)
            | Origin::DefaultServer => vec![was],
        }
    }

    /// The operations that send an item in both states, by their names in the head.
    pub fn builders(&self, was: Item, is: Item) -> Vec<Affected> {
        let (base, head) = (&self.base, &self.head);
        let all = common(&self.kept.operations, (base.taken(), was), (head.taken(), is));
        all.into_iter().filter_map(|index| head.affected(index)).collect()
    }

    /// Whether the base has an operation or event.
    pub fn had(&self, root: &PathRoot) -> bool {
        match root {
            PathRoot::Event(name) => self.base.events.contains_key(name.as_str()),
            PathRoot::Operation(method, identity) => self.operations.both.iter().any(|(_, is)| {
                let operation = self.head.api.operations.get(*is);
                operation.is_some_and(|one| one.method == *method && one.identity == *identity)
            }),
            PathRoot::Schema(_) | PathRoot::Shared(_) => false,
        }
    }

    /// As [`users`](Self::users), for anything that is in both states.
    pub fn users_of(&self, was: Origin, is: Origin) -> Vec<Affected> {
        let item = |origin| match origin {
            Origin::Type(id) => Some(Item::Type(id)),
            Origin::Enum(id) => Some(Item::Enum(id)),
            _ => None,
        };
        match (item(was), item(is)) {
            (Some(was), Some(is)) => self.users(was, is),
            _ => self.head.describe(is).2,
        }
    }

    /// The operations and events that one state alone has.
    pub fn unmatched(&self) -> BTreeSet<Affected> {
        let list = |view: &IndexedState<'_>, operations: &[usize], events: &[usize]| {
            let operations = operations.iter().filter_map(|index| view.affected(*index));
            let events = events.iter().filter_map(|index| view.affected_event(*index));
            operations.chain(events).collect::<Vec<Affected>>()
        };
        let gone = list(&self.base, &self.operations.removed, &self.events.removed);
        let new = list(&self.head, &self.operations.added, &self.events.added);
        gone.into_iter().chain(new).collect()
    }
}

/// Removes operations and events of one state from a change of an item that both have. Whether there were no others.
pub(super) fn only_kept(
    rule: &'static Rule,
    unmatched: &BTreeSet<Affected>,
    operations: &mut Vec<Affected>,
) -> bool {
    if ONE_STATE.contains(&rule) || operations.is_empty() {
        return false;
    }
    operations.retain(|one| !unmatched.contains(one));
    operations.is_empty()
}

/// What to say of a fact that only documents of new operations and events have.
pub(super) fn of_new_ones(rule: &'static Rule) -> Option<&'static str> {
    let of_values = [rules::ENUM_VALUE_ADDED, rules::ENUM_VALUE_RELABELLED];
    (of_values.contains(&rule) || rule == rules::TEXT_CHANGED)
        .then_some("; only new operations or events document this")
}
