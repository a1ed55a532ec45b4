//! The tables of a file, and what is done with them.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Result as SqlResult, Row, ffi, params};

use super::FileInboxBuilder;
use super::error::store_error;
use crate::runtime::stores::inbox::{
    DeadEvent, EventKey, InboxCounts, NewEvent, Put, Receipt, TakenEvent,
};
use crate::runtime::stores::{StoreError, StoreErrorKind};

/// The number in the file that these tables have.
const VERSION: i64 = 1;

/// The bodies have a table of their own, because SQLite writes a row as a whole whenever a column changes. `due` is when
/// an event may be taken, in milliseconds since 1970: for a taken one the end of its lease, and `BEHIND` for one behind
/// another of its order. `lease` is 0 unless the event was taken.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS event (
        id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, lane TEXT, put_at INTEGER NOT NULL,
        due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, lease INTEGER NOT NULL DEFAULT 0,
        died_at INTEGER, reason TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS body (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS handled (key BLOB PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS event_due ON event (due) WHERE died_at IS NULL;
    CREATE INDEX IF NOT EXISTS event_lane ON event (lane, id) WHERE lane IS NOT NULL AND died_at IS NULL;
    CREATE INDEX IF NOT EXISTS event_dead ON event (died_at) WHERE died_at IS NOT NULL;
    CREATE INDEX IF NOT EXISTS handled_until ON handled (until);";

/// When an event is due that another of its order precedes.
const BEHIND: i64 = i64::MAX;

/// How often keys of handled events are forgotten, and how many at most: more than can be handled meanwhile.
const FORGET_EVERY: Duration = Duration::from_secs(1);
const FORGET_MOST: i64 = 10_000;

/// An open file.
pub(super) struct Tables {
    connection: Connection,
    path: Box<Path>,
    remembered: Duration,
    forgotten: Instant,
    page: i64,
    size_limit: i64,
}

impl Tables {
    pub(super) fn open(options: &FileInboxBuilder) -> Result<Self, StoreError> {
        let path = options.path.as_path();
        create(path)?;
        let named = |error| store_error(path, error);
        let connection = Connection::open(path).map_err(named)?;
        connection.busy_timeout(options.lock_timeout).map_err(named)?;
        let page = connection.pragma_query_value(None, "page_size", |row| row.get(0));
        let tables = Self {
            page: page.map_err(named)?,
            size_limit: i64::try_from(options.size_limit).unwrap_or(i64::MAX),
            connection,
            path: path.into(),
            remembered: options.remembered,
            forgotten: Instant::now(),
        };
        write_ahead(&tables.connection, options.lock_timeout).map_err(named)?;
        tables.set_up(options).map_err(named)?;
        let version = tables.connection.pragma_query_value(None, "user_version", |row| row.get(0));
        match version.map_err(named)? {
            VERSION => Ok(tables),
            other => Err(StoreError::new(
                StoreErrorKind::Damaged,
                format!(
                    "the inbox {} has version {other}, and this program writes version {VERSION}",
                    path.display()
                ),
            )),
        }
    }

    fn set_up(&self, options: &FileInboxBuilder) -> SqlResult<()> {
        let connection = &self.connection;
        let synchronous = if options.synced { "FULL" } else { "NORMAL" };
        connection.pragma_update(None, "synchronous", synchronous)?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let created = connection
            .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
            .and_then(|version| match version {
                0 => {
                    connection.execute_batch(SCHEMA)?;
                    connection.pragma_update(None, "user_version", VERSION)
                }
                _ => Ok(()),
            });
        self.end(created)
    }

    /// Commits, or takes everything back after an error.
    fn end(&self, outcome: SqlResult<()>) -> SqlResult<()> {
        let outcome = outcome.and_then(|()| self.connection.execute_batch("COMMIT"));
        if outcome.is_err() && !self.connection.is_autocommit() {
            // The first error is the one to report.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        outcome
    }

    /// Does all of something, or nothing.
    pub(super) fn transact(
        &mut self,
        work: impl FnOnce(&mut Self) -> SqlResult<()>,
    ) -> Result<(), StoreError> {
        let begun = self.connection.execute_batch("BEGIN IMMEDIATE");
        let ended = begun.and_then(|()| {
            let outcome = work(self);
            self.end(outcome)
        });
        ended.map_err(|error| store_error(&self.path, error))
    }

    fn execute(&self, sql: &str, values: impl rusqlite::Params) -> SqlResult<usize> {
        self.connection.prepare_cached(sql)?.execute(values)
    }

    pub(super) fn put(&mut self, event: &NewEvent) -> SqlResult<Put> {
        let now = now();
        let handled = "SELECT 1 FROM handled WHERE key = ?1 AND until > ?2";
        if self.connection.prepare_cached(handled)?.exists(params![event.key, now])? {
            return Ok(Put::Repeated);
        }
        self.check_size(event.body.len())?;
        let stored = self.execute(
            "INSERT INTO event (key, lane, put_at, due) VALUES (?1, ?2, ?3, CASE WHEN EXISTS
                (SELECT 1 FROM event WHERE lane = ?2 AND died_at IS NULL) THEN ?4 ELSE ?3 END)
             ON CONFLICT (key) DO NOTHING",
            params![event.key, event.order, now, BEHIND],
        )?;
        if stored == 0 {
            return Ok(Put::Repeated);
        }
        let id = self.connection.last_insert_rowid();
        self.execute("INSERT INTO body (id, body) VALUES (?1, ?2)", params![id, &event.body[..]])?;
        Ok(Put::New)
    }

    /// Only new events are limited: handling those that are there needs some space too.
    fn check_size(&self, bytes: usize) -> SqlResult<()> {
        let number = |pragma| {
            self.connection.prepare_cached(pragma)?.query_row([], |row| row.get::<_, i64>(0))
        };
        let used = number("PRAGMA page_count")?.saturating_sub(number("PRAGMA freelist_count")?);
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        if used.saturating_mul(self.page).saturating_add(bytes) <= self.size_limit {
            return Ok(());
        }
        Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_FULL), None))
    }

    pub(super) fn take(&mut self, most: usize, lease: Duration) -> SqlResult<Vec<TakenEvent>> {
        let now = now();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut due = self.connection.prepare_cached(
            "SELECT id, key, put_at, attempts + 1 AS attempts, body FROM event JOIN body USING (id)
             WHERE died_at IS NULL AND due <= ?1 ORDER BY due, id LIMIT ?2",
        )?;
        let due = due.query_map(params![now, most], |row| {
            // 0 means that nobody has taken an event.
            let number = fastrand::i64(1..);
            let event = taken(row, Receipt::new(row.get("key")?, number.to_string()))?;
            Ok((row.get::<_, i64>("id")?, number, event))
        })?;
        let due: Vec<_> = due.collect::<SqlResult<_>>()?;
        let until = after(now, lease);
        let mut events = Vec::with_capacity(due.len());
        for (id, number, event) in due {
            self.execute(
                "UPDATE event SET due = ?2, lease = ?3, attempts = attempts + 1 WHERE id = ?1",
                params![id, until, number],
            )?;
            events.push(event);
        }
        Ok(events)
    }

    pub(super) fn renew(&mut self, receipt: &Receipt, lease: Duration) -> SqlResult<()> {
        let values = params![receipt.key, number(receipt), after(now(), lease)];
        self.execute("UPDATE event SET due = ?3 WHERE key = ?1 AND lease = ?2", values)?;
        Ok(())
    }

    pub(super) fn done(&mut self, key: &EventKey) -> SqlResult<()> {
        let sql = "DELETE FROM event WHERE key = ?1 AND died_at IS NULL RETURNING id, lane, due";
        let mut delete = self.connection.prepare_cached(sql)?;
        let removed = delete.query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let Some((id, lane, due)) = removed.optional()? else { return Ok(()) };
        let (id, due): (i64, i64) = (id, due);
        self.execute("DELETE FROM body WHERE id = ?1", [id])?;
        self.execute(
            "INSERT INTO handled (key, until) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET until = excluded.until",
            params![key, after(now(), self.remembered)],
        )?;
        if due == BEHIND { Ok(()) } else { self.next_of(lane) }
    }

    /// The next event of an order may be taken.
    fn next_of(&self, lane: Option<String>) -> SqlResult<()> {
        let Some(lane) = lane else { return Ok(()) };
        self.execute(
            "UPDATE event SET due = ?2 WHERE due = ?3 AND id =
                (SELECT min(id) FROM event WHERE lane = ?1 AND died_at IS NULL)",
            params![lane, now(), BEHIND],
        )?;
        Ok(())
    }

    pub(super) fn give_back(
        &mut self,
        receipt: &Receipt,
        attempts: u32,
        wait: Duration,
    ) -> SqlResult<()> {
        let values = params![receipt.key, number(receipt), after(now(), wait), attempts];
        let sql =
            "UPDATE event SET due = ?3, lease = 0, attempts = ?4 WHERE key = ?1 AND lease = ?2";
        self.execute(sql, values)?;
        Ok(())
    }

    pub(super) fn bury(&mut self, receipt: &Receipt, reason: &str) -> SqlResult<()> {
        let values = params![receipt.key, number(receipt), now(), reason];
        let lane = self
            .connection
            .prepare_cached(
                "UPDATE event SET died_at = ?3, reason = ?4, lease = 0
                 WHERE key = ?1 AND lease = ?2 RETURNING lane",
            )?
            .query_row(values, |row| row.get(0))
            .optional()?;
        self.next_of(lane.flatten())
    }

    pub(super) fn dead(&mut self, most: usize) -> SqlResult<Vec<DeadEvent>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut dead = self.connection.prepare_cached(
            "SELECT key, put_at, attempts, body, reason FROM event JOIN body USING (id)
             WHERE died_at IS NOT NULL ORDER BY died_at, id LIMIT ?1",
        )?;
        let dead = dead.query_map([most], |row| {
            let event = taken(row, Receipt::new(row.get("key")?, ""))?;
            Ok(DeadEvent::new(event, row.get::<_, String>("reason")?))
        })?;
        dead.collect()
    }

    /// How many of some events were dead, and something was done with.
    pub(super) fn each_dead(
        &mut self,
        keys: &[EventKey],
        each: impl Fn(&mut Self, &EventKey) -> SqlResult<usize>,
    ) -> SqlResult<usize> {
        keys.iter().try_fold(0_usize, |sum, key| Ok(sum.saturating_add(each(self, key)?)))
    }

    pub(super) fn revive(&mut self, key: &EventKey) -> SqlResult<usize> {
        self.execute(
            "UPDATE event SET died_at = NULL, reason = NULL, attempts = 0, due = CASE WHEN EXISTS
                (SELECT 1 FROM event AS other WHERE other.lane = event.lane AND other.died_at IS NULL)
                THEN ?3 ELSE ?2 END
             WHERE key = ?1 AND died_at IS NOT NULL",
            params![key, now(), BEHIND],
        )
    }

    pub(super) fn remove(&mut self, key: &EventKey) -> SqlResult<usize> {
        let sql = "DELETE FROM body WHERE id =
            (SELECT id FROM event WHERE key = ?1 AND died_at IS NOT NULL)";
        self.execute(sql, [key])?;
        self.execute("DELETE FROM event WHERE key = ?1 AND died_at IS NOT NULL", [key])
    }

    pub(super) fn counts(&mut self) -> SqlResult<InboxCounts> {
        let now = now();
        let sql = "SELECT count(*) FILTER (WHERE lease <> 0 AND due > ?1), count(*), min(put_at)
            FROM event WHERE died_at IS NULL";
        let (taken, open, oldest) = self.connection.query_row(sql, [now], |row| {
            Ok((count(row, 0)?, count(row, 1)?, row.get::<_, Option<i64>>(2)?))
        })?;
        let sql = "SELECT count(*) FROM event WHERE died_at IS NOT NULL";
        let dead = self.connection.query_row(sql, [], |row| count(row, 0))?;
        let age = |since: i64| {
            Duration::from_millis(u64::try_from(now.saturating_sub(since)).unwrap_or(0))
        };
        Ok(InboxCounts::new(open.saturating_sub(taken), taken, dead, oldest.map(age)))
    }

    /// Forgets keys of events that were handled long ago, from time to time.
    pub(super) fn forget(&mut self) -> SqlResult<()> {
        if self.forgotten.elapsed() < FORGET_EVERY {
            return Ok(());
        }
        self.forgotten = Instant::now();
        let sql = "DELETE FROM handled WHERE key IN
            (SELECT key FROM handled WHERE until <= ?1 LIMIT ?2)";
        self.execute(sql, params![now(), FORGET_MOST]).map(drop)
    }
}

