//! Methods that macros give to requests, and that have another signature, or are gone.

use std::collections::BTreeSet;

use super::super::pending::{Changes, PendingChange};
use super::super::rules;
use super::traits::{self, Moved};
use crate::listing::{Entry, Kind, Listing};

/// What replaces `send_with_response`.
const WITH_RESPONSE: &str = "rt::SendFuture::with_response";

/// The request whose methods have the same replacements.
const RAW: &str = "rt::Raw::";

/// The end of a declaration that a trait with other implementations needs.
const SIZED: &str = " where Self: Sized";

/// Reports methods of requests that neither a macro nor a trait has in the head, or that are declared differently.
pub(super) fn report([base, head]: [&Listing; 2], changes: &mut Changes) {
    // A state without the macros has none of the methods, or has them from elsewhere.
    if head.methods_of_requests().is_empty() {
        return;
    }
    for (method, old) in base.methods_of_requests() {
        let new = match head.methods_of_requests().get(method) {
            Some(new) => new.clone(),
            None => traits::MOVED.iter().flat_map(|one| of_trait(one, method, head)).collect(),
        };
        if new.is_empty() {
            let change = PendingChange::new(rules::RUNTIME_REMOVED, "crate", method, "")
                .text("requests have no method `{item}` any longer");
            changes.push(change.hint(replacement(method, head).unwrap_or_default()));
        } else if *old != new {
            changes.push(declared_differently(method, old, &new));
        }
    }
}

fn declared_differently(
    method: &str,
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
) -> PendingChange {
    let accepts_all = old.iter().all(|old| new.iter().any(|new| accepts(old, new)));
    let (rule, text, hint) = match accepts_all {
        true => (rules::RUNTIME_ADDED, "`{item}` of requests takes more types", ""),
        false => {
            let text = "`{item}` of requests is declared differently";
            (rules::RUNTIME_CHANGED, text, "call it in the new form")
        }
    };
    let lines = |signatures: &BTreeSet<String>| {
        let lines: Vec<String> = signatures.iter().map(|one| format!("{method}{one}")).collect();
        Some(lines.join(", "))
    };
    PendingChange::new(rule, "crate", method, "")
        .text(text)
        .hint(hint)
        .lines(lines(old), lines(new))
}

/// The signature of a method that a trait has.
fn of_trait(moved: &Moved, method: &str, head: &Listing) -> Option<String> {
    let path = format!("{}::{method}", moved.owner);
    let entry = head.find(&Kind::Method, &path).or_else(|| head.find(&Kind::Fn, &path))?;
    // Every request has a known size.
    let signature = entry.signature.trim_end_matches(" required").trim_end_matches(SIZED);
    Some(signature.to_owned())
}

/// The method that sets what was an argument of a function that makes the type: it alone takes that type.
pub(super) fn instead((old, new): (&Entry, &Entry), head: &Listing) -> Option<String> {
    if old.kind != Kind::Fn || new.kind != Kind::Fn {
        return None;
    }
    let arguments = |entry: &Entry| {
        let (arguments, _) = entry.signature.strip_prefix('(')?.rsplit_once(") -> ")?;
        Some(arguments.split(", ").map(str::to_owned).collect::<Vec<_>>())
    };
    let (old_arguments, new_arguments) = (arguments(old)?, arguments(new)?);
    let gone = old_arguments.iter().filter(|one| !new_arguments.contains(one));
    let [gone] = gone.collect::<Vec<_>>()[..] else { return None };
    if old_arguments.iter().filter(|one| *one != gone).ne(new_arguments.iter()) {
        return None;
    }
    let start = format!("(self, {gone}) -> ");
    let sets = |entry: &&Entry| {
        entry.kind == Kind::Method
            && entry.owner == new.owner
            && entry.signature.starts_with(&start)
    };
    let mut methods = head.entries().iter().filter(sets);
    let (Some(method), None) = (methods.next(), methods.next()) else { return None };
    Some(method.name.clone())
}

/// Whether every call of a method compiles with its new signature.
fn accepts(old: &str, new: &str) -> bool {
    let split = |signature: &str| -> Option<(Vec<String>, String)> {
        let (arguments, result) = signature.strip_prefix('(')?.rsplit_once(") -> ")?;
        Some((arguments.split(", ").map(str::to_owned).collect(), result.to_owned()))
    };
    let (Some((old, result)), Some((new, new_result))) = (split(old), split(new)) else {
        return false;
    };
    let fits = |(old, new): (&String, &String)| {
        let is_text = old == "&str" && new == "impl Into<String>";
        old == new || is_text || *new == format!("impl Into<{old}>")
    };
    result == new_result && old.len() == new.len() && old.iter().zip(&new).all(fits)
}

/// What callers write instead of a method of requests.
fn replacement(method: &str, head: &Listing) -> Option<&'static str> {
    let has = |path: &str| head.entries().iter().any(|entry| entry.path() == path);
    match method {
        "send_with_response" => Some("write `send(&client).with_response()`"),
        "send_json_with_response" if has("rt::Raw::send_json") => {
            Some("write `send_json(&client).with_response()`")
        }
        _ => None,
    }
    .filter(|_| has(WITH_RESPONSE))
}

/// The same for a request that the caller writes as a whole.
pub(super) fn replacement_of_raw(entry: &Entry, head: &Listing) -> Option<&'static str> {
    replacement(entry.path().strip_prefix(RAW)?, head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_takes_more_types_breaks_nobody() {
        for (old, new, fits) in [
            ("(self, &str) -> Self", "(self, impl Into<String>) -> Self", true),
            ("(self, Value) -> Self", "(self, impl Into<Value>) -> Self", true),
            ("(self, impl Into<String>) -> Self", "(self, &str) -> Self", false),
            ("(self, &str) -> Self", "(self, &str, u8) -> Self", false),
            ("(self, &str) -> Self", "(self, &str) -> u8", false),
        ] {
            assert_eq!(accepts(old, new), fits, "{old} → {new}");
        }
    }
}
