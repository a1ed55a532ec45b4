//! An inbox that processes of several versions share, that panics, or whose runtime ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::failing_inbox::FailingInbox;
use super::inbox::{noting, receive};
use super::receive::{Notes, builder, event, until};
use crate::events::meetings;
use crate::runtime::stores::{Inbox, InboxCounts, MemoryInbox};

#[tokio::test(start_paused = true)]
async fn an_event_without_a_handler_is_left_to_a_process_of_another_version() {
    let (inbox, notes) = (MemoryInbox::new(), Notes::default());
    let old = builder().inbox(inbox.clone()).on(|_: meetings::Ended| async {}).build();
    let front = builder().inbox(inbox.clone()).store_only().build();
    for number in 1..=5 {
        assert_eq!(receive(&front, &event("meeting.started", number)).await.status, 200);
    }
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(inbox.counts().await.unwrap().waiting, 5);
    let new = builder().inbox(inbox.clone()).on_any(noting(&notes)).build();
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert_eq!(new.metrics().handled, 5);
    assert_eq!(inbox.counts().await.unwrap(), InboxCounts::default());
    assert_eq!((old.metrics().handled, old.metrics().failed, notes.taken().len()), (0, 0, 5));
}

/// On the clock of the machine, because the age of an event is that of its time.
#[tokio::test]
async fn an_event_that_nobody_handles_is_dead_or_removed() {
    let inbox = MemoryInbox::new();
    let front = builder().inbox(inbox.clone()).store_only().build();
    let old = || {
        let [first, longest] = [100, 250].map(Duration::from_millis);
        let old = builder().inbox(inbox.clone()).retries(5, first, longest).lease(first);
        old.on(|_: meetings::Ended| async {})
    };
    let first = old().build();
    let begun = std::time::Instant::now();
    assert_eq!(receive(&front, &event("meeting.started", 1)).await.status, 200);
    soon(|| first.metrics().dead == 1).await;
    // As long as five attempts take.
    assert!(begun.elapsed() > Duration::from_millis(100 + 200 + 250 + 250));
    let dead = inbox.dead(9).await.unwrap();
    assert_eq!(dead[0].reason, "no process that has taken it has a handler for it");
    assert_eq!(dead[0].attempts, 1);
    first.shutdown().await;
    inbox.revive(&[dead[0].key]).await.unwrap();
    let second = old().remove_unhandled().build();
    soon(|| second.metrics().handled == 1).await;
    second.shutdown().await;
    assert_eq!(inbox.counts().await.unwrap(), InboxCounts::default());
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_the_inbox_does_not_end_the_receiver() {
    let (inbox, errors) = (FailingInbox::default(), Notes::default());
    let (noted, calls) = (errors.clone(), Arc::new(AtomicUsize::new(0)));
    let called = Arc::clone(&calls);
    inbox.panic_in(1);
    let receiver = builder()
        .inbox(inbox.clone())
        .on_any(move |_| {
            called.fetch_add(1, Ordering::Relaxed);
            async {}
        })
        .on_inbox_error(move |error| noted.add(error.to_string()))
        .build();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(errors.taken(), ["the inbox has panicked: no take"]);
    assert_eq!(receive(&receiver, &event("meeting.started", 1)).await.status, 200);
    until(|| receiver.metrics().handled == 1).await;
    assert_eq!(receive(&receiver, &event("meeting.started", 2)).await.status, 200);
    inbox.panic_in(2);
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(inbox.counts().await.unwrap(), InboxCounts::default());
    assert_eq!(calls.load(Ordering::Relaxed), 2, "no event is handled again");
    tokio::time::timeout(Duration::from_secs(9), receiver.shutdown()).await.unwrap();
}

/// Waits until something is so, on the clock of the machine.
async fn soon(mut done: impl FnMut() -> bool) {
    for _ in 0..5_000 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("it does not come to that");
}

#[test]
fn a_receiver_goes_on_in_another_runtime() {
    let (inbox, notes) = (MemoryInbox::new(), Notes::default());
    let runtime = || tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let receiver = runtime().block_on(async {
        let receiver = builder().inbox(inbox.clone()).on_any(noting(&notes)).build();
        assert_eq!(receive(&receiver, &event("meeting.started", 1)).await.status, 200);
        soon(|| receiver.metrics().handled == 1).await;
        receiver
    });
    let other = runtime();
    other.block_on(async {
        assert_eq!(receive(&receiver, &event("meeting.started", 2)).await.status, 200);
        soon(|| receiver.metrics().handled == 2).await;
    });
    other.shutdown_background();
    // Nothing is being handled any more, so that there is nothing to wait for.
    let ended = runtime().block_on(async {
        tokio::time::timeout(Duration::from_secs(9), receiver.shutdown()).await
    });
    ended.unwrap();
    assert_eq!(notes.taken(), ["1", "2"]);
}

#[tokio::test]
async fn a_panic_of_the_order_is_a_response() {
    let inbox = MemoryInbox::new();
    let receiver = builder().inbox(inbox.clone()).on_any(|_| async {}).in_order(|_| panic!("no"));
    let reply = receive(&receiver.build(), &event("meeting.started", 1)).await;
    assert_eq!(reply.status, 503);
    assert!(reply.body.contains("the function of its order has panicked"), "{}", reply.body);
    assert_eq!(inbox.counts().await.unwrap(), InboxCounts::default());
}
