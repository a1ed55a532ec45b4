//! Conversions that come or go although both of their types are in both states, possibly at other paths.

use super::super::Compared;
use super::super::indexed_state::{IndexedState, Item};
use crate::listing::{Entry, Kind, Origin, Pair};
use crate::model::TypeId;
use crate::name::ConvertedInto;

/// Whether both states have a conversion, with other features: they follow from the documents that use its types.
pub(super) fn has_other_features((before, after): &Pair<'_>) -> bool {
    let is_same = |(old, new): (&Entry, &Entry)| old.signature == new.signature;
    before.zip(*after).filter(|(old, _)| old.kind == Kind::Impl).is_some_and(is_same)
}

/// Whether both states have the types of the entry, and one of them alone the conversion. The path of a type that moved
/// explains a conversion only where there is one before and after.
pub(super) fn is_of_both(compared: &Compared<'_>, pair: &Pair<'_>) -> bool {
    let (base, head) = (&compared.base, &compared.head);
    match *pair {
        (None, Some(after)) => is_alone(after, base, |item| before(compared, item)),
        (Some(before), None) => is_alone(before, head, |item| self::after(compared, item)),
        _ => false,
    }
}

/// The operations, types and enumerations of the base that became one of the head.
fn before(compared: &Compared<'_>, origin: Origin) -> Vec<Origin> {
    match origin {
        Origin::Operation(index) => {
            let both = compared.operations.both.iter();
            both.filter(|(_, is)| *is == index).map(|(was, _)| Origin::Operation(*was)).collect()
        }
        Origin::Type(id) => {
            let items = compared.matched.before.get(&Item::Type(id));
            items.into_iter().flatten().map(|item| Origin::from(*item)).collect()
        }
        _ => Vec::new(),
    }
}

/// What one of the base became.
fn after(compared: &Compared<'_>, origin: Origin) -> Vec<Origin> {
    match origin {
        Origin::Operation(index) => {
            let both = compared.operations.both.iter();
            both.filter(|(was, _)| *was == index).map(|(_, is)| Origin::Operation(*is)).collect()
        }
        Origin::Type(id) => {
            let items = compared.matched.after.get(&Item::Type(id));
            items.into_iter().flatten().map(|item| Origin::from(*item)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether another state has both types of a conversion, and no conversion between them.
fn is_alone(
    entry: &Entry,
    other: &IndexedState<'_>,
    others: impl Fn(Origin) -> Vec<Origin>,
) -> bool {
    let Some(cause) = entry.cause.as_ref().filter(|_| entry.kind == Kind::Impl) else {
        return false;
    };
    let [Origin::Type(from)] = cause.types.as_slice() else { return false };
    let (from, into) = (others(Origin::Type(*from)), others(cause.origin));
    let is_one = |from_type: TypeId, to: ConvertedInto| {
        let to = match to {
            ConvertedInto::Type(id) => Origin::Type(id),
            ConvertedInto::Request(index) => Origin::Operation(index),
        };
        from.contains(&Origin::Type(from_type)) && into.contains(&to)
    };
    let has_types = !from.is_empty() && !into.is_empty();
    has_types && !other.names.conversions.iter().any(|one| is_one(one.from, one.into))
}
