//! An inbox that fails and hangs when it is asked to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::runtime::stores::{
    BoxFuture, DeadEvent, EventKey, Inbox, InboxCounts, MemoryInbox, NewEvent, Put, Receipt,
    StoreError, StoreErrorKind, TakenEvent,
};

#[derive(Clone, Default)]
pub(super) struct FailingInbox {
    inbox: MemoryInbox,
    puts_fail: Arc<AtomicBool>,
    ends_fail: Arc<AtomicU32>,
    panics: Arc<AtomicU32>,
    held: Arc<Mutex<()>>,
}

impl FailingInbox {
    /// Puts wait until the guard is dropped.
    pub(super) async fn hold_puts(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.held).lock_owned().await
    }

    pub(super) fn fail_puts(&self, fail: bool) {
        self.puts_fail.store(fail, Ordering::Relaxed);
    }

    /// So many calls of `take` and `done` panic, before or after they return their future.
    pub(super) fn panic_in(&self, calls: u32) {
        self.panics.store(calls, Ordering::Relaxed);
    }

    fn is_panic(&self) -> bool {
        let less = |left: u32| left.checked_sub(1);
        self.panics.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// So many calls of `done` fail.
    pub(super) fn fail_ends(&self, calls: u32) {
        self.ends_fail.store(calls, Ordering::Relaxed);
    }
}

fn full() -> StoreError {
    StoreError::new(StoreErrorKind::Unwritable, "the disk is full")
}

impl Inbox for FailingInbox {
    fn put(&self, event: NewEvent) -> BoxFuture<'_, Result<Put, StoreError>> {
        Box::pin(async move {
            let _held = self.held.lock().await;
            match self.puts_fail.load(Ordering::Relaxed) {
                true => Err(full()),
                false => self.inbox.put(event).await,
            }
        })
    }

    fn take(
        &self,
        most: usize,
        lease: Duration,
    ) -> BoxFuture<'_, Result<Vec<TakenEvent>, StoreError>> {
        assert!(!self.is_panic(), "no take");
        self.inbox.take(most, lease)
    }

    fn renew<'a>(
        &'a self,
        receipts: &'a [Receipt],
        lease: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.inbox.renew(receipts, lease)
    }

    fn done<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, Result<(), StoreError>> {
        let left = self.ends_fail.load(Ordering::Relaxed);
        if left > 0 {
            self.ends_fail.store(left - 1, Ordering::Relaxed);
            return Box::pin(std::future::ready(Err(full())));
        }
        Box::pin(async move {
            assert!(!self.is_panic(), "no done");
            self.inbox.done(receipt).await
        })
    }

    fn give_back<'a>(
        &'a self,
        receipt: &'a Receipt,
        attempts: u32,
        after: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.inbox.give_back(receipt, attempts, after)
    }

    fn bury<'a>(
        &'a self,
        receipt: &'a Receipt,
        reason: &'a str,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.inbox.bury(receipt, reason)
    }

    fn dead(&self, most: usize) -> BoxFuture<'_, Result<Vec<DeadEvent>, StoreError>> {
        self.inbox.dead(most)
    }

    fn revive<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        self.inbox.revive(keys)
    }

    fn remove_dead<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        self.inbox.remove_dead(keys)
    }

    fn counts(&self) -> BoxFuture<'_, Result<InboxCounts, StoreError>> {
        self.inbox.counts()
    }
}
