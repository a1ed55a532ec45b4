//! The process that is killed: a receiver that notes each event that it has handled.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::http::Connection;
use crate::runtime::stores::Inbox;
use crate::tests::webhooks::receive::builder;
use crate::zoom::webhooks::Receiver;

/// Variables of the process: where it listens, where its inbox is, and the file of its notes.
pub(super) const ADDRESS: &str = "ZOOM_TEST_RECEIVER_ADDRESS";
pub(super) const INBOX: &str = "ZOOM_TEST_RECEIVER_INBOX";
pub(super) const NOTES: &str = "ZOOM_TEST_RECEIVER_NOTES";

/// How long events of a process that was killed stay taken.
const LEASE: Duration = Duration::from_millis(500);

pub(super) async fn receive_until_killed() {
    let Ok(address) = std::env::var(ADDRESS) else { return };
    // The process ends with the one that has started it.
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    let notes = std::env::var(NOTES).unwrap();
    let notes = Arc::new(OpenOptions::new().append(true).create(true).open(notes).unwrap());
    let receiver = builder()
        .inbox(inbox(&std::env::var(INBOX).unwrap()))
        .lease(LEASE)
        .retries(1_000, Duration::from_millis(10), Duration::from_millis(100))
        .on_any(move |event| {
            let notes = Arc::clone(&notes);
            async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                // One write, so that a line is there as a whole or not at all.
                (&*notes).write_all(format!("{}\n", event.event_ts().unwrap()).as_bytes())
            }
        })
        .build();
    let listener = TcpListener::bind(address).await.unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(serve(receiver.clone(), Connection::new(stream)));
    }
}

fn inbox(place: &str) -> Arc<dyn Inbox> {
    match place.strip_prefix("file:") {
        #[cfg(feature = "inbox")]
        Some(path) => Arc::new(crate::runtime::stores::FileInbox::open(path).unwrap()),
        #[cfg(feature = "redis")]
        None => {
            let redis = crate::runtime::stores::Redis::new(place).unwrap();
            Arc::new(crate::runtime::stores::RedisInbox::new(&redis, "killed"))
        }
        #[allow(unreachable_patterns)]
        _ => panic!("{place}: the feature is off"),
    }
}

async fn serve(receiver: Receiver, mut connection: Connection) {
    while let Ok(Some(message)) = connection.read().await {
        let headers = message.headers.iter().map(|(name, value)| (name, value));
        let reply = receiver.receive(headers, &message.body).await;
        let status = format!("HTTP/1.1 {} -", reply.status);
        if connection.write(&status, &[], reply.body.as_bytes()).await.is_err() {
            return;
        }
    }
}
