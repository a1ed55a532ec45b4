//! Inboxes: what each of them promises.

#[cfg(feature = "inbox")]
mod file;
#[cfg(feature = "redis")]
mod redis;

use std::time::Duration;

use crate::runtime::stores::{Inbox, MemoryInbox, NewEvent, Put};
use crate::runtime::testing::stores;

#[tokio::test(start_paused = true)]
async fn memory_keeps_what_an_inbox_promises() {
    stores::inbox(async || MemoryInbox::new()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn keys_are_remembered_for_some_time() {
    let inbox = MemoryInbox::remembering(Duration::from_secs(10));
    let event = NewEvent::new([1; 32], "body");
    inbox.put(event.clone()).await.unwrap();
    let taken = inbox.take(1, Duration::from_secs(1)).await.unwrap();
    inbox.done(&taken[0].receipt).await.unwrap();
    tokio::time::sleep(Duration::from_secs(9)).await;
    assert_eq!(inbox.put(event.clone()).await.unwrap(), Put::Repeated);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(inbox.put(event).await.unwrap(), Put::New);
}

#[test]
fn nothing_of_a_body_is_printed() {
    let event = NewEvent::new([1; 32], "personal").in_order("personal");
    assert_eq!(format!("{event:?}"), "NewEvent { bytes: 8, .. }");
}
