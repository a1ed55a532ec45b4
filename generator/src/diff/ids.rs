//! Types of IDs: which exist, and what they are made from. One that no operation or event uses is not emitted, whether or
//! not rules.yaml has its entry.

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::indexed_state::{IndexedState, Item};
use super::pending::{Changes, PendingChange, Reason};
use super::reached::type_exprs;
use super::report::{Affected, Side};
use super::rules::{self, Rule};
use super::with_users::sentence;
use crate::listing::Origin;
use crate::model::{Field, IdType, TypeExpr, TypeKind};
use crate::name::inputs;
use crate::pointer::Pointer;
use crate::settings::file;

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    let by_name = |view: &IndexedState<'_>| -> BTreeMap<String, usize> {
        view.api.ids.iter().enumerate().map(|(index, id)| (id.name.clone(), index)).collect()
    };
    let (base, head) = (by_name(&compared.base), by_name(&compared.head));
    for name in base.keys().chain(head.keys()).collect::<BTreeSet<_>>() {
        match (base.get(name), head.get(name)) {
            (Some(old), Some(new)) => both(compared, (*old, *new), changes),
            (Some(old), None) => one(compared, Side::Base, (name, *old), changes),
            (None, Some(new)) => one(compared, Side::Head, (name, *new), changes),
            (None, None) => {}
        }
    }
}

fn change(rule: &'static Rule, name: &str) -> PendingChange {
    PendingChange::new(rule, "crate", &format!("ids::{name}"), "")
}

/// A type of IDs of both states, by its indexes.
fn both(compared: &Compared<'_>, (old, new): (usize, usize), changes: &mut Changes) {
    let ids = (compared.base.api.ids.get(old), compared.head.api.ids.get(new));
    let (Some(was), Some(is)) = ids else { return };
    let all = |index| Some(Reason::All(Origin::Id(index)));
    let from = format!("ids::{}::from(\"value\")", is.name);
    let (old_sources, new_sources) = (sources(was), sources(is));
    for (rule, list, others) in [
        (rules::ID_CONVERSION_REMOVED, &old_sources, &new_sources),
        (rules::ID_CONVERSION_ADDED, &new_sources, &old_sources),
    ] {
        let only: Vec<&str> = list.difference(others).map(String::as_str).collect();
        if !only.is_empty() {
            let change = change(rule, &is.name).word("sources", &only.join(", "));
            changes.push(change.word("from", &from).explains(compared, all(old), all(new)));
        }
    }
    changes.compare(Some(was.doc.clone()), Some(is.doc.clone()), || {
        change(rules::TEXT_CHANGED, &is.name)
    });
}

/// The types that a type of IDs is made from besides strings.
fn sources(id: &IdType) -> BTreeSet<String> {
    let IdType { name: _, doc: _, numeric, from } = id;
    let integers = numeric.then(|| "integers".to_owned());
    integers.into_iter().chain(from.iter().map(|other| format!("ids::{other}"))).collect()
}

/// A type of IDs of one state.
fn one(compared: &Compared<'_>, side: Side, (name, index): (&str, usize), changes: &mut Changes) {
    let (view, other) = match side {
        Side::Base => (&compared.base, &compared.head),
        Side::Head => (&compared.head, &compared.base),
    };
    let uses = Uses::of(view, name);
    let all = Some(Reason::All(Origin::Id(index)));
    if uses.is_empty() {
        // Only documents use it that one state could not read.
        changes.explain(side, Reason::All(Origin::Id(index)));
        return;
    }
    let users = uses.users(view);
    let (change, reasons) = match side {
        Side::Base => (change(rules::ID_TYPE_REMOVED, name), (all, None)),
        Side::Head => (change(rules::ID_TYPE_ADDED, name), (None, all)),
    };
    let change = change.explains(compared, reasons.0, reasons.1);
    let follows = uses.are_of_one_state(compared, side);
    let change = if follows { sentence(change, side, 1, &users) } else { change };
    let has_entry = |view: &IndexedState<'_>| view.state.settings.rules.ids.contains_key(name);
    let is_own_entry = !has_entry(other);
    let change = match is_own_entry {
        true => change.at(side, (file::RULES, &Pointer::root().join("ids").join(name))),
        false => change,
    };
    // Without its entry, the schemas have another type, which is reported for them.
    let first = if follows || !is_own_entry { uses.first } else { None };
    changes.push(change.at_place(side, &first).operations(users));
}

/// The uses of a type of IDs.
#[derive(Default)]
struct Uses {
    operations: BTreeSet<usize>,
    events: BTreeSet<usize>,
    /// The first of its schemas.
    first: Option<(String, Pointer)>,
}

impl Uses {
    fn of(view: &IndexedState<'_>, name: &str) -> Uses {
        let is_it = |expr: &TypeExpr| matches!(expr.innermost(), TypeExpr::Id(id) if id == name);
        let mut uses = Uses::default();
        for index in view.operations.values() {
            let Some((operation, _)) = view.operation(*index) else { continue };
            if type_exprs(view.api, operation).into_iter().any(is_it) {
                uses.operations.insert(*index);
                let list = inputs(view.api, operation);
                let fields = list.iter().filter_map(|input| input.field);
                uses.add(view, fields.filter(|field| is_it(&field.expr)));
            }
        }
        for item in view.reach.keys().chain(view.sent.keys()) {
            let Item::Type(id) = item else { continue };
            let ty = view.api.ty(*id);
            if !ty.shapes().any(is_it) {
                continue;
            }
            uses.operations.extend(view.reach.get(item).into_iter().flatten());
            uses.events.extend(view.sent.get(item).into_iter().flatten());
            if let TypeKind::Object(object) = &ty.kind {
                uses.add(view, object.fields.iter().filter(|field| is_it(&field.expr)));
            }
        }
        uses
    }

    /// Adds schemas. The first in the order of files and pointers is shown, whatever the order of the types.
    fn add<'f>(&mut self, view: &IndexedState<'_>, fields: impl Iterator<Item = &'f Field>) {
        for field in fields {
            let own = std::iter::once((&field.schema_path, &field.pointer));
            let sources = field.sources.iter().map(|one| (&one.schema_path, &one.pointer));
            for (schema_path, pointer) in own.chain(sources) {
                let file = view.file(&schema_path.document);
                let place = (file.to_owned(), pointer.clone());
                if !file.is_empty() && self.first.as_ref().is_none_or(|first| place < *first) {
                    self.first = Some(place);
                }
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.events.is_empty()
    }

    fn users(&self, view: &IndexedState<'_>) -> Vec<Affected> {
        let operations = self.operations.iter().filter_map(|index| view.affected(*index));
        let events = self.events.iter().filter_map(|index| view.affected_event(*index));
        let mut users: Vec<Affected> = operations.chain(events).collect();
        users.sort();
        users
    }

    /// Whether all of them are operations and events that the other state does not have.
    fn are_of_one_state(&self, compared: &Compared<'_>, side: Side) -> bool {
        let (operations, events) = match side {
            Side::Base => (&compared.operations.removed, &compared.events.removed),
            Side::Head => (&compared.operations.added, &compared.events.added),
        };
        self.operations.iter().all(|index| operations.contains(index))
            && self.events.iter().all(|index| events.contains(index))
    }
}
