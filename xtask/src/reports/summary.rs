//! What breaks for whom, in at most ten lines: the beginning of every report.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, Level, Report};

use super::order::{Product, counted};

/// The number of lines of a summary.
pub(super) const LINES: usize = 10;
/// How many products with new operations are named.
const NAMED: usize = 4;

/// The action of a caller, from the one that costs most to the one that costs least. An operation that several changes
/// concern counts once, for the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Action {
    Remove,
    Arguments,
    Types,
    Member,
    Rename,
}

impl Action {
    fn of(rule: &str) -> Action {
        let ends = |endings: &[&str]| endings.iter().any(|ending| rule.ends_with(ending));
        if ["operation-removed", "event-removed", "type-removed"].contains(&rule) {
            Action::Remove
        } else if ends(&["-renamed", "-moved", "type-shared", "type-unshared"]) {
            Action::Rename
        } else if ends(&["-required", "-optional", "-order-changed"]) || rule.starts_with("body-") {
            Action::Arguments
        } else if ends(&["-removed", "-lost"]) {
            Action::Member
        } else {
            Action::Types
        }
    }

    fn words(self, count: usize) -> String {
        let one = count == 1;
        let (verb, rest) = match self {
            Action::Remove => (["is", "are"], " gone"),
            Action::Arguments => (["takes", "take"], " other arguments"),
            Action::Types => (["has", "have"], " other types"),
            Action::Member => (["loses", "lose"], " a field, method or value"),
            Action::Rename => (["needs", "need"], " a rename"),
        };
        let [singular, plural] = verb;
        format!("{count} {}{rest}", if one { singular } else { plural })
    }
}

/// The lines, as sentences without markup.
pub(super) fn lines(report: &Report, products: &[Product<'_>]) -> Vec<String> {
    let mut lines: Vec<String> =
        products.iter().filter(|one| one.counts.breaking > 0).map(broken).collect();
    let tail = tail(report, products);
    let room = LINES.saturating_sub(tail.len());
    if lines.len() > room {
        let rest: Vec<String> = lines.split_off(room.saturating_sub(1));
        let rest = counted(rest.len(), "more product", "more products");
        lines.push(format!("{rest} with breaking changes"));
    }
    lines.extend(tail);
    lines
}

/// `3 operations break for callers of Zoom Phone; 2 need a rename, 1 takes other arguments`.
fn broken(product: &Product<'_>) -> String {
    let breaking = product.changes.iter().filter(|change| change.level == Level::Breaking);
    let mut actions: BTreeMap<&str, Action> = BTreeMap::new();
    let mut others = BTreeMap::new();
    for change in breaking {
        let action = Action::of(change.rule);
        let mut note = |name| {
            let known = actions.entry(name).or_insert(action);
            *known = action.min(*known);
        };
        match change.operations.as_slice() {
            [] => *others.entry(action).or_insert(0) += 1,
            some => some.iter().for_each(|operation| note(operation.name.as_str())),
        }
    }
    let mut counts: BTreeMap<Action, usize> = BTreeMap::new();
    for action in actions.values() {
        *counts.entry(*action).or_default() += 1;
    }
    let list = |counts: &BTreeMap<Action, usize>| {
        let words = counts.iter().map(|(action, count)| action.words(*count));
        words.collect::<Vec<_>>().join(", ")
    };
    let other: usize = others.values().sum();
    let whom = match product.name {
        "crate" => "for all callers".to_owned(),
        "shared" => "through types of several products".to_owned(),
        _ => format!("for callers of {}", product.title()),
    };
    let verb = |count, noun: &str| match count {
        1 => format!("1 {noun} breaks"),
        _ => format!("{count} {noun}s break"),
    };
    match (actions.len(), other) {
        (0, _) => format!("{} {whom}: {}", verb(other, "item"), list(&others)),
        (count, 0) => format!("{} {whom}: {}", verb(count, "operation"), list(&counts)),
        (count, _) => format!(
            "{} {whom}: {}; and {}",
            verb(count, "operation"),
            list(&counts),
            verb(other, "other item")
        ),
    }
}

/// What is new, and what changes without effect on code.
fn tail(report: &Report, products: &[Product<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    let count = |product: &Product<'_>, fits: &dyn Fn(&Change) -> bool| {
        product.changes.iter().filter(|change| fits(change)).count()
    };
    let is_new = |change: &Change| ["operation-added", "event-added"].contains(&change.rule);
    let mut new: Vec<(&str, usize)> = products
        .iter()
        .map(|one| (one.title(), count(one, &is_new)))
        .filter(|(_, n)| *n > 0)
        .collect();
    new.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let additive = report.counts.additive;
    if additive > 0 {
        let mut line = format!("{} in {}", counted(additive, "addition", "additions"), {
            let some = products.iter().filter(|one| one.counts.additive > 0).count();
            counted(some, "product", "products")
        });
        let total: usize = new.iter().map(|(_, count)| count).sum();
        if total > 0 {
            let named: Vec<String> =
                new.iter().take(NAMED).map(|(title, count)| format!("{title} {count}")).collect();
            let more = if new.len() > NAMED { ", …" } else { "" };
            let noun = if total == 1 {
                "is a new operation or event"
            } else {
                "are new operations and events"
            };
            line.push_str(&format!("; {total} {noun} ({}{more})", named.join(", ")));
        }
        lines.push(line);
    }
    let descriptions = report.changes.iter().filter(|change| change.is_description()).count();
    let facts = report.counts.documentation.saturating_sub(descriptions);
    if facts > 0 {
        let facts = counted(facts, "fact differs", "facts differ");
        lines.push(format!("{facts} on the wire or in the documents; code compiles as before"));
    }
    if descriptions > 0 {
        lines.push(counted(descriptions, "description changed", "descriptions changed"));
    }
    lines
}
