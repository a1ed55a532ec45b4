//! What belongs to the crate as a whole: features and servers.

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::draft::{Draft, Drafts};
use super::report::Side;
use super::view::View;
use crate::pointer::Pointer;
use crate::settings::file;

pub(super) fn compare(compared: &Compared<'_>, drafts: &mut Drafts) {
    features(compared, drafts);
    defaults(compared, drafts);
    servers(compared, drafts);
}

fn features(compared: &Compared<'_>, drafts: &mut Drafts) {
    let all = |view: &View<'_>| -> BTreeSet<String> {
        let entries = view.state.settings.documents.iter();
        entries.map(|entry| entry.feature.clone()).filter(|name| !name.is_empty()).collect()
    };
    told(("feature-added", "feature-removed"), &all(&compared.base), &all(&compared.head), drafts);
}

fn defaults(compared: &Compared<'_>, drafts: &mut Drafts) {
    let all = |view: &View<'_>| -> BTreeSet<String> {
        view.state.settings.krate.default.iter().cloned().collect()
    };
    let rules = ("default-feature-added", "default-feature-removed");
    told(rules, &all(&compared.base), &all(&compared.head), drafts);
}

fn told(
    (added, removed): (&str, &str),
    base: &BTreeSet<String>,
    head: &BTreeSet<String>,
    drafts: &mut Drafts,
) {
    let root = Pointer::root();
    for name in base.difference(head) {
        let draft = Draft::new(removed, "crate", name, "");
        let draft = draft.map(|draft| draft.before(Some(name.clone())));
        drafts.push(draft.map(|draft| draft.at(Side::Base, file::SOURCES, &root)));
    }
    for name in head.difference(base) {
        let draft = Draft::new(added, "crate", name, "");
        let draft = draft.map(|draft| draft.after(Some(name.clone())));
        drafts.push(draft.map(|draft| draft.at(Side::Head, file::SOURCES, &root)));
    }
}

/// Servers by key: address and conventions, in the words of rules.yaml.
fn servers(compared: &Compared<'_>, drafts: &mut Drafts) {
    let all = |view: &View<'_>| -> BTreeMap<String, Vec<String>> {
        let rows = view.api.servers.iter();
        rows.map(|server| (server.key.clone(), facts(&server.rules))).collect()
    };
    let (base, head) = (all(&compared.base), all(&compared.head));
    let at = |key: &str| Pointer::root().join("servers").join(key);
    for key in base.keys().chain(head.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (base.get(key), head.get(key));
        let rule = match (was, is) {
            (was, is) if was == is => continue,
            (None, _) => "server-added",
            (_, None) => "server-removed",
            _ => "server-changed",
        };
        // Of what changed, only the lines that differ.
        let differing = |own: Option<&Vec<String>>, other: Option<&Vec<String>>| {
            let lines = own?.iter();
            let lines = lines.filter(|line| !other.is_some_and(|other| other.contains(line)));
            let lines: Vec<&str> = lines.map(String::as_str).collect();
            (!lines.is_empty()).then(|| lines.join("; "))
        };
        let item = format!("servers::{}", crate::name::word::snake(key).to_ascii_uppercase());
        let draft = Draft::new(rule, "crate", &item, key).map(|draft| {
            let draft = draft.word("key", key).before(differing(was, is)).after(differing(is, was));
            let draft =
                if was.is_some() { draft.at(Side::Base, file::RULES, &at(key)) } else { draft };
            if is.is_some() { draft.at(Side::Head, file::RULES, &at(key)) } else { draft }
        });
        drafts.push(draft);
    }
}

fn facts(rules: &crate::ServerRules) -> Vec<String> {
    let errors = &rules.errors;
    let mut lines = vec![format!("url {}", rules.url)];
    lines.push(format!("credentials {}", rules.security.join(", ")));
    lines.extend(rules.tracking_header.as_ref().map(|name| format!("tracking header {name}")));
    let keys = [
        ("errors inside", &errors.envelope),
        ("error codes in", &errors.code),
        ("kinds of errors in", &errors.kind),
        ("error messages in", &errors.message),
        ("field errors in", &errors.list),
        ("names of faulty fields in", &errors.field),
        ("texts of faulty fields in", &errors.detail),
    ];
    let keys = keys.into_iter().filter(|(_, keys)| !keys.is_empty());
    lines.extend(keys.map(|(about, keys)| format!("{about} {}", keys.join(", "))));
    lines.push(format!("errors in successes: {}", errors.in_success));
    lines.push(format!("codes of expired tokens: {:?}", errors.expired));
    lines.push(format!("codes of missing permissions: {:?}", errors.forbidden));
    lines.extend(errors.scopes.as_ref().map(|text| format!("missing scopes after {text}")));
    lines
}
