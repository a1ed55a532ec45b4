//! Changes with one cause become one change that lists its places.

use std::collections::{BTreeMap, BTreeSet};

use super::places::Place;
use super::{PendingChange, extent, merged};
use crate::diff::rules::{self, Rule};

/// What the changes that become one have in common, besides rule and product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// Both lines.
    Lines,
    /// The item, which is new: the lines of the base are its places.
    Item,
    /// The line of the base: the items are its places.
    Before,
    /// The type and that of the base, whose fields are the places.
    Owner,
}

/// A rule whose changes are folded.
struct Folding {
    rule: &'static Rule,
    by: By,
    text: &'static str,
    hint: Option<&'static str>,
}

const fn row(rule: &'static Rule, by: By, text: &'static str) -> Folding {
    Folding { rule, by, text, hint: None }
}

const FOLDINGS: &[Folding] = &[
    row(
        rules::OPERATION_FEATURE_CHANGED,
        By::Lines,
        "{count} operations are behind another cargo feature",
    ),
    row(
        rules::OPERATION_FEATURE_DROPPED,
        By::Lines,
        "{count} operations exist with more cargo features, or without any",
    ),
    row(rules::TEXT_CHANGED, By::Lines, "{count} places have {a} description{any}"),
    row(rules::ERROR_ADDED, By::Lines, "{count} operations have a new error {error}"),
    row(
        rules::ERROR_REMOVED,
        By::Lines,
        "error {error} of {count} operations is no longer documented",
    ),
    row(
        rules::ERROR_MEANING_CHANGED,
        By::Lines,
        "error {error} of {count} operations has {a} description{any}",
    ),
    row(rules::SCOPES_CHANGED, By::Lines, "{count} operations or events have {other}scopes{any}"),
    row(
        rules::PLAN_CHANGED,
        By::Lines,
        "{count} operations or events have {a} documented plan{any}",
    ),
    row(rules::RATE_LIMIT_CHANGED, By::Lines, "{count} operations have {a} rate-limit label{any}"),
    row(rules::SUB_ACCOUNT_CHANGED, By::Lines, "{count} operations {can}"),
    row(rules::LIMIT_CHANGED, By::Lines, "the {limits} of {count} inputs or fields {differ}"),
    row(rules::DEFAULT_CHANGED, By::Lines, "{count} inputs or fields have {a} default{any}"),
    row(
        rules::RESPONSE_FIELD_PRESENCE_CHANGED,
        By::Lines,
        "{count} fields are documented as {presence} present",
    ),
    Folding {
        rule: rules::TYPE_SHARED,
        by: By::Item,
        text: "{count} types are now `{item}`, one type for several schemas",
        hint: Some("write `{item}` instead of them"),
    },
    Folding {
        rule: rules::TYPE_UNSHARED,
        by: By::Before,
        text: "{count} places of `{old}` have types of their own",
        hint: Some("write the types that the API has there now"),
    },
    row(
        rules::SHARED_FIELD_ADDED,
        By::Owner,
        "`{type}` has {count} fields of other schemas that are the same type now{lacked}",
    ),
    row(rules::TYPE_BECAME_INPUT, By::Item, rules::TYPE_BECAME_INPUT.text),
    row(rules::TYPE_BECAME_BUILDABLE, By::Item, rules::TYPE_BECAME_BUILDABLE.text),
    row(rules::TYPE_BECAME_ANSWER, By::Item, rules::TYPE_BECAME_ANSWER.text),
];

/// From how many items on a module has moved.
const MODULE: usize = 3;

pub(super) fn fold(list: Vec<PendingChange>) -> Vec<PendingChange> {
    let mut kept = Vec::new();
    let mut groups: BTreeMap<(usize, Vec<String>), Vec<PendingChange>> = BTreeMap::new();
    for change in moved_modules(list) {
        let folding = FOLDINGS.iter().position(|folding| folding.rule == change.rule);
        match folding.and_then(|at| Some((at, FOLDINGS.get(at)?))) {
            Some((at, folding)) => {
                groups.entry((at, key(folding.by, &change))).or_default().push(change);
            }
            None => kept.push(change),
        }
    }
    for ((at, _), changes) in groups {
        match FOLDINGS.get(at) {
            Some(folding) if changes.len() > 1 => kept.extend(one(folding, changes)),
            _ => kept.extend(changes),
        }
    }
    kept
}

fn key(by: By, change: &PendingChange) -> Vec<String> {
    let line = |line: &Option<String>| format!("{line:?}");
    let common = match by {
        By::Lines => vec![line(&change.before), line(&change.after), change.shown_hint()],
        By::Item => vec![change.item.clone()],
        By::Before => vec![line(&change.before)],
        // Several types of the base can be one type now.
        By::Owner => ["type", "old_type"]
            .map(|word| change.words.get(word).cloned().unwrap_or_default())
            .to_vec(),
    };
    [vec![change.product.clone()], common].concat()
}

