//! Methods of every request that are methods of a trait now: callers have to import the trait.

use super::super::Compared;
use super::super::pending::{Changes, PendingChange};
use super::super::rules;
use crate::listing::Pair;

/// A trait of the runtime with methods that the generator wrote for each type before. No listing has had those, because
/// every type had them.
struct Moved {
    owner: &'static str,
    methods: &'static [&'static str],
    types: &'static str,
    /// The methods in a sentence.
    named: &'static str,
}

const MOVED: [Moved; 2] = [
    Moved {
        owner: "rt::MoreInputs",
        methods: &["extra", "null"],
        types: "requests, and of the objects in them, are methods",
        named: "`extra` and `null`",
    },
    Moved {
        owner: "rt::Operation",
        methods: &["request"],
        types: "requests is a method",
        named: "`request`",
    },
];

/// Reports such traits, and returns the other differences.
pub(super) fn report<'a>(
    compared: &Compared<'_>,
    mut pairs: Vec<Pair<'a>>,
    changes: &mut Changes,
) -> Vec<Pair<'a>> {
    for Moved { owner, methods, types, named } in MOVED {
        let is_its = |path: &str| {
            let method = path.strip_prefix(owner).and_then(|rest| rest.strip_prefix("::"));
            path == owner || method.is_some_and(|method| methods.contains(&method))
        };
        let is_new = |pair: &Pair<'a>| match pair {
            (None, Some(entry)) => is_its(&entry.path()),
            _ => false,
        };
        let (new, rest): (Vec<Pair<'a>>, Vec<Pair<'a>>) = pairs.into_iter().partition(is_new);
        pairs = rest;
        if new.is_empty() {
            continue;
        }
        let name = owner.trim_start_matches("rt::");
        let krate = compared.head.state.settings.krate.name.replace('-', "_");
        let lines = new.iter().filter_map(|(_, entry)| Some(format!("+ {}", (*entry)?)));
        let change = PendingChange::new(rules::RUNTIME_CHANGED, "crate", owner, "")
            .text("{methods} of {types} of the trait `{item}` now")
            .hint("import the trait: `use {krate}::{name} as _`")
            .word("methods", named)
            .word("types", types)
            .word("krate", &krate)
            .word("name", name)
            .with(lines.collect());
        changes.push(change);
    }
    pairs
}
