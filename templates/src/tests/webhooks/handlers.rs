//! Handlers: what they share and return, and what becomes of those that fail.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::SECRET;
use super::receive::{Notes, builder, event, send, until};
use crate::events::{Event, UnknownEvent, meetings};
use crate::zoom::webhooks::{
    DedupeKey, HANDLER_TIMEOUT, HandlerFailure, HandlerFailureKind, HandlerResult, Receiver,
    Verifier, testing,
};

/// What handlers share.
#[derive(Clone, Default)]
struct Store {
    notes: Notes,
    full: bool,
}

impl Store {
    async fn save(&self, name: &str) -> Result<(), io::Error> {
        if self.full {
            return Err(io::Error::other("the store is full"));
        }
        self.notes.add(name);
        Ok(())
    }
}

async fn started(store: Store, event: meetings::Started) -> Result<(), io::Error> {
    store.save(&format!("started {:?}", event.event_ts)).await
}

async fn unknown(store: Store, event: UnknownEvent) {
    store.notes.add(format!("unknown {}", event.name));
}

#[tokio::test]
async fn handlers_share_a_state_and_may_fail() {
    let (store, failures) = (Store::default(), Notes::default());
    let kept = failures.clone();
    let receiver = builder()
        .on(|_: meetings::Started| async {})
        .with_state(store.clone())
        .on(started)
        .on(|store, event: meetings::Ended| async move {
            store.save("ended").await?;
            event.payload.ok_or("there is no payload")?;
            HandlerResult::Ok(())
        })
        .on_any(|store, event| async move { store.save(event.name()).await })
        .on_unknown(unknown)
        .with_state(7)
        .on(|seven, _: meetings::ParticipantJoined| async move { Err(format!("only {seven}")) })
        .on_failed(move |failure| kept.add(failure.message.clone()))
        .concurrency(1)
        .build();
    for body in [
        event("meeting.started", 1),
        r#"{"event":"meeting.ended","event_ts":2}"#.to_owned(),
        event("meeting.new", 3),
        event("meeting.participant_joined", 4),
    ] {
        assert_eq!(send(&receiver, &body).status, 200);
    }
    receiver.shutdown().await;
    let expected = [
        "started Some(1)",
        "meeting.started",
        "ended",
        "meeting.ended",
        "unknown meeting.new",
        "meeting.new",
        "meeting.participant_joined",
    ];
    assert_eq!(store.notes.taken(), expected);
    assert_eq!(failures.taken(), ["there is no payload", "only 7"]);
}

/// The failures of a receiver, whose handlers all run in turn.
fn failing() -> (Arc<std::sync::Mutex<Vec<HandlerFailure>>>, impl Fn(&HandlerFailure) + Send + Sync)
{
    let failures = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = Arc::clone(&failures);
    (failures, move |failure: &HandlerFailure| kept.lock().unwrap().push(failure.clone()))
}

#[derive(Debug)]
struct Outer(io::Error);

impl std::fmt::Display for Outer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cannot save\nthe event")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_names_the_event_and_the_reason() {
    let (failures, report) = failing();
    let receiver = builder()
        .concurrency(1)
        .on(|_: meetings::Started| async { Err(Outer(io::Error::other("the disk is full"))) })
        .on(|_: meetings::Ended| async { panic!("as the test wants {}", "it") })
        .on_unknown(|_| std::future::pending::<()>())
        .on_failed(report)
        .build();
    let bodies = ["meeting.started", "meeting.ended", "meeting.new"].map(|name| event(name, 1));
    for body in &bodies {
        send(&receiver, body);
    }
    receiver.shutdown().await;
    let failures = failures.lock().unwrap();
    let kinds: Vec<_> = failures.iter().map(|one| (one.event.as_str(), one.kind)).collect();
    let expected = [
        ("meeting.started", HandlerFailureKind::Error),
        ("meeting.ended", HandlerFailureKind::Panic),
        ("meeting.new", HandlerFailureKind::Timeout(HANDLER_TIMEOUT)),
    ];
    assert_eq!(kinds, expected);
    for (failure, body) in failures.iter().zip(&bodies) {
        assert_eq!(failure.key, DedupeKey::of(body.as_bytes()));
        assert!(!failure.to_string().contains('\n'), "{failure}");
        assert!(failure.to_string().contains(&failure.key.to_string()), "{failure}");
    }
    assert_eq!(failures[0].message, "cannot save\\nthe event: the disk is full");
    assert_eq!(failures[1].message, "as the test wants it");
    assert!(failures[2].to_string().contains("300 s"), "{}", failures[2]);
}

