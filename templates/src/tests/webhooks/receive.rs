//! A receiver: its responses, the handlers it calls, and its capacity.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};

use super::SECRET;
use crate::events::{Event, meetings};
use crate::zoom::webhooks::{
    RETRY_WINDOW, Receiver, ReceiverBuilder, Reply, Verifier, WebhookError, testing,
};

pub(super) fn builder() -> ReceiverBuilder {
    Receiver::builder(Verifier::new(SECRET).unwrap())
}

pub(super) fn send(receiver: &Receiver, body: &str) -> Reply {
    receiver.accept(testing::headers(SECRET, body.as_bytes()), body.as_bytes())
}

/// Lets tasks run until something is so.
pub(super) async fn until(mut done: impl FnMut() -> bool) {
    for _ in 0..100_000 {
        if done() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it does not come to that");
}

pub(super) fn event(name: &str, number: usize) -> String {
    format!(r#"{{"event":"{name}","event_ts":{number},"payload":{{"account_id":"a"}}}}"#)
}

/// What handlers have noted, in order.
#[derive(Clone, Default)]
pub(super) struct Notes(pub(super) Arc<Mutex<Vec<String>>>);

impl Notes {
    pub(super) fn add(&self, note: impl Into<String>) {
        self.0.lock().unwrap().push(note.into());
    }

    pub(super) fn taken(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn noting(notes: &Notes) -> ReceiverBuilder {
    let [started, any, unknown] = [(); 3].map(|()| notes.clone());
    builder()
        .on(move |event: meetings::Started| {
            started.add(format!("started {:?}", event.event_ts));
            std::future::ready(())
        })
        .on_any(move |event| {
            any.add(format!("any {}", event.name()));
            std::future::ready(())
        })
        .on_unknown(move |event| {
            unknown.add(format!("unknown {}", event.name));
            std::future::ready(())
        })
}

#[tokio::test]
async fn events_reach_the_handlers_of_their_type() {
    let notes = Notes::default();
    let receiver = noting(&notes).concurrency(1).build();
    for body in [event("meeting.started", 1), event("meeting.ended", 2), event("meeting.new", 3)] {
        assert_eq!(send(&receiver, &body), Reply::taken());
    }
    receiver.shutdown().await;
    let expected = [
        "started Some(1)",
        "any meeting.started",
        "any meeting.ended",
        "unknown meeting.new",
        "any meeting.new",
    ];
    assert_eq!(notes.taken(), expected);
}

#[tokio::test]
async fn the_check_gets_its_response_and_reaches_no_handler() {
    let notes = Notes::default();
    let receiver = noting(&notes).build();
    let question = r#"{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}"#;
    for _ in 0..2 {
        let reply = send(&receiver, question);
        assert_eq!((reply.status, reply.media_type), (200, Some("application/json")));
        assert!(reply.body.contains(r#""plainToken":"abc""#), "{}", reply.body);
    }
    assert_eq!(send(&receiver, r#"{"event":"endpoint.url_validation"}"#).status, 400);
    receiver.shutdown().await;
    assert_eq!(notes.taken(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_not_believed_is_rejected_and_reported() {
    let notes = Notes::default();
    let reports = Notes::default();
    let kept = reports.clone();
    let receiver = noting(&notes)
        .body_limit(1_000)
        .on_rejected(move |error| kept.add(error.status().to_string()))
        .build();
    let body = event("meeting.started", 1);
    let rejected = receiver.accept(testing::headers("other", body.as_bytes()), body.as_bytes());
    assert_eq!(rejected.status, 401);
    let no_headers: [(&str, &str); 0] = [];
    assert_eq!(receiver.accept(no_headers, body.as_bytes()).status, 401);
    let stale = testing::headers_at(SECRET, 1_720_705_455, body.as_bytes());
    assert_eq!(receiver.accept(stale, body.as_bytes()).status, 401);
    for body in ["", "{", "[]", "{}", r#"{"event":1}"#] {
        assert_eq!(send(&receiver, body).status, 400, "{body}");
    }
    assert_eq!(send(&receiver, &" ".repeat(1_001)).status, 413);
    receiver.shutdown().await;
    assert_eq!(notes.taken(), Vec::<String>::new());
    assert_eq!(reports.taken(), ["401", "401", "401", "400", "400", "400", "400", "400", "413"]);
}

#[tokio::test]
async fn headers_are_looked_at_first() {
    let reports = Notes::default();
    let kept = reports.clone();
    let receiver =
        builder().body_limit(10).on_rejected(move |error| kept.add(error.to_string())).build();
    let body = " ".repeat(11);
    let [time, signature] = testing::headers(SECRET, b"{}");
    let stale = testing::headers_at(SECRET, 1_720_705_455, b"{}");
    for headers in [vec![], vec![time.clone()], vec![signature.clone()], stale.to_vec()] {
        assert_eq!(receiver.check_headers(headers.clone()).unwrap_err().status, 401);
        assert_eq!(receiver.accept(headers, body.as_bytes()).status, 401);
    }
    assert_eq!(reports.taken().len(), 8);
    let headers = [time, signature];
    assert_eq!(receiver.check_headers(headers.clone()), Ok(()));
    assert_eq!(receiver.accept(headers, body.as_bytes()).status, 413);
}

#[tokio::test(start_paused = true)]
async fn an_event_is_handled_once_within_the_window() {
    let notes = Notes::default();
    let receiver = noting(&notes).concurrency(1).build();
    let body = event("meeting.ended", 1);
    for _ in 0..3 {
        assert_eq!(send(&receiver, &body), Reply::taken());
    }
    // Zoom's last repetition.
    tokio::time::advance(Duration::from_secs(85 * 60)).await;
    assert_eq!(send(&receiver, &body), Reply::taken());
    tokio::time::advance(RETRY_WINDOW).await;
    assert_eq!(send(&receiver, &body), Reply::taken());
    receiver.shutdown().await;
    assert_eq!(notes.taken(), ["any meeting.ended"; 2]);
}

#[tokio::test]
async fn no_more_events_are_remembered_than_allowed() {
    let notes = Notes::default();
    let receiver = noting(&notes).dedupe(2, RETRY_WINDOW).build();
    let body = |number| event("meeting.ended", number);
    // The third pushes the first out, the fourth the second.
    for number in [1, 2, 1, 3, 1, 3] {
        send(&receiver, &body(number));
    }
    receiver.shutdown().await;
    assert_eq!(notes.taken().len(), 4);
    let receiver = noting(&notes).dedupe(0, RETRY_WINDOW).build();
    send(&receiver, &body(1));
    send(&receiver, &body(1));
    receiver.shutdown().await;
    assert_eq!(notes.taken().len(), 2);
}

#[tokio::test]
async fn an_event_without_room_is_rejected_and_taken_later() {
    let go = Arc::new(Notify::new());
    let handled = Arc::new(AtomicUsize::new(0));
    let (wait, count) = (Arc::clone(&go), Arc::clone(&handled));
    let receiver = builder()
        .queue(2)
        .on_any(move |_| {
            let (wait, count) = (Arc::clone(&wait), Arc::clone(&count));
            async move {
                wait.notified().await;
                count.fetch_add(1, Ordering::SeqCst);
            }
        })
        .build();
    let body = |number| event("meeting.ended", number);
    assert_eq!(send(&receiver, &body(1)).status, 200);
    assert_eq!(send(&receiver, &body(2)).status, 200);
    let rejected = send(&receiver, &body(3));
    assert_eq!(rejected.status, 503, "{rejected:?}");
    // The question needs no room.
    let question = r#"{"event":"endpoint.url_validation","payload":{"plainToken":"abc"}}"#;
    assert_eq!(send(&receiver, question).status, 200);
    until(|| {
        go.notify_waiters();
        handled.load(Ordering::SeqCst) == 2
    })
    .await;
    // It was rejected and not forgotten: sent again, it is new.
    until(|| send(&receiver, &body(3)).status == 200).await;
    until(|| {
        go.notify_waiters();
        handled.load(Ordering::SeqCst) == 3
    })
    .await;
}

#[tokio::test]
async fn only_so_many_events_are_handled_at_a_time() {
    let most = Arc::new(AtomicUsize::new(0));
    let (running, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let state = (Arc::clone(&running), Arc::clone(&most), Arc::clone(&done));
    let receiver = builder()
        .concurrency(3)
        .on_any(move |_| {
            let (running, most, done) = state.clone();
            async move {
                let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                tokio::task::yield_now().await;
                running.fetch_sub(1, Ordering::SeqCst);
                done.fetch_add(1, Ordering::SeqCst);
            }
        })
        .build();
    for number in 0..100 {
        assert_eq!(send(&receiver, &event("meeting.ended", number)).status, 200);
    }
    receiver.shutdown().await;
    assert_eq!(done.load(Ordering::SeqCst), 100);
    assert_eq!(most.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn shutdown_waits_for_handlers_and_rejects_the_rest() {
    let go = Arc::new(Semaphore::new(0));
    let handled = Arc::new(AtomicUsize::new(0));
    let (wait, count) = (Arc::clone(&go), Arc::clone(&handled));
    let receiver = builder()
        .on(move |_: meetings::Ended| {
            let (wait, count) = (Arc::clone(&wait), Arc::clone(&count));
            async move {
                wait.acquire().await.unwrap().forget();
                count.fetch_add(1, Ordering::SeqCst);
            }
        })
        .build();
    assert_eq!(send(&receiver, &event("meeting.ended", 1)).status, 200);
    let stopping = tokio::spawn({
        let receiver = receiver.clone();
        async move { receiver.shutdown().await }
    });
    until(|| send(&receiver, &event("meeting.ended", 2)).status == 503).await;
    assert!(!stopping.is_finished());
    // Everything that was taken is handled; the loop above may have got some in.
    go.add_permits(1_000);
    stopping.await.unwrap();
    assert!(handled.load(Ordering::SeqCst) >= 1);
    let rejected = send(&receiver, &event("meeting.ended", 3));
    assert!(rejected.body.contains("shutting down"), "{rejected:?}");
}

#[tokio::test]
async fn a_handler_that_panics_stands_alone() {
    let notes = Notes::default();
    let kept = notes.clone();
    let receiver = builder()
        .concurrency(1)
        .on(|_: meetings::Ended| async { panic!("as the test wants it") })
        .on_any(move |event: Event| {
            kept.add(event.name());
            std::future::ready(())
        })
        .build();
    send(&receiver, &event("meeting.ended", 1));
    send(&receiver, &event("meeting.started", 2));
    receiver.shutdown().await;
    assert_eq!(notes.taken(), ["meeting.ended", "meeting.started"]);
}

#[test]
fn without_a_runtime_an_event_is_rejected() {
    let receiver = noting(&Notes::default()).build();
    assert_eq!(send(&receiver, &event("meeting.ended", 1)).status, 503);
    assert!(!format!("{receiver:?} {:?}", builder()).contains(SECRET));
}

#[test]
fn the_event_is_decoded() {
    let verifier = Verifier::new(SECRET).unwrap();
    let body = r#"{"event":"meeting.started","event_ts":5,"payload":{"object":{"id":"9"}}}"#;
    let event = verifier.verify(testing::headers(SECRET, body.as_bytes()), body.as_bytes());
    let Event::MeetingStarted(started) = event.unwrap() else { panic!("a meeting has started") };
    assert_eq!(started.payload.unwrap().object.unwrap().id, Some(9));
    let rejected = verifier.verify(testing::headers(SECRET, b"[]"), b"[]");
    let expected = "an event is a JSON object, not a list".to_owned();
    assert_eq!(rejected, Err(WebhookError::Malformed(expected)));
}
