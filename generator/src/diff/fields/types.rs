//! Whether two values have the same Rust type, and the rules about the difference.

use super::super::Compared;
use super::super::indexed_state::Item;
use super::super::rules::{self, FieldRules};
use crate::model::{Enumeration, Repr, TypeExpr};

/// Whether both are the same Rust type, apart from renamed types, which are reported on their own.
pub(in super::super) fn same(compared: &Compared<'_>, base: &TypeExpr, head: &TypeExpr) -> bool {
    match (base, head) {
        (TypeExpr::List(base), TypeExpr::List(head))
        | (TypeExpr::Map(base), TypeExpr::Map(head)) => same(compared, base, head),
        (TypeExpr::Type(base), TypeExpr::Type(head)) => {
            same_item(compared, Item::Type(*base), Item::Type(*head))
        }
        (TypeExpr::Enum(base), TypeExpr::Enum(head)) => {
            same_item(compared, Item::Enum(*base), Item::Enum(*head))
        }
        (TypeExpr::Type(_) | TypeExpr::Enum(_) | TypeExpr::List(_) | TypeExpr::Map(_), _)
        | (_, TypeExpr::Type(_) | TypeExpr::Enum(_) | TypeExpr::List(_) | TypeExpr::Map(_)) => {
            false
        }
        (base, head) => base == head,
    }
}

fn same_item(compared: &Compared<'_>, base: Item, head: Item) -> bool {
    let is_same_path = || compared.base.path_text(base) == compared.head.path_text(head);
    compared.matched.contains(base, head)
        || (is_same_path() && !compared.matched.is_different(base, head))
}

/// The rules about a change of type.
pub(super) fn rules_of(
    compared: &Compared<'_>,
    base: &TypeExpr,
    head: &TypeExpr,
) -> &'static FieldRules {
    match (base, head) {
        (base, TypeExpr::List(item)) if same(compared, base, item) => rules::BECAME_LIST,
        (TypeExpr::List(item), head) if same(compared, item, head) => rules::BECAME_SINGLE,
        _ => naming_of_values(compared, base, head).unwrap_or(rules::TYPE_CHANGED),
    }
}

/// The rules, if named values became plain ones of the same kind or the reverse, possibly inside of lists.
fn naming_of_values(
    compared: &Compared<'_>,
    base: &TypeExpr,
    head: &TypeExpr,
) -> Option<&'static FieldRules> {
    match (base, head) {
        (TypeExpr::Enum(id), head) if is_plain(compared.base.api.enumeration(*id), head) => {
            Some(rules::BECAME_PLAIN)
        }
        (base, TypeExpr::Enum(id)) if is_plain(compared.head.api.enumeration(*id), base) => {
            Some(rules::BECAME_ENUM)
        }
        (TypeExpr::List(base), TypeExpr::List(head)) => naming_of_values(compared, base, head),
        _ => None,
    }
}

/// Whether a value without named variants is one of an enumeration on the wire.
fn is_plain(enumeration: &Enumeration, expr: &TypeExpr) -> bool {
    match enumeration.repr {
        Repr::Integer => matches!(expr, TypeExpr::Integer | TypeExpr::Number),
        Repr::Text => *expr == TypeExpr::Text,
    }
}
