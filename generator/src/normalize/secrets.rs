//! Marks fields that must never be printed, and finds those that nobody has decided about.

use std::collections::BTreeMap;

use super::{each_field, unmatched};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Api, Field, TypeExpr};
use crate::pointer::Pointer;
use crate::schema_path::{Pattern, Selection};
use crate::settings::{SecretRules, Settings, entry_pointer, file};
use crate::word::snake;

pub(super) fn secrets(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    let entries = Entries::of(&settings.rules.secrets);
    let selection = Selection::new(entries.patterns.iter());
    let mut used = vec![false; entries.patterns.len()];
    let mut undecided: BTreeMap<String, (usize, Finding)> = BTreeMap::new();
    each_field(api, |field| match entries.decide(field, &selection, &mut used) {
        // A switch of the same name gives nothing away.
        Some(true) => field.secret |= *field.expr.innermost() != TypeExpr::Boolean,
        None if !field.secret && is_single(&field.expr) => {
            if let Some(word) = entries.rules.suspicion(&field.wire) {
                let first = || (0, gap(field, word));
                undecided.entry(snake(&field.wire)).or_insert_with(first).0 += 1;
            }
        }
        _ => {}
    });
    for (count, mut finding) in undecided.into_values() {
        let document = api.documents.iter().find(|document| document.id == finding.file);
        finding.file = document.map(|document| document.file.clone()).unwrap_or_default();
        if count > 1 {
            finding.message.push_str(&format!(" ({count} places)"));
        }
        findings.push(finding);
    }
    for (index, pattern) in entries.patterns.iter().enumerate().filter(|(index, _)| !used[*index]) {
        unmatched(file::RULES, &entries.pointers[index], pattern, findings);
    }
}

/// Whether values are texts and numbers, by themselves or in lists: what objects hold has names of its own.
fn is_single(expr: &TypeExpr) -> bool {
    matches!(
        expr.innermost(),
        TypeExpr::Text | TypeExpr::Integer | TypeExpr::Number | TypeExpr::Any
    )
}

/// A field whose name looks like that of a secret; `file` is the id of its document for now.
fn gap(field: &Field, word: &str) -> Finding {
    Finding::new(
        Severity::Gap,
        UNDECIDED,
        &field.schema_path.document,
        &field.pointer,
        format!(
            "`{}` looks like a secret (`{word}`), and nobody has decided whether it is",
            field.schema_path
        ),
        "add the name or the place to `secrets` in rules.yaml: to `hidden`, or to `shown` with a reason",
    )
}

/// The code of a field that nobody has decided about.
pub(crate) const UNDECIDED: &str = "undecided-secret";

/// The entries of rules.yaml: those of `hidden`, then those of `shown`.
struct Entries<'a> {
    rules: &'a SecretRules,
    patterns: Vec<Pattern>,
    pointers: Vec<Pointer>,
}

impl<'a> Entries<'a> {
    fn of(rules: &'a SecretRules) -> Self {
        let mut entries = Self { rules, patterns: Vec::new(), pointers: Vec::new() };
        let mut add = |text: &String, at: Pointer| {
            entries.patterns.push(Pattern::new(text));
            entries.pointers.push(at);
        };
        for (index, text) in rules.hidden.iter().enumerate() {
            add(text, entry_pointer(["secrets", "hidden"]).join(index));
        }
        for (group, rule) in rules.shown.iter().enumerate() {
            for (index, text) in rule.names.iter().enumerate() {
                add(
                    text,
                    entry_pointer(["secrets", "shown"]).join(group).join("names").join(index),
                );
            }
        }
        entries
    }

    /// Whether a field is secret: its place decides before its name.
    fn decide(&self, field: &Field, selection: &Selection<'_>, used: &mut [bool]) -> Option<bool> {
        let mut by_place = None;
        for index in selection.of(&field.schema_path.written()) {
            used[index] = true;
            let is_hidden = index < self.rules.hidden.len();
            if self.patterns[index].as_str().contains(' ') {
                by_place = by_place.or(Some(is_hidden));
            }
        }
        for (index, pattern) in self.patterns.iter().enumerate() {
            used[index] |= !pattern.as_str().contains(' ') && pattern.is_name(&snake(&field.wire));
        }
        by_place.or_else(|| {
            let exactly = self.rules.hidden.contains(&field.wire);
            // What a pattern of names means for objects is left to the names of what they hold.
            let decided = self.rules.by_name(&field.wire);
            decided.filter(|hidden| !hidden || exactly || is_single(&field.expr))
        })
    }
}
