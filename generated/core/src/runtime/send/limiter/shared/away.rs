//! Going on without the store.
//!
//! Each process uses an even share of each quota. When the store goes away, others may still send what they have leased,
//! so the shares begin one period later. When it comes back, others may still use their shares, so this process is kept
//! to its own for two periods more, beside what it leases.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use super::super::Key;
use super::super::count::unix_seconds;
use super::super::stock::{Taken, today};
use super::{Ask, Shared, State, Step, free_at, most_of};
use crate::runtime::send::deadline::later;
use crate::runtime::send::limits::{DAY, next_midnight};
use crate::runtime::stores::StoreError;

/// The pause between two attempts to reach the store.
const PROBE: Duration = Duration::from_millis(250);

/// The time without the store.
pub(super) struct Away {
    error: StoreError,
    since: Instant,
    /// When the store is tried again.
    probe: Instant,
    /// What this process may still send of each quota of a day, and the day.
    days: HashMap<Key, (u64, u64)>,
}

impl State {
    pub(super) fn go_away(&mut self, error: StoreError, now: Instant) {
        if let Some(away) = &mut self.away {
            away.probe = later(now, PROBE);
            return;
        }
        #[cfg(feature = "tracing")]
        tracing::warn!(%error, "the limiter does not reach its store: it uses its share of the limits");
        let probe = later(now, PROBE);
        self.away = Some(Away { error, since: now, probe, days: HashMap::new() });
    }

    pub(super) fn back(&mut self, now: Instant) {
        if let Some(_away) = self.away.take() {
            #[cfg(feature = "tracing")]
            tracing::info!(after = ?_away.since.elapsed(), "the limiter reaches its store again");
            self.returned = Some(now);
        }
    }
}

impl Shared {
    pub(in super::super) fn failure(&self) -> Option<StoreError> {
        self.state().away.as_ref().map(|away| away.error.clone())
    }

    /// The next step while the store is away.
    pub(super) fn local_step(self: &Arc<Self>, state: &mut State, ask: &Ask, now: Instant) -> Step {
        let expected = self.expected.load(Ordering::Relaxed);
        let known = state.stocks.values().map(|stock| stock.processes).max().unwrap_or(0);
        let processes = known.max(expected);
        let is_due = state.away.as_mut().is_some_and(|away| {
            let is_due = away.probe <= now;
            if is_due {
                away.probe = later(now, PROBE);
            }
            is_due
        });
        if is_due {
            let probe = self.request(state, ask, 0, 0);
            self.refill(ask, probe);
        }
        let soon = later(now, PROBE);
        let (Some(stock), Some(away)) = (state.stocks.get_mut(&ask.key()), &mut state.away) else {
            return Step::Wait(soon);
        };
        // What was leased before is still good.
        match stock.take(now) {
            Taken::Now => {
                stock.history.add(now, longest(ask, &state.most, processes));
                return Step::Go(None);
            }
            Taken::At(at) => return Step::Wait(at.min(soon)),
            Taken::UsedUp(end) => return Step::UsedUp(end),
            Taken::Empty => {}
        }
        let begin = later(away.since.max(stock.latest.unwrap_or(away.since)), ask.period());
        if processes > 1 && now < begin {
            return Step::Wait(begin.min(soon));
        }
        if let Some(free) = free_at(&stock.history, &state.most, ask, processes, now) {
            return Step::Wait(free.min(soon));
        }
        if let Some(end) = away.take_of_day(ask, &state.left, &state.most, processes) {
            return Step::UsedUp(end);
        }
        stock.unused.add(today(), -1);
        stock.history.add(now, longest(ask, &state.most, processes));
        Step::Go(None)
    }
}

impl Away {
    /// Takes one of the requests of the day; returns the end of the day when this process has used up its share.
    fn take_of_day(
        &mut self,
        ask: &Ask,
        left: &HashMap<Key, u64>,
        most: &HashMap<Key, u64>,
        processes: u32,
    ) -> Option<i64> {
        let now = unix_seconds();
        let day = now.checked_div(DAY.into()).unwrap_or(0);
        let quotas = ask.quotas.iter().filter(|(_, quota)| quota.seconds == DAY);
        for (key, quota) in quotas.clone() {
            let whole = most_of(most, key, quota);
            let left = left.get(key).copied().unwrap_or(whole);
            let share = |requests: u64| requests.checked_div(processes.into()).unwrap_or(requests);
            let entry = self.days.entry(key.clone()).or_insert((share(left), day));
            if entry.1 != day {
                *entry = (share(whole), day);
            }
            if entry.0 == 0 {
                return Some(i64::try_from(next_midnight(now)).unwrap_or(i64::MAX));
            }
        }
        for (key, _) in quotas {
            if let Some((left, _)) = self.days.get_mut(key) {
                *left = left.saturating_sub(1);
            }
        }
        None
    }
}

/// How long the history has to reach back for the shares of this process.
fn longest(ask: &Ask, most: &HashMap<Key, u64>, processes: u32) -> Duration {
    let share = |(key, quota): &(Key, &'static crate::runtime::send::limits::Quota)| {
        let period = Duration::from_secs(quota.seconds.into());
        super::Share::of(most_of(most, key, quota), period, processes).period
    };
    ask.short().map(share).max().unwrap_or_default()
}
