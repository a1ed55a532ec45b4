//! The hand-written modules that the crate contains: entries of api-runtime.txt.

use super::Compared;
use super::pending::{Changes, PendingChange};
use super::rules;
use crate::listing::{Entry, Kind, Listing};

/// Reports nothing if a side has no templates: a folder that contains specs/ alone.
pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    let (Some(base), Some(head)) = (&compared.base.state.runtime, &compared.head.state.runtime)
    else {
        return;
    };
    for (before, after) in base.changes(head) {
        let (rule, entry) = match (before, after) {
            (Some(_), Some(entry)) => (rules::RUNTIME_CHANGED, entry),
            (Some(entry), None) => (rules::RUNTIME_REMOVED, entry),
            (None, Some(entry)) if breaks(entry, base) => (rules::RUNTIME_GREW, entry),
            (None, Some(entry)) => (rules::RUNTIME_ADDED, entry),
            (None, None) => continue,
        };
        let item = match entry.kind {
            Kind::Impl => entry.to_string(),
            _ => entry.path(),
        };
        let line = |entry: Option<&Entry>| entry.map(ToString::to_string);
        let change = PendingChange::new(rule, "crate", &item, "");
        changes.push(change.lines(line(before), line(after)));
    }
}

/// Whether a new item breaks callers that had to name every part of its owner.
fn breaks(entry: &Entry, base: &Listing) -> bool {
    let is_exhaustive = |kind: Kind| {
        let owner = base.find(&kind, &entry.owner);
        owner.is_some_and(|owner| owner.signature.starts_with(": exhaustive"))
    };
    match entry.kind {
        Kind::Field => is_exhaustive(Kind::Struct),
        Kind::Variant => is_exhaustive(Kind::Enum),
        Kind::Required => base.find(&Kind::Trait, &entry.owner).is_some(),
        Kind::Method | Kind::Fn => {
            entry.signature.ends_with(" required")
                && base.find(&Kind::Trait, &entry.owner).is_some()
        }
        _ => false,
    }
}
