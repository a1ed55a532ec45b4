//! Descriptions of objects, unions and enumerations, and the places that have them.

use super::Compared;
use super::indexed_state::{IndexedState, Item};
use super::pending::{Changes, PendingChange};
use super::report::Side;
use crate::model::Type;
use crate::pointer::Pointer;
use crate::schema_path::PathRoot;
use crate::settings::entry_pointer;

/// Compares the description of an item of both states.
pub(super) fn compare(
    compared: &Compared<'_>,
    (was, is): (Item, Item),
    change: impl FnOnce() -> PendingChange,
    changes: &mut Changes,
) {
    let (base, head) = (&compared.base, &compared.head);
    changes.compare(text(base, was), text(head, is), || {
        let at = |change: PendingChange, side, view: &IndexedState<'_>, item| {
            let place = text(view, item).and_then(|_| place(view, item));
            change.at(side, place.as_ref().map(|(file, pointer)| (*file, pointer)))
        };
        at(at(change(), Side::Base, base, was), Side::Head, head, is)
    });
}

fn text(view: &IndexedState<'_>, item: Item) -> Option<String> {
    match item {
        Item::Type(id) => IndexedState::text(&view.api.ty(id).facts),
        Item::Enum(id) => IndexedState::one_line(view.api.enumeration(id).doc.as_deref()),
    }
}

/// The line of the glossary, the entry of shared.yaml or enums.yaml, or the schema.
fn place<'a>(view: &IndexedState<'a>, item: Item) -> Option<(&'a str, Pointer)> {
    match item {
        Item::Type(id) => of_type(view, view.api.ty(id)),
        Item::Enum(id) => {
            let one = view.api.enumeration(id);
            if let Some(name) = &one.shared {
                let pointer = entry_pointer([name.as_str(), "doc"]);
                return Some((one.file.as_str(), pointer));
            }
            let glossary = &view.state.settings.glossary;
            let line = glossary.line(one.identity()).map(|(_, line)| line.text.as_str());
            let is_line = line.is_some() && line == one.doc.as_deref();
            is_line.then(|| glossary.location(one.identity())).flatten()
        }
    }
    .or_else(|| view.location(item.into()).map(|(file, pointer)| (file, pointer.clone())))
}

fn of_type<'a>(view: &IndexedState<'a>, ty: &'a Type) -> Option<(&'a str, Pointer)> {
    let (settings, identity) = (&view.state.settings, ty.identity());
    if ty.facts.line.is_some()
        && let Some(line) = settings.glossary.location(identity)
    {
        return Some(line);
    }
    let PathRoot::Shared(name) = &identity.anchor else { return None };
    let entry = settings.shared.get(name).filter(|_| identity.path.is_empty())?;
    Some((entry.file.as_str(), entry_pointer([name.as_str(), "doc"])))
}
