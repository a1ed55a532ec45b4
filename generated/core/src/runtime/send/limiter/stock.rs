//! The leased requests of one kind that are not sent yet.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

use super::count::unix_seconds;
use super::history::{History, MARGIN};
use crate::runtime::send::deadline::{later, part};
use crate::runtime::send::limits::DAY;
use crate::runtime::stores::Lease;

/// How long what is known of a day that is used up is believed; another process may give requests back.
const USED_UP: Duration = Duration::from_secs(10);

/// The longest time for which spare requests are leased.
const LONGEST_SPARE: Duration = Duration::from_secs(1);

/// The requests of one kind: those with the same quotas.
pub(super) struct Stock {
    held: VecDeque<Held>,
    pub(super) history: History,
    /// The shortest period of the quotas.
    period: Duration,
    /// How long needed requests are leased: longer after some came too late.
    pub(super) hold: Duration,
    /// Until when the server rejects requests.
    pub(super) blocked: Option<Instant>,
    /// Until when the quota of a day is used up, as far as this process knows, and the end of the day since 1970.
    used_up: Option<(Instant, i64)>,
    pub(super) unused: Unused,
    pub(super) is_refilling: bool,
    /// When it is worthwhile again to ask for spare requests.
    refill_at: Instant,
    /// The end of the last lease.
    pub(super) latest: Option<Instant>,
    pub(super) processes: u32,
}

struct Held {
    start: Instant,
    end: Instant,
    count: u32,
    is_spare: bool,
    /// The day on which they were leased.
    day: u64,
}

/// Requests of a day that were leased and not sent; negative for those sent without a lease. They end with the day: the
/// next one has counts of its own.
#[derive(Default)]
pub(super) struct Unused {
    day: u64,
    count: i64,
}

impl Unused {
    /// Adds requests of a day.
    pub(super) fn add(&mut self, day: u64, count: i64) {
        if day > self.day {
            *self = Self { day, count: 0 };
        }
        if day == self.day {
            self.count = self.count.saturating_add(count);
        }
    }

    /// Takes those of today.
    pub(super) fn take(&mut self) -> i64 {
        let Self { day, count } = std::mem::take(self);
        if day == today() { count } else { 0 }
    }
}

/// Days since 1970.
pub(super) fn today() -> u64 {
    unix_seconds().checked_div(DAY.into()).unwrap_or(0)
}

/// What a caller does next.
pub(super) enum Taken {
    Now,
    At(Instant),
    UsedUp(i64),
    Empty,
}

impl Stock {
    pub(super) fn new(period: Duration, now: Instant) -> Self {
        Self {
            held: VecDeque::new(),
            history: History::default(),
            period,
            hold: part(period, MARGIN),
            blocked: None,
            used_up: None,
            unused: Unused::default(),
            is_refilling: false,
            refill_at: now,
            latest: None,
            processes: 0,
        }
    }

    /// Takes a request.
    pub(super) fn take(&mut self, now: Instant) -> Taken {
        self.drop_expired(now);
        if let Some(until) = self.blocked.filter(|until| *until > now) {
            return Taken::At(until);
        }
        let Some(first) = self.held.front_mut() else {
            return match self.used_up.filter(|(until, _)| *until > now) {
                Some((_, end)) => Taken::UsedUp(end),
                None => Taken::Empty,
            };
        };
        if first.start > now {
            return Taken::At(first.start);
        }
        if !first.is_spare {
            let shorter = self.hold.saturating_sub(part(self.hold, 8));
            self.hold = shorter.max(part(self.period, MARGIN));
        }
        first.count = first.count.saturating_sub(1);
        if first.count == 0 {
            self.held.pop_front();
        }
        Taken::Now
    }

    /// Drops what came too late. Needed requests are leased for longer then.
    fn drop_expired(&mut self, now: Instant) {
        let mut is_late = false;
        self.held.retain(|held| {
            if held.end > now {
                return true;
            }
            self.unused.add(held.day, held.count.into());
            is_late |= !held.is_spare;
            false
        });
        if is_late {
            self.hold = self.hold.saturating_mul(2).min(self.period);
        }
    }

    /// Drops everything: the server has rejected a request.
    pub(super) fn block(&mut self, until: Instant) {
        for held in self.held.drain(..) {
            self.unused.add(held.day, held.count.into());
        }
        self.blocked = Some(until);
    }

    /// The quota of a day is used up.
    pub(super) fn use_up(&mut self, now: Instant, wait: Duration) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // To the nearest second: the time that the store has taken does not move the end of a day.
        let end = since.saturating_add(wait).saturating_add(Duration::from_millis(500)).as_secs();
        let end = i64::try_from(end).unwrap_or(i64::MAX);
        self.used_up = Some((later(now, wait.min(USED_UP)), end));
    }

    /// How many spare requests to ask for: as many as were sent in the last period, but no more than a small part of
    /// the quota.
    pub(super) fn spare(&self, most: u64, now: Instant) -> u32 {
        if now < self.refill_at {
            return 0;
        }
        let recent = self.history.recent(now, self.period);
        let spare = u64::try_from(recent)
            .unwrap_or(u64::MAX)
            .min(most.checked_div(MARGIN.into()).unwrap_or(0));
        u32::try_from(spare).unwrap_or(u32::MAX)
    }

    pub(super) fn spare_hold(&self) -> Duration {
        self.period.min(LONGEST_SPARE)
    }

    /// How many requests may be sent now or soon.
    pub(super) fn left(&self) -> u32 {
        self.held.iter().fold(0, |sum, held| sum.saturating_add(held.count))
    }

    /// Adds leased requests: `begun` is before the call of the store, `now` is after it.
    pub(super) fn add(
        &mut self,
        lease: &Lease,
        needed: u32,
        spare: u32,
        begun: Instant,
        now: Instant,
    ) {
        let mut left = needed;
        for grant in &lease.grants {
            let start = later(now, grant.start);
            let end = later(later(begun, grant.start), grant.hold);
            let is_spare = left == 0;
            left = left.saturating_sub(1);
            self.latest = self.latest.max(Some(end));
            self.held.push_back(Held { start, end, count: grant.count, is_spare, day: today() });
        }
        if spare > 0 && !self.held.iter().any(|held| held.is_spare && held.end > now) {
            self.refill_at = later(now, part(self.period, 4));
        }
        self.processes = lease.processes;
    }
}
