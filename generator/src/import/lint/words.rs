//! What wants our words: labels, error codes, fields, operations.

use super::{Report, Tally, fields, file_of};
use crate::import::label;
use crate::model::Api;
use crate::settings::Settings;

/// Words of a plan that still fit on a line of documentation.
const PLAN_WORDS: usize = 8;

pub(super) fn words(api: &Api, settings: &Settings, report: &mut Report<'_>) {
    labels(api, report);
    codes(api, settings, report);
    operations(api, settings, report);
    glossary(api, settings, report);
}

fn labels(api: &Api, report: &mut Report<'_>) {
    let mut tally = Tally::default();
    for one in &api.enums {
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
        "say what they mean in errors.yaml",
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
        if operation.server != "v1" && operation.rate_limit.is_none() {
            lacks.push("a rate-limit label");
        }
        if operation.server != "v1"
            && operation.scopes.is_empty()
            && operation.granular_scopes.is_empty()
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

fn glossary(api: &Api, settings: &Settings, report: &mut Report<'_>) {
    let mut tally = Tally::default();
    for field in fields(api) {
        let known = settings.glossary.line(&field.place).is_some() || field.facts.text.is_some();
        if !known {
            tally.add(&field.wire, file_of(settings, &field.place.document), &field.pointer);
        }
    }
    report.add(
        "no-glossary",
        "fields without a line of ours",
        "give them one in glossary.yaml, where the name does not say it all",
        tally.noted(),
    );
}