/// One change for several.
fn one(folding: &Folding, mut changes: Vec<PendingChange>) -> Option<PendingChange> {
    extent::add_up(&mut changes);
    merged::without_several(&mut changes);
    let place = |change: &PendingChange| match folding.by {
        By::Lines | By::Before => Some(match change.suffix.trim_start_matches([',', ' ']) {
            "" => change.item.clone(),
            reason => format!("{} ({reason})", change.item),
        }),
        By::Item => change.before.clone(),
        By::Owner => change.after.clone(),
    };
    let mut places: Vec<String> = changes.iter().filter_map(place).collect();
    places.sort();
    places.dedup();
    // One item can be in several places.
    let items: BTreeSet<&str> = changes.iter().map(|change| change.item.as_str()).collect();
    let count = match folding.by {
        By::Lines => items.len(),
        By::Before | By::Item | By::Owner => places.len(),
    };
    let mut operations: Vec<_> =
        changes.iter().flat_map(|change| change.operations.clone()).collect();
    operations.sort();
    operations.dedup();
    changes.sort_by(|a, b| (&a.item, &a.before).cmp(&(&b.item, &b.before)));
    let at = places_of(&changes);
    let mut change = changes.into_iter().next()?;
    change.at = at;
    if count == 1 && folding.by != By::Before {
        return Some(change.operations(operations));
    }
    change.text = folding.text;
    change.suffix.clear();
    change.hint = folding.hint.unwrap_or(change.hint);
    change.operations = operations;
    change.with = places;
    match folding.by {
        By::Item => change.before = None,
        By::Owner => change.after = None,
        By::Lines | By::Before => {}
    }
    Some(change.word("count", &count.to_string()))
}

/// The places of all changes, those of the base first.
fn places_of(changes: &[PendingChange]) -> Vec<Place> {
    let mut list: Vec<Place> = changes.iter().flat_map(|change| change.at.clone()).collect();
    list.sort_by_key(|place| place.side);
    list
}

/// Operations and types that are in another module, and have the same name there.
fn moved_modules(list: Vec<PendingChange>) -> Vec<PendingChange> {
    let mut modules: BTreeMap<(String, String, String), Vec<PendingChange>> = BTreeMap::new();
    let mut kept = Vec::new();
    for change in list {
        let moves = [rules::OPERATION_RENAMED, rules::TYPE_MOVED].contains(&change.rule);
        let old = change.words.get("old").filter(|_| moves);
        match old.and_then(|old| modules_of(old, &change.item)) {
            Some((from, to)) => {
                modules.entry((change.product.clone(), from, to)).or_default().push(change);
            }
            None => kept.push(change),
        }
    }
    for ((_, from, to), changes) in modules {
        if changes.len() < MODULE {
            kept.extend(changes);
            continue;
        }
        let place = |change: &PendingChange| {
            let old = change.words.get("old").map(String::as_str).unwrap_or_default();
            format!("{old} → {}", change.item)
        };
        let below = changes.iter().flat_map(|change| change.with.iter().cloned());
        let mut places: Vec<String> = changes.iter().map(place).chain(below).collect();
        places.sort();
        let count = places.len().to_string();
        let mut operations: Vec<_> =
            changes.iter().flat_map(|change| change.operations.clone()).collect();
        operations.sort();
        operations.dedup();
        let mut changes = changes;
        changes.sort_by(|a, b| a.item.cmp(&b.item));
        let at = places_of(&changes);
        let Some(first) = changes.into_iter().next() else { continue };
        let change = PendingChange::new(rules::MODULE_MOVED, &first.product, &to, "")
            .word("old", &from)
            .word("count", &count)
            .operations(operations)
            .with(places);
        kept.push(PendingChange { at, ..change });
    }
    kept
}

/// The modules in which two paths differ, if their last parts are the same.
fn modules_of(old: &str, new: &str) -> Option<(String, String)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split("::").collect(), new.split("::").collect());
    let same = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let from = old.get(..old.len().checked_sub(same)?)?.join("::");
    let to = new.get(..new.len().checked_sub(same)?)?.join("::");
    (same > 0 && !from.is_empty() && !to.is_empty()).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_what_differs() {
        for (old, new, modules) in [
            ("chat::list", "team_chat::list", Some(("chat", "team_chat"))),
            ("a::b::c::T", "a::x::c::T", Some(("a::b", "a::x"))),
            ("chat::list", "chat::all", None),
            ("chat::list", "list", None),
        ] {
            let found = modules_of(old, new);
            let wanted = modules.map(|(old, new)| (old.to_owned(), new.to_owned()));
            assert_eq!(found, wanted, "{old} → {new}");
        }
    }
}
