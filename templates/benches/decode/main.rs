//! Decoding 300 users: the value driver beside derived, strict types, on the same text.
//!
//! `cargo bench -p zoom-templates` prints how many times longer the value driver takes, as the median over
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

/// The cases: what they are called, and their text.
const CASES: [(&str, fn() -> String); 3] =
    [("in order", data::in_order), ("by name", data::by_name), ("sparse", data::sparse)];

fn main() {
    if std::env::args().any(|argument| argument == "--bench") {
        for (name, text) in CASES {
            println!("{name}: {:.3} times strict serde", ratio(text().as_bytes()));
        }
    }
    divan::main();
}

/// The time of the value driver over that of strict types.
fn ratio(text: &[u8]) -> f64 {
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|round| {
            // Whoever comes second finds the caches warm, so they take turns.
            let (driven, strict) = if round % 2 == 0 {
                let driven = time(|| decode_driven(text));
                (driven, time(|| decode_strict(text)))
            } else {
                let strict = time(|| decode_strict(text));
                (time(|| decode_driven(text)), strict)
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

/// What the client does with the body of an answer.
#[inline(never)]
fn decode_driven(text: &[u8]) -> driven::Page {
    let mut slot = None;
    let misfit = runtime::decode::place_from_slice(black_box(text), Item::place(&mut slot));
    assert!(misfit.is_ok_and(|misfit| misfit.is_none()), "the text fits the types");
    slot.expect("a page was decoded")
}

#[inline(never)]
fn decode_strict(text: &[u8]) -> strict::Page {
    serde_json::from_slice(black_box(text)).expect("the text fits the types")
}

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn driver(bencher: Bencher<'_, '_>, case: &str) {
    run(bencher, case, |text| decode_driven(text));
}

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn strict_serde(bencher: Bencher<'_, '_>, case: &str) {
    run(bencher, case, |text| decode_strict(text));
}

fn run<T>(bencher: Bencher<'_, '_>, case: &str, decode: impl Fn(&[u8]) -> T + Sync) {
    let Some((_, text)) = CASES.into_iter().find(|(name, _)| *name == case) else { return };
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| decode(text.as_bytes()));
}
