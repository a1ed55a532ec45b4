//! Whether two values are of the same Rust type, and how they differ where not.

use super::super::Compared;
use super::super::view::Item;
use crate::model::Shape;

/// Whether both are the same Rust type, apart from names that are told of by themselves.
pub(in super::super) fn same(compared: &Compared<'_>, base: &Shape, head: &Shape) -> bool {
    match (base, head) {
        (Shape::List(one), Shape::List(other)) | (Shape::Map(one), Shape::Map(other)) => {
            same(compared, one, other)
        }
        (Shape::Type(one), Shape::Type(other)) => {
            alike(compared, Item::Type(*one), Item::Type(*other))
        }
        (Shape::Enum(one), Shape::Enum(other)) => {
            alike(compared, Item::Enum(*one), Item::Enum(*other))
        }
        (Shape::Type(_) | Shape::Enum(_) | Shape::List(_) | Shape::Map(_), _)
        | (_, Shape::Type(_) | Shape::Enum(_) | Shape::List(_) | Shape::Map(_)) => false,
        (one, other) => one == other,
    }
}

fn alike(compared: &Compared<'_>, base: Item, head: Item) -> bool {
    compared.pairs.contains(base, head)
        || compared.base.path_text(base) == compared.head.path_text(head)
}

/// The last part of the id of the rule for a change of type.
pub(super) fn kind(compared: &Compared<'_>, base: &Shape, head: &Shape) -> &'static str {
    match (base, head) {
        (one, Shape::List(other)) if same(compared, one, other) => "became-list",
        (Shape::List(one), other) if same(compared, one, other) => "became-single",
        (Shape::Enum(_), other) if plain(other) => "became-plain",
        (one, Shape::Enum(_)) if plain(one) => "became-enum",
        (Shape::List(one), Shape::List(other)) => match kind(compared, one, other) {
            nested @ ("became-plain" | "became-enum") => nested,
            _ => "type-changed",
        },
        _ => "type-changed",
    }
}

/// A value without named variants.
fn plain(shape: &Shape) -> bool {
    matches!(shape, Shape::Integer | Shape::Text | Shape::Number | Shape::Boolean)
}
