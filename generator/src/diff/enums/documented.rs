//! Where documents have an enumeration of enums.yaml, or a value that its entry does not list.

use super::super::indexed_state::IndexedState;
use super::super::schema_users::Use;
use crate::model::{EnumId, Wire};
use crate::pointer::Pointer;

/// The first schema with this value of an enumeration.
pub(super) fn first(view: &IndexedState<'_>, id: EnumId, wire: &Wire) -> Option<(String, Pointer)> {
    first_with(view, id, &|one| one.values.contains(wire))
}

/// The first schema of an enumeration of enums.yaml; none of another one, which is a schema itself.
pub(in super::super) fn first_use(
    view: &IndexedState<'_>,
    id: EnumId,
) -> Option<(String, Pointer)> {
    first_with(view, id, &|_| true)
}

fn first_with(
    view: &IndexedState<'_>,
    id: EnumId,
    has: &dyn Fn(&Use<'_>) -> bool,
) -> Option<(String, Pointer)> {
    let uses = view.uses(id);
    let mut places = uses.iter().filter(|one| has(one));
    places.find_map(|one| {
        let file = view.file(&one.schema_path.document);
        (!file.is_empty()).then(|| (file.to_owned(), one.pointer.clone()))
    })
}
