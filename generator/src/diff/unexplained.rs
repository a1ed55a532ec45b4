//! Lines of api.txt that changed although no rule explains the change: changes of the generator.

mod conversions;

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::indexed_state::Item;
use super::pending::{Changes, PendingChange, Reason};
use super::report::Side;
use super::rules;
use crate::listing::{DEFAULT, Entry, Kind, Listing, Origin, Pair};

/// The differences between the listing that an earlier generator made of the base and that of this one.
pub(super) fn own<'a>(earlier: &'a Listing, base: &'a Listing) -> Vec<Pair<'a>> {
    let mut own = earlier.changes(base);
    // The crate had the constants of servers before they were listed.
    if !earlier.entries().iter().any(|entry| entry.kind == Kind::Const) {
        own.retain(|(_, entry)| entry.is_none_or(|entry| entry.kind != Kind::Const));
    }
    own
}

/// Reports the differences between the listings that this generator makes of both states, as far as no change explains
/// them. `own` are those between the listing that an earlier generator made of the base and that of this one.
pub(super) fn compare(
    compared: &Compared<'_>,
    listed: Vec<Pair<'_>>,
    own: Vec<Pair<'_>>,
    changes: &mut Changes,
) {
    let is_explained = |(before, after): &Pair<'_>| {
        let explains = |side, entry: &Entry| changes.explains(side, entry);
        before.is_some_and(|entry| explains(Side::Base, entry))
            || after.is_some_and(|entry| explains(Side::Head, entry))
    };
    let unexplained = listed
        .into_iter()
        .filter(|pair| !conversions::has_other_features(pair))
        .filter(|pair| !is_explained(pair) || conversions::is_of_both(compared, pair));
    let mut pairs: BTreeMap<(String, String), Pair<'_>> = BTreeMap::new();
    for (before, after) in unexplained.collect::<Vec<_>>().into_iter().chain(own) {
        let Some(entry) = before.or(after) else { continue };
        let pair = pairs.entry((entry.kind.to_string(), entry.path())).or_default();
        *pair = (pair.0.or(before), pair.1.or(after));
    }
    without_parameters(&mut pairs);
    let members = members(&mut pairs);
    let arguments = arguments(&mut pairs);
    let mut defaults = Vec::new();
    for ((kind, path), (before, after)) in pairs {
        if let (Some(old), Some(new)) = (before, after)
            && gains_default(old, new)
        {
            defaults.push((path, old, new));
            continue;
        }
        // Conversions follow from the fields of two types.
        let follows = kind == Kind::Impl.to_string() && entry_has_cause(before, after);
        let rule = match (before, follows) {
            (Some(_), true) => rules::CONVERSION_REMOVED,
            (None, true) => rules::CONVERSION_ADDED,
            (Some(_), false) => rules::GENERATOR_REMOVED,
            (None, false) => rules::GENERATOR_ADDED,
        };
        let change = PendingChange::new(rule, "crate", &path, "");
        let change = match (before, after, follows) {
            (Some(_), None, false) => change.text("the generator no longer emits `{item}`"),
            (Some(_), Some(_), false) => change.text("the generator emits `{item}` differently"),
            _ => change,
        };
        let change = match arguments.get(&path).filter(|_| kind == Kind::Fn.to_string()) {
            Some(lines) if lines.iter().any(|line| line.starts_with('-')) => change
                .text("the generator makes `{item}` take an argument that a method set before")
                .with(lines.clone()),
            Some(lines) => change
                .text("the generator makes a method set what was an argument of `{item}`")
                .with(lines.clone()),
            None => change,
        };
        let change = match members.get(&path).filter(|_| kind == Kind::Struct.to_string()) {
            Some(lines) => change.with(lines.clone()),
            None => change,
        };
        let line = |entry: Option<&Entry>| entry.map(ToString::to_string);
        changes.push(change.lines(line(before), line(after)));
    }
    with_default(compared, &defaults, changes);
}

/// Removes the generic types that an earlier generator listed without their parameter and members: the code was the same.
fn without_parameters(pairs: &mut BTreeMap<(String, String), Pair<'_>>) {
    let is_generic = |entry: &Entry| entry.signature.contains(" for <");
    let both = pairs.values().filter_map(|(before, after)| before.zip(*after));
    let listed: BTreeSet<String> = both
        .filter(|(old, new)| old.kind == Kind::Struct && !is_generic(old) && is_generic(new))
        .map(|(old, _)| old.path())
        .collect();
    pairs.retain(|_, (before, after)| {
        let Some(entry) = after.or(*before) else { return false };
        let is_new = before.is_none() && listed.contains(&entry.owner);
        !(is_new || entry.kind == Kind::Struct && listed.contains(&entry.path()))
    });
}

/// Removes the members of new types, which come with their type, by its path.
fn members(pairs: &mut BTreeMap<(String, String), Pair<'_>>) -> BTreeMap<String, Vec<String>> {
    fn is_new<'a>((before, after): &Pair<'a>) -> Option<&'a Entry> {
        after.filter(|_| before.is_none())
    }
    let types: BTreeSet<String> = pairs
        .values()
        .filter_map(is_new)
        .filter(|entry| entry.kind == Kind::Struct)
        .map(Entry::path)
        .collect();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    pairs.retain(|_, pair| {
        let Some(entry) = is_new(pair) else { return true };
        let is_its =
            matches!(entry.kind, Kind::Field | Kind::Method) && types.contains(&entry.owner);
        if is_its {
            found.entry(entry.owner.clone()).or_default().push(entry.to_string());
        }
        !is_its
    });
    found
}

