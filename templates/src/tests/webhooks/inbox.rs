//! A receiver with an inbox: when it responds, and how often events are handled.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::receive::{Notes, builder, event, until};
use super::{SECRET, failing_inbox::FailingInbox};
use crate::events::{Event, meetings};
use crate::runtime::stores::{Inbox, InboxCounts, MemoryInbox, NewEvent};
use crate::zoom::webhooks::{DedupeKey, HandlerResult, Receiver, Reply, testing};

pub(super) async fn receive(receiver: &Receiver, body: &str) -> Reply {
    receiver.receive(testing::headers(SECRET, body.as_bytes()), body.as_bytes()).await
}

async fn sleep(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// A handler that notes the time of each event.
pub(super) fn noting(
    notes: &Notes,
) -> impl Fn(Event) -> std::future::Ready<()> + Send + Sync + use<> {
    let notes = notes.clone();
    move |event| {
        notes.add(format!("{:?}", event.event_ts().unwrap()));
        std::future::ready(())
    }
}

#[tokio::test(start_paused = true)]
async fn the_response_comes_when_the_event_is_stored() {
    let (inbox, notes) = (FailingInbox::default(), Notes::default());
    let receiver = builder().inbox(inbox.clone()).on_any(noting(&notes)).build();
    let stop = inbox.hold_puts().await;
    let body = event("meeting.started", 1);
    let mut reply = receiver.receive(testing::headers(SECRET, body.as_bytes()), body.as_bytes());
    assert!(tokio::time::timeout(Duration::from_secs(1), &mut reply).await.is_err());
    assert_eq!(inbox.counts().await.unwrap(), InboxCounts::default());
    drop(stop);
    assert_eq!(reply.await, Reply::taken());
    until(|| receiver.metrics().handled == 1).await;
    assert_eq!(notes.taken(), ["1"]);
    assert_eq!(receive(&receiver, &body).await, Reply::taken());
    receiver.shutdown().await;
    let metrics = receiver.metrics();
    assert_eq!((metrics.accepted, metrics.repeated, metrics.rejected), (1, 1, 0));
    assert_eq!((metrics.handled, metrics.failed, metrics.running), (1, 0, 0));
    assert_eq!(receive(&receiver, &event("meeting.started", 2)).await.status, 503);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_not_stored_is_not_answered_with_200() {
    let (inbox, errors) = (FailingInbox::default(), Notes::default());
    let noted = errors.clone();
    let receiver = builder()
        .inbox(inbox.clone())
        .on_any(|_| async {})
        .on_inbox_error(move |error| noted.add(error.to_string()))
        .build();
    inbox.fail_puts(true);
    let reply = receive(&receiver, &event("meeting.started", 1)).await;
    assert_eq!(reply.status, 503);
    assert_eq!(reply.body, "the event cannot be taken now: the inbox has an error");
    assert_eq!(errors.taken(), ["the disk is full"]);
    inbox.fail_puts(false);
    let stop = inbox.hold_puts().await;
    let begun = tokio::time::Instant::now();
    assert_eq!(receive(&receiver, &event("meeting.started", 1)).await.status, 503);
    assert!(begun.elapsed() < Duration::from_secs(3));
    drop(stop);
    assert_eq!(receive(&receiver, &event("meeting.started", 1)).await.status, 200);
    let metrics = receiver.metrics();
    assert_eq!((metrics.accepted, metrics.rejected, metrics.inbox_errors), (1, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn handlers_that_fail_are_called_again_after_longer_and_longer_waits() {
    let (notes, failures) = (Notes::default(), Notes::default());
    let (noted, failed) = (notes.clone(), failures.clone());
    let begun = tokio::time::Instant::now();
    let tries = Arc::new(AtomicUsize::new(0));
    let receiver = builder()
        .inbox(MemoryInbox::new())
        .retries(5, Duration::from_secs(8), Duration::from_secs(16))
        .on(move |_: meetings::Started| {
            noted.add(begun.elapsed().as_secs().to_string());
            let attempt = tries.fetch_add(1, Ordering::Relaxed);
            async move {
                match attempt {
                    0 => Err("not yet"),
                    1 => panic!("neither"),
                    2 => Err("still not"),
                    _ => Ok(()),
                }
            }
        })
        .on_failed(move |failure| {
            let wait = failure.retry_in.unwrap().as_secs();
            failed.add(format!("{} {} {wait}", failure.attempt, failure.message));
        })
        .build();
    assert_eq!(receive(&receiver, &event("meeting.started", 1)).await.status, 200);
    sleep(120_000).await;
    let times: Vec<u64> = notes.taken().iter().map(|time| time.parse().unwrap()).collect();
    let waits: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let expected = [6..=9, 12..=17, 12..=17];
    assert_eq!(waits.len(), expected.len());
    assert!(waits.iter().zip(expected).all(|(wait, range)| range.contains(wait)), "{waits:?}");
    let failures = failures.taken();
    assert!(failures[0].starts_with("1 not yet "), "{failures:?}");
    assert!(failures[1].starts_with("2 neither "), "{failures:?}");
    assert!(failures[2].starts_with("3 still not "), "{failures:?}");
    assert_eq!(receiver.inbox_counts().await.unwrap(), InboxCounts::default());
    let metrics = receiver.metrics();
    assert_eq!((metrics.handled, metrics.failed, metrics.dead), (1, 3, 0));
}

#[tokio::test(start_paused = true)]
async fn an_event_is_dead_after_the_last_attempt_and_can_be_revived() {
    let (notes, dead) = (Notes::default(), Notes::default());
    let (noted, died) = (notes.clone(), dead.clone());
    let works = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let able = Arc::clone(&works);
    let receiver = builder()
        .inbox(MemoryInbox::new())
        .retries(2, Duration::from_secs(1), Duration::from_secs(1))
        .on_any(move |_| {
            noted.add("called");
            let able = able.load(Ordering::Relaxed);
            async move { if able { Ok(()) } else { Err("no") } }
        })
        .on_dead(move |event| died.add(format!("{} {}", event.attempts, event.reason)))
        .build();
    let body = event("meeting.started", 1);
    assert_eq!(receive(&receiver, &body).await.status, 200);
    sleep(10_000).await;
    assert_eq!(notes.taken().len(), 2);
    let key = DedupeKey::of(body.as_bytes());
    let reason = format!("a handler of meeting.started failed (event {key}, attempt 2): no");
    assert_eq!(dead.taken(), [format!("2 {reason}")]);
    assert_eq!(receiver.metrics().dead, 1);
    assert_eq!(receiver.inbox_counts().await.unwrap().dead, 1);
    let inbox = receiver.inbox().unwrap();
    let letters = inbox.dead(10).await.unwrap();
    assert_eq!((letters[0].reason.as_str(), &letters[0].body[..]), (&*reason, body.as_bytes()));
    works.store(true, Ordering::Relaxed);
    inbox.revive(&[letters[0].key]).await.unwrap();
    sleep(2_000).await;
    assert_eq!(receiver.metrics().handled, 1);
    assert_eq!(receiver.inbox_counts().await.unwrap(), InboxCounts::default());
}

#[tokio::test(start_paused = true)]
async fn events_are_in_order_where_asked_for() {
    let notes = Notes::default();
    let noted = notes.clone();
    let receiver = builder()
        .inbox(MemoryInbox::new())
        .in_order_of_objects()
        .retries(3, Duration::from_millis(50), Duration::from_secs(1))
        .on_any(move |event| {
            let noted = noted.clone();
            let time = event.event_ts().unwrap();
            async move {
                // Later events are faster.
                sleep(u64::try_from(100 - time).unwrap()).await;
                noted.add(time.to_string());
                // The third fails once.
                if time == 23
                    && noted.0.lock().unwrap().iter().filter(|note| *note == "23").count() == 1
                {
                    return Err("once");
                }
                Ok(())
            }
        })
        .build();
    for number in 0..40 {
        let id = number / 10;
        let id = if id % 2 == 0 { format!("{id}") } else { format!("\"{id}\"") };
        let body = format!(
            r#"{{"event":"meeting.started","event_ts":{number},"payload":{{"object":{{"id":{id}}}}}}}"#
        );
        assert_eq!(receive(&receiver, &body).await.status, 200);
    }
    sleep(60_000).await;
    let notes = notes.taken();
    assert_eq!(notes.len(), 41);
    for object in ["0", "1", "2", "3"] {
        let of_one: Vec<_> =
            notes.iter().filter(|note| format!("{note:0>2}").starts_with(object)).collect();
        assert!(of_one.is_sorted_by_key(|note| note.parse::<u32>().unwrap()), "{of_one:?}");
    }
    assert_ne!(notes[0], notes[1]);
    assert!(!notes.is_sorted_by_key(|note| note.parse::<u32>().unwrap()), "one after the other");
}

#[tokio::test(start_paused = true)]
async fn events_that_are_left_are_handled_without_a_request() {
    let (inbox, notes) = (MemoryInbox::new(), Notes::default());
    let front = builder().inbox(inbox.clone()).store_only().build();
    assert_eq!(receive(&front, &event("meeting.started", 1)).await.status, 200);
    sleep(5_000).await;
    assert_eq!(front.inbox_counts().await.unwrap().waiting, 1);
    front.shutdown().await;
    let receiver = builder().inbox(inbox).on_any(noting(&notes)).build();
    sleep(10).await;
    assert_eq!(notes.taken(), ["1"]);
    receiver.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_gives_back_what_is_not_handled_in_time() {
    let (inbox, notes) = (MemoryInbox::new(), Notes::default());
    let receiver = builder()
        .inbox(inbox.clone())
        .concurrency(2)
        .on_any(|event| async move {
            let hang = event.event_ts() != Some(1);
            sleep(if hang { 100_000 } else { 500 }).await;
        })
        .build();
    for number in 1..=3 {
        assert_eq!(receive(&receiver, &event("meeting.started", number)).await.status, 200);
    }
    sleep(100).await;
    assert!(!receiver.shutdown_within(Duration::from_secs(5)).await);
    assert_eq!(receiver.metrics().handled, 1);
    assert_eq!(receiver.metrics().running, 0);
    let counts = inbox.counts().await.unwrap();
    assert_eq!((counts.waiting, counts.taken), (2, 0));
    let next = builder().inbox(inbox.clone()).on_any(noting(&notes)).build();
    sleep(10).await;
    assert_eq!(notes.taken().len(), 2);
    assert!(next.shutdown_within(Duration::from_secs(5)).await);
    assert_eq!(next.metrics().failed, 0);
}

#[tokio::test(start_paused = true)]
async fn leases_last_as_long_as_handlers_do() {
    let (inbox, calls) = (MemoryInbox::new(), Arc::new(AtomicUsize::new(0)));
    let receivers = [(); 2].map(|()| {
        let calls = Arc::clone(&calls);
        builder()
            .inbox(inbox.clone())
            .lease(Duration::from_secs(1))
            .on_any(move |_| {
                calls.fetch_add(1, Ordering::Relaxed);
                sleep(100_000)
            })
            .build()
    });
    assert_eq!(receive(&receivers[0], &event("meeting.started", 1)).await.status, 200);
    sleep(90_000).await;
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    sleep(20_000).await;
    assert_eq!(inbox.counts().await.unwrap(), InboxCounts::default());
}

#[tokio::test(start_paused = true)]
async fn an_event_that_ends_the_program_again_and_again_is_dead() {
    let (inbox, dead) = (MemoryInbox::new(), Notes::default());
    inbox.put(NewEvent::new([1; 32], event("meeting.started", 1).into_bytes())).await.unwrap();
    for _ in 0..3 {
        assert_eq!(inbox.take(1, Duration::from_millis(1)).await.unwrap().len(), 1);
        sleep(5).await;
    }
    let died = dead.clone();
    let receiver = builder()
        .inbox(inbox)
        .retries(3, Duration::ZERO, Duration::ZERO)
        .on_any(|_| async { Err("not reached") })
        .on_dead(move |event| died.add(event.reason.clone()))
        .build();
    sleep(10).await;
    assert_eq!(dead.taken(), ["the program ended during attempt 3, or lost its lease"]);
    assert_eq!(receiver.metrics().failed, 0);
}

#[tokio::test(start_paused = true)]
async fn an_inbox_that_is_away_for_a_moment_causes_no_second_attempt() {
    let (inbox, notes) = (FailingInbox::default(), Notes::default());
    let receiver = builder().inbox(inbox.clone()).on_any(noting(&notes)).build();
    inbox.fail_ends(3);
    assert_eq!(receive(&receiver, &event("meeting.started", 1)).await.status, 200);
    sleep(100_000).await;
    assert_eq!(notes.taken().len(), 1);
    assert_eq!(receiver.metrics().inbox_errors, 3);
    assert_eq!(receiver.inbox_counts().await.unwrap(), InboxCounts::default());
}

#[test]
fn a_runtime_that_ends_does_not_end_an_event() {
    let inbox = MemoryInbox::new();
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let first = runtime();
    first.block_on(async {
        let begun = Arc::new(tokio::sync::Notify::new());
        let notify = Arc::clone(&begun);
        let receiver = builder().inbox(inbox.clone()).on_any(move |_| {
            notify.notify_one();
            std::future::pending::<()>()
        });
        let receiver = receiver.build();
        assert_eq!(receive(&receiver, &event("meeting.started", 1)).await.status, 200);
        begun.notified().await;
    });
    first.shutdown_background();
    let counts = runtime().block_on(inbox.counts()).unwrap();
    assert_eq!((counts.waiting + counts.taken, counts.dead), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_is_dropped_takes_no_more() {
    let (inbox, notes) = (MemoryInbox::new(), Notes::default());
    drop(builder().inbox(inbox.clone()).on_any(noting(&notes)).build());
    sleep(5_000).await;
    let new = NewEvent::new([1; 32], event("meeting.started", 1).into_bytes());
    inbox.put(new).await.unwrap();
    sleep(5_000).await;
    assert_eq!(notes.taken(), Vec::<String>::new());
}

#[tokio::test]
async fn accept_cannot_wait_for_an_inbox() {
    let receiver =
        builder().inbox(MemoryInbox::new()).on_any(|_| async { HandlerResult::Ok(()) }).build();
    let body = event("meeting.started", 1);
    let reply = receiver.accept(testing::headers(SECRET, body.as_bytes()), body.as_bytes());
    assert_eq!(reply.status, 503);
    assert!(reply.body.contains("call `receive`"), "{}", reply.body);
    let plain = builder().on_any(|_| async {}).build();
    assert_eq!(receive(&plain, &body).await, Reply::taken());
    plain.shutdown().await;
    assert_eq!(plain.metrics().handled, 1);
}
