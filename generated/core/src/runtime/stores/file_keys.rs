//! Keys in a file.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Result as SqlResult, params};

use super::database::{Database, Layout, Options, Tables, Thread, later, now};
use super::{BoxFuture, KeySet, StoreError};

static LAYOUT: Layout = Layout {
    name: "set of keys",
    application: *b"zcks",
    version: 1,
    schema: "
        CREATE TABLE seen (key BLOB PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX seen_until ON seen (until);",
};

/// Keeps keys in a file that several processes of one machine can share: an SQLite database. Clones share the thread that
/// reads and writes it.
///
/// A key that was inserted survives a process that is killed and, unless [`synced`](FileKeysBuilder::synced) is off, a
/// machine that loses its power, as far as the disk keeps what it has confirmed. Times are those of the clock of the
/// machine. The file is for keys alone: a [`FileInbox`](super::FileInbox) has another one.
///
/// Only the owner of the file may read it (mode 0600, where the system has modes). It has to be on a disk of the machine,
/// since locks of network file systems are not reliable. Next to it lie files with the endings `-wal` and `-shm`, which
/// belong to it.
#[derive(Clone)]
pub struct FileKeys {
    thread: Thread<Keys>,
}

/// Opens a [`FileKeys`].
#[derive(Clone, Debug)]
#[must_use]
pub struct FileKeysBuilder(Options);

impl FileKeysBuilder {
    /// Sets whether each transaction waits until the disk has it; it does unless set. Without it keys survive the end of
    /// a process, and the last ones are lost when the machine loses its power.
    pub fn synced(mut self, synced: bool) -> Self {
        self.0.synced = synced;
        self
    }

    /// Sets how long to wait for another process that writes; 5 seconds unless set.
    pub fn lock_timeout(mut self, lock_timeout: Duration) -> Self {
        self.0.lock_timeout = lock_timeout;
        self
    }

    /// Opens the file, which is created when it is not there; its folder has to be. Reads from the disk, for a short
    /// time.
    ///
    /// # Errors
    /// When the file cannot be opened, is something else, or is locked by another process for too long. The error names
    /// the file.
    pub fn open(self) -> Result<FileKeys, StoreError> {
        let database = Database::open(&self.0, &LAYOUT)?;
        Ok(FileKeys { thread: Thread::start(Keys { database })? })
    }
}

impl FileKeys {
    /// A file, with its options.
    pub fn builder(path: impl Into<PathBuf>) -> FileKeysBuilder {
        FileKeysBuilder(Options::new(path))
    }

    /// Opens a file with the default options: [`FileKeysBuilder::open`].
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

/// The table of the file.
struct Keys {
    database: Database,
}

impl Tables for Keys {
    fn database(&self) -> &Database {
        &self.database
    }

    fn forget(&mut self) -> SqlResult<()> {
        self.database.forget(
            "DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE until <= ?1 LIMIT ?2)",
        )
    }
}

impl Keys {
    fn insert(&mut self, key: &[u8], keep: Duration) -> SqlResult<bool> {
        self.database.check_place()?;
        let now = now();
        let changed = self.database.execute(
            "INSERT INTO seen (key, until) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE until <= ?3",
            params![key, later(now, keep), now],
        )?;
        Ok(changed == 1)
    }

    fn remove(&mut self, key: &[u8]) -> SqlResult<()> {
        self.database.execute("DELETE FROM seen WHERE key = ?1", [key]).map(drop)
    }
}

impl KeySet for FileKeys {
    fn insert<'a>(
        &'a self,
        key: &'a [u8],
        keep: Duration,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let key = key.to_vec();
        self.thread.call(move |keys| keys.insert(&key, keep))
    }

    fn remove<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<(), StoreError>> {
        let key = key.to_vec();
        self.thread.call(move |keys| keys.remove(&key))
    }
}

/// Prints the path alone.
impl fmt::Debug for FileKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileKeys").field("path", &self.path()).finish_non_exhaustive()
    }
}
