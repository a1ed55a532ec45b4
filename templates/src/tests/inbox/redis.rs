//! An inbox in Redis, with a real server where one is installed.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::runtime::stores::{Inbox, InboxCounts, NewEvent, Put, RedisInbox, StoreErrorKind};
use crate::runtime::testing::stores;
use crate::tests::redis_server::RedisServer;

const LEASE: Duration = Duration::from_secs(60);

fn event(number: u32) -> NewEvent {
    let mut key = [0; 32];
    key[..4].copy_from_slice(&number.to_be_bytes());
    NewEvent::new(key, vec![b'x'; 1_000])
}

#[tokio::test]
async fn redis_keeps_what_an_inbox_promises() {
    let Some(server) = RedisServer::start("the inbox in Redis") else { return };
    let (redis, number) = (server.redis(), AtomicU32::new(0));
    let empty = async || {
        let name = number.fetch_add(1, Ordering::Relaxed).to_string();
        RedisInbox::new(&redis, name)
    };
    stores::inbox(empty).await.unwrap();
}

#[tokio::test]
async fn events_survive_the_server_and_other_processes_take_over() {
    let Some(mut server) = RedisServer::start("events survive Redis") else { return };
    let inbox = RedisInbox::new(&server.redis(), "x");
    for number in 1..=4 {
        inbox.put(event(number).in_order(number.to_string())).await.unwrap();
    }
    let taken = inbox.take(3, Duration::from_millis(1)).await.unwrap();
    inbox.done(&taken[0].receipt).await.unwrap();
    inbox.bury(&taken[1].receipt, "dead").await.unwrap();
    server.kill();
    let error = inbox.put(event(5)).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Unreachable);
    server.run();
    let other = RedisInbox::new(&server.redis(), "x");
    assert_eq!(other.put(event(1)).await.unwrap(), Put::Repeated);
    let taken = other.take(10, LEASE).await.unwrap();
    let mut attempts: Vec<_> = taken.iter().map(|event| event.attempts).collect();
    attempts.sort_unstable();
    assert_eq!(attempts, [1, 2]);
    for event in taken {
        other.done(&event.receipt).await.unwrap();
    }
    let counts = other.counts().await.unwrap();
    assert_eq!((counts.waiting, counts.taken, counts.dead), (0, 0, 1));
}

#[tokio::test]
async fn nothing_of_handled_events_is_left_but_their_keys() {
    let Some(server) = RedisServer::start("what is left in Redis") else { return };
    let redis = server.redis().prefix("mine");
    let inbox = RedisInbox::remembering(&redis, "x", Duration::from_millis(200));
    for number in 0..100 {
        inbox.put(event(number).in_order((number % 7).to_string())).await.unwrap();
    }
    loop {
        let taken = inbox.take(5, LEASE).await.unwrap();
        if taken.is_empty() {
            break;
        }
        for event in taken {
            if event.attempts == 1 && event.receipt.key[3] % 3 == 0 {
                inbox.give_back(&event.receipt, 1, Duration::from_millis(1)).await.unwrap();
                tokio::time::sleep(Duration::from_millis(3)).await;
            } else {
                inbox.done(&event.receipt).await.unwrap();
            }
        }
    }
    assert_eq!(inbox.counts().await.unwrap(), InboxCounts::default());
    assert_eq!(inbox.put(event(99)).await.unwrap(), Put::Repeated);
    tokio::time::sleep(Duration::from_millis(250)).await;
    let mut command = redis::Cmd::new();
    let mut keys: Vec<String> = redis.query(command.arg("KEYS").arg("*")).await.unwrap();
    keys.sort();
    assert_eq!(keys, ["mine:inbox:{x}:events", "mine:inbox:{x}:stream"]);
    let mut command = redis::Cmd::new();
    let fields: Vec<String> =
        redis.query(command.arg("HKEYS").arg("mine:inbox:{x}:events")).await.unwrap();
    assert!(fields.len() <= 2, "{fields:?}");
    let mut command = redis::Cmd::new();
    let entries: u32 = redis.query(command.arg("XLEN").arg("mine:inbox:{x}:stream")).await.unwrap();
    assert_eq!(entries, 0);
    assert_eq!(inbox.put(event(99)).await.unwrap(), Put::New);
}
