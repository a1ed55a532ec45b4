//! Documentation besides types: descriptions, limits, defaults, scopes, errors. None of it changes a signature.

use super::fields::{Both, Cited, Field, Owners, described, descriptions, differences_of};
use super::indexed_state::IndexedState;
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules::{self, Family, Rule};
use super::sub_accounts;
use super::{Compared, document_entries, errors};
use crate::listing::Origin;
use crate::model::{
    Body, Credential, Encoding, Event, Facts, Operation, Style, TypeExpr, TypeKind,
};

/// The documentation of an operation.
pub(super) fn operation(
    compared: &Compared<'_>,
    was: &Operation,
    is: &Operation,
    origins: (Origin, Origin),
    changes: &mut Changes,
) {
    let replacement = compared.head.replacement(is);
    let is_renamed = compared.base.path_text(origins.0) != compared.head.path_text(origins.1);
    // The keys of the fact in the document, or in an overlay.
    let mut report = |rule, keys: &[&str], before: Option<String>, after| {
        changes.compare(before, after, || {
            let change = PendingChange::of(rule, &compared.head, origins.1);
            let change =
                keys.iter().fold(change, |change, key| change.at_key(compared, origins, key));
            let change = match rule == rules::OPERATION_ID_CHANGED && is_renamed {
                true => change.text("the document calls `{item}` by another operation id"),
                false => change,
            };
            change.word_if("replacement", replacement.clone())
        });
    };
    let scopes = |operation: &Operation| listed(&[&operation.scopes, &operation.granular_scopes]);
    let scope_keys = differing([
        ("x-scopes", sorted(&was.scopes) == sorted(&is.scopes)),
        ("x-granular-scopes", sorted(&was.granular_scopes) == sorted(&is.granular_scopes)),
    ]);
    let text = |operation: &Operation| words(&[&operation.summary, &operation.description]);
    let text_keys = differing([
        ("summary", was.summary == is.summary),
        ("description", was.description == is.description),
    ]);
    report(
        rules::OPERATION_ID_CHANGED,
        &["operationId"],
        was.operation_id.clone(),
        is.operation_id.clone(),
    );
    report(
        rules::RATE_LIMIT_CHANGED,
        &["x-rate-limit"],
        was.rate_limit.clone(),
        is.rate_limit.clone(),
    );
    report(rules::SCOPES_CHANGED, &scope_keys, scopes(was), scopes(is));
    report(rules::PLAN_CHANGED, &["x-plan"], was.plan.clone(), is.plan.clone());
    report(rules::CREDENTIALS_CHANGED, &["security"], security(was), security(is));
    report(rules::TEXT_CHANGED, &text_keys, text(was), text(is));
    report(rules::ACCEPT_CHANGED, &["responses"], was.accept.clone(), is.accept.clone());
    bodies(was, is, &mut report);
    if was.deprecated && is.deprecated {
        let keys = differing([
            ("x-deprecated-since", was.deprecated_since == is.deprecated_since),
            ("x-replaced-by", was.replaced_by == is.replaced_by),
        ]);
        report(rules::REPLACEMENT_CHANGED, &keys, outdated(was), outdated(is));
    }
    let server = |operation: &Operation| Some(operation.sent_to().to_owned());
    changes.compare(server(was), server(is), || {
        let change = PendingChange::of(rules::OPERATION_SERVER_CHANGED, &compared.head, origins.1);
        let change = match was.base.is_some() || is.base.is_some() {
            true => change.at_key(compared, origins, "servers"),
            false => change,
        };
        document_entries::cited(change, compared, (was, is), "server")
    });
    body_required(compared, (was, is), origins, changes);
    sub_accounts::compare(compared, (was, is), origins, changes);
    changes.compare(sets(was), sets(is), || {
        let change = PendingChange::of(rules::ONE_OF_CHANGED, &compared.head, origins.1);
        let needs = match (sets(was), sets(is)) {
            (None, Some(sets)) => format!("needs one of these inputs now: {sets}"),
            (_, None) => "no longer needs one of several inputs".to_owned(),
            _ => "needs one of other inputs".to_owned(),
        };
        let change = change.word("needs", &needs);
        let change = if sets(is).is_none() { change.hint("") } else { change };
        change.at_key(compared, origins, "x-one-of-required")
    });
    errors::compare(compared, (was, is), origins, changes);
}

