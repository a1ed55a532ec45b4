//! Types that come or go with several operations or events: one change for each product.
//!
//! What one operation or event alone reaches is listed with that operation or event.

use std::collections::BTreeMap;

use super::Compared;
use super::indexed_state::{IndexedState, Item};
use super::pending::{Changes, PendingChange, Reason};
use super::report::Side;
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
    let (rule, text, hint) = match (side, items.len()) {
        (Side::Base, 1) => (
            rules::TYPE_REMOVED,
            "`{item}` is gone with the operations and events that used it",
            "see the operations and events that are gone",
        ),
        (Side::Base, _) => (
            rules::TYPE_REMOVED,
            "{count} types are gone with the operations and events that used them",
            "see the operations and events that are gone",
        ),
        (Side::Head, 1) => {
            (rules::TYPE_ADDED, "`{item}` is new, for new operations and events", "")
        }
        (Side::Head, _) => {
            (rules::TYPE_ADDED, "{count} types are new, for new operations and events", "")
        }
    };
    let lines: Vec<String> =
        items.iter().filter_map(|item| view.line(Reason::All((*item).into()))).collect();
    let mut users: Vec<_> = items.iter().flat_map(|item| view.users(*item)).collect();
    users.sort();
    users.dedup();
    let first = items.first().copied();
    let product = first.map(|item| view.product_of(item)).unwrap_or_default();
    let path = first.map(|item| view.path_text(item)).unwrap_or_default();
    let change = PendingChange::new(rule, &product, &path, "")
        .text(text)
        .hint(hint)
        .word("count", &items.len().to_string())
        .operations(users)
        .at(side, first.and_then(|item| view.location(item.into())));
    // Both states can have the entry of enums.yaml.
    let change = match first {
        Some(Item::Enum(id)) => change.at_place(side, &enums::first_use(view, id)),
        _ => change,
    };
    match (lines.len(), side) {
        (1, Side::Base) => change.lines(lines.into_iter().next(), None),
        (1, Side::Head) => change.lines(None, lines.into_iter().next()),
        _ => change.with(lines),
    }
}
