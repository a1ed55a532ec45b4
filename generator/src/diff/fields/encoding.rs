//! Where a value is sent, and how it is written.

use super::super::Compared;
use super::super::indexed_state::IndexedState;
use super::Field;
use crate::model::{Location, Repr, Separator, Style, TypeExpr};

pub(super) fn same_location(was: &Field<'_>, is: &Field<'_>) -> bool {
    location(was) == location(is)
}

pub(super) fn location(field: &Field<'_>) -> &'static str {
    match field.location {
        None => "body",
        Some(Location::Path { .. }) => "path",
        Some(Location::Query) => "query",
        Some(Location::Header) => "header",
        Some(Location::Cookie) => "cookie",
    }
}

/// Whether a value is written in another way. Numbers in quotes that became strings are strings either way.
pub(super) fn differs(compared: &Compared<'_>, was: &Field<'_>, is: &Field<'_>) -> bool {
    let is_text = match (was.quoted, is.quoted) {
        (true, false) => is_string(&compared.head, is.expr),
        (false, true) => is_string(&compared.base, was.expr),
        _ => false,
    };
    let bare = |field: &Field<'_>| encoding(&Field { quoted: false, ..field.clone() });
    if is_text { bare(was) != bare(is) } else { encoding(was) != encoding(is) }
}

/// Whether values of a type are strings by themselves.
fn is_string(view: &IndexedState<'_>, expr: &TypeExpr) -> bool {
    match expr.innermost() {
        TypeExpr::Text | TypeExpr::Timestamp | TypeExpr::Date | TypeExpr::Id(_) => true,
        TypeExpr::Enum(id) => view.api.enumeration(*id).repr == Repr::Text,
        _ => false,
    }
}

/// How the value is written, beyond its type.
pub(super) fn encoding(field: &Field<'_>) -> String {
    let mut words = Vec::new();
    if field.location == Some(Location::Path { double: true }) {
        words.push("percent-encoded twice where needed");
    }
    words.extend(field.style.filter(|style| *style != Style::Repeated).map(|style| match style {
        Style::Repeated => "repeated",
        Style::Comma => "joined by commas",
        Style::Semicolon => "joined by semicolons",
        Style::Space => "joined by spaces",
        Style::Pipe => "joined by `|`",
        Style::Deep => "one pair a key, as `name[key]`",
        Style::Json => "JSON text",
        Style::Exploded => "one `key=value` a key",
        Style::Label { explode: false } => "after a period",
        Style::Label { explode: true } => "after a period each",
        Style::Matrix { explode: false } => "as `;name=value`",
        Style::Matrix { explode: true } => "as `;name=value` each",
    }));
    if field.quoted {
        words.push("in quotes");
    }
    if field.number {
        words.push("as a number");
    }
    // A parameter has a style for this.
    words.extend(field.joined.filter(|_| field.location.is_none()).map(|joined| match joined {
        Separator::Comma => "joined by commas in one string",
        Separator::Semicolon => "joined by semicolons in one string",
        Separator::Space => "joined by spaces in one string",
        Separator::Pipe => "joined by `|` in one string",
    }));
    if words.is_empty() { "plain".to_owned() } else { words.join(", ") }
}