/// The keys whose values are not the same.
fn differing<const N: usize>(keys: [(&'static str, bool); N]) -> Vec<&'static str> {
    keys.into_iter().filter(|(_, same)| !same).map(|(key, _)| key).collect()
}

/// Reports a fact with its rule, keys and values.
type ReportFact<'a> = dyn FnMut(&'static Rule, &[&str], Option<String>, Option<String>) + 'a;

fn bodies(was: &Operation, is: &Operation, report: &mut ReportFact<'_>) {
    let (Some(old), Some(new)) = (&was.body, &is.body) else { return };
    report(rules::PART_ENCODING_CHANGED, &["requestBody"], parts(old), parts(new));
}

/// Whether a body has to be sent: its own keyword says that. Where the members do, the inputs are reported.
fn body_required(
    compared: &Compared<'_>,
    (was, is): (&Operation, &Operation),
    origins: (Origin, Origin),
    changes: &mut Changes,
) {
    let (Some(old), Some(new)) = (&was.body, &is.body) else { return };
    let (base, head) = (&compared.base, &compared.head);
    if !old.flat || !new.flat || requires(base, old) != requires(head, new) {
        return;
    }
    let required =
        |body: &Body| Some(if body.required { "required" } else { "optional" }.to_owned());
    changes.compare(required(old), required(new), || {
        let must = if new.required { "has to be sent" } else { "may be left out" };
        let rule = rules::BODY_REQUIRED_CHANGED;
        let change = PendingChange::of(rule, head, origins.1).word("must", must);
        let place = |view: &IndexedState<'_>, operation: &Operation| {
            let pointer = operation.pointer.join("requestBody").join("required");
            (view.file(&operation.document).to_owned(), pointer)
        };
        let (old, new) = (place(base, was), place(head, is));
        let change = change.at(Side::Base, (old.0.as_str(), &old.1));
        change.at(Side::Head, (new.0.as_str(), &new.1))
    });
}

/// Whether a member of a body is required.
fn requires(view: &IndexedState<'_>, body: &Body) -> bool {
    let TypeExpr::Type(id) = body.expr else { return false };
    match &view.api.ty(id).kind {
        TypeKind::Object(object) => object.fields.iter().any(|field| field.required),
        TypeKind::Union(_) => false,
    }
}

/// The documentation of an event.
pub(super) fn event(
    compared: &Compared<'_>,
    was: &Event,
    is: &Event,
    origins: (Origin, Origin),
    changes: &mut Changes,
) {
    let mut report = |rule: &'static Rule, keys: &[&str], before: Option<String>, after| {
        changes.compare(before, after, || {
            let change = PendingChange::of(rule, &compared.head, origins.1);
            keys.iter().fold(change, |change, key| change.at_key(compared, origins, key))
        });
    };
    let scopes = |event: &Event| listed(&[&event.scopes, &event.granular_scopes]);
    let description = |event: &Event| words(&[&event.summary, &event.description]);
    let scope_keys = differing([
        ("x-scopes", sorted(&was.scopes) == sorted(&is.scopes)),
        ("x-granular-scopes", sorted(&was.granular_scopes) == sorted(&is.granular_scopes)),
    ]);
    let text_keys = differing([
        ("summary", was.summary == is.summary),
        ("description", was.description == is.description),
    ]);
    let rule = if is.deprecated { rules::MEMBER_DEPRECATED } else { rules::MEMBER_UNDEPRECATED };
    report(rules::SCOPES_CHANGED, &scope_keys, scopes(was), scopes(is));
    report(rules::PLAN_CHANGED, &["x-plan"], was.plan.clone(), is.plan.clone());
    report(rule, &["deprecated"], deprecated(was.deprecated), deprecated(is.deprecated));
    report(rules::TEXT_CHANGED, &text_keys, description(was), description(is));
}

