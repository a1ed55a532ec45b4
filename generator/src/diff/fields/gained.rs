//! Why a type has a field that it did not have: its own schemas have it now, or other schemas are the same type now.

use super::super::Compared;
use super::super::report::Affected;
use super::super::rules::Family;
use super::cited::{is_same, is_successor};
use super::{Cited, Field, Owner, Owners};
use crate::pointer::Pointer;
use crate::schema_path::{PathRoot, SchemaPath};

/// Whether both are one place.
fn is_one(compared: &Compared<'_>, one: &SchemaPath, other: &SchemaPath) -> bool {
    is_same(one, other) || is_successor(compared, one, other)
}

/// The schemas of a new field that are part of the schemas that the type had before.
fn own<'f>(compared: &Compared<'_>, base: &Owner<'_>, field: &Field<'f>) -> Vec<Cited<'f>> {
    let mut all = field.schemas();
    all.retain(|one| {
        let had =
            |schema: &&&SchemaPath| is_one(compared, &schema.member(field.wire), one.schema_path);
        base.schemas.iter().any(|schema| had(&schema))
    });
    all
}

/// Whether only schemas that are the same type now have a new field.
pub(super) fn by_sharing(
    compared: &Compared<'_>,
    base: &Owner<'_>,
    head: &Owner<'_>,
    field: &Field<'_>,
) -> bool {
    if head.schemas.len() < 2 || base.schemas.is_empty() || !own(compared, base, field).is_empty() {
        return false;
    }
    let stays =
        |schema: &SchemaPath| head.schemas.iter().any(|other| is_one(compared, schema, other));
    let gone: Vec<&SchemaPath> =
        base.schemas.iter().copied().filter(|schema| !stays(schema)).collect();
    // Of an operation or event in which a schema of the type is gone, it can be that schema in another place.
    let can_be = |old: &SchemaPath, anchor: &PathRoot| {
        let new = compared.successors.get(&old.anchor).unwrap_or(&old.anchor);
        new == anchor || matches!(old.anchor, PathRoot::Schema(_))
    };
    let is_other = |one: &Cited<'_>| !gone.iter().any(|old| can_be(old, &one.schema_path.anchor));
    field.schemas().iter().all(is_other)
}

/// The operations and events whose schemas have a new field now.
pub(super) fn users(owners: &Owners<'_>, field: &Field<'_>) -> Vec<Affected> {
    let own = own(owners.compared, owners.base, field);
    owners.users_of(own.iter().map(|one| one.schema_path))
}

/// Whether the crate marks a field as deprecated: all of its schemas deprecate it.
pub(super) fn is_deprecated(field: &Field<'_>) -> bool {
    field.facts.is_some_and(|facts| facts.deprecated)
}

/// Where a new field is documented: in a schema that the type had before, and in a request if callers send it.
pub(super) fn place<'f>(
    compared: &Compared<'_>,
    base: &Owner<'_>,
    field: &Field<'f>,
    family: Family,
) -> (&'f str, &'f Pointer) {
    let own = own(compared, base, field);
    let mut sent = own.iter().filter(|one| family != Family::Response && !one.is_received());
    let one = sent.next().or(own.first());
    one.map_or((field.file, field.pointer), Cited::location)
}

/// Whether no request has the field, although callers build the type.
pub(super) fn only_received(field: &Field<'_>) -> bool {
    let schemas = field.schemas();
    !schemas.is_empty() && schemas.iter().all(Cited::is_received)
}
