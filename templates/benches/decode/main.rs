//! Decoding 300 users: the value driver beside derived, strict types, on the same bytes.
//!
//! `cargo bench -p zoom-templates` prints how many times as long the value driver takes, as the median over
//! interleaved rounds, and then the throughput of each.

// The whole runtime is compiled, because its macros are its own; the benchmark uses its decoder alone.
#[allow(dead_code, unused_imports)]
#[path = "../../src/runtime/mod.rs"]
mod runtime;

mod data;
#[allow(dead_code)]
mod driven;
#[allow(dead_code)]
mod strict;

use std::hint::black_box;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::BytesCount;

use runtime::Item;

const ROUNDS: usize = 301;

/// How a text is made.
type Text = fn() -> String;

/// The cases: what they are called, and their text.
const CASES: [(&str, Text); 3] =
    [("in order", data::in_order), ("by name", data::by_name), ("sparse", data::sparse)];

/// A way to decode.
type Decode = fn(&[u8]) -> Option<driven::Page>;

/// What is compared with the strict types: what the client does, and what serde's trait does.
const WAYS: [(&str, Decode); 2] =
    [("as the client does", decode_answer), ("through `Deserialize`", decode_deserialize)];

fn main() {
    if std::env::args().any(|argument| argument == "--bench") {
        for (way, decode) in WAYS {
            for (case, text) in CASES {
                println!(
                    "{way}, {case}: {:.3} times strict serde",
                    ratio(text().as_bytes(), decode)
                );
            }
        }
    }
    divan::main();
}

/// The time of the value driver over that of strict types.
fn ratio(text: &[u8], decode: Decode) -> f64 {
    assert!(decode(text).is_some() && decode_strict(text).is_some(), "the text fits the types");
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|round| {
            // Whoever comes second finds the caches warm, so they take turns.
            let (driven, strict) = if round % 2 == 0 {
                let driven = time(|| decode(text));
                (driven, time(|| decode_strict(text)))
            } else {
                let strict = time(|| decode_strict(text));
                (time(|| decode(text)), strict)
            };
            driven.as_secs_f64() / strict.as_secs_f64()
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios[ROUNDS / 2]
}

/// How long it takes to make a value; dropping it is not counted.
fn time<T>(make: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let value = black_box(make());
    let taken = start.elapsed();
    drop(value);
    taken
}

fn decode_answer(text: &[u8]) -> Option<driven::Page> {
    let mut slot = None;
    let misfit = runtime::decode::place_from_slice(black_box(text), Item::place(&mut slot)).ok()?;
    slot.filter(|_| misfit.is_none())
}

fn decode_deserialize(text: &[u8]) -> Option<driven::Page> {
    serde_json::from_slice(black_box(text)).ok()
}

fn decode_strict(text: &[u8]) -> Option<strict::Page> {
    serde_json::from_slice(black_box(text)).ok()
}

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn driver(bencher: Bencher<'_, '_>, case: &str) {
    run(bencher, case, decode_answer);
}

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn driver_deserialize(bencher: Bencher<'_, '_>, case: &str) {
    run(bencher, case, decode_deserialize);
}

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn strict_serde(bencher: Bencher<'_, '_>, case: &str) {
    run(bencher, case, decode_strict);
}

fn run<T>(bencher: Bencher<'_, '_>, case: &str, decode: impl Fn(&[u8]) -> T + Sync) {
    let Some((_, text)) = CASES.into_iter().find(|(name, _)| *name == case) else { return };
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| decode(text.as_bytes()));
}