/// Since when an operation is deprecated, and its replacement.
pub(super) fn outdated(operation: &Operation) -> Option<String> {
    let since = operation.deprecated_since.as_ref().map(|since| format!("since {since}"));
    let instead = operation.replaced_by.as_ref().map(|key| format!("replaced by {key}"));
    let words: Vec<String> = since.into_iter().chain(instead).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// How members of a form or multipart body are written.
fn parts(body: &Body) -> Option<String> {
    let part = |part: &Encoding| {
        let Encoding { name, style, media_type } = part;
        let mut words = vec![name.clone()];
        words.extend((*style != Style::default()).then(|| format!("{style:?}").to_lowercase()));
        words.extend((!media_type.is_empty()).then(|| media_type.clone()));
        words.join(" ")
    };
    let parts: Vec<String> = body.encoding.iter().map(part).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The names of several lists; their order within a list means nothing.
fn listed(lists: &[&Vec<String>]) -> Option<String> {
    let names: Vec<&str> = lists.iter().flat_map(|list| sorted(list)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn sorted(list: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = list.iter().map(String::as_str).collect();
    names.sort_unstable();
    names
}

fn words(parts: &[&Option<String>]) -> Option<String> {
    let parts = parts.iter().filter_map(|part| part.as_deref());
    let words: Vec<&str> = parts.flat_map(str::split_whitespace).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The end of a sentence about something new.
pub(super) const DEPRECATED: &str = ", which is deprecated";

pub(super) fn deprecated(flag: bool) -> Option<String> {
    flag.then(|| "deprecated".to_owned())
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

/// The documentation of an input or field.
pub(super) fn field(owners: &Owners<'_>, both: &Both<'_, '_>, changes: &mut Changes) {
    let Owners { compared, family, head: owner, .. } = *owners;
    let (was, is) = (both.was, both.is);
    let change = |rule: &'static Rule| {
        let item = format!("{}.{}", owner.path, is.rust);
        let schema_path = is.schema_path.map(ToString::to_string).unwrap_or_default();
        PendingChange::new(rule, &owner.product, &item, &schema_path)
            .word("name", is.rust)
            .word("owner", &owner.path)
            .word("printed", if is.secret { "not printed" } else { "printed" })
            .operations(owners.users_of(both.own()))
    };
    let [before, after] = descriptions((&compared.base, was), (&compared.head, is));
    changes.compare(before.0, after.0, || {
        described(change(rules::TEXT_CHANGED), compared, both, [before.1, after.1])
    });
    let secret = |field: &Field<'_>| field.secret.then(|| "never printed".to_owned());
    changes.compare(secret(was), secret(is), || {
        let (old, new) = both.places();
        change(rules::SECRET_CHANGED).at(Side::Base, old).at(Side::Head, new)
    });
    // Facts of schemas, each with the rule for a fact that is there.
    let mut fact = |rule: FactRule<'_>,
                    of_type: [Option<String>; 2],
                    fact: &dyn Fn(&Cited<'_>) -> Option<String>| {
        let [before, after] = of_type;
        for one in differences_of(both, (before, after), fact) {
            let rule = rule(one.after.as_deref());
            changes.compare(one.before.clone(), one.after.clone(), || {
                let shown = one.after.as_deref().unwrap_or("both sent and received");
                let change = change(rule).word("presence", shown).word("access", shown);
                let change = one.describe(change, owners, both, fact);
                let is_presence = rule == rules::RESPONSE_FIELD_PRESENCE_CHANGED;
                let change = if is_presence { change.at_required(compared) } else { change };
                let [was, is] = one.facts(both);
                // What a server sends, it does not check, and no request leaves it out.
                let is_limit = rule == rules::LIMIT_CHANGED;
                let is_sent = is_limit || rule == rules::DEFAULT_CHANGED;
                let change = match family {
                    Family::Response if is_sent => change.hint(""),
                    _ => change,
                };
                if is_limit { differing_limits(change, was, is) } else { change }
            });
        }
    };
    let of = |fact: Fact| [was.facts.and_then(fact), is.facts.and_then(fact)];
    if family == Family::Response {
        let words = |required| Some(if required { "always" } else { "not always" }.to_owned());
        // A request that requires the field says nothing about responses.
        let presence = |one: &Cited<'_>| words(one.required).filter(|_| !one.is_sent());
        let is_built = owners.base.constructor.is_some() || owner.constructor.is_some();
        let of_type = [was.required, is.required].map(|one| words(one).filter(|_| !is_built));
        fact(&|_| rules::RESPONSE_FIELD_PRESENCE_CHANGED, of_type, &presence);
    }
    fact(&|_| rules::DEFAULT_CHANGED, of(default), &|one| default(one.facts));
    fact(&|_| rules::MEMBER_ACCESS_CHANGED, of(access_word), &|one| access_word(one.facts));
    let deprecation = |after: Option<&str>| match after {
        Some(_) => rules::MEMBER_DEPRECATED,
        None => rules::MEMBER_UNDEPRECATED,
    };
    let is_deprecated: Fact = |facts| deprecated(facts.deprecated);
    fact(&deprecation, of(is_deprecated), &|one| is_deprecated(one.facts));
    fact(&|_| rules::LIMIT_CHANGED, of(limits), &|one| limits(one.facts));
}

/// The rule for a fact that is this now.
type FactRule<'a> = &'a dyn Fn(Option<&str>) -> &'static Rule;

fn default(facts: &Facts) -> Option<String> {
    Some(facts.default.as_ref()?.to_string())
}

fn access_word(facts: &Facts) -> Option<String> {
    access(facts).map(str::to_owned)
}

fn access(facts: &Facts) -> Option<&'static str> {
    match (facts.read_only, facts.write_only) {
        (true, _) => Some("only received"),
        (_, true) => Some("only sent"),
        _ => None,
    }
}

/// Reads one fact, for reports.
type Fact = fn(&Facts) -> Option<String>;

/// Limits, unit and format in a few words.
fn limits(facts: &Facts) -> Option<String> {
    let words = [unit(facts), format(facts), sizes(facts)];
    let words: Vec<String> = words.into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// One kind of what [`limits`] has, of a value and of the items of a list.
fn each(facts: &Facts, own: Option<String>, of: Fact) -> Option<String> {
    let items = facts.items.as_deref().and_then(of).map(|items| format!("each {items}"));
    let words: Vec<String> = own.into_iter().chain(items).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn unit(facts: &Facts) -> Option<String> {
    each(facts, facts.unit.as_ref().map(|unit| format!("unit {unit}")), unit)
}

fn format(facts: &Facts) -> Option<String> {
    each(facts, facts.format.as_ref().map(|format| format!("format {format}")), format)
}

fn sizes(facts: &Facts) -> Option<String> {
    let mut words = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        words.extend(value.map(|value| format!("{name} {value}")));
    };
    add("at least", facts.min_length.map(|least| format!("{least} long")));
    add("at most", facts.max_length.map(|most| format!("{most} long")));
    add("in some places at most", facts.longest.map(|most| format!("{most} long")));
    add(if facts.above { "more than" } else { "from" }, facts.minimum.clone());
    add(if facts.below { "less than" } else { "up to" }, facts.maximum.clone());
    add("pattern", facts.pattern.clone());
    each(facts, (!words.is_empty()).then(|| words.join(", ")), sizes)
}

/// The words about the kinds of limits that differ.
fn differing_limits(
    change: PendingChange,
    was: Option<&Facts>,
    is: Option<&Facts>,
) -> PendingChange {
    let kinds: [(&str, Fact); 3] = [("limits", sizes), ("unit", unit), ("format", format)];
    let kinds = kinds.map(|(name, of)| (name, was.and_then(of), is.and_then(of)));
    let differing: Vec<_> = kinds.iter().filter(|(_, before, after)| before != after).collect();
    let names: Vec<&str> = differing.iter().map(|(name, ..)| *name).collect();
    let one = names.len() == 1 && names != ["limits"];
    let is_new = differing.iter().all(|(_, before, _)| before.is_none());
    let is_gone = differing.iter().all(|(_, _, after)| after.is_none());
    let differ = match (is_new, is_gone, one) {
        (true, _, true) => "is documented now",
        (true, _, false) => "are documented now",
        (_, true, true) => "is no longer documented",
        (_, true, false) => "are no longer documented",
        (_, _, true) => "differs",
        _ => "differ",
    };
    let checks = (names.contains(&"limits") && !is_gone).then(|| "limits".to_owned());
    change.word("limits", &names.join(" and ")).word("differ", differ).word_if("checked", checks)
}
