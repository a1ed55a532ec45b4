//! The entries of rules.yaml that decide how an operation is paged and how long its ranges may be.

use super::super::indexed_state::IndexedState;
use super::super::report::Side;
use crate::model::{Location, Operation, Paging};
use crate::pointer::Pointer;
use crate::schema_path::Pattern;
use crate::settings::{PagingRule, entry_pointer};

/// An operation of a state.
pub(super) type Of<'a> = (&'a IndexedState<'a>, &'a Operation);

/// Places in rules.yaml.
pub(super) type Entries = Vec<(Side, Pointer)>;

/// The entry of each state that limits the ranges of an operation.
pub(super) fn windows((base, was): Of<'_>, (head, is): Of<'_>) -> Entries {
    both(window(base, was), window(head, is))
}

/// The entries that only one state has, and that say how an operation is paged.
pub(super) fn paging((base, was): Of<'_>, (head, is): Of<'_>) -> Entries {
    let old = styles(base, was, head).map(|pointer| (Side::Base, pointer));
    old.chain(styles(head, is, base).map(|pointer| (Side::Head, pointer))).collect()
}

/// The names of lists that are preferred, in each state where one of them decides and the other state has other names.
pub(super) fn items((base, was): Of<'_>, (head, is): Of<'_>) -> Entries {
    if preferred(base) == preferred(head) {
        return Entries::new();
    }
    let decides = |view: &IndexedState<'_>, operation: &Operation| {
        let (name, _) = operation.paging.as_ref()?.items.as_ref()?;
        let at = preferred(view).iter().position(|preferred| preferred == name)?;
        Some(entry_pointer(["items"]).join(at))
    };
    both(decides(base, was), decides(head, is))
}

fn both(base: Option<Pointer>, head: Option<Pointer>) -> Entries {
    let base = base.map(|pointer| (Side::Base, pointer));
    base.into_iter().chain(head.map(|pointer| (Side::Head, pointer))).collect()
}

fn preferred<'a>(view: &IndexedState<'a>) -> &'a [String] {
    &view.state.settings.rules.items
}

/// The pattern of the input where the range begins.
fn window(view: &IndexedState<'_>, operation: &Operation) -> Option<Pointer> {
    let window = operation.window.as_ref()?;
    let begins = operation
        .parameters
        .iter()
        .find(|(location, _, field)| *location == Location::Query && field.wire == window.from);
    let (.., begins) = begins?;
    view.state.settings.rules.windows.iter().enumerate().find_map(|(index, rule)| {
        let selects = |text: &String| Pattern::new(text).matches(&begins.schema_path);
        let pattern = rule.from.iter().position(selects).filter(|_| rule.to == window.to)?;
        Some(entry_pointer(["windows"]).join(index).join("from").join(pattern))
    })
}

/// The styles of an operation that the other state does not have.
fn styles(
    view: &IndexedState<'_>,
    operation: &Operation,
    other: &IndexedState<'_>,
) -> impl Iterator<Item = Pointer> {
    let others = &other.state.settings.rules.paging;
    let rules = view.state.settings.rules.paging.iter().enumerate();
    let paging = operation.paging.as_ref();
    let own = rules.filter(move |(_, rule)| {
        !others.contains(rule) && paging.is_some_and(|paging| is_used(rule, paging))
    });
    own.map(|(index, _)| entry_pointer(["paging"]).join(index))
}

fn is_used(rule: &PagingRule, paging: &Paging) -> bool {
    match rule {
        PagingRule::Token { request, response, .. } => (paging.token.as_ref())
            .is_some_and(|token| token.request == *request && token.response == *response),
        PagingRule::Number { request, response, count } => {
            paging.number.as_ref().is_some_and(|number| {
                number.request == *request && number.response == *response && number.count == *count
            })
        }
        PagingRule::Offset { request, total, .. } => (paging.offset.as_ref())
            .is_some_and(|offset| offset.request == *request && offset.total == *total),
        PagingRule::Link { .. } => paging.link,
    }
}
