//! What is documented besides types: texts, limits, defaults, scopes, errors. None of it changes a signature.

use std::collections::BTreeMap;

use super::Compared;
use super::draft::{Draft, Drafts, of_operation};
use super::members::{Family, Member, Owner};
use super::report::Side;
use crate::model::{Facts, KnownError, Operation};
use crate::name::OperationName;

/// An operation with its names.
pub(super) type Named<'a> = (&'a Operation, &'a OperationName);

/// The facts about an operation.
pub(super) fn operation(
    compared: &Compared<'_>,
    base: Named<'_>,
    head: Named<'_>,
    drafts: &mut Drafts,
) {
    let ((one, _), (other, name)) = (base, head);
    let mut told = |rule: &str, before: Option<String>, after: Option<String>| {
        if before == after {
            return;
        }
        let draft = of_operation(rule, &compared.head, other, name).map(|draft| {
            let draft = draft.before(before).after(after);
            draft.at_both(compared, one, other)
        });
        drafts.push(draft);
    };
    told("operation-id-changed", one.operation_id.clone(), other.operation_id.clone());
    told("rate-limit-changed", one.rate_limit.clone(), other.rate_limit.clone());
    told("scopes-changed", scopes(one), scopes(other));
    told("plan-changed", one.plan.clone(), other.plan.clone());
    told("one-of-changed", sets(one), sets(other));
    told("credentials-changed", security(one), security(other));
    told("text-changed", text(one), text(other));
    errors(compared, base, head, drafts);
}

fn scopes(operation: &Operation) -> Option<String> {
    let all: Vec<&str> =
        operation.scopes.iter().chain(&operation.granular_scopes).map(String::as_str).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn sets(operation: &Operation) -> Option<String> {
    let sets: Vec<String> =
        operation.one_of_required.iter().map(|names| names.join(" and ")).collect();
    (sets.len() > 1).then(|| sets.join(", or "))
}

fn security(operation: &Operation) -> Option<String> {
    let own = operation.security.as_ref()?;
    let words = |list: &Vec<String>| match list.as_slice() {
        [] => "none".to_owned(),
        list => list.join(", "),
    };
    let all: Vec<String> = std::iter::once(own).chain(&operation.alternatives).map(words).collect();
    Some(all.join(", or "))
}

fn text(operation: &Operation) -> Option<String> {
    let parts = [&operation.summary, &operation.description];
    let words: Vec<&str> =
        parts.iter().filter_map(|part| part.as_deref()).flat_map(str::split_whitespace).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Documented errors by status and code.
fn errors(compared: &Compared<'_>, base: Named<'_>, head: Named<'_>, drafts: &mut Drafts) {
    let ((one, _), (other, name)) = (base, head);
    let table = |operation: &Operation| -> BTreeMap<(u16, Option<i64>), String> {
        let row = |error: &KnownError| ((error.status, error.code), error.meaning.clone());
        operation.errors.iter().map(row).collect()
    };
    let (was, is) = (table(one), table(other));
    let keys: std::collections::BTreeSet<_> = was.keys().chain(is.keys()).copied().collect();
    for key in keys {
        let (before, after) = (was.get(&key), is.get(&key));
        let rule = match (before, after) {
            (before, after) if before == after => continue,
            (None, _) => "error-added",
            (_, None) => "error-removed",
            _ => "error-meaning-changed",
        };
        let (status, code) = key;
        let code = code.map(|code| format!(", code {code}")).unwrap_or_default();
        let shown = |meaning: Option<&String>| {
            meaning.map(|meaning| {
                format!("{status}{code}: {meaning}").trim_end_matches([':', ' ']).to_owned()
            })
        };
        let draft = of_operation(rule, &compared.head, other, name).map(|draft| {
            let draft = draft.word("error", &format!("{status}{code}"));
            draft.before(shown(before)).after(shown(after)).at_both(compared, one, other)
        });
        drafts.push(draft);
    }
}

/// The facts about an input or field.
pub(super) fn member(
    family: Family,
    owner: &Owner<'_>,
    both: (&Member<'_>, &Member<'_>),
    drafts: &mut Drafts,
) {
    let (one, other) = both;
    let mut told = |rule: &str, before: Option<String>, after: Option<String>| {
        if before == after {
            return;
        }
        let item = format!("{}.{}", owner.path, other.rust);
        let schema_path = other.schema_path.map(ToString::to_string).unwrap_or_default();
        let draft = Draft::new(rule, &owner.product, &item, &schema_path).map(|draft| {
            let draft = draft.word("name", other.rust).word("wire", other.wire);
            draft
                .before(before)
                .after(after)
                .operations(owner.users.clone())
                .at(Side::Base, one.file, one.pointer)
                .at(Side::Head, other.file, other.pointer)
        });
        drafts.push(draft);
    };
    let default = |facts: Option<&Facts>| Some(facts?.default.as_ref()?.to_string());
    told("default-changed", default(one.facts), default(other.facts));
    told("limit-changed", one.facts.and_then(limits), other.facts.and_then(limits));
    told("text-changed", one.text.clone(), other.text.clone());
    let secret = |member: &Member<'_>| member.secret.then(|| "never printed".to_owned());
    told("secret-changed", secret(one), secret(other));
    let deprecated = |member: &Member<'_>| member.facts.is_some_and(|facts| facts.deprecated);
    match (deprecated(one), deprecated(other)) {
        (false, true) => told("member-deprecated", None, Some("deprecated".to_owned())),
        (true, false) => told("member-undeprecated", Some("deprecated".to_owned()), None),
        _ => {}
    }
    if family == Family::Response && one.required != other.required {
        let word = |required| Some(if required { "always" } else { "not always" }.to_owned());
        told("response-field-presence-changed", word(one.required), word(other.required));
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
