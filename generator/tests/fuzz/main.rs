//! Documents that nobody has thought of: every one is refused with a reason, or becomes Rust.
//!
//! As a part of the tests each target gets the same inputs every time. To look for longer, with other inputs
//! every time, and to see how many there were:
//!
//!     ZOOM_FUZZ_SECONDS=600 cargo test --release -p zoom-codegen --test fuzz -- --nocapture
//!
//! A failure prints the smallest input that shows it; it belongs into `findings.rs` then.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

#[path = "../cases/mod.rs"]
mod cases;
mod documents;
#[path = "../../../generated/tests/fuzz/explore.rs"]
mod explore;
mod findings;

use explore::explore;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use zoom_codegen::{Inputs, Severity};

/// What has to hold for any text that somebody calls a document; whether something was generated.
fn judged(file: &str, text: String) -> Result<bool, TestCaseError> {
    match cases::run(&Inputs::single(file, text, "fuzz", cases::stubs())) {
        Ok(output) => {
            cases::conserved(file, &output);
            for path in output.tree.keys() {
                let fine = path.split('/').all(|part| !part.is_empty() && part != "..");
                prop_assert!(fine && !path.contains('\\'), "{} leaves the crate", path);
            }
            Ok(true)
        }
        Err(failure) => {
            let errors: Vec<_> =
                failure.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
            prop_assert!(!errors.is_empty(), "failed without a reason");
            for error in errors {
                prop_assert!(error.code != "not-rust", "{}", error);
            }
            Ok(false)
        }
    }
}

#[test]
fn any_text_is_refused_with_a_reason_or_generated() {
    let texts = prop_oneof![
        any::<String>(),
        "[ \\-:{}\\[\\]&*!|>'\"%@`#,?a-z0-9\n]{0,200}",
        documents::damaged(),
    ];
    explore("load", 400, texts, |text| {
        judged("doc.yaml", text.clone())?;
        judged("doc.json", text).map(|_| ())
    });
}

#[test]
fn any_document_is_refused_with_a_reason_or_generated() {
    let generated = std::cell::Cell::new(0_u32);
    explore("pipeline", 300, documents::document(), |document| {
        if judged("doc.json", document.to_string())? {
            generated.set(generated.get() + 1);
        }
        Ok(())
    });
    // A strategy whose documents are all refused would find nothing.
    assert!(generated.get() > 150, "{} documents were generated from", generated.get());
}

#[test]
fn the_order_of_a_document_changes_nothing() {
    explore("order", 60, documents::document(), |document| {
        let run = |document: &serde_json::Value| {
            let inputs = Inputs::single("doc.json", document.to_string(), "fuzz", cases::stubs());
            cases::run(&inputs).ok().map(|output| output.tree)
        };
        let mut turned = document.clone();
        for section in ["/paths", "/components/schemas"] {
            if let Some(serde_json::Value::Object(map)) = turned.pointer_mut(section) {
                let entries: Vec<_> = std::mem::take(map).into_iter().collect();
                map.extend(entries.into_iter().rev());
            }
        }
        let (one, other) = (run(&document), run(&turned));
        prop_assert_eq!(one.is_some(), other.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            for (path, text) in one.iter().filter(|(path, _)| *path != "REPORT.md") {
                prop_assert_eq!(Some(text), other.get(path), "{}", path);
            }
        }
        Ok(())
    });
}
