//! What responses of the server say about shared counts.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use super::super::count::{MOST_IN_A_PERIOD, unix_seconds};
use super::{Ask, Shared, most_of, shared_quota};
use crate::runtime::send::deadline::{later, part};
use crate::runtime::send::limits::{DAY, LimitPeriod, RateLimit, next_midnight};
use crate::runtime::stores::LimitReport;

impl Shared {
    /// Corrects the counts with the limit in a response. The store is updated in the background, and only what it does not
    /// know.
    pub(in super::super) fn learn(
        self: &Arc<Self>,
        ask: &Ask,
        said: &RateLimit,
        rejected: bool,
        wait: Option<Duration>,
    ) {
        let now = Instant::now();
        let is_day = said.period == LimitPeriod::Day;
        for (key, quota) in ask.quotas.iter().filter(|(_, quota)| (quota.seconds == DAY) == is_day)
        {
            let period = Duration::from_secs(quota.seconds.into());
            let mut state = self.state();
            let known = most_of(&state.most, key, quota);
            if let Some(limit) = said.limit.filter(|limit| *limit != known) {
                let most = u64::try_from(MOST_IN_A_PERIOD).unwrap_or(u64::MAX);
                state.most.insert(key.clone(), if is_day { limit } else { limit.clamp(1, most) });
            }
            let mut report = LimitReport::new(shared_quota(&state.most, key, quota));
            let used = said.remaining.map(|left| report.quota.most.saturating_sub(left));
            let counted = state.left.get(key).map(|left| report.quota.most.saturating_sub(*left));
            let is_news = used > counted.or(Some(0));
            let last = state.reported.get(key).copied();
            let is_time = last.is_none_or(|last| later(last, part(period.min(LONGEST), 4)) <= now);
            if rejected {
                let (longest, default) = match is_day {
                    true => (period, until_midnight()),
                    false => (period.max(Duration::from_secs(60)), period),
                };
                let wait = wait.unwrap_or(default).min(longest);
                report.blocked = Some(wait);
                if let Some(stock) = state.stocks.get_mut(&ask.key()) {
                    match is_day {
                        true => stock.use_up(now, wait),
                        false => stock.block(later(now, wait)),
                    }
                }
            }
            if rejected || (is_news && is_time) {
                report.used = used;
                state.reported.insert(key.clone(), now);
                drop(state);
                self.tell(report);
            }
        }
    }

    fn tell(self: &Arc<Self>, report: LimitReport) {
        let shared = Arc::clone(self);
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                let reported = shared.store.report(&report);
                let reported = tokio::time::timeout(super::TIMEOUT, reported).await;
                if let Ok(Err(_error)) = reported {
                    #[cfg(feature = "tracing")]
                    tracing::debug!(error = %_error, "the store has not taken a report of limits");
                }
            });
        }
    }
}

/// The longest period of which only a part has to pass between two reports.
const LONGEST: Duration = Duration::from_secs(4);

fn until_midnight() -> Duration {
    let now = unix_seconds();
    Duration::from_secs(next_midnight(now).saturating_sub(now))
}
