//! Inputs that nobody has thought of.
//!
//! As a part of the tests each target gets the same thousand inputs every time. To look for longer, with
//! other inputs every time, and to see how many there were:
//!
//!     ZOOM_FUZZ_SECONDS=600 cargo test --release -p zoom-client --features webhooks --test fuzz -- --nocapture
//!
//! A failure prints the smallest input that shows it. A new target is a module with a test that calls
//! [`explore`].

mod answers;
mod inputs;
mod texts;
mod webhooks;

use std::fmt::Debug;
use std::time::{Duration, Instant};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// How many inputs each target gets as a part of the tests.
const CASES: u32 = 1_000;

/// Tries a property with inputs of a strategy. The property must hold, and must not panic.
fn explore<S>(target: &str, strategy: S, property: impl Fn(S::Value) -> Result<(), TestCaseError>)
where
    S: Strategy,
    S::Value: Debug,
{
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let seconds = std::env::var("ZOOM_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let Some(seconds) = seconds else {
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        TestRunner::new_with_rng(config, rng).run(&strategy, property).unwrap_or_else(|error| {
            panic!("{target}: {error}");
        });
        return;
    };
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut executions = 0_u64;
    while Instant::now() < end {
        TestRunner::new(config.clone()).run(&strategy, &property).unwrap_or_else(|error| {
            panic!("{target}: {error}");
        });
        executions += u64::from(CASES);
    }
    println!("{target}: {executions} inputs in {seconds} s, no finding");
}
