//! Properties of any inputs: also for those that libFuzzer finds (fuzz/ at the root of the repository).

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::Value;
use zoom_codegen::diff::{State, compare};
use zoom_codegen::{Failure, Inputs, Output, Severity};

use super::cases;

/// The inputs for one document and nothing else.
pub fn single(file: &str, text: String) -> Inputs {
    Inputs { threads: 1, ..Inputs::single(file, text, "fuzz", cases::stubs()) }
}

/// Any text given as a document is rejected with a reason, or becomes Rust. Whether code of an operation or
/// event came out of it.
pub fn judged(file: &str, text: String) -> Result<bool, TestCaseError> {
    let outcome = cases::run(&single(file, text));
    checked(file, &outcome)?;
    Ok(emitted(&outcome))
}

/// Any text, read as either format.
pub fn text(text: &str) -> Result<(), TestCaseError> {
    judged("doc.yaml", text.to_owned())?;
    judged("doc.json", text.to_owned()).map(|_| ())
}

/// Any document, also in another order and compared with itself.
pub fn document(document: &Value) -> Result<(), TestCaseError> {
    if judged("doc.json", document.to_string())? {
        ordered(document)?;
        let specs = single("doc.json", document.to_string()).specs;
        changed(&specs, &specs)?;
    }
    Ok(())
}

fn emitted(outcome: &Result<Output, Failure>) -> bool {
    outcome.as_ref().is_ok_and(|output| output.summary.emitted + output.summary.events > 0)
}

fn checked(name: &str, outcome: &Result<Output, Failure>) -> Result<(), TestCaseError> {
    match outcome {
        Ok(output) => {
            cases::conserved(name, output);
            for path in output.tree.keys() {
                let fine = path.split('/').all(|part| !part.is_empty() && part != "..");
                prop_assert!(fine && !path.contains('\\'), "{} leaves the crate", path);
            }
        }
        Err(failure) => {
            let errors: Vec<_> =
                failure.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
            prop_assert!(!errors.is_empty(), "failed without a reason");
            for error in errors {
                prop_assert!(error.code != "not-rust", "{}", error);
            }
        }
    }
    Ok(())
}

/// The order of paths and components changes nothing.
pub fn ordered(document: &Value) -> Result<(), TestCaseError> {
    let run = |document: &Value| {
        cases::run(&single("doc.json", document.to_string())).ok().map(|output| output.tree)
    };
    let mut turned = document.clone();
    for section in ["/paths", "/components/schemas", "/components/responses"] {
        if let Some(Value::Object(map)) = turned.pointer_mut(section) {
            let entries: Vec<_> = std::mem::take(map).into_iter().collect();
            map.extend(entries.into_iter().rev());
        }
    }
    let (one, other) = (run(document), run(&turned));
    prop_assert_eq!(one.is_some(), other.is_some());
    if let (Some(one), Some(other)) = (one, other) {
        for (path, text) in one.iter().filter(|(path, _)| *path != "REPORT.md") {
            prop_assert_eq!(Some(text), other.get(path), "{}", path);
        }
    }
    Ok(())
}

/// Texts of specs/.
pub type Specs = BTreeMap<String, String>;

/// Two states: the second is rejected with a reason or becomes Rust, and the report of their differences agrees with
/// itself. Whether code came out of the second.
pub fn changed(before: &Specs, after: &Specs) -> Result<bool, TestCaseError> {
    let mut after = after.clone();
    let read = |label: &str, specs: &Specs| State::read(label, specs.clone(), &|_| {});
    let base = read("before", before);
    if let Ok(base) = &base {
        // The names that the base was given stay, as they do in a repository.
        after.entry("names.lock".to_owned()).or_insert_with(|| base.names_lock.clone());
    }
    let inputs = Inputs { specs: after.clone(), templates: cases::stubs(), threads: 1 };
    let outcome = cases::run(&inputs);
    checked("after", &outcome)?;
    let head = read("after", &after);
    prop_assert!(head.is_ok() || outcome.is_err(), "generated, but not to be compared");
    let (Ok(base), Ok(head)) = (base, head) else { return Ok(emitted(&outcome)) };
    let itself = compare(&head, &head, None);
    prop_assert!(itself.changes.is_empty(), "differs from itself: {:#?}", itself.changes);
    let forth = compare(&base, &head, Some(&base.listing.to_string()));
    let back = compare(&head, &base, Some(&head.listing.to_string()));
    let (forth, back) = (forth.changes, back.changes);
    prop_assert_eq!(forth.is_empty(), back.is_empty(), "{:#?} {:#?}", forth, back);
    if base.left_out.is_empty() && head.left_out.is_empty() {
        let both = forth.iter().chain(&back);
        let unexplained = both.clone().find(|one| one.rule.starts_with("generator-"));
        prop_assert!(unexplained.is_none(), "no rule explains {:#?}", unexplained);
        prop_assert!(
            base.listing.lines() == head.listing.lines() || !forth.is_empty(),
            "a difference is not reported"
        );
    }
    Ok(emitted(&outcome))
}
