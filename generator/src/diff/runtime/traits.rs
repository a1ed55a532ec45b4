//! Methods of requests that are methods of a trait now, for which callers have to import the trait, or that are gone.

use super::super::Compared;
use super::super::pending::{Changes, PendingChange};
use super::super::rules;
use crate::listing::{Entry, Listing, Pair};

/// A trait of the runtime with methods that the generator or a macro wrote for each type before. No listing has had
/// those, because every type had them.
struct Moved {
    owner: &'static str,
    methods: &'static [&'static str],
    /// The types, besides requests.
    others: &'static str,
}

const MOVED: [Moved; 2] = [
    Moved {
        owner: "rt::MoreInputs",
        methods: &["extra", "null"],
        others: ", and of the objects in them,",
    },
    Moved { owner: "rt::Operation", methods: &["options", "request"], others: "" },
];

/// What replaces `send_with_response`.
const WITH_RESPONSE: &str = "rt::SendFuture::with_response";

/// The request whose methods have the same replacements.
const RAW: &str = "rt::Raw::";

/// Reports such traits, and returns the other differences.
pub(super) fn report<'a>(
    compared: &Compared<'_>,
    [base, head]: [&Listing; 2],
    mut pairs: Vec<Pair<'a>>,
    changes: &mut Changes,
) -> Vec<Pair<'a>> {
    gone([base, head], changes);
    for Moved { owner, methods, others } in MOVED {
        let method_of = |pair: &Pair<'a>| {
            let path = pair.1?.path();
            let method = path.strip_prefix(owner)?.strip_prefix("::")?;
            let method = methods.iter().find(|one| **one == method)?;
            // A trait may have had another method of that name.
            let moved = |listing: &Listing| listing.methods_of_requests().contains(*method);
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

/// Reports methods of requests that neither a macro nor a trait has in the head.
fn gone([base, head]: [&Listing; 2], changes: &mut Changes) {
    // A state without the macros has none of the methods, or has them from elsewhere.
    if head.methods_of_requests().is_empty() {
        return;
    }
    let is_of_trait = |method: &str| {
        let of = |one: &Moved| {
            let path = format!("{}::{method}", one.owner);
            head.entries().iter().any(|entry| entry.path() == path)
        };
        MOVED.iter().any(of)
    };
    for method in base.methods_of_requests().difference(head.methods_of_requests()) {
        if is_of_trait(method) {
            continue;
        }
        let change = PendingChange::new(rules::RUNTIME_REMOVED, "crate", method, "")
            .text("requests have no method `{item}` any longer");
        changes.push(change.hint(replacement(method, head).unwrap_or_default()));
    }
}

/// What callers write instead of a method of requests.
fn replacement(method: &str, head: &Listing) -> Option<&'static str> {
    let has = |path: &str| head.entries().iter().any(|entry| entry.path() == path);
    let is_with_response = method == "send_with_response" && has(WITH_RESPONSE);
    is_with_response.then_some("write `send(&client).with_response()`")
}

/// The same for a request that the caller writes as a whole.
pub(super) fn replacement_of_raw(entry: &Entry, head: &Listing) -> Option<&'static str> {
    replacement(entry.path().strip_prefix(RAW)?, head)
}
