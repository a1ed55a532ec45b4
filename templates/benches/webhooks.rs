//! A typical event, from the bytes of its body to its type.
//!
//! `cargo bench -p zoom-templates --features webhooks --bench webhooks`

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin has to say why")]

use divan::Bencher;
use divan::counter::BytesCount;
use zoom_templates::zoom::webhooks::{Receiver, Verifier, testing};

const SECRET: &str = "a-secret-token";

/// Somebody joined a meeting: 656 bytes.
const BODY: &[u8] = br#"{"event":"meeting.participant_joined","event_ts":1720705455858,"payload":{"account_id":"AAAAAABBBBBBBBBBBBBBBB","object":{"id":"94890226305","uuid":"4444AAAiAAAAAiAiAiiAii==","host_id":"x1yCzABCDEfg23HiJKl4mN","topic":"Weekly \ud83d\ude92 planning","type":2,"start_time":"2024-07-11T13:44:15Z","timezone":"America/Los_Angeles","duration":60,"participant":{"user_id":"16778240","user_name":"A Participant","id":"iFxeBPYun6SAiWUzBcEkX","participant_uuid":"55555AAAiAAAAAiAiAiiAii","join_time":"2024-07-11T13:44:13Z","email":"a@example.com","registrant_id":"abcdefghij0-klmnopq23456","participant_user_id":"rstuvwxyza789-cde","customer_key":"349589LkJyeW"}}}}"#;

fn main() {
    divan::main();
}

/// The signature alone: the hash of the body is what it costs.
#[divan::bench]
fn authenticate(bencher: Bencher<'_, '_>) {
    let verifier = Verifier::new(SECRET).unwrap();
    let headers = testing::headers(SECRET, BODY);
    let headers = [(headers[0].0, headers[0].1.as_str()), (headers[1].0, headers[1].1.as_str())];
    bencher
        .counter(BytesCount::of_slice(BODY))
        .bench_local(|| verifier.authenticate(headers, BODY).is_ok());
}

/// Signature and typed event.
#[divan::bench]
fn verify(bencher: Bencher<'_, '_>) {
    let verifier = Verifier::new(SECRET).unwrap();
    let headers = testing::headers(SECRET, BODY);
    let headers = [(headers[0].0, headers[0].1.as_str()), (headers[1].0, headers[1].1.as_str())];
    bencher
        .counter(BytesCount::of_slice(BODY))
        .bench_local(|| verifier.verify(headers, BODY).unwrap());
}

/// All that a receiver does before it answers, for an event that was there before.
#[divan::bench]
fn accept_a_repetition(bencher: Bencher<'_, '_>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let _entered = runtime.enter();
    let receiver = Receiver::builder(Verifier::new(SECRET).unwrap()).on_any(|_| async {}).build();
    let headers = testing::headers(SECRET, BODY);
    let headers = [(headers[0].0, headers[0].1.as_str()), (headers[1].0, headers[1].1.as_str())];
    bencher
        .counter(BytesCount::of_slice(BODY))
        .bench_local(|| assert_eq!(receiver.accept(headers, BODY).status, 200));
}

/// JSON into serde_json's own tree, for comparison.
#[divan::bench]
fn tree(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::of_slice(BODY))
        .bench_local(|| serde_json::from_slice::<serde_json::Value>(BODY).unwrap());
}
