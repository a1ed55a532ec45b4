//! Documents that nobody has thought of: every one is rejected with a reason, or becomes Rust.
//!
//! As a part of the tests each target gets the same inputs every time. To look for longer, with other inputs
//! every time, and to see how many there were:
//!
//!     ZOOM_FUZZ_SECONDS=600 cargo test --release -p zoom-codegen --test fuzz -- --nocapture
//!
//! A failure prints the smallest input that shows it; it belongs into `findings.rs` then. Guided by coverage:
//! fuzz/README.md at the root of the repository.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

#[path = "../cases/mod.rs"]
mod cases;
mod corpora;
mod documents;
mod edits;
#[path = "../../../generated/tests/fuzz/explore.rs"]
mod explore;
mod findings;
mod judged;
mod mutants;
mod schemas;

use std::cell::Cell;

use explore::explore;
use judged::{changed, judged, ordered};
use proptest::prelude::*;

/// Counts the inputs that code came out of: a strategy whose inputs are all rejected would find nothing.
#[derive(Default)]
struct Share {
    all: Cell<u64>,
    generated: Cell<u64>,
}

impl Share {
    fn count(&self, generated: bool) {
        self.all.set(self.all.get() + 1);
        self.generated.set(self.generated.get() + u64::from(generated));
    }

    fn at_least(&self, percent: u64) {
        let (generated, all) = (self.generated.get(), self.all.get());
        println!("code came out of {generated} of {all}");
        assert!(generated * 100 >= all * percent, "code came out of {generated} of {all}");
    }
}

#[test]
fn any_text_is_rejected_with_a_reason_or_generated() {
    let texts = prop_oneof![
        any::<String>(),
        "[ \\-:{}\\[\\]&*!|>'\"%@`#,?a-z0-9\n]{0,200}",
        documents::damaged(),
    ];
    explore("load", 400, texts, |text| judged::text(&text));
}

#[test]
fn any_document_is_rejected_with_a_reason_or_generated() {
    let share = Share::default();
    explore("pipeline", 300, documents::document(), |document| {
        share.count(judged("doc.json", document.to_string())?);
        Ok(())
    });
    share.at_least(70);
}

#[test]
fn the_order_of_a_document_changes_nothing() {
    explore("order", 60, documents::document(), |document| ordered(&document));
}

#[test]
fn any_change_of_a_document_is_rejected_with_a_reason_or_reported() {
    let share = Share::default();
    explore("mutants", 150, mutants::mutant(), |mutant| {
        share.count(changed(&mutant.before, &mutant.after)?);
        Ok(())
    });
    share.at_least(50);
}
