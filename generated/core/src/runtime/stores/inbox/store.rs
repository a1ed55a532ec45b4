//! The interface of a store of events.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use crate::runtime::stores::{BoxFuture, StoreError};

/// The key of an event, the same for all its deliveries.
pub type EventKey = [u8; 32];

/// A store of events that were accepted and not yet handled: a file, a database, a message queue.
///
/// An event is waiting, taken or dead. [`take`](Self::take) makes waiting events taken, for the time of a lease;
/// when that is over they are waiting again, because the process that took them has probably ended.
/// Events of one order (see [`NewEvent::order`]) are taken one at a time, in the order in which they were put.
///
/// The futures are boxed, so that an inbox can be an object. A future that is dropped may have had its effect or
/// not. `testing::stores::inbox` checks what is promised here.
pub trait Inbox: Send + Sync {
    /// Stores an event. It has to survive the end of the process once this returns `Ok`.
    ///
    /// An event whose key is there, or was handled not long ago, is not stored again.
    fn put(&self, event: NewEvent) -> BoxFuture<'_, Result<Put, StoreError>>;

    /// Takes events that are due, the longest due first, and at most so many, without waiting for any. Nobody else gets
    /// them until the lease is over. Each has been counted as an attempt when this returns.
    fn take(
        &self,
        most: usize,
        lease: Duration,
    ) -> BoxFuture<'_, Result<Vec<TakenEvent>, StoreError>>;

    /// Begins the lease of taken events again. Events that are no longer those of the receipt stay as they are.
    fn renew<'a>(
        &'a self,
        receipts: &'a [Receipt],
        lease: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Removes an event that was handled, and remembers its key for some time. It need not be taken any longer: an
    /// event that was handled is not handled again only because its lease is over.
    fn done<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Makes a taken event wait again, not due before a time has passed, and sets how many attempts it has had.
    /// An event that is no longer the one of the receipt stays as it is.
    fn give_back<'a>(
        &'a self,
        receipt: &'a Receipt,
        attempts: u32,
        after: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Makes a taken event dead: it is kept, not taken any longer, and does not keep back those of its order.
    /// An event that is no longer the one of the receipt stays as it is.
    fn bury<'a>(
        &'a self,
        receipt: &'a Receipt,
        reason: &'a str,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Dead events, the one that died first at the head, and at most so many.
    fn dead(&self, most: usize) -> BoxFuture<'_, Result<Vec<DeadEvent>, StoreError>>;

    /// Makes dead events wait again, with no attempt so far; returns how many of the keys were those of dead events.
    fn revive<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>>;

    /// Removes dead events; returns how many of the keys were those of dead events.
    fn remove_dead<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>>;

    /// How many events there are, and how old the oldest is.
    fn counts(&self) -> BoxFuture<'_, Result<InboxCounts, StoreError>>;
}

/// An event that was accepted.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewEvent {
    /// The key that all its deliveries have in common.
    pub key: EventKey,
    /// The bytes, as they arrived.
    pub body: Bytes,
    /// Events with the same order are taken one after the other: the ID of an object, for example. `None` for an
    /// event that may be taken at any time.
    pub order: Option<String>,
}

impl NewEvent {
    /// An event without an order.
    #[must_use]
    pub fn new(key: EventKey, body: impl Into<Bytes>) -> Self {
        Self { key, body: body.into(), order: None }
    }

    /// Sets the order.
    #[must_use]
    pub fn in_order(mut self, order: impl Into<String>) -> Self {
        self.order = Some(order.into());
        self
    }
}

/// Whether an event was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Put {
    /// It was stored.
    New,
    /// It is there already, or was handled not long ago.
    Repeated,
}

/// Which event was taken, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Receipt {
    /// The key of the event.
    pub key: EventKey,
    /// What distinguishes this take from all others; its form is the store's own.
    pub lease: String,
}

impl Receipt {
    /// The receipt of one take.
    #[must_use]
    pub fn new(key: EventKey, lease: impl Into<String>) -> Self {
        Self { key, lease: lease.into() }
    }
}

/// An event that was taken and has to be handled.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TakenEvent {
    /// For the calls that end the take.
    pub receipt: Receipt,
    /// The bytes, as they arrived.
    pub body: Bytes,
    /// How often it was taken, this time included.
    pub attempts: u32,
    /// When it was put.
    pub put_at: SystemTime,
}

impl TakenEvent {
    /// An event that was taken for the `attempts`th time.
    #[must_use]
    pub fn new(receipt: Receipt, body: Bytes, attempts: u32, put_at: SystemTime) -> Self {
        Self { receipt, body, attempts, put_at }
    }
}

/// An event that is not handled any longer, because all attempts have failed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadEvent {
    /// Its key.
    pub key: EventKey,
    /// The bytes, as they arrived.
    pub body: Bytes,
    /// How often it was taken.
    pub attempts: u32,
    /// When it was put.
    pub put_at: SystemTime,
    /// Why the last attempt failed.
    pub reason: String,
}

impl DeadEvent {
    /// An event that was taken and has failed for good.
    #[must_use]
    pub fn new(taken: TakenEvent, reason: impl Into<String>) -> Self {
        let TakenEvent { receipt, body, attempts, put_at } = taken;
        Self { key: receipt.key, body, attempts, put_at, reason: reason.into() }
    }
}

/// How many events an inbox has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InboxCounts {
    /// Events that wait: those that are due, those that are due later, and those behind another of their order.
    pub waiting: u64,
    /// Events that are taken.
    pub taken: u64,
    /// Dead events.
    pub dead: u64,
    /// How long ago the oldest event that is waiting or taken was put.
    pub oldest: Option<Duration>,
}

impl InboxCounts {
    /// These numbers.
    #[must_use]
    pub fn new(waiting: u64, taken: u64, dead: u64, oldest: Option<Duration>) -> Self {
        Self { waiting, taken, dead, oldest }
    }
}

/// Prints the size of the body and nothing of what is in it.
impl fmt::Debug for NewEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEvent").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

/// Prints the size of the body and nothing of what is in it.
impl fmt::Debug for TakenEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TakenEvent")
            .field("bytes", &self.body.len())
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// Prints the size of the body and nothing of what is in it.
impl fmt::Debug for DeadEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeadEvent")
            .field("bytes", &self.body.len())
            .field("attempts", &self.attempts)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl<I: Inbox + ?Sized> Inbox for Arc<I> {
    fn put(&self, event: NewEvent) -> BoxFuture<'_, Result<Put, StoreError>> {
        (**self).put(event)
    }

    fn take(
        &self,
        most: usize,
        lease: Duration,
    ) -> BoxFuture<'_, Result<Vec<TakenEvent>, StoreError>> {
        (**self).take(most, lease)
    }

    fn renew<'a>(
        &'a self,
        receipts: &'a [Receipt],
        lease: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).renew(receipts, lease)
    }

    fn done<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).done(receipt)
    }

    fn give_back<'a>(
        &'a self,
        receipt: &'a Receipt,
        attempts: u32,
        after: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).give_back(receipt, attempts, after)
    }

    fn bury<'a>(
        &'a self,
        receipt: &'a Receipt,
        reason: &'a str,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).bury(receipt, reason)
    }

    fn dead(&self, most: usize) -> BoxFuture<'_, Result<Vec<DeadEvent>, StoreError>> {
        (**self).dead(most)
    }

    fn revive<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        (**self).revive(keys)
    }

    fn remove_dead<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        (**self).remove_dead(keys)
    }

    fn counts(&self) -> BoxFuture<'_, Result<InboxCounts, StoreError>> {
        (**self).counts()
    }
}
