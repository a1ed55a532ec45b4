//! Joins our meanings with the documented error codes.

use std::collections::BTreeSet;

use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::Api;
use crate::settings::Settings;

pub(super) fn errors(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    let mut used: BTreeSet<&(String, i64)> = BTreeSet::new();
    for operation in &mut api.operations {
        let key =
            format!("{} {} {}", operation.document, operation.method, operation.erased_path());
        for error in &mut operation.errors {
            let Some(code) = error.code else { continue };
            let found = settings.errors.meaning(&operation.server, &key, code);
            if let Some((id, meaning)) = found {
                used.insert(id);
                error.meaning.clone_from(&meaning.text);
            }
        }
    }
    unmatched(api, settings, &used, findings);
}

/// Meanings that no operation has. Those of a server may be for errors that no document lists.
fn unmatched(
    api: &Api,
    settings: &Settings,
    used: &BTreeSet<&(String, i64)>,
    findings: &mut Findings,
) {
    let is_server = |key: &str| {
        settings.rules.servers.contains_key(key)
            || api.operations.iter().any(|operation| operation.server == key)
    };
    for (id, entry) in settings.errors.0.iter().filter(|(id, _)| !used.contains(id)) {
        let (key, code) = id;
        if is_server(key) {
            continue;
        }
        findings.push(Finding::new(
            Severity::Error,
            "unmatched-entry",
            &entry.file,
            &entry.pointer,
            format!("no operation of `{key}` lists the code {code}, or a more specific line has its meaning"),
            "correct the line, or remove it",
        ));
    }
}
