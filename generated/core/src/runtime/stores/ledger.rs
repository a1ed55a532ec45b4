//! The arithmetic of shared counts, for stores that can keep a string and lock it while they change it.
//!
//! A request that may be sent within `start..start + hold` can share a period with any other until
//! `start + hold + period`. It counts until then. If no more than the quota count at the start of each request, no
//! interval of the length of the period has more, whatever the moment at which each is sent.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::limits::{Grant, Lease, LeaseRequest, LimitReport, SharedQuota};
use super::{StoreError, StoreErrorKind};

/// The period of a quota of a day.
const DAY: u32 = 86_400;

const SECOND: u64 = 1_000_000;

const DAY_LENGTH: u64 = 86_400 * SECOND;

/// How long a process counts after its last lease.
const PROCESS: u64 = 600 * SECOND;

/// The most entries of one quota: of a larger one, each entry is for several requests.
const MOST_ENTRIES: u64 = 256;

/// The counts of an account, as plain data. Times are microseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    counts: BTreeMap<String, Count>,
    /// When each process leased last.
    processes: BTreeMap<String, u64>,
}

/// The requests that count against one quota.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Count {
    /// Until when each counts, in ascending order.
    ends: Vec<u64>,
    /// The latest start.
    last: u64,
    /// Until when the server rejects requests.
    blocked: u64,
    /// Of a quota of a day: which day it is, and how many requests it has had.
    day: u64,
    used: u64,
}

impl Ledger {
    /// Leases requests; `now` is the time in microseconds since 1970, by a clock that all processes share.
    pub fn lease(&mut self, request: &LeaseRequest, now: u64) -> Lease {
        self.processes.retain(|_, last| last.saturating_add(PROCESS) > now);
        self.processes.insert(request.process.to_string(), now);
        self.counts.retain(|_, count| !count.is_idle(now));
        for quota in &request.quotas {
            let count = self.counts.entry(quota.name.to_string()).or_default();
            count.begin(quota, now);
        }
        let mut lease = Lease::default();
        let short = request.quotas.iter().filter(|quota| quota.seconds != DAY);
        let grain = short.map(grain).min().unwrap_or(1);
        let mut waits = false;
        for _ in 0..request.needed {
            let room = self.room(request, now);
            if room == 0 {
                break;
            }
            let count = grain.min(room);
            let start = self.start(request, now);
            waits |= start > now;
            self.take(request, start, request.hold, count);
            let start = Duration::from_micros(start.saturating_sub(now));
            lease.grants.push(Grant::new(start, request.hold, narrow(count)));
        }
        let spare = self.spare(request, now).min(request.spare.into());
        if !waits && spare > 0 {
            self.take(request, now, request.spare_hold, spare);
            lease.grants.push(Grant::new(Duration::ZERO, request.spare_hold, narrow(spare)));
        }
        if lease.grants.is_empty() && request.needed > 0 {
            lease.used_up = self.used_up(request, now);
        }
        lease.left = request.quotas.iter().map(|quota| self.left(quota, now)).collect();
        lease.processes = narrow(self.processes.len().try_into().unwrap_or(u64::MAX));
        lease
    }

    /// Adopts what the server reported; `now` as for [`lease`](Self::lease).
    pub fn report(&mut self, report: &LimitReport, now: u64) {
        let quota = &report.quota;
        let count = self.counts.entry(quota.name.to_string()).or_default();
        count.begin(quota, now);
        if let Some(blocked) = report.blocked {
            count.blocked = count.blocked.max(now.saturating_add(micros(blocked)));
        }
        let Some(used) = report.used else { return };
        if quota.seconds == DAY {
            count.used = count.used.max(used);
            return;
        }
        let end = now.saturating_add(period(quota));
        let used = used.min(quota.most).div_ceil(grain(quota));
        while u64::try_from(count.ends.len()).is_ok_and(|counted| counted < used) {
            count.insert(end);
        }
    }

    /// How many requests the quotas of a day still allow.
    fn room(&self, request: &LeaseRequest, now: u64) -> u64 {
        let days = request.quotas.iter().filter(|quota| quota.seconds == DAY);
        days.map(|quota| self.left(quota, now)).min().unwrap_or(u64::MAX)
    }

    /// When the next request may be sent.
    fn start(&self, request: &LeaseRequest, now: u64) -> u64 {
        let (mut start, mut spaced) = (now, 0);
        for quota in request.quotas.iter().filter(|quota| quota.seconds != DAY) {
            let Some(count) = self.counts.get(&*quota.name) else { continue };
            let full = count.ends.len().checked_sub(entries(quota));
            let full = full.and_then(|over| count.ends.get(over)).copied();
            start = start.max(full.unwrap_or(now)).max(count.blocked);
            spaced = spaced.max(count.last.saturating_add(spacing(quota)));
        }
        // Those that wait are spread, so that they do not all arrive at the same time.
        if start > now { start.max(spaced) } else { start }
    }

    /// How many more may be leased without need: while less than half of each quota is in use.
    fn spare(&self, request: &LeaseRequest, now: u64) -> u64 {
        let free = |quota: &SharedQuota| {
            let count = self.counts.get(&*quota.name)?;
            if count.blocked > now {
                return None;
            }
            if quota.seconds == DAY {
                return Some(self.left(quota, now) / 2);
            }
            let free = (entries(quota) / 2).saturating_sub(count.ends.len());
            Some(u64::try_from(free).unwrap_or(0).saturating_mul(grain(quota)))
        };
        request.quotas.iter().map(|quota| free(quota).unwrap_or(0)).min().unwrap_or(0)
    }

