//! The tables of a file, and what is done with them.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use rusqlite::{OptionalExtension, Result as SqlResult, Row, ffi, params};

use super::FileInboxBuilder;
use crate::runtime::stores::StoreError;
use crate::runtime::stores::database::{self, Database, Layout, later, now};
use crate::runtime::stores::inbox::{
    DeadEvent, EventKey, InboxCounts, NewEvent, Put, Receipt, TakenEvent,
};

/// The bodies have a table of their own, because SQLite writes a row as a whole whenever a column changes. `due` is when
/// an event may be taken, in milliseconds since 1970: for a taken one the end of its lease, and `BEHIND` for one behind
/// another of its order. `lease` is 0 unless the event was taken.
static LAYOUT: Layout = Layout {
    name: "inbox",
    application: *b"zcin",
    version: 1,
    schema: "
    CREATE TABLE event (
        id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, lane TEXT, put_at INTEGER NOT NULL,
        due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, lease INTEGER NOT NULL DEFAULT 0,
        died_at INTEGER, reason TEXT
    ) STRICT;
    CREATE TABLE body (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
    CREATE TABLE handled (key BLOB PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX event_due ON event (due) WHERE died_at IS NULL;
    CREATE INDEX event_lane ON event (lane, id) WHERE lane IS NOT NULL AND died_at IS NULL;
    CREATE INDEX event_dead ON event (died_at) WHERE died_at IS NOT NULL;
    CREATE INDEX handled_until ON handled (until);",
};

/// When an event is due that another of its order precedes.
const BEHIND: i64 = i64::MAX;

/// The events of an open file.
pub(super) struct Events {
    database: Database,
    remembered: Duration,
    size_limit: i64,
}

impl database::Tables for Events {
    fn database(&self) -> &Database {
        &self.database
    }

    /// Forgets keys of events that were handled long ago.
    fn forget(&mut self) -> SqlResult<()> {
        self.database.forget(
            "DELETE FROM handled WHERE key IN
                (SELECT key FROM handled WHERE until <= ?1 LIMIT ?2)",
        )
    }
}

impl Events {
    pub(super) fn open(builder: &FileInboxBuilder) -> Result<Self, StoreError> {
        Ok(Self {
            database: Database::open(&builder.options, &LAYOUT)?,
            remembered: builder.remembered,
            size_limit: i64::try_from(builder.size_limit).unwrap_or(i64::MAX),
        })
    }

    pub(super) fn put(&mut self, event: &NewEvent) -> SqlResult<Put> {
        let now = now();
        let handled = "SELECT 1 FROM handled WHERE key = ?1 AND until > ?2";
        if self.database.prepare(handled)?.exists(params![event.key, now])? {
            return Ok(Put::Repeated);
        }
        self.database.check_place()?;
        self.check_size(event.body.len())?;
        let stored = self.database.execute(
            "INSERT INTO event (key, lane, put_at, due) VALUES (?1, ?2, ?3, CASE WHEN EXISTS
                (SELECT 1 FROM event WHERE lane = ?2 AND died_at IS NULL) THEN ?4 ELSE ?3 END)
             ON CONFLICT (key) DO NOTHING",
            params![event.key, event.order, now, BEHIND],
        )?;
        if stored == 0 {
            return Ok(Put::Repeated);
        }
        let id = self.database.last_id();
        self.database
            .execute("INSERT INTO body (id, body) VALUES (?1, ?2)", params![id, &event.body[..]])?;
        Ok(Put::New)
    }

    /// Only new events are limited: handling those that are there needs some space too.
    fn check_size(&self, bytes: usize) -> SqlResult<()> {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        if self.database.used()?.saturating_add(bytes) <= self.size_limit {
            return Ok(());
        }
        Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_FULL), None))
    }

    pub(super) fn take(&mut self, most: usize, lease: Duration) -> SqlResult<Vec<TakenEvent>> {
        let now = now();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut due = self.database.prepare(
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
            self.database.execute(
                "UPDATE event SET due = ?2, lease = ?3, attempts = attempts + 1 WHERE id = ?1",
                params![id, until, number],
            )?;
            events.push(event);
        }
        Ok(events)
    }

    pub(super) fn renew(&mut self, receipt: &Receipt, lease: Duration) -> SqlResult<()> {
        let values = params![receipt.key, number(receipt), after(now(), lease)];
        self.database.execute("UPDATE event SET due = ?3 WHERE key = ?1 AND lease = ?2", values)?;
        Ok(())
    }

    pub(super) fn done(&mut self, key: &EventKey) -> SqlResult<()> {
        let sql = "DELETE FROM event WHERE key = ?1 AND died_at IS NULL RETURNING id, lane, due";
        let mut delete = self.database.prepare(sql)?;
        let removed = delete.query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let Some((id, lane, due)) = removed.optional()? else { return Ok(()) };
        let (id, due): (i64, i64) = (id, due);
        self.database.execute("DELETE FROM body WHERE id = ?1", [id])?;
        self.database.execute(
            "INSERT INTO handled (key, until) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET until = excluded.until",
            params![key, after(now(), self.remembered)],
        )?;
        if due == BEHIND { Ok(()) } else { self.next_of(lane) }
    }

    /// The next event of an order may be taken.
    fn next_of(&self, lane: Option<String>) -> SqlResult<()> {
        let Some(lane) = lane else { return Ok(()) };
        self.database.execute(
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
        self.database.execute(sql, values)?;
        Ok(())
    }

    pub(super) fn bury(&mut self, receipt: &Receipt, reason: &str) -> SqlResult<()> {
        let values = params![receipt.key, number(receipt), now(), reason];
        let lane = self
            .database
            .prepare(
                "UPDATE event SET died_at = ?3, reason = ?4, lease = 0
                 WHERE key = ?1 AND lease = ?2 RETURNING lane",
            )?
            .query_row(values, |row| row.get(0))
            .optional()?;
        self.next_of(lane.flatten())
    }

    pub(super) fn dead(&mut self, most: usize) -> SqlResult<Vec<DeadEvent>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut dead = self.database.prepare(
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
        self.database.execute(
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
        self.database.execute(sql, [key])?;
        self.database.execute("DELETE FROM event WHERE key = ?1 AND died_at IS NOT NULL", [key])
    }

    pub(super) fn counts(&mut self) -> SqlResult<InboxCounts> {
        let now = now();
        let sql = "SELECT count(*) FILTER (WHERE lease <> 0 AND due > ?1), count(*), min(put_at)
            FROM event WHERE died_at IS NULL";
        let (taken, open, oldest) = self.database.prepare(sql)?.query_row([now], |row| {
            Ok((count(row, 0)?, count(row, 1)?, row.get::<_, Option<i64>>(2)?))
        })?;
        let sql = "SELECT count(*) FROM event WHERE died_at IS NOT NULL";
        let dead = self.database.prepare(sql)?.query_row([], |row| count(row, 0))?;
        let age = |since: i64| {
            Duration::from_millis(u64::try_from(now.saturating_sub(since)).unwrap_or(0))
        };
        Ok(InboxCounts::new(open.saturating_sub(taken), taken, dead, oldest.map(age)))
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

/// A time that is not reached by events behind others.
fn after(now: i64, wait: Duration) -> i64 {
    later(now, wait).min(BEHIND.saturating_sub(1))
}
