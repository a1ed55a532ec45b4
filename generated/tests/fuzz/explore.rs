//! How a target gets its inputs; the generator's targets use it as well.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Tries a property with inputs of a strategy. The property must hold, and must not panic.
pub(crate) fn explore<S>(
    target: &str,
    cases: u32,
    strategy: S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) where
    S: Strategy,
    S::Value: Debug,
{
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let seconds = std::env::var("ZOOM_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let Some(seconds) = seconds else {
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let run = TestRunner::new_with_rng(config, rng).run(&strategy, property);
        return run.unwrap_or_else(|error| panic!("{target}: {error}"));
    };
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut executions = 0_u64;
    while Instant::now() < end {
        let run = TestRunner::new(config.clone()).run(&strategy, &property);
        run.unwrap_or_else(|error| panic!("{target}: {error}"));
        executions += u64::from(cases);
    }
    println!("{target}: {executions} inputs in {seconds} s, no finding");
}
