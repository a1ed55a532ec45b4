//! Numbers of a receiver, for any exporter.

use std::sync::atomic::{AtomicU64, Ordering};

/// What a receiver has done since it was made: numbers that only grow, and one that is current.
///
/// How many events are waiting and dead, also for other processes, is in the inbox:
/// [`Receiver::inbox_counts`](super::Receiver::inbox_counts).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceiverMetrics {
    /// Events that were accepted for the first time.
    pub accepted: u64,
    /// Events that were accepted and had been delivered before.
    pub repeated: u64,
    /// Requests that were rejected.
    pub rejected: u64,
    /// Events that are being handled now; without an inbox also those that are waiting.
    pub running: u64,
    /// Events that were handled, with all handlers successful.
    pub handled: u64,
    /// Events of which a handler has failed; with an inbox, attempts.
    pub failed: u64,
    /// Events that have become dead, after the last attempt.
    pub dead: u64,
    /// Calls of the inbox that have failed.
    pub inbox_errors: u64,
}

/// The same, as they are counted.
#[derive(Default)]
pub(super) struct Counters {
    pub(super) accepted: Counter,
    pub(super) repeated: Counter,
    pub(super) rejected: Counter,
    pub(super) handled: Counter,
    pub(super) failed: Counter,
    pub(super) dead: Counter,
    pub(super) inbox_errors: Counter,
}

impl Counters {
    pub(super) fn read(&self, running: usize) -> ReceiverMetrics {
        ReceiverMetrics {
            accepted: self.accepted.get(),
            repeated: self.repeated.get(),
            rejected: self.rejected.get(),
            running: u64::try_from(running).unwrap_or(u64::MAX),
            handled: self.handled.get(),
            failed: self.failed.get(),
            dead: self.dead.get(),
            inbox_errors: self.inbox_errors.get(),
        }
    }
}

#[derive(Default)]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