/// Makes the file, so that only its owner may read it. SQLite gives the files next to it the same mode.
fn create(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let unwritable = |error: std::io::Error| {
        let reason = format!("the inbox {} cannot be opened for writing", path.display());
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

/// A number of rows.
fn count(row: &Row<'_>, index: usize) -> SqlResult<u64> {
    row.get::<_, i64>(index).map(|count| u64::try_from(count).unwrap_or(0))
}

/// The event of a row.
fn taken(row: &Row<'_>, receipt: Receipt) -> SqlResult<TakenEvent> {
    let put_at = u64::try_from(row.get::<_, i64>("put_at")?).unwrap_or(0);
    let put_at = SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(put_at));
    let put_at = put_at.unwrap_or(SystemTime::UNIX_EPOCH);
    let body = Bytes::from(row.get::<_, Vec<u8>>("body")?);
    Ok(TakenEvent::new(receipt, body, row.get("attempts")?, put_at))
}

/// The number of a take; one that nobody has for a receipt of another store.
fn number(receipt: &Receipt) -> i64 {
    receipt.lease.parse().ok().filter(|number| *number > 0).unwrap_or(-1)
}

/// Milliseconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A time that is not reached by events behind others.
fn after(now: i64, wait: Duration) -> i64 {
    let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
    now.saturating_add(wait).min(BEHIND.saturating_sub(1))
}
