//! What this process itself has sent: the rate of its requests, and its share of a quota while the store is away.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::runtime::send::deadline::{later, part};

/// More requests than any share has; older ones are forgotten.
const MOST: usize = 20_000;

/// When requests were sent, the oldest first.
#[derive(Default)]
pub(super) struct History(VecDeque<Instant>);

impl History {
    pub(super) fn add(&mut self, now: Instant, longest: Duration) {
        while self.0.len() >= MOST || self.0.front().is_some_and(|at| later(*at, longest) <= now) {
            self.0.pop_front();
        }
        self.0.push_back(now);
    }

    /// How many were sent in the last stretch of this length.
    pub(super) fn recent(&self, now: Instant, stretch: Duration) -> usize {
        let over = self.0.partition_point(|at| later(*at, stretch) <= now);
        self.0.len().saturating_sub(over)
    }

    /// When the share of a process has room again; `None` when it has room now.
    pub(super) fn free_at(&self, share: Share, now: Instant) -> Option<Instant> {
        let last = self.0.len().checked_sub(share.most)?;
        let free = later(*self.0.get(last)?, share.period);
        (free > now).then_some(free)
    }
}

/// The part of a quota that one of several processes uses by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// At least one request.
    pub(super) most: usize,
    pub(super) period: Duration,
}

impl Share {
    /// An even share. Where there are more processes than requests, each has one in a longer period. The period has a
    /// margin, as leased requests have: not all requests take the same time to the server.
    pub(super) fn of(most: u64, period: Duration, processes: u32) -> Self {
        let (most, processes) = (most.max(1), u64::from(processes.max(1)));
        let margin = part(period, MARGIN);
        let share =
            usize::try_from(most.checked_div(processes).unwrap_or(most)).unwrap_or(usize::MAX);
        let times = u32::try_from(processes.div_ceil(most)).unwrap_or(u32::MAX);
        match share {
            0 => Self { most: 1, period: period.saturating_mul(times).saturating_add(margin) },
            share => Self { most: share, period: period.saturating_add(margin) },
        }
    }
}

/// The part of a period by which requests may be late on their way, at least.
pub(super) const MARGIN: u32 = 16;
