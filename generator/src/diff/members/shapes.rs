//! Whether two values are of the same Rust type, and how they differ where not.

use super::super::Compared;
use super::super::view::Item;
use crate::model::TypeExpr;

/// Whether both are the same Rust type, apart from names that are told of by themselves.
pub(in super::super) fn same(compared: &Compared<'_>, base: &TypeExpr, head: &TypeExpr) -> bool {
    match (base, head) {
        (TypeExpr::List(one), TypeExpr::List(other))
        | (TypeExpr::Map(one), TypeExpr::Map(other)) => same(compared, one, other),
        (TypeExpr::Type(one), TypeExpr::Type(other)) => {
            alike(compared, Item::Type(*one), Item::Type(*other))
        }
        (TypeExpr::Enum(one), TypeExpr::Enum(other)) => {
            alike(compared, Item::Enum(*one), Item::Enum(*other))
        }
        (TypeExpr::Type(_) | TypeExpr::Enum(_) | TypeExpr::List(_) | TypeExpr::Map(_), _)
        | (_, TypeExpr::Type(_) | TypeExpr::Enum(_) | TypeExpr::List(_) | TypeExpr::Map(_)) => {
            false
        }
        (one, other) => one == other,
    }
}

fn alike(compared: &Compared<'_>, base: Item, head: Item) -> bool {
    compared.pairs.contains(base, head)
        || compared.base.path_text(base) == compared.head.path_text(head)
}

/// The last part of the id of the rule for a change of type.
pub(super) fn kind(compared: &Compared<'_>, base: &TypeExpr, head: &TypeExpr) -> &'static str {
    match (base, head) {
        (one, TypeExpr::List(other)) if same(compared, one, other) => "became-list",
        (TypeExpr::List(one), other) if same(compared, one, other) => "became-single",
        (TypeExpr::Enum(_), other) if plain(other) => "became-plain",
        (one, TypeExpr::Enum(_)) if plain(one) => "became-enum",
        (TypeExpr::List(one), TypeExpr::List(other)) => match kind(compared, one, other) {
            nested @ ("became-plain" | "became-enum") => nested,
            _ => "type-changed",
        },
        _ => "type-changed",
    }
}

/// A value without named variants.
fn plain(expr: &TypeExpr) -> bool {
    matches!(expr, TypeExpr::Integer | TypeExpr::Text | TypeExpr::Number | TypeExpr::Boolean)
}
