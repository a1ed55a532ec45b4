//! Types that come or go with several operations or events: one change for each product.
//!
//! What one operation or event alone reaches is listed with that operation or event.

use std::collections::BTreeMap;

use super::Compared;
use super::indexed_state::{IndexedState, Item};
use super::pending::{Changes, PendingChange, Reason};
use super::report::{Affected, Side};
use super::{enums, rules};

/// The types by product.
#[derive(Default)]
pub(super) struct WithUsers {
    gone: BTreeMap<String, Vec<Item>>,
    new: BTreeMap<String, Vec<Item>>,
}

impl WithUsers {
    /// Adds an item that only operations and events reach that this state alone has.
    pub fn add(&mut self, view: &IndexedState<'_>, side: Side, item: Item) {
        if view.users(item).len() < 2 {
            return;
        }
        let list = match side {
            Side::Base => &mut self.gone,
            Side::Head => &mut self.new,
        };
        list.entry(view.product_of(item)).or_default().push(item);
    }

    pub fn report(self, compared: &Compared<'_>, changes: &mut Changes) {
        for (side, view, list) in
            [(Side::Base, &compared.base, self.gone), (Side::Head, &compared.head, self.new)]
        {
            for items in list.into_values() {
                changes.push(change(view, side, &items));
            }
        }
    }
}

fn change(view: &IndexedState<'_>, side: Side, items: &[Item]) -> PendingChange {
    let rule = match side {
        Side::Base => rules::TYPE_REMOVED,
        Side::Head => rules::TYPE_ADDED,
    };
    let lines: Vec<String> =
        items.iter().filter_map(|item| view.line(Reason::All((*item).into()))).collect();
    let mut users: Vec<_> = items.iter().flat_map(|item| view.own_users(*item)).collect();
    users.sort();
    users.dedup();
    let first = items.first().copied();
    let product = first.map(|item| view.product_of(item)).unwrap_or_default();
    let path = first.map(|item| view.path_text(item)).unwrap_or_default();
    let change = PendingChange::new(rule, &product, &path, "");
    let change = sentence(change, side, items.len(), &users).operations(users);
    let change = items.iter().fold(change, |change, item| {
        let change = change.at(side, view.location((*item).into()));
        match item {
            // Both states can have the entry of enums.yaml.
            Item::Enum(id) => change.at_place(side, &enums::first_use(view, *id)),
            Item::Type(_) => change,
        }
    });
    match (lines.len(), side) {
        (1, Side::Base) => change.lines(lines.into_iter().next(), None),
        (1, Side::Head) => change.lines(None, lines.into_iter().next()),
        _ => change.with(lines),
    }
}

/// The sentence about types of operations, of events, or of both.
pub(super) fn sentence(
    change: PendingChange,
    side: Side,
    count: usize,
    users: &[Affected],
) -> PendingChange {
    let is_event = |one: &Affected| one.wire.starts_with("event ");
    let kinds = match (users.iter().all(is_event), users.iter().any(is_event)) {
        (true, _) => "events",
        (false, false) => "operations",
        (false, true) => "operations and events",
    };
    let (text, hint) = match (side, count) {
        (Side::Base, 1) => {
            ("`{item}` is gone with the {kinds} that used it", "see the {kinds} that are gone")
        }
        (Side::Base, _) => (
            "{count} types are gone with the {kinds} that used them",
            "see the {kinds} that are gone",
        ),
        (Side::Head, 1) => ("`{item}` is new, for new {kinds}", ""),
        (Side::Head, _) => ("{count} types are new, for new {kinds}", ""),
    };
    change.text(text).hint(hint).word("kinds", kinds).word("count", &count.to_string())
}
