//! A receiver whose process is killed again and again: every event that was answered with 200 is handled.
//!
//! The short versions are part of the tests. The long ones send 20,000 events:
//!
//!     cargo test -p zoom-templates --features webhooks,inbox,redis --lib -- --ignored --nocapture killed

mod http;
mod process;
mod sender;

use std::time::Duration;

use tempfile::TempDir;

use self::sender::{Plan, Summary, run};
#[cfg(feature = "redis")]
use crate::tests::redis_server::RedisServer;

const SHORT: Plan = Plan {
    events: 1_500,
    per_second: 1_000,
    kill_every: Duration::from_millis(700),
    limit: Duration::from_secs(60),
};

const LONG: Plan = Plan {
    events: 20_000,
    per_second: 1_000,
    kill_every: Duration::from_secs(1),
    limit: Duration::from_secs(240),
};

/// Does nothing but for the tests below, which start it as a process of its own.
#[tokio::test]
async fn receiver_process() {
    process::receive_until_killed().await;
}

fn check(plan: &Plan, summary: &Summary) {
    eprintln!("{summary:?}");
    assert_eq!(summary.lost, 0, "events that were answered with 200 and not handled");
    assert_eq!(summary.accepted, plan.events);
    assert!(summary.kills >= 2, "{} kills", summary.kills);
    // Only what was being handled, or about to be removed, at a kill is handled again.
    assert!(summary.repeated <= summary.kills * 32, "{} repetitions", summary.repeated);
}

#[cfg(feature = "inbox")]
async fn with_file(plan: Plan) {
    let folder = TempDir::new().unwrap();
    let inbox = format!("file:{}", folder.path().join("inbox.db").display());
    let summary = run(&plan, &inbox, folder.path(), async || {}).await;
    check(&plan, &summary);
}

#[cfg(feature = "inbox")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_event_is_lost_with_a_file() {
    with_file(SHORT).await;
}

#[cfg(feature = "inbox")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "20,000 events take half a minute"]
async fn no_event_of_many_is_lost_with_a_file() {
    with_file(LONG).await;
}

#[cfg(feature = "redis")]
async fn with_redis(plan: Plan, test: &str) {
    let Some(server) = RedisServer::start(test) else { return };
    let folder = TempDir::new().unwrap();
    let url = server.url();
    let server = std::sync::Mutex::new(server);
    let restart = async || {
        server.lock().unwrap().kill();
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.lock().unwrap().run();
    };
    let summary = run(&plan, &url, folder.path(), restart).await;
    check(&plan, &summary);
}

#[cfg(feature = "redis")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_event_is_lost_with_redis() {
    with_redis(SHORT, "receivers that are killed, with Redis").await;
}

#[cfg(feature = "redis")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "20,000 events take half a minute"]
async fn no_event_of_many_is_lost_with_redis() {
    with_redis(LONG, "20,000 events with Redis").await;
}
