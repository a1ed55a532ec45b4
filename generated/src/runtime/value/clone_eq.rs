//! `Clone` and `PartialEq` for all types: one copier and one comparison, over what fields hold.

use super::model::{Contents, Model};
use super::place::Place;
use super::view::View;

/// A copy of a model.
#[must_use]
pub fn copy<M: Model>(model: &M) -> M {
    let mut copy = <M as Model>::blank();
    slots(model, &mut copy);
    copy
}

/// Whether two models of one type hold the same.
#[must_use]
pub fn same(one: &dyn Model, other: &dyn Model) -> bool {
    (0..one.shape().fields.len())
        .all(|index| same_views(&one.slot(index).view(), &other.slot(index).view()))
        && one.extras() == other.extras()
}

/// Copies all fields, and what no field holds, into a blank model.
fn slots(from: &dyn Model, to: &mut dyn Model) {
    // One more than there are fields: what no field holds.
    for index in 0..=from.shape().fields.len() {
        transfer(&from.slot(index).view(), &mut to.slot_mut(index).place());
    }
}

/// Copies a value into a place of the same kind, which nothing is in.
fn transfer(view: &View<'_>, place: &mut Place<'_>) {
    match (view, place) {
        (View::Bool(value), Place::Bool(slot)) => **slot = Some(*value),
        (View::Integer(value), Place::Integer(slot)) => slot.set(*value),
        (View::Number(value), Place::Number(slot)) => **slot = Some(*value),
        (View::Text(value), Place::Text(slot)) => slot.set(value, true),
        (View::Object(model), Place::Object(slot)) => slots(*model, slot.begin()),
        (View::List(list), Place::List(slot)) => {
            let mut left = (0..list.len()).map(|index| list.get(index));
            slot.fill(&mut |element| match left.next() {
                Some(view) => {
                    transfer(&view, element);
                    true
                }
                None => false,
            });
        }
        (View::Map(map), Place::Map(slot)) => {
            let mut left = map.entries();
            slot.fill(&mut |entry| {
                let (key, view) = left.next()?;
                transfer(&view, entry);
                Some(key.to_owned())
            });
        }
        (View::Json(value), Place::Any(slot)) => **slot = Some((*value).clone()),
        (View::Union(one), Place::Union(slot)) => slot.copy(*one),
        (View::File(value), Place::File(slot)) => **slot = Some((*value).clone()),
        (View::Extra(value), Place::Extra(slot)) => **slot = (*value).clone(),
        // Nothing is what is there already.
        _ => {}
    }
}

/// Whether two fields of one type hold the same.
fn same_views(one: &View<'_>, other: &View<'_>) -> bool {
    match (one, other) {
        (View::Absent, View::Absent) => true,
        (View::Bool(one), View::Bool(other)) => one == other,
        (View::Integer(one), View::Integer(other)) => one == other,
        (View::Number(one), View::Number(other)) => one == other,
        (View::Text(one), View::Text(other)) => one == other,
        (View::Object(one), View::Object(other)) => same(*one, *other),
        (View::List(one), View::List(other)) => {
            one.len() == other.len()
                && (0..one.len()).all(|index| same_views(&one.get(index), &other.get(index)))
        }
        (View::Map(one), View::Map(other)) => {
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
        (View::Json(one), View::Json(other)) => one == other,
        (View::Union(one), View::Union(other)) => one.same(*other),
        (View::File(one), View::File(other)) => one == other,
        _ => false,
    }
}
