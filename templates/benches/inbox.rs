//! Events per second that a receiver accepts, with and without an inbox: 64 requests at a time.
//!
//! `cargo bench -p zoom-templates --features webhooks,inbox --bench inbox`

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin has to say why")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use divan::Bencher;
use divan::counter::ItemsCount;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use zoom_templates::runtime::stores::{FileInbox, MemoryInbox};
use zoom_templates::zoom::webhooks::{Receiver, ReceiverBuilder, Verifier, testing};

const SECRET: &str = "a-secret-token";

/// How many events are a sample, and how many requests are under way at the same time.
const EVENTS: u64 = 4_000;
const REQUESTS: u64 = 64;

fn main() {
    divan::main();
}

fn builder() -> ReceiverBuilder {
    Receiver::builder(Verifier::new(SECRET).unwrap()).queue(100_000).on_any(|_| async {})
}

/// An event of about 650 bytes.
fn body(number: u64) -> String {
    format!(
        r#"{{"event":"meeting.participant_joined","event_ts":{number},"payload":{{"account_id":"AAAAAABBBBBBBBBBBBBBBB","object":{{"id":"94890226305","uuid":"4444AAAiAAAAAiAiAiiAii==","host_id":"x1yCzABCDEfg23HiJKl4mN","topic":"Weekly planning","type":2,"start_time":"2024-07-11T13:44:15Z","timezone":"America/Los_Angeles","duration":60,"participant":{{"user_id":"16778240","user_name":"A Participant","id":"iFxeBPYun6SAiWUzBcEkX","participant_uuid":"55555AAAiAAAAAiAiAiiAii","join_time":"2024-07-11T13:44:13Z","email":"a@example.com","registrant_id":"abcdefghij0-klmnopq23456","participant_user_id":"rstuvwxyza789-cde","customer_key":"349589LkJyeW"}}}}}}}}"#
    )
}

/// Until all events were answered with 200; handling them goes on beside that.
fn accept(bencher: Bencher<'_, '_>, runtime: &Runtime, receiver: &Receiver) {
    let next = Arc::new(AtomicU64::new(0));
    bencher.counter(ItemsCount::new(EVENTS)).bench_local(|| {
        let end = next.load(Ordering::Relaxed) + EVENTS;
        runtime.block_on(async {
            let mut requests = JoinSet::new();
            for _ in 0..REQUESTS {
                let (receiver, next) = (receiver.clone(), Arc::clone(&next));
                requests.spawn(async move {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= end {
                            return;
                        }
                        let body = body(number);
                        let headers = testing::headers(SECRET, body.as_bytes());
                        assert_eq!(receiver.receive(headers, body.as_bytes()).await.status, 200);
                    }
                });
            }
            requests.join_all().await;
        });
    });
}

fn two_cores() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn without_inbox(bencher: Bencher<'_, '_>) {
    let runtime = two_cores();
    accept(bencher, &runtime, &builder().build());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn in_memory(bencher: Bencher<'_, '_>) {
    let runtime = two_cores();
    let _entered = runtime.enter();
    accept(bencher, &runtime, &builder().inbox(MemoryInbox::new()).build());
}

/// Each event is on the disk before its response.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn in_a_file(bencher: Bencher<'_, '_>) {
    let folder = tempfile::TempDir::new().unwrap();
    let runtime = two_cores();
    let _entered = runtime.enter();
    let inbox = FileInbox::open(folder.path().join("inbox.db")).unwrap();
    accept(bencher, &runtime, &builder().inbox(inbox).build());
}

/// The same without waiting for the disk.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn in_a_file_that_is_not_synced(bencher: Bencher<'_, '_>) {
    let folder = tempfile::TempDir::new().unwrap();
    let runtime = two_cores();
    let _entered = runtime.enter();
    let inbox = FileInbox::builder(folder.path().join("inbox.db")).synced(false).open().unwrap();
    accept(bencher, &runtime, &builder().inbox(inbox).build());
}

/// Each event is stored and handled by itself, one after the other: what one wait for the disk costs.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn one_at_a_time_in_a_file(bencher: Bencher<'_, '_>) {
    let folder = tempfile::TempDir::new().unwrap();
    let runtime = two_cores();
    let _entered = runtime.enter();
    let inbox = FileInbox::open(folder.path().join("inbox.db")).unwrap();
    let receiver = builder().store_only().inbox(inbox).build();
    let mut number = 0_u64;
    bencher.counter(ItemsCount::new(100_u64)).bench_local(|| {
        runtime.block_on(async {
            for _ in 0..100 {
                number += 1;
                let body = body(number);
                let headers = testing::headers(SECRET, body.as_bytes());
                assert_eq!(receiver.receive(headers, body.as_bytes()).await.status, 200);
            }
        });
    });
}
