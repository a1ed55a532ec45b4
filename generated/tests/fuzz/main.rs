//! Inputs that nobody has thought of.
//!
//! As a part of the tests each target gets the same thousand inputs every time. To look for longer, with
//! other inputs every time, and to see how many there were:
//!
//!     ZOOM_FUZZ_SECONDS=600 cargo test --release -p zoom-client --features webhooks --test fuzz -- --nocapture
//!
//! A failure prints the smallest input that shows it. A new target is a module with a test that calls
//! [`explore`]. Guided by coverage: fuzz/README.md at the root of the repository.

mod answers;
mod corpora;
mod explore;
mod inputs;
mod judged;
mod texts;
mod webhooks;

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::TestCaseError;

/// How many inputs each target gets as a part of the tests.
const CASES: u32 = 1_000;

/// Tries a property with inputs of a strategy. The property must hold, and must not panic.
fn explore<S>(target: &str, strategy: S, property: impl Fn(S::Value) -> Result<(), TestCaseError>)
where
    S: Strategy,
    S::Value: Debug,
{
    explore::explore(target, CASES, strategy, property);
}
