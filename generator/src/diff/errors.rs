//! Documented errors by status and code.

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::indexed_state::IndexedState;
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules::Rule;
use super::{overlays, rules};
use crate::listing::Origin;
use crate::model::{KnownError, Operation};
use crate::pointer::Pointer;

pub(super) fn compare(
    compared: &Compared<'_>,
    (was, is): (&Operation, &Operation),
    origins: (Origin, Origin),
    changes: &mut Changes,
) {
    let meanings = |operation: &Operation| -> BTreeMap<(u16, Option<i64>), String> {
        let entry = |error: &KnownError| ((error.status, error.code), error.meaning.clone());
        operation.errors.iter().map(entry).collect()
    };
    let (old, new) = (meanings(was), meanings(is));
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
    for key in keys {
        let (before, after) = (old.get(&key), new.get(&key));
        let rule = match (before, after) {
            (before, after) if before == after => continue,
            (None, _) => rules::ERROR_ADDED,
            (_, None) => rules::ERROR_REMOVED,
            _ => rules::ERROR_MEANING_CHANGED,
        };
        let (status, code) = key;
        let name = code.map(|code| format!(", code {code}")).unwrap_or_default();
        let shown = |meaning: Option<&String>| {
            let line = format!("{status}{name}: {}", meaning?);
            Some(line.trim_end_matches([':', ' ']).to_owned())
        };
        let meaning = |meaning: Option<&String>| meaning.is_some_and(|text| !text.is_empty());
        let [a, any] = match (meaning(before), meaning(after)) {
            (false, _) => ["a", " now"],
            (_, false) => ["no", " any longer"],
            _ => ["another", ""],
        };
        let change = PendingChange::of(rule, &compared.head, origins.1);
        let place = |view, operation| documented(view, operation, key, rule);
        let (old, new) = (place(&compared.base, was), place(&compared.head, is));
        let change = change.at_place(Side::Base, &old).at_place(Side::Head, &new);
        // An overlay of another part of the operation is no reason.
        let codes = |view, operation| Some(codes(view, operation, key));
        let (old, new) = (codes(&compared.base, was), codes(&compared.head, is));
        let change = overlays::cited(change, compared, located(&old), located(&new));
        let change = match (rule == rules::ERROR_MEANING_CHANGED, code) {
            // The codes of the document are the same.
            (true, Some(code)) => change
                .nowhere()
                .at(Side::Base, meaning_of(&compared.base, was, code))
                .at(Side::Head, meaning_of(&compared.head, is, code)),
            _ => change,
        };
        let change = change.word("error", &format!("{status}{name}"));
        let change = change.word("a", a).word("any", any);
        changes.push(change.lines(shown(before), shown(after)));
    }
}

/// Where an error is documented: the codes of its status, or the response itself.
fn documented(
    view: &IndexedState<'_>,
    operation: &Operation,
    (status, code): (u16, Option<i64>),
    rule: &'static Rule,
) -> Option<(String, Pointer)> {
    let response = operation.pointer.join("responses").join(status);
    let pointer = match (rule == rules::ERROR_MEANING_CHANGED, code) {
        _ if operation.errors.iter().all(|error| error.status != status) => {
            operation.pointer.clone()
        }
        (_, Some(_)) => response.join("x-codes"),
        (true, None) => response.join("description"),
        (false, None) => response,
    };
    Some((view.file(&operation.document).to_owned(), pointer))
}

/// Where an error is documented if the operation has it.
fn codes(
    view: &IndexedState<'_>,
    operation: &Operation,
    (status, code): (u16, Option<i64>),
) -> (String, Pointer) {
    let response = operation.pointer.join("responses").join(status);
    let pointer = match code {
        Some(_) => response.join("x-codes"),
        None => response,
    };
    (view.file(&operation.document).to_owned(), pointer)
}

fn located(place: &Option<(String, Pointer)>) -> Option<(&str, &Pointer)> {
    place.as_ref().map(|(file, pointer)| (file.as_str(), pointer))
}

/// Our meaning of an error, if it has one.
fn meaning_of<'a>(
    view: &IndexedState<'a>,
    operation: &Operation,
    code: i64,
) -> Option<(&'a str, &'a Pointer)> {
    let key = format!("{} {} {}", operation.document, operation.method, operation.erased_path());
    let (_, meaning) = view.state.settings.errors.meaning(&operation.server, &key, code)?;
    Some((meaning.file.as_str(), &meaning.pointer))
}
