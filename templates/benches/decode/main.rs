//! Decoding 300 users, meetings or participants: the value driver beside derived, strict types, on the same bytes.
//!
//! `cargo bench -p zoom-templates` prints how many times as long the value driver takes, as the median over
//! interleaved rounds, and then the throughput of each.

// The whole runtime is compiled, because its macros are its own; the benchmark uses its decoder alone.
#[allow(dead_code, unused_imports)]
#[path = "../../src/runtime/mod.rs"]
mod runtime;
#[path = "../../src/servers.rs"]
mod servers;

mod data;
#[allow(dead_code)]
mod driven;
#[allow(dead_code)]
mod lists;
#[allow(dead_code)]
mod strict;

use std::hint::black_box;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::BytesCount;
use serde::de::DeserializeOwned;

// The macros of the runtime find it at the root.
use runtime::private as rt;
use runtime::private::FieldType;

const ROUNDS: usize = 301;

/// How a string is made.
type Text = fn() -> String;

/// The cases: what they are called, and their text.
const CASES: [(&str, Text); 3] =
    [("in order", data::in_order), ("by name", data::by_name), ("sparse", data::sparse)];

/// A way to decode.
type Decode<T> = fn(&[u8]) -> Option<T>;

fn main() {
    if std::env::args().any(|argument| argument == "--bench") {
        for (case, text) in CASES {
            compare::<driven::Page, strict::Page>(&format!("users, {case}"), &text());
        }
        compare::<lists::driven::Meetings, lists::strict::Meetings>("meetings", &lists::meetings());
        compare::<lists::driven::Participants, lists::strict::Participants>(
            "participants",
            &lists::participants(),
        );
    }
    divan::main();
}

/// Prints how both ways of the value driver compare with the strict types: what the client does, and what serde's
/// trait does.
fn compare<T: FieldType + DeserializeOwned, S: DeserializeOwned>(case: &str, text: &str) {
    let ways: [(&str, Decode<T>); 2] =
        [("as the client does", decode_answer), ("through `Deserialize`", decode_serde)];
    for (way, decode) in ways {
        let ratio = ratio(text.as_bytes(), decode, decode_serde::<S>);
        println!("{case}, {way}: {ratio:.3} times strict serde");
    }
}

/// The time of the value driver over that of strict types.
fn ratio<T, S>(text: &[u8], decode: Decode<T>, decode_strict: Decode<S>) -> f64 {
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

fn decode_answer<T: FieldType>(text: &[u8]) -> Option<T> {
    let mut slot = None;
    let mismatch =
        runtime::value::decode::slice_into(black_box(text), FieldType::target(&mut slot)).ok()?;
    slot.filter(|_| mismatch.is_none())
}

fn decode_serde<T: DeserializeOwned>(text: &[u8]) -> Option<T> {
    serde_json::from_slice(black_box(text)).ok()
}

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn driver(bencher: Bencher<'_, '_>, case: &str) {
    run(bencher, case, decode_answer::<driven::Page>);
}

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn driver_deserialize(bencher: Bencher<'_, '_>, case: &str) {
    run(bencher, case, decode_serde::<driven::Page>);
}

#[divan::bench(args = CASES.map(|(name, _)| name))]
fn strict_serde(bencher: Bencher<'_, '_>, case: &str) {
    run(bencher, case, decode_serde::<strict::Page>);
}

fn run<T>(bencher: Bencher<'_, '_>, case: &str, decode: impl Fn(&[u8]) -> T + Sync) {
    let Some((_, text)) = CASES.into_iter().find(|(name, _)| *name == case) else { return };
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| decode(text.as_bytes()));
}
