//! The counts of one process.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

use super::Key;
use crate::runtime::send::limits::{self, DAY, Quota, RateLimit};

/// The requests of the current periods.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) by_key: HashMap<Key, Count>,
    /// How many there may be before those are dropped that count nothing.
    most: usize,
}

impl Counts {
    /// The count of a quota; a new one begins at 0.
    pub(super) fn of(&mut self, key: Key, quota: &Quota, now: Instant) -> &mut Count {
        if self.by_key.len() >= self.most.max(MOST_COUNTS) {
            self.by_key.retain(|_, count| !count.is_idle(now));
            self.most = self.by_key.len().saturating_mul(2);
        }
        self.by_key.entry(key).or_insert_with(|| Count::new(quota, now))
    }
}

/// The requests of the current period of one quota.
pub(super) enum Count {
    /// Of a short period: when each was sent, so that no stretch of that length has more than the quota.
    Short { most: usize, period: Duration, sent: VecDeque<Instant>, blocked: Option<Instant> },
    /// Of a day: how many, and when it ends, by both clocks.
    Day { most: u64, used: u64, end: Instant, end_of_day: u64 },
}

impl Count {
    fn new(quota: &Quota, now: Instant) -> Self {
        if quota.seconds == DAY {
            let since = unix_seconds();
            let end_of_day = limits::next_midnight(since);
            let end = later(now, Duration::from_secs(end_of_day.saturating_sub(since)));
            return Self::Day { most: quota.most.into(), used: 0, end, end_of_day };
        }
        let period = Duration::from_secs(quota.seconds.into());
        let most = usize::try_from(quota.most).unwrap_or(usize::MAX);
        Self::Short { most: most.max(1), period, sent: VecDeque::new(), blocked: None }
    }

    /// When there is room; `None` when there is now. The error is the end of the day.
    pub(super) fn free_at(&mut self, now: Instant) -> Result<Option<Instant>, i64> {
        match self {
            Self::Short { most, period, sent, blocked } => {
                while sent.front().is_some_and(|at| later(*at, *period) <= now) {
                    sent.pop_front();
                }
                let full = sent.len().checked_sub(*most).and_then(|over| sent.get(over));
                let full = full.map(|at| later(*at, *period));
                Ok(full.max(blocked.filter(|until| *until > now)))
            }
            Self::Day { most, used, end, end_of_day } => {
                while *end <= now {
                    *end = later(*end, Duration::from_secs(DAY.into()));
                    *end_of_day = end_of_day.saturating_add(DAY.into());
                    *used = 0;
                }
                if used < most {
                    return Ok(None);
                }
                Err(i64::try_from(*end_of_day).unwrap_or(i64::MAX))
            }
        }
    }

    /// Whether nothing was sent in the current period, and nothing is known against sending.
    fn is_idle(&self, now: Instant) -> bool {
        match self {
            Self::Short { period, sent, blocked, .. } => {
                sent.back().is_none_or(|at| later(*at, *period) <= now)
                    && blocked.is_none_or(|until| until <= now)
            }
            Self::Day { end, .. } => *end <= now,
        }
    }

    pub(super) fn add(&mut self, now: Instant) {
        match self {
            Self::Short { sent, .. } => sent.push_back(now),
            Self::Day { used, .. } => *used = used.saturating_add(1),
        }
    }

    /// Adopts the server's counts: it also counts requests of others.
    pub(super) fn correct(
        &mut self,
        said: &RateLimit,
        rejected: bool,
        wait: Option<Duration>,
        now: Instant,
    ) {
        match self {
            Self::Short { most, period, sent, blocked } => {
                if let Some(limit) = said.limit.and_then(|limit| usize::try_from(limit).ok()) {
                    *most = limit.clamp(1, MOST_IN_A_PERIOD);
                }
                let left = said.remaining.and_then(|left| usize::try_from(left).ok());
                if let Some(left) = left {
                    let used = most.saturating_sub(left);
                    sent.extend(std::iter::repeat_n(now, used.saturating_sub(sent.len())));
                }
                if rejected {
                    let longest = (*period).max(Duration::from_secs(60));
                    *blocked = Some(later(now, wait.unwrap_or(*period).min(longest)));
                }
            }
            Self::Day { most, used, end, end_of_day } => {
                *most = said.limit.unwrap_or(*most);
                if let Some(left) = said.remaining {
                    *used = most.saturating_sub(left);
                }
                if rejected {
                    *used = *most;
                    if let Some(wait) = wait.map(|wait| wait.min(Duration::from_secs(DAY.into()))) {
                        *end = later(now, wait);
                        *end_of_day = unix_seconds().saturating_add(wait.as_secs());
                    }
                }
            }
        }
    }
}

/// A later point in time; the same one where the clock does not reach that far.
pub(super) fn later(at: Instant, by: Duration) -> Instant {
    at.checked_add(by).unwrap_or(at)
}

pub(super) fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// How many counts there may be, of all accounts, before those are dropped that count nothing.
pub(super) const MOST_COUNTS: usize = 4096;

/// More requests per second than any server allows; a larger number in a header is ignored.
pub(super) const MOST_IN_A_PERIOD: usize = 10_000;
