//! `Clone` and `PartialEq` for all types: one copier and one comparison, over what fields hold.

use super::decode_into::DecodeInto;
use super::model::{Model, ModelExt, OPTIONS};
use super::value_ref::ValueRef;

/// A copy of a model.
#[must_use]
pub fn copy<M: Model>(model: &M) -> M {
    let mut copy = <M as Model>::empty();
    copy_into(model, &mut copy);
    copy
}

/// Whether two models of one type hold the same; requests, with the same options.
#[must_use]
pub fn same(one: &dyn Model, other: &dyn Model) -> bool {
    let is_same = |index| same_views(&one.field(index).view(), &other.field(index).view());
    (0..one.table().fields.len()).all(is_same)
        && one.extras() == other.extras()
        && (one.table().operation.is_empty() || is_same(OPTIONS))
}

/// Copies all fields, and what no field holds, into an empty model.
pub(crate) fn copy_into(from: &dyn Model, to: &mut dyn Model) {
    // One more than there are fields: what no field holds.
    for index in 0..=from.table().fields.len() {
        transfer(&from.field(index).view(), &mut to.field_mut(index).target());
    }
    if !from.table().operation.is_empty() {
        transfer(&from.field(OPTIONS).view(), &mut to.field_mut(OPTIONS).target());
    }
}

/// Copies a value into a place of the same kind, which nothing is in.
pub(crate) fn transfer(view: &ValueRef<'_>, target: &mut DecodeInto<'_>) {
    match (view, target) {
        (ValueRef::Bool(value), DecodeInto::Bool(slot)) => **slot = Some(*value),
        (ValueRef::Integer(value) | ValueRef::Named(value, _), DecodeInto::Integer(slot)) => {
            slot.set(*value);
        }
        (ValueRef::Number(value), DecodeInto::Number(slot)) => **slot = Some(*value),
        (ValueRef::String(value), DecodeInto::String(slot)) => slot.set(value, true),
        (ValueRef::Object(model), DecodeInto::Object(slot)) => copy_into(*model, slot.begin()),
        (ValueRef::List(list), DecodeInto::List(slot)) => {
            let mut left = (0..list.len()).map(|index| list.get(index));
            slot.fill(&mut |element| match left.next() {
                Some(view) => {
                    transfer(&view, element);
                    true
                }
                None => false,
            });
        }
        (ValueRef::Map(map), DecodeInto::Map(slot)) => {
            let mut left = map.entries();
            slot.fill(&mut |entry| {
                let (key, view) = left.next()?;
                transfer(&view, entry);
                Some(key.to_owned())
            });
        }
        (ValueRef::Json(value), DecodeInto::Json(slot)) => **slot = Some((*value).clone()),
        (ValueRef::Union(one), DecodeInto::Union(slot)) => slot.copy(*one),
        (ValueRef::File(value), DecodeInto::File(slot)) => **slot = Some((*value).clone()),
        (ValueRef::Extra(value), DecodeInto::Extra(slot)) => **slot = (*value).clone(),
        (ValueRef::Options(value), DecodeInto::Options(slot)) => **slot = (*value).clone(),
        // Nothing is what is there already.
        _ => {}
    }
}

/// Whether two fields of one type hold the same.
fn same_views(one: &ValueRef<'_>, other: &ValueRef<'_>) -> bool {
    match (one, other) {
        (ValueRef::Absent, ValueRef::Absent) => true,
        (ValueRef::Bool(one), ValueRef::Bool(other)) => one == other,
        (ValueRef::Integer(one), ValueRef::Integer(other)) => one == other,
        (ValueRef::Named(one, _), ValueRef::Named(other, _)) => one == other,
        (ValueRef::Number(one), ValueRef::Number(other)) => one == other,
        (ValueRef::String(one), ValueRef::String(other)) => one == other,
        (ValueRef::Object(one), ValueRef::Object(other)) => same(*one, *other),
        (ValueRef::List(one), ValueRef::List(other)) => {
            one.len() == other.len()
                && (0..one.len()).all(|index| same_views(&one.get(index), &other.get(index)))
        }
        (ValueRef::Map(one), ValueRef::Map(other)) => {
            let (mut one, mut other) = (one.entries(), other.entries());
            loop {
                match (one.next(), other.next()) {
                    (None, None) => return true,
                    (Some((key, value)), Some((other_key, other_value)))
                        if key == other_key && same_views(&value, &other_value) => {}
                    _ => return false,
                }
            }
        }
        (ValueRef::Json(one), ValueRef::Json(other)) => one == other,
        (ValueRef::Union(one), ValueRef::Union(other)) => one.same(*other),
        (ValueRef::File(one), ValueRef::File(other)) => one == other,
        (ValueRef::Options(one), ValueRef::Options(other)) => one == other,
        _ => false,
    }
}
