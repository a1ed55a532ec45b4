//! Documentation besides types: descriptions, limits, defaults, scopes, errors. None of it changes a signature.

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::fields::{Field, Owner};
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules::{self, Family, Rule};
use crate::model::{Credential, Facts, KnownError, Operation};
use crate::name::OperationName;

/// An operation with its names.
pub(super) type Named<'a> = (&'a Operation, &'a OperationName);

/// The documentation of an operation.
pub(super) fn operation(
    compared: &Compared<'_>,
    base: Named<'_>,
    head: Named<'_>,
    changes: &mut Changes,
) {
    let ((was, _), (is, name)) = (base, head);
    let mut report = |rule: &'static Rule, before: Option<String>, after: Option<String>| {
        if before != after {
            let change = PendingChange::of_operation(rule, &compared.head, is, name);
            changes.push(change.before(before).after(after).at_both(compared, was, is));
        }
    };
    report(rules::OPERATION_ID_CHANGED, was.operation_id.clone(), is.operation_id.clone());
    report(rules::RATE_LIMIT_CHANGED, was.rate_limit.clone(), is.rate_limit.clone());
    report(rules::SCOPES_CHANGED, scopes(was), scopes(is));
    report(rules::PLAN_CHANGED, was.plan.clone(), is.plan.clone());
    report(rules::ONE_OF_CHANGED, sets(was), sets(is));
    report(rules::CREDENTIALS_CHANGED, security(was), security(is));
    report(rules::TEXT_CHANGED, description(was), description(is));
    errors(compared, base, head, changes);
}

fn scopes(operation: &Operation) -> Option<String> {
    let scopes = operation.scopes.iter().chain(&operation.granular_scopes);
    let scopes: Vec<&str> = scopes.map(String::as_str).collect();
    (!scopes.is_empty()).then(|| scopes.join(", "))
}

fn sets(operation: &Operation) -> Option<String> {
    let sets = operation.one_of_required.iter();
    let sets: Vec<String> = sets.map(|names| names.join(" and ")).collect();
    (sets.len() > 1).then(|| sets.join(", or "))
}

fn security(operation: &Operation) -> Option<String> {
    let first = operation.security.as_ref()?;
    let words = |list: &Vec<Credential>| match list.as_slice() {
        [] => "none".to_owned(),
        list => list.iter().map(Credential::to_string).collect::<Vec<_>>().join(", "),
    };
    let alternatives = std::iter::once(first).chain(&operation.alternatives);
    Some(alternatives.map(words).collect::<Vec<String>>().join(", or "))
}

fn description(operation: &Operation) -> Option<String> {
    let parts = [&operation.summary, &operation.description].into_iter();
    let parts = parts.filter_map(|part| part.as_deref());
    let words: Vec<&str> = parts.flat_map(str::split_whitespace).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Documented errors by status and code.
fn errors(compared: &Compared<'_>, base: Named<'_>, head: Named<'_>, changes: &mut Changes) {
    let ((was, _), (is, name)) = (base, head);
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
        let code = code.map(|code| format!(", code {code}")).unwrap_or_default();
        let shown = |meaning: Option<&String>| {
            let line = format!("{status}{code}: {}", meaning?);
            Some(line.trim_end_matches([':', ' ']).to_owned())
        };
        let change = PendingChange::of_operation(rule, &compared.head, is, name)
            .word("error", &format!("{status}{code}"))
            .before(shown(before))
            .after(shown(after));
        changes.push(change.at_both(compared, was, is));
    }
}

/// The documentation of an input or field.
pub(super) fn field(
    family: Family,
    owner: &Owner<'_>,
    (was, is): (&Field<'_>, &Field<'_>),
    changes: &mut Changes,
) {
    let mut report = |rule: &'static Rule, before: Option<String>, after: Option<String>| {
        if before == after {
            return;
        }
        let item = format!("{}.{}", owner.path, is.rust);
        let schema_path = is.schema_path.map(ToString::to_string).unwrap_or_default();
        let change = PendingChange::new(rule, &owner.product, &item, &schema_path)
            .word("name", is.rust)
            .word("wire", is.wire)
            .word("owner", &owner.path)
            .before(before)
            .after(after)
            .operations(owner.users.clone())
            .at(Side::Base, was.file, was.pointer)
            .at(Side::Head, is.file, is.pointer);
        changes.push(change);
    };
    let default = |facts: Option<&Facts>| Some(facts?.default.as_ref()?.to_string());
    report(rules::DEFAULT_CHANGED, default(was.facts), default(is.facts));
    report(rules::LIMIT_CHANGED, was.facts.and_then(limits), is.facts.and_then(limits));
    report(rules::TEXT_CHANGED, was.text.clone(), is.text.clone());
    let secret = |field: &Field<'_>| field.secret.then(|| "never printed".to_owned());
    report(rules::SECRET_CHANGED, secret(was), secret(is));
    let deprecated = |field: &Field<'_>| field.facts.is_some_and(|facts| facts.deprecated);
    let word = || Some("deprecated".to_owned());
    match (deprecated(was), deprecated(is)) {
        (false, true) => report(rules::MEMBER_DEPRECATED, None, word()),
        (true, false) => report(rules::MEMBER_UNDEPRECATED, word(), None),
        _ => {}
    }
    if family == Family::Response {
        let word = |required| Some(if required { "always" } else { "not always" }.to_owned());
        report(rules::RESPONSE_FIELD_PRESENCE_CHANGED, word(was.required), word(is.required));
    }
}

/// Limits, unit and format in a few words.
fn limits(facts: &Facts) -> Option<String> {
    let mut words = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        words.extend(value.map(|value| format!("{name} {value}")));
    };
    add("unit", facts.unit.clone());
    add("format", facts.format.clone());
    add("at least", facts.min_length.map(|least| format!("{least} long")));
    add("at most", facts.max_length.map(|most| format!("{most} long")));
    add(if facts.above { "more than" } else { "from" }, facts.minimum.clone());
    add(if facts.below { "less than" } else { "up to" }, facts.maximum.clone());
    add("pattern", facts.pattern.clone());
    (!words.is_empty()).then(|| words.join(", "))
}