#[tokio::test]
async fn a_failure_shows_no_token_and_no_end_of_text() {
    let (failures, report) = failing();
    let receiver = builder()
        .on_any(|event: Event| async move {
            let token = event.download_token().unwrap_or_default();
            let json = serde_json::to_value(&event).unwrap_or_default();
            let password = json.pointer("/payload/object/password");
            let link = "https://zoom.us/rec/download/1?access_token=hush3";
            let end = "x".repeat(100_000);
            Err::<(), _>(format!("no response to {token} {password:?} {link} {end}"))
        })
        .on_failed(report)
        .build();
    send(
        &receiver,
        r#"{"event":"meeting.ended","event_ts":1,"download_token":"hush-hush","payload":{"object":{"password":"hush2"}}}"#,
    );
    let name = "x".repeat(100_000);
    send(&receiver, &format!(r#"{{"event":"{name}","event_ts":1}}"#));
    receiver.shutdown().await;
    for failure in &*failures.lock().unwrap() {
        let text = format!("{failure} {failure:?}");
        assert!(text.len() < 6_000 && !text.contains("hush"), "{}", text.len());
        assert!(text.contains("no response to"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_hangs_frees_its_turn() {
    let done = Notes::default();
    let receiver = builder()
        .concurrency(1)
        .handler_timeout(Duration::from_secs(2))
        .with_state(done.clone())
        .on(|_, _: meetings::Ended| std::future::pending::<()>())
        .on_any(|done, event| async move { done.add(event.name()) })
        .build();
    for name in ["meeting.ended", "meeting.started"] {
        assert_eq!(send(&receiver, &event(name, 1)).status, 200);
    }
    let limit = Duration::from_secs(3);
    tokio::time::timeout(limit, receiver.shutdown()).await.expect("the turn is free");
    assert_eq!(done.taken(), ["meeting.ended", "meeting.started"]);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_handler_does_no_more() {
    let count = Arc::new(AtomicUsize::new(0));
    let receiver = builder()
        .handler_timeout(Duration::from_secs(2))
        .with_state(Arc::clone(&count))
        .on_any(|count, _| async move {
            tokio::time::sleep(Duration::from_secs(3)).await;
            count.fetch_add(1, Ordering::SeqCst);
        })
        .build();
    send(&receiver, &event("meeting.ended", 1));
    receiver.shutdown().await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

/// A state that cannot be copied any more after a while.
struct Fragile(Arc<AtomicUsize>);

impl Clone for Fragile {
    fn clone(&self) -> Self {
        assert!(self.0.fetch_add(1, Ordering::SeqCst) < 2, "as the test wants it");
        Self(Arc::clone(&self.0))
    }
}

#[tokio::test]
async fn functions_of_the_program_that_panic_harm_nobody_else() {
    let notes = Notes::default();
    let failures = Notes::default();
    let (kept, failed) = (notes.clone(), failures.clone());
    let receiver = builder()
        .concurrency(1)
        .on(|_: meetings::Ended| -> std::future::Ready<()> { panic!("before the future") })
        .with_state(Fragile(Arc::default()))
        // One copy for each of the two handlers, none for their calls.
        .on(|_, _: meetings::Ended| async {})
        .on(|_, _: meetings::Ended| async {})
        .with_state(())
        .on_any(move |(), event| {
            kept.add(event.name());
            std::future::ready(())
        })
        .on_rejected(|_| panic!("as the test wants it"))
        .on_failed(move |failure| {
            failed.add(failure.message.clone());
            panic!("as the test wants it")
        })
        .build();
    let body = event("meeting.ended", 1);
    let rejected = receiver.accept(testing::headers("another", body.as_bytes()), body.as_bytes());
    assert_eq!(rejected.status, 401);
    assert_eq!(send(&receiver, &body).status, 200);
    receiver.shutdown().await;
    assert_eq!(notes.taken(), ["meeting.ended"]);
    assert_eq!(
        failures.taken(),
        ["before the future", "as the test wants it", "as the test wants it"]
    );
}

#[tokio::test]
async fn a_clock_that_panics_rejects_the_request() {
    let verifier = Verifier::new(SECRET).unwrap().clock(|| panic!("as the test wants it"));
    let receiver = Receiver::builder(verifier).on_any(|_| async {}).build();
    assert_eq!(send(&receiver, &event("meeting.ended", 1)).status, 503);
}

#[test]
fn a_runtime_without_a_timer_handles_events() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let notes = Notes::default();
    let kept = notes.clone();
    runtime.block_on(async {
        let receiver = builder()
            .on_any(move |event| {
                kept.add(event.name());
                std::future::ready(())
            })
            .build();
        send(&receiver, &event("meeting.ended", 1));
        receiver.shutdown().await;
    });
    assert_eq!(notes.taken(), ["meeting.ended"]);
}

#[tokio::test]
async fn nothing_is_taken_after_a_shutdown() {
    let receiver = builder().on_any(|_| async {}).build();
    let (one, two) = (receiver.clone(), receiver.clone());
    tokio::join!(one.shutdown(), two.shutdown());
    receiver.shutdown().await;
    until(|| send(&receiver, &event("meeting.ended", 1)).status == 503).await;
}
