//! The cargo features that the conditions of items (`#[cfg(…)]`) need.

use std::collections::BTreeSet;

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, Token};

use crate::listing::OR;

/// Features of which one is enough; without any, no caller has the item.
type Clause = BTreeSet<String>;

/// What an item needs, each with the names of which one is enough.
pub(super) fn features(attributes: &[Attribute]) -> Vec<String> {
    let clauses = of_all(attributes).into_iter().filter(|clause| !clause.is_empty());
    clauses.map(|clause| clause.into_iter().collect::<Vec<_>>().join(OR)).collect()
}

/// Whether an item is compiled for tests alone.
pub(super) fn is_for_tests(attributes: &[Attribute]) -> bool {
    of_all(attributes).iter().any(Clause::is_empty)
}

fn of_all(attributes: &[Attribute]) -> Vec<Clause> {
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let lists = conditions.filter_map(|attribute| attribute.meta.require_list().ok());
    lists.filter_map(|list| list.parse_args().ok()).flat_map(|meta| clauses(&meta)).collect()
}

/// The clauses that all have to be true. A platform, or a feature that is off, is no feature that a caller adds.
fn clauses(condition: &Meta) -> Vec<Clause> {
    match condition {
        Meta::NameValue(pair) if pair.path.is_ident("feature") => match &pair.value {
            Expr::Lit(value) => match &value.lit {
                Lit::Str(name) => vec![Clause::from([name.value()])],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        },
        Meta::Path(path) if path.is_ident("test") => vec![Clause::new()],
        Meta::List(list) => {
            let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let parts = parts.into_iter().flatten();
            if list.path.is_ident("all") {
                parts.flat_map(|part| clauses(&part)).collect()
            } else if list.path.is_ident("any") {
                parts.fold(vec![Clause::new()], |one, part| either(&one, &clauses(&part)))
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}

/// `(a and b) or c`: `(a or c) and (b or c)`.
fn either(one: &[Clause], other: &[Clause]) -> Vec<Clause> {
    one.iter().flat_map(|one| other.iter().map(move |other| one | other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_not_needed_together() {
        for (condition, needed) in [
            ("feature = \"a\"", &["a"][..]),
            ("any(test, feature = \"a\")", &["a"]),
            ("any(feature = \"b\", feature = \"a\")", &["a or b"]),
            ("all(feature = \"b\", unix, feature = \"a\")", &["b", "a"]),
            ("any(all(feature = \"a\", feature = \"b\"), feature = \"c\")", &["a or c", "b or c"]),
            ("any(unix, feature = \"a\")", &[]),
            ("not(feature = \"a\")", &[]),
            ("test", &[]),
        ] {
            let item: syn::ItemStruct =
                syn::parse_str(&format!("#[cfg({condition})] struct A;")).expect("an item");
            assert_eq!(features(&item.attrs), needed, "{condition}");
            assert_eq!(is_for_tests(&item.attrs), condition == "test", "{condition}");
        }
    }
}
