//! The file: how it is created, recognized and opened, and its transactions.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use rusqlite::{CachedStatement, Connection, Params, Result as SqlResult, ffi, params};

use super::LOCK_TIMEOUT;
use super::error::store_error;
use crate::runtime::stores::{StoreError, StoreErrorKind};

/// How often rows are forgotten whose time is over, and how many at most: more than can come meanwhile.
const FORGET_EVERY: Duration = Duration::from_secs(1);
const FORGET_MOST: i64 = 10_000;

/// What a file has.
pub(in crate::runtime::stores) struct Layout {
    /// For errors, and for the name of the thread.
    pub(in crate::runtime::stores) name: &'static str,
    /// The number in the file that distinguishes it from other databases: four letters.
    pub(in crate::runtime::stores) application: [u8; 4],
    /// The number in the file that the tables have.
    pub(in crate::runtime::stores) version: i64,
    /// The statements that create the tables.
    pub(in crate::runtime::stores) schema: &'static str,
}

/// How a file is opened.
#[derive(Clone, Debug)]
pub(in crate::runtime::stores) struct Options {
    pub(in crate::runtime::stores) path: PathBuf,
    pub(in crate::runtime::stores) synced: bool,
    pub(in crate::runtime::stores) lock_timeout: Duration,
}

impl Options {
    pub(in crate::runtime::stores) fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), synced: true, lock_timeout: LOCK_TIMEOUT }
    }
}

/// An open file.
pub(in crate::runtime::stores) struct Database {
    connection: Connection,
    layout: &'static Layout,
    path: Box<Path>,
    place: Option<Place>,
    forgotten: Instant,
}

/// What distinguishes a file from others with the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    device: u64,
    number: u64,
}

impl Database {
    pub(in crate::runtime::stores) fn open(
        options: &Options,
        layout: &'static Layout,
    ) -> Result<Self, StoreError> {
        let path = options.path.as_path();
        create(layout, path)?;
        let named = |error| store_error(layout.name, &options.path, error);
        let connection = Connection::open(path).map_err(named)?;
        let (path, place, forgotten) = (path.into(), place(path), Instant::now());
        let database = Self { connection, layout, path, place, forgotten };
        database.connection.busy_timeout(options.lock_timeout).map_err(named)?;
        // Before anything is written: it may be the database of another program. One transaction, since another process
        // may create the tables between two of the reads.
        database.connection.execute_batch("BEGIN").map_err(named)?;
        let recognized = database.check();
        database.end(Ok(())).map_err(named)?;
        recognized?;
        write_ahead(&database.connection, options.lock_timeout).map_err(named)?;
        let synchronous = if options.synced { "FULL" } else { "NORMAL" };
        let set = database.connection.pragma_update(None, "synchronous", synchronous);
        set.map_err(named)?;
        database.begin().map_err(named)?;
        let is_new = database.check();
        let created = match is_new {
            Ok(true) => database.create_tables(),
            _ => Ok(()),
        };
        database.end(created).map_err(named)?;
        is_new.map(|_| database)
    }

    fn number(&self, pragma: &str) -> SqlResult<i64> {
        self.connection.pragma_query_value(None, pragma, |row| row.get(0))
    }

    /// Whether the file is still empty; an error if it is something else.
    fn check(&self) -> Result<bool, StoreError> {
        let Layout { name, application, version, .. } = self.layout;
        let read = || {
            let objects = "SELECT count(*) FROM sqlite_schema";
            let objects: i64 = self.connection.query_row(objects, [], |row| row.get(0))?;
            Ok((self.number("application_id")?, self.number("user_version")?, objects))
        };
        let found = read().map_err(|error| self.error(error))?;
        let own = i64::from(i32::from_be_bytes(*application));
        let (path, damaged) = (self.path.display(), StoreErrorKind::Damaged);
        match found {
            (0, 0, 0) => Ok(true),
            (found, other, _) if found == own => (other == *version).then_some(false).ok_or_else(|| {
                let reason = format!(
                    "the {name} {path} has version {other}, and this program writes version {version}"
                );
                StoreError::new(damaged, reason)
            }),
            _ => Err(StoreError::new(damaged, format!("the {name} {path}: it is another database"))),
        }
    }

