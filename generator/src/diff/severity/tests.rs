#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

use super::*;
use crate::diff::{Bump, SCHEMA, Subject};

fn change(rule: &'static str) -> Change {
    let level = rules().find(|one| one.id == rule).unwrap().level;
    Change {
        rule,
        level,
        product: "Users".to_owned(),
        item: "users::get".to_owned(),
        schema_path: String::new(),
        text: "`users::get` differs".to_owned(),
        before: None,
        after: None,
        hint: String::new(),
        operations: Vec::new(),
        at: Vec::new(),
        with: Vec::new(),
    }
}

fn report(rules: &[&'static str], severities: &str) -> Report {
    let changes: Vec<Change> = rules.iter().map(|rule| change(rule)).collect();
    let subject = Subject { label: "v1.4.2".to_owned(), operations: 1, types: 1 };
    let own = Severities::default();
    let mut report = Report {
        schema: SCHEMA,
        krate: "sample".to_owned(),
        base: subject.clone(),
        head: subject,
        counts: Counts::of(&changes),
        verdict: Verdict::new("1.4.2", "1.4.2", own.counted(&changes)),
        tasks: Vec::new(),
        notes: Vec::new(),
        changes,
    };
    Severities::read(severities).unwrap().apply(&mut report);
    report
}

fn faults(text: &str) -> Vec<(usize, usize, String)> {
    let Err(failure) = Severities::read(text) else { return Vec::new() };
    let shown = |fault: crate::Diagnostic| {
        assert_eq!(fault.at.file, "diff.yaml");
        (fault.at.line, fault.at.column, format!("{} ({})", fault.message, fault.help))
    };
    failure.diagnostics.into_iter().map(shown).collect()
}

#[test]
fn descriptions_alone_require_no_version() {
    for id in DESCRIPTIONS {
        let rule = rules().find(|rule| rule.id == id).unwrap();
        assert_eq!(rule.level, Level::Documentation, "{id}");
    }
    let same = report(&["text-changed", "enum-value-relabelled"], "");
    assert_eq!((same.verdict.bump, same.verdict.sufficient), (Bump::None, true));
    let path = report(&["text-changed", "operation-path-changed"], "");
    assert_eq!((path.verdict.bump, path.verdict.needed.as_str()), (Bump::Patch, "1.4.3"));
}

#[test]
fn a_project_changes_levels_and_what_requires_a_version() {
    let raised = report(
        &["scopes-changed", "text-changed"],
        "scopes-changed: {level: breaking, reason: The app has to be approved again.}\n",
    );
    assert_eq!(raised.changes[0].rule, "scopes-changed", "the worst first");
    assert_eq!((raised.counts.breaking, raised.verdict.bump), (1, Bump::Major));
    assert_eq!(raised.notes, [""; 0]);

    let none = report(&["plan-changed"], "plan-changed: {version: false, reason: All plans.}\n");
    assert_eq!((none.verdict.bump, none.counts.documentation), (Bump::None, 1));
    let text = report(&["text-changed"], "text-changed: {version: true, reason: Docs count.}\n");
    assert_eq!(text.verdict.bump, Bump::Patch);
}

#[test]
fn what_a_project_hides_or_lowers_is_in_a_note() {
    let hidden = report(
        &["text-changed", "text-changed", "plan-changed"],
        "text-changed: {report: false, reason: Reviewed elsewhere.}\n",
    );
    assert_eq!(hidden.counts.documentation, 1);
    assert_eq!(hidden.notes, ["not reported, as specs/diff.yaml requires: 2 × text-changed"]);
    let lowered = report(
        &["operation-renamed"],
        "operation-renamed: {level: additive, reason: Nobody calls it yet.}\n",
    );
    assert_eq!(lowered.verdict.bump, Bump::Minor);
    assert_eq!(
        lowered.notes,
        ["not breaking only because of specs/diff.yaml: 1 × operation-renamed"]
    );
}

#[test]
fn faults_have_their_line() {
    let text = "# Ours.\ntext-changd: {report: false, reason: No.}\nplan-changed:\n  level: grave\n  reason: No.\n";
    let found = faults(text);
    assert_eq!(found.len(), 2, "{found:?}");
    let (line, column, message) = &found[0];
    assert_eq!((line, column), (&2, &1));
    assert!(message.starts_with("there is no rule `text-changd` ("), "{message}");
    assert!(message.contains("`text-changed`"), "{message}");
    let (line, _, message) = &found[1];
    assert_eq!(line, &4, "{message}");
    assert!(message.contains("unknown variant `grave`"), "{message}");

    for (text, part) in [
        ("no-such-rule: {report: false, reason: No.}", "there is no rule `no-such-rule`"),
        ("plan-changed: {report: false}", "missing field `reason`"),
        ("plan-changed: {report: false, reason: ' '}", "the reason is empty"),
        ("plan-changed: {reason: Why.}", "changes nothing"),
        (
            "plan-changed: {level: breaking, version: false, reason: W.}",
            "only for changes of level",
        ),
        ("plan-changed: {levels: breaking, reason: W.}", "unknown field `levels`"),
        ("- plan-changed", "invalid type: sequence"),
        (
            "plan-changed: {report: false, reason: A.}\nplan-changed: {report: true, reason: B.}",
            "occurs twice",
        ),
    ] {
        let found = faults(text);
        assert!(found.len() == 1 && found[0].2.contains(part), "{text}: {found:?}");
    }
}
