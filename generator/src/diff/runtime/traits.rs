//! Methods of requests that are methods of a trait now, for which callers have to import the trait.

use super::super::Compared;
use super::super::pending::{Changes, PendingChange};
use super::super::rules;
use crate::listing::{Entry, Listing, Pair};

/// A trait of the runtime with methods that the generator or a macro wrote for each type before. No listing has had
/// those, because every type had them.
pub(super) struct Moved {
    pub owner: &'static str,
    methods: &'static [&'static str],
    /// The types, besides requests.
    others: &'static str,
}

pub(super) const MOVED: [Moved; 2] = [
    Moved {
        owner: "rt::MoreInputs",
        methods: &["extra", "null"],
        others: ", and of the objects in them,",
    },
    Moved { owner: "rt::Operation", methods: &["options", "request"], others: "" },
];

/// Reports such traits, and returns the other differences.
pub(super) fn report<'a>(
    compared: &Compared<'_>,
    [base, head]: [&Listing; 2],
    mut pairs: Vec<Pair<'a>>,
    changes: &mut Changes,
) -> Vec<Pair<'a>> {
    for Moved { owner, methods, others } in MOVED {
        let method_of = |pair: &Pair<'a>| {
            let path = pair.1?.path();
            let method = path.strip_prefix(owner)?.strip_prefix("::")?;
            let method = methods.iter().find(|one| **one == method)?;
            // A trait may have had another method of that name.
            let moved = |listing: &Listing| listing.methods_of_requests().contains_key(*method);
            (pair.0.is_none() || moved(base) && !moved(head)).then_some(*method)
        };
        let is_its = |pair: &Pair<'a>| {
            let is_trait = || pair.0.is_none() && pair.1.is_some_and(|entry| entry.path() == owner);
            method_of(pair).is_some() || is_trait()
        };
        let (new, rest): (Vec<Pair<'a>>, Vec<Pair<'a>>) = pairs.into_iter().partition(is_its);
        pairs = rest;
        let methods: Vec<String> =
            new.iter().filter_map(method_of).map(|method| format!("`{method}`")).collect();
        let are = match methods.as_slice() {
            [] => {
                pairs.extend(new);
                continue;
            }
            [_] => "is a method",
            _ => "are methods",
        };
        let name = owner.trim_start_matches("rt::");
        let krate = compared.head.state.settings.krate.name.replace('-', "_");
        let line = |mark, entry: Option<&Entry>| Some(format!("{mark} {}", entry?));
        let lines = new.iter().flat_map(|(old, new)| [line('-', *old), line('+', *new)]);
        let change = PendingChange::new(rules::RUNTIME_CHANGED, "crate", owner, "")
            .text("{methods} of requests{others} {are} of the trait `{item}` now")
            .hint("import the trait: `use {krate}::{name} as _`")
            .word("methods", &methods.join(" and "))
            .word("others", others)
            .word("are", are)
            .word("krate", &krate)
            .word("name", name)
            .with(lines.flatten().collect());
        changes.push(change);
    }
    pairs
}