    fn create_tables(&self) -> SqlResult<()> {
        let Layout { application, version, schema, .. } = self.layout;
        self.connection.execute_batch(schema)?;
        let application = i32::from_be_bytes(*application);
        self.connection.pragma_update(None, "application_id", application)?;
        self.connection.pragma_update(None, "user_version", version)
    }

    pub(super) fn layout(&self) -> &'static Layout {
        self.layout
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The error for callers.
    pub(super) fn error(&self, error: rusqlite::Error) -> StoreError {
        store_error(self.layout.name, &self.path, error)
    }

    /// Begins a transaction, alone of all processes.
    pub(super) fn begin(&self) -> SqlResult<()> {
        self.connection.execute_batch("BEGIN IMMEDIATE")
    }

    /// Commits, or takes everything back after an error.
    pub(super) fn end(&self, outcome: SqlResult<()>) -> SqlResult<()> {
        let outcome = outcome.and_then(|()| self.connection.execute_batch("COMMIT"));
        if outcome.is_err() && !self.connection.is_autocommit() {
            // The first error is the one to report.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        outcome
    }

    pub(in crate::runtime::stores) fn prepare(&self, sql: &str) -> SqlResult<CachedStatement<'_>> {
        self.connection.prepare_cached(sql)
    }

    pub(in crate::runtime::stores) fn execute(
        &self,
        sql: &str,
        values: impl Params,
    ) -> SqlResult<usize> {
        self.prepare(sql)?.execute(values)
    }

    pub(in crate::runtime::stores) fn last_id(&self) -> i64 {
        self.connection.last_insert_rowid()
    }

    /// An error if the file was removed or replaced, by those who tidy folders, for example: what is stored in it then is
    /// lost when the program ends.
    pub(in crate::runtime::stores) fn check_place(&self) -> SqlResult<()> {
        if place(&self.path) == self.place {
            return Ok(());
        }
        Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_READONLY_DBMOVED), None))
    }

    /// How many bytes of the file are in use.
    pub(in crate::runtime::stores) fn used(&self) -> SqlResult<i64> {
        let number = |pragma| self.prepare(pragma)?.query_row([], |row| row.get::<_, i64>(0));
        let pages = number("PRAGMA page_count")?.saturating_sub(number("PRAGMA freelist_count")?);
        Ok(pages.saturating_mul(number("PRAGMA page_size")?))
    }

    /// Deletes rows whose time is over, from time to time: a statement with the time and the number of rows.
    pub(in crate::runtime::stores) fn forget(&mut self, sql: &str) -> SqlResult<()> {
        if self.forgotten.elapsed() < FORGET_EVERY {
            return Ok(());
        }
        self.forgotten = Instant::now();
        self.execute(sql, params![now(), FORGET_MOST]).map(drop)
    }
}

/// Makes the file, so that only its owner may read it. SQLite gives the files next to it the same mode.
fn create(layout: &Layout, path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let unwritable = |error: std::io::Error| {
        let reason = format!("the {} {} cannot be opened for writing", layout.name, path.display());
        StoreError::new(StoreErrorKind::Unwritable, reason).with_source(error)
    };
    let is_new = !path.exists();
    options.open(path).map_err(unwritable)?;
    // The name of the file has to survive as well. Not all systems can open a folder, and some need no such call.
    if is_new
        && let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
    Ok(())
}

#[cfg(unix)]
fn place(path: &Path) -> Option<Place> {
    use std::os::unix::fs::MetadataExt;
    let file = std::fs::metadata(path).ok()?;
    Some(Place { device: file.dev(), number: file.ino() })
}

/// Elsewhere an open file keeps its name.
#[cfg(not(unix))]
fn place(_: &Path) -> Option<Place> {
    None
}

/// Sets the mode in which readers and the writer do not wait for each other. Of several processes that do it at the same
/// time, SQLite sends some away without waiting.
fn write_ahead(connection: &Connection, patience: Duration) -> SqlResult<()> {
    let begun = Instant::now();
    loop {
        let set = connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()));
        match set {
            Err(error)
                if error.sqlite_error_code() == Some(ffi::ErrorCode::DatabaseBusy)
                    && begun.elapsed() < patience =>
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            set => return set,
        }
    }
}

/// Milliseconds since 1970.
pub(in crate::runtime::stores) fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A time after some time.
pub(in crate::runtime::stores) fn later(now: i64, wait: Duration) -> i64 {
    now.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}
