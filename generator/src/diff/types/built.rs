//! The request that contains a type which callers build now.

use std::collections::BTreeSet;

use super::super::indexed_state::{IndexedState, Item};
use super::super::report::Affected;
use crate::model::TypeId;
use crate::pointer::Pointer;
use crate::schema_path::{Part, PathRoot, SchemaPath};

/// The schemas of a type in requests, and of the types around it if it has none itself.
pub(super) fn requests<'a>(
    view: &IndexedState<'a>,
    id: TypeId,
) -> Vec<(&'a SchemaPath, &'a str, &'a Pointer)> {
    let mut known = BTreeSet::from([id]);
    let mut open = vec![id];
    while !open.is_empty() {
        let found: Vec<_> = open.iter().flat_map(|id| own(view, *id)).collect();
        if !found.is_empty() {
            return found;
        }
        let types = view.api.types.iter().enumerate();
        let contains = types.filter(|(_, ty)| ty.parts().any(|part| open.contains(&part)));
        open = contains.map(|(index, _)| TypeId(index)).filter(|id| known.insert(*id)).collect();
    }
    Vec::new()
}

fn own<'a>(view: &IndexedState<'a>, id: TypeId) -> Vec<(&'a SchemaPath, &'a str, &'a Pointer)> {
    let ty = view.api.ty(id);
    let whole = ty.sources.is_empty().then_some((&ty.schema_path, &ty.pointer));
    let sources = ty.sources.iter().map(|source| (&source.schema_path, &source.pointer));
    let is_sent = |(path, _): &(&SchemaPath, &Pointer)| {
        matches!(path.anchor, PathRoot::Operation(..)) && !matches!(path.part, Part::Response(_))
    };
    let sent = whole.into_iter().chain(sources).filter(is_sent);
    sent.map(|(path, pointer)| (path, view.file(&path.document), pointer)).collect()
}

/// The operations that send a type.
pub(super) fn senders(view: &IndexedState<'_>, id: TypeId) -> Vec<Affected> {
    let item = Item::Type(id);
    let own = own(view, id);
    let users = view.users_of(item, own.into_iter().map(|(path, ..)| path));
    if !users.is_empty() {
        return users;
    }
    let all = view.taken().get(&item).into_iter().flatten();
    let mut all: Vec<Affected> = all.filter_map(|index| view.affected(*index)).collect();
    all.sort();
    all
}
