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
    // A stack that overflows ends the process without a word; the input is in this file then.
    let trace = std::env::temp_dir().join(format!("zoom-fuzz-{}.txt", target.replace(' ', "-")));
    let property = |input: S::Value| {
        std::fs::write(&trace, format!("{input:?}")).expect("the input is written");
        property(input)
    };
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut executions = 0_u64;
    while Instant::now() < end {
        let run = TestRunner::new(config.clone()).run(&strategy, property);
        run.unwrap_or_else(|error| panic!("{target}: {error}"));
        executions += u64::from(cases);
    }
    println!("{target}: {executions} inputs in {seconds} s, no finding");
}
