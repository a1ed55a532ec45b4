//! A new value that only new fields document: callers never had it there.

use super::super::Compared;
use super::super::fields::{is_same, is_successor};
use super::super::pending::PendingChange;
use super::super::report::Side;
use super::super::schema_users::Use;
use super::super::shared_schemas::InBase;
use super::WRITTEN;
use crate::model::{EnumId, Variant};
use crate::schema_path::{Part, PathRoot};

/// Says so of a new value of an enumeration of enums.yaml, and cites the first of the fields.
pub(super) fn cited(
    compared: &Compared<'_>,
    change: PendingChange,
    (base, head): (EnumId, EnumId),
    value: &Variant,
) -> PendingChange {
    let view = &compared.head;
    let mut listing = view.uses(head);
    listing.retain(|one| one.values.contains(&value.wire));
    // Those of new operations and events are new anyway.
    let is_component = |one: &Use<'_>| matches!(one.schema_path.anchor, PathRoot::Schema(_));
    if listing.iter().any(is_component) {
        return change;
    }
    let all = listing.len();
    listing.retain(|one| compared.had(&one.schema_path.anchor));
    let Some(first) = listing.first() else { return change };
    let in_base = InBase::new(compared);
    let before = compared.base.uses(base);
    let was_there = |one: &Use<'_>| {
        let is_it = |was: &Use<'_>| {
            is_same(was.schema_path, one.schema_path)
                || is_successor(compared, was.schema_path, one.schema_path)
        };
        in_base.has_value(one.schema_path) || before.iter().any(is_it)
    };
    if listing.iter().any(was_there) {
        return change;
    }
    let is_sent = |one: &Use<'_>| {
        !matches!(one.schema_path.part, Part::Response(_))
            && !matches!(one.schema_path.anchor, PathRoot::Event(_))
    };
    let which = match listing.len() == all {
        true => "; only new fields document it",
        false => "; only new fields and new operations or events document it",
    };
    let hint = if listing.iter().any(is_sent) { WRITTEN } else { "" };
    let place = (view.file(&first.schema_path.document), first.pointer);
    change.suffix(which).hint(hint).at(Side::Head, place)
}