/// Removes the methods that became arguments of a constructor, or the reverse: they are part of the change of the
/// constructor, whose path they come with.
fn arguments(pairs: &mut BTreeMap<(String, String), Pair<'_>>) -> BTreeMap<String, Vec<String>> {
    let constructors: Vec<(String, &Entry, &Entry)> = pairs
        .iter()
        .filter_map(|((_, path), (before, after))| Some((path.clone(), (*before)?, (*after)?)))
        .filter(|(_, before, _)| before.kind == Kind::Fn)
        .collect();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    pairs.retain(|_, pair| {
        let (sign, method) = match *pair {
            (Some(method), None) => ("-", method),
            (None, Some(method)) => ("+", method),
            _ => return true,
        };
        let argument = format!("{}: ", method.name);
        let takes = |entry: &Entry| {
            let inside = entry.signature.trim_start_matches('(').split(", ");
            entry.signature.ends_with(&format!("-> {}", method.owner))
                && inside.into_iter().any(|one| one.starts_with(&argument))
        };
        let is_its = |(_, before, after): &&(String, &Entry, &Entry)| match sign {
            "-" => takes(after) && !takes(before),
            _ => takes(before) && !takes(after),
        };
        let own = constructors.iter().find(is_its).filter(|_| method.kind == Kind::Method);
        let Some((path, ..)) = own else { return true };
        found.entry(path.clone()).or_default().push(format!("{sign} {method}"));
        false
    });
    found
}

/// Whether the only difference is a `Default`, which breaks no caller.
fn gains_default(old: &Entry, new: &Entry) -> bool {
    let same_features = old.features == new.features;
    let signature = new.signature.strip_suffix(DEFAULT);
    old.kind == Kind::Struct && same_features && signature == Some(&old.signature)
}

/// One change for all types with a new `Default`: a change of the generator seldom affects a single one. Documents can
/// have taken it from a type of the head again.
fn with_default(
    compared: &Compared<'_>,
    types: &[(String, &Entry, &Entry)],
    changes: &mut Changes,
) {
    let mut lines: BTreeMap<String, String> = BTreeMap::new();
    for (_, old, new) in types {
        let origin = new.cause.as_ref().map(|cause| cause.origin);
        for origin in origin.into_iter().flat_map(|origin| compared.successors_of(origin)) {
            let mut entries = compared.head.entries_of(origin).iter();
            let has_default =
                entries.find(|entry| entry.kind == Kind::Struct && entry.signature == DEFAULT);
            lines.extend(has_default.map(|entry| (entry.to_string(), old.to_string())));
        }
    }
    let path = |line: &str| line.trim_start_matches("struct ").trim_end_matches(DEFAULT).to_owned();
    let Some((first, old)) = lines.first_key_value() else { return };
    let change = PendingChange::new(rules::GENERATOR_ADDED, "crate", &path(first), "");
    changes.push(match lines.len() {
        1 => change
            .text("the generator emits a `Default` for `{item}` too")
            .lines(Some(old.clone()), Some(first.clone())),
        count => change
            .text("the generator emits a `Default` for {count} types too")
            .word("count", &count.to_string())
            .with(lines.into_keys().collect()),
    });
}

/// Whether this generator made the entry from the documents, in either state.
fn entry_has_cause(before: Option<&Entry>, after: Option<&Entry>) -> bool {
    before.or(after).is_some_and(|entry| entry.cause.is_some())
}

/// Explains the enumerations of enums.yaml that only documents use that one state could not read.
pub(super) fn unused(compared: &Compared<'_>, changes: &mut Changes) {
    for (side, view) in [(Side::Base, &compared.base), (Side::Head, &compared.head)] {
        for id in view.names.enums.keys() {
            let item = Item::Enum(*id);
            if !view.reach.contains_key(&item) && !view.sent.contains_key(&item) {
                changes.explain(side, Reason::All(item.into()));
            }
        }
    }
}

/// Explains everything of the documents that one state could not read.
pub(super) fn left_out(
    compared: &Compared<'_>,
    documents: &BTreeSet<String>,
    changes: &mut Changes,
) {
    for (side, view) in [(Side::Base, &compared.base), (Side::Head, &compared.head)] {
        let mut explain = |document: &str, origin| {
            if documents.contains(document) {
                changes.explain(side, Reason::All(origin));
            }
        };
        for (index, operation) in view.api.operations.iter().enumerate() {
            explain(&operation.document, Origin::Operation(index));
        }
        for (index, event) in view.api.events.iter().enumerate() {
            explain(&event.document, Origin::Event(index));
        }
        let types = view.names.types.keys().map(|id| Item::Type(*id));
        for item in types.chain(view.names.enums.keys().map(|id| Item::Enum(*id))) {
            explain(&view.schema_path(item).document, item.into());
        }
    }
}
