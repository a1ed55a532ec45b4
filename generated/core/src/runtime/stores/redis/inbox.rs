//! Events in Redis.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use redis::{FromRedisValue, Script, ScriptInvocation};
use tokio::time::Instant;

use super::connection::Redis;
use super::inbox_scripts as scripts;
use crate::runtime::auth::BoxFuture;
use crate::runtime::stores::inbox::REMEMBERED;
use crate::runtime::stores::{
    DeadEvent, EventKey, Inbox, InboxCounts, NewEvent, Put, Receipt, StoreError, StoreErrorKind,
    TakenEvent,
};

/// How often consumers are forgotten that have ended.
const TIDY_EVERY: Duration = Duration::from_secs(10 * 60);

/// Keeps events in Redis, for processes of several machines: a stream with a consumer group. Clones share the events, and
/// so do all processes with the same name. Needs Redis 6.2 or later.
///
/// An event that was put is as safe as the server makes a write: with `appendonly yes` and `appendfsync always` it
/// survives the end of the server, with `appendfsync everysec` those of the last second may be lost. Each call is one
/// script, so that it is done as a whole or not at all; when its reply is lost, it may be sent again, and an event is
/// neither lost nor stored twice. All keys are in one slot of a cluster. A lease lasts a day at most.
#[derive(Clone, Debug)]
pub struct RedisInbox {
    redis: Redis,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// What the keys begin with.
    base: String,
    /// This process, for the server.
    consumer: String,
    remembered: Duration,
    begun: Instant,
    /// When consumers were forgotten, in seconds since `begun`.
    tidied: AtomicU64,
    is_tidied: AtomicBool,
    /// The scripts that were needed so far, with their hashes, by their code.
    scripts: Mutex<HashMap<&'static str, Arc<Script>>>,
}

impl Shared {
    fn script(&self, code: &'static str) -> Arc<Script> {
        let mut scripts = self.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Script::new(&format!("{}{code}", scripts::PRELUDE)));
        Arc::clone(scripts.entry(code).or_insert_with(new))
    }
}

impl RedisInbox {
    /// The events of this name: of one receiver of events, for example. The keys of handled events are remembered for 90
    /// minutes.
    #[must_use]
    pub fn new(redis: &Redis, name: impl AsRef<str>) -> Self {
        Self::remembering(redis, name, REMEMBERED)
    }

    /// The same, with the keys of handled events remembered for this long.
    #[must_use]
    pub fn remembering(redis: &Redis, name: impl AsRef<str>, window: Duration) -> Self {
        let shared = Shared {
            base: redis.key("inbox", name.as_ref()),
            consumer: format!("{}-{:016x}", std::process::id(), fastrand::u64(..)),
            remembered: window,
            begun: Instant::now(),
            tidied: AtomicU64::new(0),
            is_tidied: AtomicBool::new(false),
            scripts: Mutex::default(),
        };
        Self { redis: redis.clone(), shared: Arc::new(shared) }
    }

    /// Runs a script; `key` is that of an event that may have been handled.
    async fn run<T: FromRedisValue>(
        &self,
        code: &'static str,
        key: Option<&EventKey>,
        arguments: impl FnOnce(&mut ScriptInvocation<'_>),
    ) -> Result<T, StoreError> {
        let script = self.shared.script(code);
        let mut call = script.prepare_invoke();
        let base = &self.shared.base;
        for kind in ["stream", "events", "open", "later", "lanes", "first", "dead"] {
            call.key(format!("{base}:{kind}"));
        }
        if let Some(key) = key {
            call.key(format!("{base}:seen:{}", text(key)));
        }
        arguments(&mut call);
        self.redis.script(&call).await
    }

    /// Forgets consumers that have ended, from time to time.
    async fn tidy(&self) -> Result<(), StoreError> {
        let now = self.shared.begun.elapsed().as_secs();
        let last = self.shared.tidied.load(Ordering::Relaxed);
        let is_due = now.saturating_sub(last) >= TIDY_EVERY.as_secs();
        if is_due || !self.shared.is_tidied.swap(true, Ordering::Relaxed) {
            self.shared.tidied.store(now, Ordering::Relaxed);
            self.run::<()>(scripts::TIDY, None, |_| {}).await?;
        }
        Ok(())
    }
}

/// A key as 64 hexadecimal digits.
fn text(key: &EventKey) -> String {
    key.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The key that was written so.
fn key(text: &str) -> Result<EventKey, StoreError> {
    let mut key = [0; 32];
    let (digits, _) = text.as_bytes().as_chunks::<2>();
    for (byte, digits) in key.iter_mut().zip(digits) {
        let digits = std::str::from_utf8(digits).ok();
        *byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or_else(|| {
            let reason = "an inbox in Redis has a key that is not one of an event";
            StoreError::new(StoreErrorKind::Damaged, reason)
        })?;
    }
    Ok(key)
}

fn milliseconds(time: Duration) -> u64 {
    // More than Redis can add to the time of day is a mistake of the caller's, not an error.
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).min(100 * 365 * 86_400_000)
}

fn time(milliseconds: u64) -> SystemTime {
    let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds));
    time.unwrap_or(SystemTime::UNIX_EPOCH)
}

