//! Documents, changed as trees, so that they stay JSON.

#![no_main]
#![allow(dead_code, reason = "the modules are those of tests, which use all of them")]

#[path = "../../generator/tests/cases/mod.rs"]
mod cases;
#[path = "../../generator/tests/fuzz/edits.rs"]
mod edits;
#[path = "../../generator/tests/fuzz/judged.rs"]
mod judged;
#[path = "../../generator/tests/fuzz/schemas.rs"]
mod schemas;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = serde_json::from_slice::<Value>(bytes) {
        judged::document(&document).expect("what has to hold");
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    edited(data, size, max_size, seed).unwrap_or_else(|| fuzzer_mutate(data, size, max_size))
});

/// The changes that a number stands for; nothing when what comes out is too long.
fn edited(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> Option<usize> {
    let document = serde_json::from_slice::<Value>(data.get(..size)?).ok()?;
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let edits = edits::edits().new_tree(&mut runner).ok()?.current();
    let text = edits::edited(document, &edits).to_string();
    (text.len() <= max_size).then(|| data[..text.len()].copy_from_slice(text.as_bytes()))?;
    Some(text.len())
}
