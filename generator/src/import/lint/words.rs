//! Missing names and descriptions: labels, error codes, fields, operations.

use super::{Report, Tally, file_of};
use crate::model::{Api, Credential, Operation, ServerRules};
use crate::normalize::glossary::used_enums;
use crate::restate::label;
use crate::settings::Settings;

/// Words of a plan that still fit on a line of documentation.
const PLAN_WORDS: usize = 8;

pub(super) fn words(api: &Api, settings: &Settings, report: &mut Report<'_>) {
    labels(api, report);
    codes(api, settings, report);
    operations(api, settings, report);
    scopes(api, settings, report);
}

fn labels(api: &Api, report: &mut Report<'_>) {
    let mut tally = Tally::default();
    for id in used_enums(api) {
        let one = api.enumeration(id);
        for variant in &one.variants {
            if let Some(label) = variant.label.as_deref().filter(|label| label::is_long(label)) {
                tally.add(&format!("{}: {label}", variant.wire), &one.file, &one.pointer);
            }
        }
    }
    report.add(
        "long-label",
        "labels that were cut, or have more than six words",
        "name the values in enums.yaml, with a label of ours",
        tally.noted(),
    );
}

fn codes(api: &Api, settings: &Settings, report: &mut Report<'_>) {
    let mut tally = Tally::default();
    for operation in &api.operations {
        for error in operation.errors.iter().filter(|error| error.meaning.is_empty()) {
            let Some(code) = error.code else { continue };
            let text = format!("{} {code} (status {})", operation.server, error.status);
            tally.add(&text, file_of(settings, &operation.document), &operation.pointer);
        }
    }
    report.add(
        "unknown-code",
        "error codes without a meaning of ours",
        "describe their meaning in errors.yaml",
        tally.noted(),
    );
}

fn operations(api: &Api, settings: &Settings, report: &mut Report<'_>) {
    let mut tally = Tally::default();
    for operation in &api.operations {
        let mut lacks = Vec::new();
        if operation.summary.is_none() {
            lacks.push("a summary");
        }
        if operation.rate_limit.is_none() && has_labels(settings, &operation.server) {
            lacks.push("a rate-limit label");
        }
        if operation.scopes.is_empty()
            && operation.granular_scopes.is_empty()
            && has_scopes(settings, operation)
        {
            lacks.push("scopes");
        }
        let words = operation.plan.as_deref().map_or(0, |plan| plan.split_whitespace().count());
        if words > PLAN_WORDS {
            lacks.push("a plan in at most eight words");
        }
        if !lacks.is_empty() {
            let text = format!("{} lacks {}", operation.key(), lacks.join(", "));
            tally.add(&text, file_of(settings, &operation.document), &operation.pointer);
        }
    }
    report.add(
        "bare-operation",
        "operations whose source lacks a fact",
        "add what is known by an overlay",
        tally.noted(),
    );
}

/// Scopes that look like no other: misspelt in the source.
fn scopes(api: &Api, settings: &Settings, report: &mut Report<'_>) {
    let forms = &settings.rules.scopes;
    let mut tally = Tally::default();
    for operation in &api.operations {
        let lists =
            [(&operation.scopes, &forms.classic), (&operation.granular_scopes, &forms.granular)];
        for (list, form) in lists {
            let odd = list.iter().filter(|one| form.as_ref().is_some_and(|form| !form.fits(one)));
            for scope in odd {
                tally.add(scope, file_of(settings, &operation.document), &operation.pointer);
            }
        }
    }
    report.add(
        "odd-scope",
        "scopes that do not look like scopes",
        "compare with the official page; correct them by an overlay, or the form in rules.yaml",
        tally.noted(),
    );
}

/// Whether a server counts requests by label.
fn has_labels(settings: &Settings, server: &str) -> bool {
    settings.rules.servers.get(server).is_some_and(|rules| !rules.limits.quotas.is_empty())
}

/// Whether the operations of a document are allowed by scopes at all.
fn has_scopes(settings: &Settings, operation: &Operation) -> bool {
    let entry = settings.documents.iter().find(|entry| entry.id == operation.document);
    let bearer = |rules: &ServerRules| rules.security.contains(&Credential::Bearer);
    entry.is_none_or(|entry| entry.scopes)
        && settings.rules.servers.get(&operation.server).is_some_and(bearer)
}
