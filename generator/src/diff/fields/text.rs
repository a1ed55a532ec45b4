//! The description of a field that the crate shows: its own, or that of its enumeration.

use super::super::Compared;
use super::super::indexed_state::{IndexedState, Item};
use super::super::pending::PendingChange;
use super::super::report::Side;
use super::causes::{Configured, caused};
use super::{Both, Field};
use crate::listing::Origin;
use crate::model::TypeExpr;
use crate::pointer::Pointer;

/// A description, and where the enumeration that has it is configured.
pub(in super::super) type Shown = (Option<String>, Option<(String, Pointer)>);

/// The descriptions of a field in both states. Where both have that of an enumeration, the enumeration is compared.
pub(in super::super) fn descriptions(
    (base, was): (&IndexedState<'_>, &Field<'_>),
    (head, is): (&IndexedState<'_>, &Field<'_>),
) -> [Shown; 2] {
    let own = |field: &Field<'_>| (field.text.clone(), None);
    match (&was.text, &is.text) {
        (None, Some(_)) => [of_enumeration(base, was), own(is)],
        (Some(_), None) => [own(was), of_enumeration(head, is)],
        _ => [own(was), own(is)],
    }
}

/// Cites the descriptions: the line of the glossary or the entry of the enumeration, and the field only where the document
/// itself describes it.
pub(in super::super) fn described(
    change: PendingChange,
    compared: &Compared<'_>,
    both: &Both<'_, '_>,
    [before, after]: [Option<(String, Pointer)>; 2],
) -> PendingChange {
    let (old, new) = both.places();
    let own = |field: &Field<'_>, shown: &Option<(String, Pointer)>| {
        let line = field.facts.and_then(|facts| facts.line.as_ref());
        shown.is_none() && field.text.is_some() && line.is_none()
    };
    let change =
        change.at(Side::Base, old.filter(|_| own(both.was, &before))).at_place(Side::Base, &before);
    let change = caused(change, compared, (both.was, both.is), Configured::Text)
        .at(Side::Head, new.filter(|_| own(both.is, &after)))
        .at_place(Side::Head, &after);
    match change.is_nowhere() {
        true => change.at(Side::Base, old).at(Side::Head, new),
        false => change,
    }
}

/// The text of a shared enumeration, which every field of this type without a description has.
fn of_enumeration(view: &IndexedState<'_>, field: &Field<'_>) -> Shown {
    let TypeExpr::Enum(id) = field.expr.innermost() else { return (None, None) };
    let text = IndexedState::one_line(view.api.enumeration(*id).doc.as_deref());
    if text.is_none() || !view.is_shared(Item::Enum(*id)) {
        return (None, None);
    }
    let place = view.location(Origin::Enum(*id));
    (text, place.map(|(file, pointer)| (file.to_owned(), pointer.join("doc"))))
}
