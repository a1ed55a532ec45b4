//! Schemas below a field that has another name on the wire: their paths begin with another name in the head.

use std::collections::{BTreeSet, HashMap};

use super::super::Compared;
use super::super::indexed_state::{IndexedState, Item};
use super::super::rules::Family;
use super::cited::{is_in_same_part, is_same_path};
use super::{Owner, Owners};
use crate::model::{Operation, TypeId, TypeKind};
use crate::schema_path::{Part, PathRoot, SchemaPath};

/// The fields with another name, by the operation, event or component of the base.
#[derive(Debug, Default)]
pub(in super::super) struct Renamed(HashMap<PathRoot, Vec<Name>>);

/// The paths of a field in both states.
#[derive(Debug)]
struct Name {
    part: Part,
    old: String,
    new: String,
}

impl Renamed {
    pub fn new(compared: &Compared<'_>) -> Renamed {
        let mut renamed = Renamed::default();
        let (base, head) = (&compared.base, &compared.head);
        for (was, successors) in &compared.matched.after {
            for is in successors {
                let (Item::Type(was), Item::Type(is)) = (*was, *is) else { continue };
                if !has_others(base, was, head, is) {
                    continue;
                }
                if let (Some(was), Some(is)) = (Owner::of_type(base, was), Owner::of_type(head, is))
                {
                    renamed.add(compared, Family::Response, &was, &is);
                }
            }
        }
        for (was, is) in &compared.operations.both {
            let (Some((old, old_name)), Some((new, new_name))) =
                (base.operation(*was), head.operation(*is))
            else {
                continue;
            };
            let (Some(old_body), Some(new_body)) = (flat(old), flat(new)) else { continue };
            if has_others(base, old_body, head, new_body) {
                let was = Owner::of_operation(base, *was, old, old_name);
                let is = Owner::of_operation(head, *is, new, new_name);
                renamed.add(compared, Family::Input, &was, &is);
            }
        }
        renamed
    }

    fn add(&mut self, compared: &Compared<'_>, family: Family, was: &Owner<'_>, is: &Owner<'_>) {
        let owners = Owners::new(compared, family, was, is);
        let (matched, ..) = owners.matched();
        for (was, is) in matched.into_iter().filter(|(was, is)| was.wire != is.wire) {
            let new = is.schemas();
            for one in was.schemas().iter().map(|one| one.schema_path) {
                let is_other = |other: &&SchemaPath| {
                    let above = (above(one, was.wire), above(other, is.wire));
                    is_in_same_part(compared, one, other)
                        && matches!(above, (Some(old), Some(new)) if is_same_path(old, new))
                };
                let Some(other) = new.iter().map(|new| new.schema_path).find(is_other) else {
                    continue;
                };
                let (old, new) = (one.path.clone(), other.path.clone());
                let name = Name { part: one.part.clone(), old, new };
                self.0.entry(one.anchor.clone()).or_default().push(name);
            }
        }
    }

    /// The path that a schema of the base has below a field with another name.
    pub fn path(&self, one: &SchemaPath) -> Option<String> {
        let names = self.0.get(&one.anchor)?.iter().filter(|name| name.part == one.part);
        names
            .filter_map(|name| below(&one.path, &name.old).map(|rest| name.new.clone() + rest))
            .next()
    }
}

/// The path without the name of the field.
fn above<'a>(path: &'a SchemaPath, wire: &str) -> Option<&'a str> {
    path.path.strip_suffix(wire)
}

/// The rest of a path below another.
fn below<'a>(path: &'a str, above: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(above)?;
    (rest.is_empty() || rest.starts_with(['.', '[', '{', '|'])).then_some(rest)
}

/// The type of a body whose members are inputs.
fn flat(operation: &Operation) -> Option<TypeId> {
    operation.body.as_ref().filter(|body| body.flat)?.expr.type_id()
}

/// Whether each of two objects has a field that the other lacks.
fn has_others(base: &IndexedState<'_>, was: TypeId, head: &IndexedState<'_>, is: TypeId) -> bool {
    let (TypeKind::Object(was), TypeKind::Object(is)) =
        (&base.api.ty(was).kind, &head.api.ty(is).kind)
    else {
        return false;
    };
    let old: BTreeSet<&str> = was.fields.iter().map(|field| field.wire.as_str()).collect();
    let new: BTreeSet<&str> = is.fields.iter().map(|field| field.wire.as_str()).collect();
    !old.is_subset(&new) && !new.is_subset(&old)
}
