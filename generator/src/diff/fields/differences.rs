//! The fields of two types as lines, for a change that is about the types as a whole.

use super::super::Compared;
use super::super::indexed_state::{IndexedState, Item};
use super::super::pending::Reason;
use super::{Owner, same};
use crate::listing::{Origin, Part};
use crate::model::{TypeExpr, TypeId};

/// The fields that only one type has, or that have another type: `- field …` and `+ field …`.
pub(in super::super) fn differences(
    compared: &Compared<'_>,
    was: &TypeExpr,
    is: &TypeExpr,
) -> Vec<String> {
    let (base, head) = (&compared.base, &compared.head);
    let (Some(was), Some(is)) = (was.type_id(), is.type_id()) else { return Vec::new() };
    let (Some(old), Some(new)) = (Owner::of_type(base, was), Owner::of_type(head, is)) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for field in &old.fields {
        let other = new.fields.iter().find(|other| other.wire == field.wire);
        if other.is_none_or(|other| !same(compared, field.expr, other.expr)) {
            lines.extend(line(base, was, field.position).map(|line| format!("- {line}")));
        }
    }
    for field in &new.fields {
        let other = old.fields.iter().find(|other| other.wire == field.wire);
        if other.is_none_or(|other| !same(compared, other.expr, field.expr)) {
            lines.extend(line(head, is, field.position).map(|line| format!("+ {line}")));
        }
    }
    lines
}

fn line(view: &IndexedState<'_>, id: TypeId, position: usize) -> Option<String> {
    view.line(Reason::Part(Origin::from(Item::Type(id)), Part::Member(position)))
}
