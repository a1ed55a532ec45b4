//! Features, servers and types of IDs, which belong to the crate as a whole.

use std::collections::BTreeMap;

use super::Compared;
use super::indexed_state::IndexedState;
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules::{self, Rule};
use super::state::RuntimeFeatures;
use crate::pointer::Pointer;
use crate::settings::file;

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    features(compared, changes);
    default_features(compared, changes);
    super::servers::compare(compared, changes);
    super::ids::compare(compared, changes);
}

/// The features of the hand-written modules, if both states have their manifest.
fn runtime_features<'a>(
    compared: &Compared<'a>,
) -> Option<(&'a RuntimeFeatures, &'a RuntimeFeatures)> {
    let (base, head) = (compared.base.state, compared.head.state);
    base.runtime_features.as_ref().zip(head.runtime_features.as_ref())
}

/// Features with the lines that reports show.
type Features = BTreeMap<String, String>;

fn features(compared: &Compared<'_>, changes: &mut Changes) {
    let of_runtime = runtime_features(compared);
    let names = |view: &IndexedState<'_>, of_runtime: Option<&RuntimeFeatures>| -> Features {
        let entries = view.state.settings.documents.iter();
        let own = entries.map(|entry| entry.feature.clone()).filter(|name| !name.is_empty());
        let of_runtime = of_runtime.into_iter().flat_map(|features| features.all.iter());
        let of_runtime = of_runtime.map(|(name, purpose)| (name.clone(), line(name, purpose)));
        own.map(|name| (name.clone(), name)).chain(of_runtime).collect()
    };
    let base = names(&compared.base, of_runtime.map(|both| both.0));
    let head = names(&compared.head, of_runtime.map(|both| both.1));
    // `feature = "name"` of the first document that has it.
    let at = |view: &IndexedState<'_>, name: &str| {
        let at = view.state.settings.documents.iter().position(|entry| entry.feature == name)?;
        let is_one = |line: &str| {
            line.split_once('=').is_some_and(|(key, value)| {
                key.trim() == "feature" && value.trim() == format!("{name:?}")
            })
        };
        let pointer = Pointer::root().join("document").join(at).join("feature");
        Some((pointer, view.state.sources.line(file::SOURCES, is_one)?))
    };
    report((rules::FEATURE_ADDED, rules::FEATURE_REMOVED), compared, [&base, &head], &at, changes);
}

/// A feature of the hand-written modules, with what it is for.
fn line(name: &str, purpose: &str) -> String {
    if purpose.is_empty() { name.to_owned() } else { format!("{name}: {purpose}") }
}

fn default_features(compared: &Compared<'_>, changes: &mut Changes) {
    let of_runtime = runtime_features(compared);
    let names = |view: &IndexedState<'_>, of_runtime: Option<&RuntimeFeatures>| -> Features {
        let own = view.state.settings.krate.default.iter();
        let own = own.map(|name| (name.clone(), name.clone()));
        let of_runtime = of_runtime.into_iter().flat_map(|features| {
            let purpose = |name| features.all.get(name).map(String::as_str).unwrap_or_default();
            features.default.iter().map(move |name| (name.clone(), line(name, purpose(name))))
        });
        own.chain(of_runtime).collect()
    };
    let base = names(&compared.base, of_runtime.map(|both| both.0));
    let head = names(&compared.head, of_runtime.map(|both| both.1));
    let rules = (rules::DEFAULT_FEATURE_ADDED, rules::DEFAULT_FEATURE_REMOVED);
    let at = |view: &IndexedState<'_>, name: &str| {
        if !view.state.settings.krate.default.iter().any(|one| one == name) {
            return None;
        }
        let is_list =
            |line: &str| line.split_once('=').is_some_and(|(key, _)| key.trim() == "default");
        let pointer = Pointer::root().join("crate").join("default");
        Some((pointer, view.state.sources.line(file::SOURCES, is_list)?))
    };
    report(rules, compared, [&base, &head], &at, changes);
}

/// Finds the pointer and the line of a feature in sources.toml.
type Find<'f> = dyn Fn(&IndexedState<'_>, &str) -> Option<(Pointer, usize)> + 'f;

fn report(
    (added, removed): (&'static Rule, &'static Rule),
    compared: &Compared<'_>,
    [base, head]: [&Features; 2],
    at: &Find<'_>,
    changes: &mut Changes,
) {
    let located = |change: PendingChange, side, view: &IndexedState<'_>, name: &str| {
        let Some((pointer, line)) = at(view, name) else { return change };
        change.at_line(side, file::SOURCES, pointer, line)
    };
    for (name, line) in base.iter().filter(|(name, _)| !head.contains_key(*name)) {
        let change = PendingChange::new(removed, "crate", name, "").lines(Some(line.clone()), None);
        changes.push(located(change, Side::Base, &compared.base, name));
    }
    let of_runtime = runtime_features(compared).map(|both| &both.1.all);
    for (name, line) in head.iter().filter(|(name, _)| !base.contains_key(*name)) {
        let change = PendingChange::new(added, "crate", name, "").lines(None, Some(line.clone()));
        let is_of_runtime = of_runtime.is_some_and(|features| features.contains_key(name));
        // What was always there before can need the feature.
        let change = match added == rules::DEFAULT_FEATURE_ADDED && is_of_runtime {
            true => change.hint(
                "where default features are off, add it to the features of the dependency: `{item}`",
            ),
            false => change,
        };
        changes.push(located(change, Side::Head, &compared.head, name));
    }
}