impl Inbox for RedisInbox {
    fn put(&self, event: NewEvent) -> BoxFuture<'_, Result<Put, StoreError>> {
        Box::pin(async move {
            let new = self.run(scripts::PUT, Some(&event.key), |call| {
                call.arg(text(&event.key)).arg(&event.body[..]);
                if let Some(order) = &event.order {
                    call.arg(order);
                }
            });
            Ok(if new.await? { Put::New } else { Put::Repeated })
        })
    }

    fn take(
        &self,
        most: usize,
        lease: Duration,
    ) -> BoxFuture<'_, Result<Vec<TakenEvent>, StoreError>> {
        Box::pin(async move {
            if most == 0 {
                return Ok(Vec::new());
            }
            self.tidy().await?;
            type Found = Vec<(String, u64, u32, u64, Vec<u8>)>;
            let found: Found = self
                .run(scripts::TAKE, None, |call| {
                    call.arg(&self.shared.consumer).arg(most).arg(milliseconds(lease));
                })
                .await?;
            let event =
                |(text, number, attempts, put_at, body): (String, u64, u32, u64, Vec<u8>)| {
                    let receipt = Receipt::new(key(&text)?, number.to_string());
                    Ok(TakenEvent::new(receipt, Bytes::from(body), attempts, time(put_at)))
                };
            found.into_iter().map(event).collect()
        })
    }

    fn renew<'a>(
        &'a self,
        receipts: &'a [Receipt],
        lease: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.run(scripts::RENEW, None, move |call| {
            call.arg(&self.shared.consumer).arg(milliseconds(lease));
            for receipt in receipts {
                call.arg(text(&receipt.key)).arg(&receipt.lease);
            }
        }))
    }

    fn done<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.run(scripts::DONE, Some(&receipt.key), move |call| {
            call.arg(text(&receipt.key)).arg(milliseconds(self.shared.remembered));
        }))
    }

    fn give_back<'a>(
        &'a self,
        receipt: &'a Receipt,
        attempts: u32,
        after: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.run(scripts::GIVE_BACK, None, move |call| {
            call.arg(text(&receipt.key)).arg(&receipt.lease);
            call.arg(attempts).arg(milliseconds(after));
        }))
    }

    fn bury<'a>(
        &'a self,
        receipt: &'a Receipt,
        reason: &'a str,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.run(scripts::BURY, None, move |call| {
            call.arg(text(&receipt.key)).arg(&receipt.lease).arg(reason);
        }))
    }

    fn dead(&self, most: usize) -> BoxFuture<'_, Result<Vec<DeadEvent>, StoreError>> {
        Box::pin(async move {
            type Found = Vec<(String, u32, u64, Vec<u8>, String)>;
            let found: Found = self
                .run(scripts::DEAD, None, |call| {
                    call.arg(most);
                })
                .await?;
            let event =
                |(text, attempts, put_at, body, reason): (String, u32, u64, Vec<u8>, String)| {
                    let receipt = Receipt::new(key(&text)?, "");
                    let taken = TakenEvent::new(receipt, Bytes::from(body), attempts, time(put_at));
                    Ok(DeadEvent::new(taken, reason))
                };
            found.into_iter().map(event).collect()
        })
    }

    fn revive<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(self.run(scripts::REVIVE, None, move |call| {
            call.arg(keys.iter().map(text).collect::<Vec<_>>());
        }))
    }

    fn remove_dead<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(self.run(scripts::REMOVE_DEAD, None, move |call| {
            call.arg(keys.iter().map(text).collect::<Vec<_>>());
        }))
    }

    fn counts(&self) -> BoxFuture<'_, Result<InboxCounts, StoreError>> {
        Box::pin(async move {
            let counts: (u64, u64, u64, i64) = self.run(scripts::COUNTS, None, |_| {}).await?;
            let (open, taken, dead, age) = counts;
            // Negative without an event.
            let age = u64::try_from(age).ok().map(Duration::from_millis);
            Ok(InboxCounts::new(open.saturating_sub(taken), taken, dead, age))
        })
    }
}
