//! The operations and events that a change of a value affects: those whose own documents have the value.

use super::super::Compared;
use super::super::fields::{is_same, is_successor};
use super::super::indexed_state::{IndexedState, Item};
use super::super::report::Affected;
use super::super::rules::{self, Rule};
use super::super::schema_users::Use;
use super::Value;
use super::places::{Schema, schemas};
use crate::model::{EnumId, Variant, Wire};
use crate::schema_path::SchemaPath;

/// Rules about what a document says of a value. The others change the Rust names that all users have.
const DOCUMENTED: &[&Rule] = &[rules::ENUM_VALUE_ADDED, rules::ENUM_VALUE_CHANGED];

/// Rules about the description of a variant. The crate has one of each value, whichever documents have the words.
const DESCRIBED: &[&Rule] =
    &[rules::ENUM_VALUE_DEPRECATED, rules::ENUM_VALUE_RELABELLED, rules::ENUM_VALUE_UNDEPRECATED];

/// The operations and events that have a value which differs; `None` for all that have the enumeration.
pub(super) fn of_value(
    compared: &Compared<'_>,
    rule: &'static Rule,
    (base, was): (EnumId, Value<'_>),
    (head, is): (EnumId, Value<'_>),
) -> Option<Vec<Affected>> {
    let item = Item::Enum(head);
    let view = &compared.head;
    if DESCRIBED.contains(&rule) {
        return Some(compared.own_users(Item::Enum(base), item));
    }
    if rule == rules::ENUM_VALUE_REMOVED {
        return Some(gone(compared, base, &was.variant.wire)).filter(|users| !users.is_empty());
    }
    if !DOCUMENTED.contains(&rule) {
        return None;
    }
    let users = if view.is_shared(item) {
        let is_new = rule == rules::ENUM_VALUE_ADDED;
        view.users_of(item, listing(view, head, &is.variant.wire, is_new))
    } else {
        let (old, new) = (schemas(&compared.base, base), schemas(view, head));
        let wires = (&was.variant.wire, &is.variant.wire);
        view.users_of(item, differing(compared, rule, (&old, &new), wires))
    };
    Some(if users.is_empty() { view.own_users(item) } else { users })
}

/// The operations and events whose documents listed a value that is gone.
fn gone(compared: &Compared<'_>, id: EnumId, wire: &Wire) -> Vec<Affected> {
    let view = &compared.base;
    let paths: Vec<&SchemaPath> = match view.is_shared(Item::Enum(id)) {
        true => listing(view, id, wire, true),
        false => {
            let all = schemas(view, id).into_iter().filter(|one| one.value(wire).is_some());
            all.map(|one| one.schema_path).collect()
        }
    };
    compared.users_before_of(Item::Enum(id), paths)
}

/// The schemas that list a value of an enumeration of enums.yaml. What its entry says of a value is also about schemas
/// without a list of values.
fn listing<'v>(
    view: &IndexedState<'v>,
    id: EnumId,
    wire: &Wire,
    is_new: bool,
) -> Vec<&'v SchemaPath> {
    let lists = |one: &Use<'_>| one.values.contains(wire) || (!is_new && one.values.is_empty());
    view.uses(id).into_iter().filter(lists).map(|one| one.schema_path).collect()
}

/// The schemas of both states in which a value differs; without such a schema, those that have it.
fn differing<'v>(
    compared: &Compared<'_>,
    rule: &'static Rule,
    (old, new): (&[Schema<'v>], &[Schema<'v>]),
    wires: (&Wire, &Wire),
) -> Vec<&'v SchemaPath> {
    let before = |is: &Schema<'_>| {
        let same = old.iter().find(|was| is_same(was.schema_path, is.schema_path));
        let successor =
            || old.iter().find(|was| is_successor(compared, was.schema_path, is.schema_path));
        same.or_else(successor)
    };
    let has = new.iter().filter(|is| is.value(wires.1).is_some());
    let is_other = |is: &&Schema<'_>| {
        before(is).is_some_and(|was| differs(rule, was.value(wires.0), is.value(wires.1)))
    };
    let other: Vec<_> = has.clone().filter(is_other).map(|one| one.schema_path).collect();
    if other.is_empty() { has.map(|one| one.schema_path).collect() } else { other }
}

/// Whether a schema has another value in the way that a rule looks at.
fn differs(rule: &'static Rule, was: Option<&Variant>, is: Option<&Variant>) -> bool {
    let (Some(was), Some(is)) = (was, is) else { return was.is_some() != is.is_some() };
    match rule {
        rule if rule == rules::ENUM_VALUE_CHANGED => was.wire != is.wire,
        _ => was.deprecated != is.deprecated,
    }
}
