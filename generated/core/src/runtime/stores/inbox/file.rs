//! Events in a file.

mod tables;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use self::tables::Events;
use super::memory::REMEMBERED;
use super::{DeadEvent, EventKey, Inbox, InboxCounts, NewEvent, Put, Receipt, TakenEvent};
use crate::runtime::stores::database::{Options, Thread};
use crate::runtime::stores::{BoxFuture, StoreError};

/// How large a file may become unless set otherwise.
const SIZE_LIMIT: u64 = 1 << 30;

/// Keeps events in a file that several processes of one machine can share: an SQLite database.
///
/// An event that was put survives a process that is killed and, unless [`synced`](FileInboxBuilder::synced) is off, a
/// machine that loses its power, as far as the disk keeps what it has confirmed. Writing happens on a thread of its
/// own, where all calls that have gathered share one transaction. Clones share the thread.
///
/// The file contains the events as they arrived, with everything personal in them; only its owner may read it (mode
/// 0600, where the system has modes). It has to be on a disk of the machine, since locks of network file systems are
/// not reliable. Next to it lie files with the endings `-wal` and `-shm`, which belong to it.
#[derive(Clone)]
pub struct FileInbox {
    thread: Thread<Events>,
}

/// Opens a [`FileInbox`].
#[derive(Clone, Debug)]
#[must_use]
pub struct FileInboxBuilder {
    options: Options,
    remembered: Duration,
    size_limit: u64,
}

impl FileInboxBuilder {
    /// Sets whether each transaction waits until the disk has it; it does unless set. Without it events survive the
    /// end of a process, and the last ones are lost when the machine loses its power.
    pub fn synced(mut self, synced: bool) -> Self {
        self.options.synced = synced;
        self
    }

    /// Sets how long the key of a handled event is remembered, so that the event is not stored again; 90 minutes
    /// unless set.
    pub fn remember(mut self, window: Duration) -> Self {
        self.remembered = window;
        self
    }

    /// Sets how long to wait for another process that writes; 5 seconds unless set.
    pub fn lock_timeout(mut self, lock_timeout: Duration) -> Self {
        self.options.lock_timeout = lock_timeout;
        self
    }

    /// Limits the size of the database in bytes: when it is reached, [`put`](Inbox::put) returns an error until events
    /// have been handled; 1 GiB unless set, which is enough for hundreds of thousands of events.
    pub fn size_limit(mut self, bytes: u64) -> Self {
        self.size_limit = bytes;
        self
    }

    /// Opens the file, which is created when it is not there; its folder has to be. Reads from the disk, for a short
    /// time.
    ///
    /// # Errors
    /// When the file cannot be opened, is something else, or is locked by another process for too long. The error names
    /// the file.
    pub fn open(self) -> Result<FileInbox, StoreError> {
        Ok(FileInbox { thread: Thread::start(Events::open(&self)?)? })
    }
}

impl FileInbox {
    /// A file, with its options.
    pub fn builder(path: impl Into<PathBuf>) -> FileInboxBuilder {
        FileInboxBuilder {
            options: Options::new(path),
            remembered: REMEMBERED,
            size_limit: SIZE_LIMIT,
        }
    }

    /// Opens a file with the default options: [`FileInboxBuilder::open`].
    ///
    /// # Errors
    /// When the file cannot be opened, is something else, or is locked by another process for too long.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        Self::builder(path).open()
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.thread.path()
    }
}

impl Inbox for FileInbox {
    fn put(&self, event: NewEvent) -> BoxFuture<'_, Result<Put, StoreError>> {
        self.thread.call(move |events| events.put(&event))
    }

    fn take(
        &self,
        most: usize,
        lease: Duration,
    ) -> BoxFuture<'_, Result<Vec<TakenEvent>, StoreError>> {
        self.thread.call(move |events| events.take(most, lease))
    }

    fn renew<'a>(
        &'a self,
        receipts: &'a [Receipt],
        lease: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let receipts = receipts.to_vec();
        self.thread.call(move |events| {
            receipts.iter().try_for_each(|receipt| events.renew(receipt, lease))
        })
    }

    fn done<'a>(&'a self, receipt: &'a Receipt) -> BoxFuture<'a, Result<(), StoreError>> {
        let key = receipt.key;
        self.thread.call(move |events| events.done(&key))
    }

    fn give_back<'a>(
        &'a self,
        receipt: &'a Receipt,
        attempts: u32,
        after: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let receipt = receipt.clone();
        self.thread.call(move |events| events.give_back(&receipt, attempts, after))
    }

    fn bury<'a>(
        &'a self,
        receipt: &'a Receipt,
        reason: &'a str,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let (receipt, reason) = (receipt.clone(), reason.to_owned());
        self.thread.call(move |events| events.bury(&receipt, &reason))
    }

    fn dead(&self, most: usize) -> BoxFuture<'_, Result<Vec<DeadEvent>, StoreError>> {
        self.thread.call(move |events| events.dead(most))
    }

    fn revive<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        let keys = keys.to_vec();
        self.thread.call(move |events| events.each_dead(&keys, Events::revive))
    }

    fn remove_dead<'a>(&'a self, keys: &'a [EventKey]) -> BoxFuture<'a, Result<usize, StoreError>> {
        let keys = keys.to_vec();
        self.thread.call(move |events| events.each_dead(&keys, Events::remove))
    }

    fn counts(&self) -> BoxFuture<'_, Result<InboxCounts, StoreError>> {
        self.thread.call(|events| events.counts())
    }
}

/// Prints the path alone.
impl fmt::Debug for FileInbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileInbox").field("path", &self.path()).finish_non_exhaustive()
    }
}
