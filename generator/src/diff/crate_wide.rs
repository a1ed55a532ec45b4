//! Features and servers, which belong to the crate as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::indexed_state::IndexedState;
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules::{self, Rule};
use crate::pointer::Pointer;
use crate::settings::file;

pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    features(compared, changes);
    default_features(compared, changes);
    servers(compared, changes);
}

fn features(compared: &Compared<'_>, changes: &mut Changes) {
    let names = |view: &IndexedState<'_>| -> BTreeSet<String> {
        let entries = view.state.settings.documents.iter();
        entries.map(|entry| entry.feature.clone()).filter(|name| !name.is_empty()).collect()
    };
    let (base, head) = (names(&compared.base), names(&compared.head));
    report((rules::FEATURE_ADDED, rules::FEATURE_REMOVED), &base, &head, changes);
}

fn default_features(compared: &Compared<'_>, changes: &mut Changes) {
    let names = |view: &IndexedState<'_>| -> BTreeSet<String> {
        view.state.settings.krate.default.iter().cloned().collect()
    };
    let (base, head) = (names(&compared.base), names(&compared.head));
    let rules = (rules::DEFAULT_FEATURE_ADDED, rules::DEFAULT_FEATURE_REMOVED);
    report(rules, &base, &head, changes);
}

fn report(
    (added, removed): (&'static Rule, &'static Rule),
    base: &BTreeSet<String>,
    head: &BTreeSet<String>,
    changes: &mut Changes,
) {
    let root = Pointer::root();
    for name in base.difference(head) {
        let change = PendingChange::new(removed, "crate", name, "").lines(Some(name.clone()), None);
        changes.push(change.at(Side::Base, (file::SOURCES, &root)));
    }
    for name in head.difference(base) {
        let change = PendingChange::new(added, "crate", name, "").lines(None, Some(name.clone()));
        changes.push(change.at(Side::Head, (file::SOURCES, &root)));
    }
}

/// Servers by key: their address and conventions, in the words of rules.yaml.
fn servers(compared: &Compared<'_>, changes: &mut Changes) {
    let by_key = |view: &IndexedState<'_>| -> BTreeMap<String, Vec<String>> {
        let servers = view.api.servers.iter();
        servers.map(|server| (server.key.clone(), conventions(&server.rules))).collect()
    };
    let (base, head) = (by_key(&compared.base), by_key(&compared.head));
    for key in base.keys().chain(head.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (base.get(key), head.get(key));
        let rule = match (was, is) {
            (was, is) if was == is => continue,
            (None, _) => rules::SERVER_ADDED,
            (_, None) => rules::SERVER_REMOVED,
            _ => rules::SERVER_CHANGED,
        };
        // For a server in both states, only the lines that differ.
        let differing = |lines: Option<&Vec<String>>, other: Option<&Vec<String>>| {
            let differs = |line: &&String| !other.is_some_and(|other| other.contains(line));
            let lines: Vec<&str> = lines?.iter().filter(differs).map(String::as_str).collect();
            (!lines.is_empty()).then(|| lines.join("; "))
        };
        let item = format!("servers::{}", crate::word::snake(key).to_ascii_uppercase());
        let at = Pointer::root().join("servers").join(key);
        let change = PendingChange::new(rule, "crate", &item, key)
            .word("key", key)
            .lines(differing(was, is), differing(is, was))
            .at(Side::Base, was.map(|_| (file::RULES, &at)))
            .at(Side::Head, is.map(|_| (file::RULES, &at)));
        changes.push(change);
    }
}

fn conventions(rules: &crate::ServerRules) -> Vec<String> {
    let errors = &rules.errors;
    let mut lines = vec![format!("url {}", rules.url)];
    let credentials: Vec<String> = rules.security.iter().map(ToString::to_string).collect();
    lines.push(format!("credentials {}", credentials.join(", ")));
    lines.extend(rules.account_path.as_ref().map(|path| format!("sub-accounts {path}")));
    lines.extend(rules.tracking_header.as_ref().map(|name| format!("tracking header {name}")));
    let keys = [
        ("errors inside", &errors.envelope),
        ("error codes in", &errors.code),
        ("kinds of errors in", &errors.kind),
        ("error messages in", &errors.message),
        ("field errors in", &errors.list),
        ("names of faulty fields in", &errors.field),
        ("descriptions of faulty fields in", &errors.detail),
    ];
    let keys = keys.into_iter().filter(|(_, keys)| !keys.is_empty());
    lines.extend(keys.map(|(about, keys)| format!("{about} {}", keys.join(", "))));
    lines.push(format!("errors in successes: {}", errors.in_success));
    lines.push(format!("codes of expired tokens: {:?}", errors.expired));
    lines.push(format!("codes of missing permissions: {:?}", errors.forbidden));
    lines.extend(errors.scopes.as_ref().map(|text| format!("missing scopes after {text}")));
    lines
}
