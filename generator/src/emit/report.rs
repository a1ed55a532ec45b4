//! REPORT.md: the results for each document; committed, so that a new rejection or repair shows up in review.

use std::collections::BTreeMap;

use super::Emitter;
use super::doc;
use crate::diagnostic::{Diagnostic, Severity};
use crate::layout::MARK;
use crate::normalize::Named;
use crate::normalize::secrets::UNDECIDED;

pub(super) fn report(
    emitter: &Emitter<'_>,
    read: crate::lower::Count,
    named: &Named,
    found: &[Diagnostic],
) -> String {
    let of = |severity| found.iter().filter(move |one| one.severity == severity);
    let counts = |read: usize, emitted: usize, what: &str| {
        let refused = read.saturating_sub(emitted);
        format!("{read} {what} in the documents: {emitted} emitted, {refused} rejected.\n\n")
    };
    let mut text = format!("<!-- {MARK}. Do not edit. -->\n\n# Report\n\n");
    text.push_str(&counts(read.operations, emitter.api.operations.len(), "operations"));
    if read.events > 0 {
        text.push_str(&counts(read.events, emitter.api.events.len(), "events"));
    }
    text.push_str("| document | holds | feature | module |\n| --- | --- | --- | --- |\n");
    for document in &emitter.api.documents {
        text.push_str(&format!(
            "| `{}` | {} | {} | `{}` |\n",
            emitter.input(&document.file),
            emitter.holds(document),
            document.feature,
            document.module
        ));
    }
    text.push_str("\n## Integer places\n\n");
    text.push_str(&format!("{} with named values", named.named));
    for (reason, count) in &named.unnamed {
        text.push_str(&format!(", {count} left as integers ({reason})"));
    }
    let is_secret = |one: &&Diagnostic| one.code == UNDECIDED;
    let gaps = of(Severity::Gap).filter(|one| !is_secret(one)).count();
    text.push_str(&format!(", {gaps} with values but without names.\n"));
    for (title, severity) in [
        ("Rejected", Severity::Refused),
        ("Values without names", Severity::Gap),
        ("Secrets or not", Severity::Gap),
        ("Repaired", Severity::Repair),
        ("Noted", Severity::Note),
    ] {
        let about_secrets = title == "Secrets or not";
        // Proposals of names are reported once: the next run reads them from names.lock.
        let of_this_run =
            |one: &&Diagnostic| ["name-clash", "names-lock-retired"].contains(&one.code);
        let list: Vec<&Diagnostic> = of(severity)
            .filter(|one| is_secret(one) == about_secrets && !of_this_run(one))
            .collect();
        if list.is_empty() {
            continue;
        }
        text.push_str(&format!("\n## {title}\n\n"));
        // Lines move with every edit; pointers do not.
        let mut by_file: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for one in list {
            by_file.entry(&one.at.file).or_default().push(format!(
                "- `{}` {}: {}",
                doc::code(&steady(&one.at.pointer)),
                one.code,
                doc::inline(&one.message)
            ));
        }
        for (file, mut lines) in by_file {
            lines.sort();
            text.push_str(&format!("`{}`\n\n{}\n", emitter.input(file), lines.join("\n")));
        }
    }
    text
}

/// A pointer without the positions of parameters, whose order means nothing.
fn steady(pointer: &str) -> String {
    let mut out = Vec::new();
    let mut after = false;
    for token in pointer.split('/') {
        let position = after && token.bytes().all(|byte| byte.is_ascii_digit());
        after = token == "parameters";
        out.push(if position { "…" } else { token });
    }
    out.join("/")
}
