//! How much each rule counts in a project: the file `specs/diff.yaml`.
//!
//! ```yaml
//! scopes-changed: {level: breaking, reason: Our app asks for exactly these scopes.}
//! plan-changed: {version: false, reason: All our accounts have every plan.}
//! operation-id-changed: {report: false, reason: Nothing of ours uses them.}
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::report::{Change, Counts, Level, Report, Verdict};
use super::rules::{Rule, rules};
use crate::Failure;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::load::load;
use crate::pointer::Pointer;
use crate::settings::typed;
use crate::source::Sources;

/// The file, relative to `specs/`.
const FILE: &str = "diff.yaml";

/// Rules about our own descriptions: nothing that is sent, accepted or returned changes.
const DESCRIPTIONS: [&str; 4] =
    ["error-meaning-changed", "enum-value-relabelled", "operation-id-changed", "text-changed"];

/// What a project decides about the rules. Without entries every rule has its own level, and all changes but those of
/// descriptions require a new version.
#[derive(Clone, Debug, Default)]
pub struct Severities {
    entries: BTreeMap<&'static str, Entry>,
}

/// The entry of a rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Another level than that of the rule.
    level: Option<Level>,
    /// Whether changes of level `documentation` require a new version.
    version: Option<bool>,
    /// Whether changes are reported.
    report: Option<bool>,
    /// Why the project differs from the rule.
    reason: String,
}

impl Severities {
    /// Reads the text of `specs/diff.yaml`.
    ///
    /// # Errors
    /// If it is not a map from rules that exist to entries that mean something; each error has its line.
    pub fn read(text: &str) -> Result<Severities, Failure> {
        let mut findings = Findings::default();
        let entries = match load(FILE, text, &mut findings) {
            None | Some(Value::Null) => Map::new(),
            Some(value) => {
                typed::<Map<String, Value>>(FILE, &Pointer::root(), value, &mut findings)
                    .unwrap_or_default()
            }
        };
        let mut severities = Severities::default();
        for (id, value) in entries {
            let at = Pointer::root().join(&id);
            let Some(rule) = rules().find(|rule| rule.id == id) else {
                findings.push(unknown(&id, &at));
                continue;
            };
            let Some(entry) = typed::<Entry>(FILE, &at, value, &mut findings) else { continue };
            if let Some(finding) = entry.fault(rule, &at) {
                findings.push(finding);
            }
            severities.entries.insert(rule.id, entry);
        }
        if findings.has_errors() {
            let texts = BTreeMap::from([(FILE.to_owned(), text.to_owned())]);
            return Err(Failure { diagnostics: findings.locate(&Sources::new(&texts)) });
        }
        Ok(severities)
    }

    /// Gives the changes of a report the levels of the project, and counts again. The report has a note about every
    /// rule that is not reported, and about every breaking one that has another level.
    pub fn apply(&self, report: &mut Report) {
        if self.entries.is_empty() {
            return;
        }
        let hidden = self.hidden(report);
        let lowered = self.lowered(report);
        report.changes.retain(|change| !self.hides(change.rule));
        for change in &mut report.changes {
            change.level = self.level(change);
        }
        report.changes.sort_by(|a, b| (&a.product, a.level).cmp(&(&b.product, b.level)));
        report.counts = Counts::of(&report.changes);
        report.verdict =
            Verdict::new(&report.verdict.base, &report.verdict.head, self.counted(&report.changes));
        report.notes.extend(hidden.into_iter().chain(lowered));
    }

    /// The number of changes of each level that require a new version.
    pub(super) fn counted(&self, changes: &[Change]) -> Counts {
        let counted = changes.iter().filter(|change| self.requires_version(change));
        let mut counts = Counts::default();
        for change in counted {
            match change.level {
                Level::Breaking => counts.breaking += 1,
                Level::Additive => counts.additive += 1,
                Level::Documentation => counts.documentation += 1,
            }
        }
        counts
    }

    fn requires_version(&self, change: &Change) -> bool {
        let own = self.entries.get(change.rule).and_then(|entry| entry.version);
        change.level != Level::Documentation || own.unwrap_or(!change.is_description())
    }

    fn hides(&self, rule: &str) -> bool {
        self.entries.get(rule).is_some_and(|entry| entry.report == Some(false))
    }

    fn level(&self, change: &Change) -> Level {
        let own = self.entries.get(change.rule).and_then(|entry| entry.level);
        own.unwrap_or(change.level)
    }

    fn hidden(&self, report: &Report) -> Option<String> {
        let hidden = report.changes.iter().filter(|change| self.hides(change.rule));
        note(hidden, &|list| format!("not reported, as specs/diff.yaml requires: {list}"))
    }

    fn lowered(&self, report: &Report) -> Option<String> {
        let lowered = report.changes.iter().filter(|change| {
            !self.hides(change.rule)
                && change.level == Level::Breaking
                && self.level(change) != Level::Breaking
        });
        note(lowered, &|list| format!("not breaking only because of specs/diff.yaml: {list}"))
    }
}

impl Change {
    /// Only our own descriptions differ: nothing that is sent, accepted or returned.
    pub fn is_description(&self) -> bool {
        self.level == Level::Documentation && DESCRIPTIONS.contains(&self.rule)
    }
}

impl Entry {
    /// What is wrong with an entry that can be read.
    fn fault(&self, rule: &Rule, at: &Pointer) -> Option<Finding> {
        let level = self.level.unwrap_or(rule.level);
        let (message, help) = if self.reason.trim().is_empty() {
            ("the reason is empty", "write why the project differs from the rule")
        } else if self.level.is_none() && self.version.is_none() && self.report.is_none() {
            ("the entry changes nothing", "write `level`, `version` or `report`, or remove it")
        } else if self.version.is_some() && level != Level::Documentation {
            (
                "`version` is only for changes of level documentation",
                "breaking and additive changes always require a new version; remove `version`",
            )
        } else {
            return None;
        };
        Some(Finding::new(Severity::Error, "settings", FILE, at, message, help))
    }
}

/// `2 × text-changed, 1 × plan-changed` in a sentence; `None` without changes.
fn note<'a>(
    changes: impl Iterator<Item = &'a Change>,
    sentence: &dyn Fn(String) -> String,
) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for change in changes {
        *counts.entry(change.rule).or_default() += 1;
    }
    let parts: Vec<String> =
        counts.iter().map(|(rule, count)| format!("{count} × {rule}")).collect();
    (!parts.is_empty()).then(|| sentence(parts.join(", ")))
}

/// A rule that does not exist, with those whose ids have the most words in common.
fn unknown(id: &str, at: &Pointer) -> Finding {
    let words: Vec<&str> = id.split('-').collect();
    let common = |rule: &Rule| rule.id.split('-').filter(|word| words.contains(word)).count();
    let most = rules().map(common).max().unwrap_or(0);
    let near = rules().filter(|rule| most > 0 && common(rule) == most).take(4);
    let near: Vec<String> = near.map(|rule| format!("`{}`", rule.id)).collect();
    let help = match near.is_empty() {
        true => "docs/SEMVER.md lists all rules".to_owned(),
        false => format!("docs/SEMVER.md lists all rules; similar: {}", near.join(", ")),
    };
    let message = format!("there is no rule `{id}`");
    Finding::new(Severity::Error, "settings", FILE, at, message, help)
}

#[cfg(test)]
mod tests;