    fn take(&mut self, request: &LeaseRequest, start: u64, hold: Duration, requests: u64) {
        for quota in &request.quotas {
            let Some(count) = self.counts.get_mut(&*quota.name) else { continue };
            if quota.seconds == DAY {
                count.used = count.used.saturating_add(requests);
                continue;
            }
            let end = start.saturating_add(micros(hold)).saturating_add(period(quota));
            for _ in 0..requests.div_ceil(grain(quota)) {
                count.insert(end);
            }
            count.last = count.last.max(start);
        }
    }

    fn left(&self, quota: &SharedQuota, now: u64) -> u64 {
        let Some(count) = self.counts.get(&*quota.name) else { return quota.most };
        if quota.seconds == DAY {
            let left = quota.most.saturating_sub(count.used);
            return if count.blocked > now { 0 } else { left };
        }
        let used = u64::try_from(count.ends.len()).unwrap_or(u64::MAX);
        quota.most.saturating_sub(used.saturating_mul(grain(quota)))
    }

    /// How long the quotas of a day are used up.
    fn used_up(&self, request: &LeaseRequest, now: u64) -> Option<Duration> {
        let days = request.quotas.iter().filter(|quota| quota.seconds == DAY);
        let used_up = days.filter(|quota| self.left(quota, now) == 0);
        let midnight = now.saturating_add(DAY_LENGTH.saturating_sub(now.rem_euclid(DAY_LENGTH)));
        let end = |quota: &SharedQuota| {
            let blocked = self.counts.get(&*quota.name).map_or(0, |count| count.blocked);
            if blocked > now { blocked } else { midnight }
        };
        let until = used_up.map(end).max()?;
        Some(Duration::from_micros(until.saturating_sub(now)))
    }

    /// The counts as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let counts = self.counts.iter().map(|(name, count)| {
            let Count { ends, last, blocked, day, used } = count;
            let text = json!({
                "ends": ends, "last": last, "blocked": blocked, "day": day, "used": used,
            });
            (name.clone(), text)
        });
        let counts: Map<String, Value> = counts.collect();
        json!({ "counts": counts, "processes": self.processes }).to_string()
    }

    /// Reads what [`to_json`](Self::to_json) wrote. An empty text has no counts.
    ///
    /// # Errors
    /// [`StoreErrorKind::Damaged`] when it is something else.
    pub fn from_json(text: &str) -> Result<Self, StoreError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let damaged = || StoreError::new(StoreErrorKind::Damaged, "what is kept is not a ledger");
        let whole: Value = serde_json::from_str(text).map_err(|_| damaged())?;
        let object = |key: &str| whole.get(key).and_then(Value::as_object).ok_or_else(damaged);
        let mut ledger = Self::default();
        for (name, count) in object("counts")? {
            let number = |key: &str| count.get(key).and_then(Value::as_u64).ok_or_else(damaged);
            let ends = count.get("ends").and_then(Value::as_array).ok_or_else(damaged)?;
            let mut count = Count {
                ends: ends.iter().filter_map(Value::as_u64).collect(),
                last: number("last")?,
                blocked: number("blocked")?,
                day: number("day")?,
                used: number("used")?,
            };
            count.ends.sort_unstable();
            ledger.counts.insert(name.clone(), count);
        }
        for (name, last) in object("processes")? {
            ledger.processes.insert(name.clone(), last.as_u64().ok_or_else(damaged)?);
        }
        Ok(ledger)
    }

    /// The time of this machine, for stores whose processes are all on it.
    #[must_use]
    pub fn now() -> u64 {
        micros(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }
}

impl Count {
    /// Drops what counts no longer, and takes back what was not sent.
    fn begin(&mut self, quota: &SharedQuota, now: u64) {
        let over = self.ends.partition_point(|end| *end <= now);
        self.ends.drain(..over);
        if quota.seconds == DAY {
            let day = now / DAY_LENGTH;
            if self.is_other_day(day) {
                (self.day, self.used) = (day, 0);
            }
            let sent = quota.unused.saturating_neg();
            self.used = self.used.saturating_add_signed(sent);
        }
    }

    fn insert(&mut self, end: u64) {
        let at = self.ends.partition_point(|other| *other <= end);
        self.ends.insert(at, end);
    }

    /// Whether the requests of the day have another day than this one. A clock that is set back across midnight does not
    /// begin the day again.
    fn is_other_day(&self, day: u64) -> bool {
        day != self.day && day.saturating_add(1) != self.day
    }

    fn is_idle(&self, now: u64) -> bool {
        let is_over = self.is_other_day(now / DAY_LENGTH) || self.used == 0;
        self.ends.last().is_none_or(|end| *end <= now) && self.blocked <= now && is_over
    }
}

/// How many requests one entry is for.
fn grain(quota: &SharedQuota) -> u64 {
    quota.most.div_ceil(MOST_ENTRIES).max(1)
}

/// How many entries fill a quota.
fn entries(quota: &SharedQuota) -> usize {
    let entries = quota.most.max(1).checked_div(grain(quota)).unwrap_or(1);
    usize::try_from(entries).unwrap_or(usize::MAX).max(1)
}

/// The least time between two requests that wait: nine tenths of an even share of the period.
fn spacing(quota: &SharedQuota) -> u64 {
    let entries = u64::try_from(entries(quota)).unwrap_or(u64::MAX).max(1);
    period(quota).saturating_mul(9).checked_div(entries.saturating_mul(10)).unwrap_or(0)
}

fn period(quota: &SharedQuota) -> u64 {
    u64::from(quota.seconds).saturating_mul(SECOND)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn narrow(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
