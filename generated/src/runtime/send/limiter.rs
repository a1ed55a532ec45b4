//! Keeping within the limits of a server before it has to reject.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::header::HeaderMap;
use tokio::sync::Mutex as Queue;
use tokio::time::Instant;

use super::limits::{self, DAY, LimitPeriod, Limits, Quota, RateLimit};
use super::response::RawResponse;
use super::retry_after::RetryAfter;
use crate::runtime::error::{DailyLimit, Error, Result, error_body};
use crate::runtime::request::operation_info::OperationInfo;
use crate::runtime::request::sub_account::without_prefix;
use crate::runtime::value::time::Timestamp;

/// Keeps requests back so that a server takes them all: within any second (or minute) there are no more than the plan
/// of the account allows. When the requests of a day are used up, the next is an error at once.
///
/// How many that are is known for each server, plan and rate limit label; an operation without a label, and a plan
/// that nothing is known about, are not limited. The headers of responses correct the count, because others use the
/// same account. Clones share it, and so do clones of a client; give one limiter to all clients of an account. Requests
/// on behalf of a sub-account ([`Client::on_account`](crate::runtime::Client::on_account)) are counted for that account,
/// with the same plan.
///
/// Waiting here is no part of the time limit of an attempt;
/// [`total_timeout`](crate::runtime::ClientBuilder::total_timeout) limits it. A caller
/// that stops waiting gives up its turn.
#[derive(Clone)]
pub struct Limiter {
    inner: Arc<Inner>,
}

struct Inner {
    plan: String,
    counts: Mutex<Counts>,
    /// Callers that wait for a label wait behind those that came first.
    queues: Mutex<HashMap<Key, Arc<Queue<()>>>>,
}

/// A server, a sub-account, and a quota in the list of the server.
type Key = (&'static str, Option<Arc<str>>, usize);

impl Limiter {
    /// A limiter for an account with this plan.
    #[must_use]
    pub fn new(plan: impl AsRef<str>) -> Self {
        Self {
            inner: Arc::new(Inner {
                plan: plan.as_ref().to_owned(),
                counts: Mutex::default(),
                queues: Mutex::default(),
            }),
        }
    }

    /// Waits until a request may be sent, and counts it.
    pub(crate) async fn admit(
        &self,
        info: &OperationInfo,
        path: &str,
        account: Option<&Arc<str>>,
    ) -> Result<()> {
        let Some(label) = info.rate_limit else { return Ok(()) };
        let quotas = self.quotas(info, path, label);
        let Some(first) = quotas.first() else { return Ok(()) };
        let key = |at: usize| (info.server.name, account.cloned(), at);
        let queue = self.queue(key(first.0));
        let _turn = queue.lock().await;
        loop {
            let free_at = self.take(&key, &quotas).map_err(|end| {
                let resume_at = Timestamp::from_unix_seconds(end);
                let limit = DailyLimit { operation: info.id, resume_at, error_response: None };
                Error::DailyLimit(Box::new(limit))
            })?;
            match free_at {
                None => return Ok(()),
                Some(at) => tokio::time::sleep_until(at).await,
            }
        }
    }

    /// The callers that wait for a quota.
    fn queue(&self, key: Key) -> Arc<Queue<()>> {
        let mut queues = lock(&self.inner.queues);
        if queues.len() >= MOST_COUNTS {
            queues.retain(|_, queue| Arc::strong_count(queue) > 1);
        }
        Arc::clone(queues.entry(key).or_default())
    }

    /// Counts a request if all its quotas have room; else the time of the next attempt. The error is the end of the
    /// day whose requests are used up, in seconds since 1970.
    fn take(
        &self,
        key: &dyn Fn(usize) -> Key,
        quotas: &[(usize, &Quota)],
    ) -> Result<Option<Instant>, i64> {
        let now = Instant::now();
        let mut counts = lock(&self.inner.counts);
        let mut free_at = None;
        for (at, quota) in quotas {
            let count = counts.of(key(*at), quota, now);
            free_at = free_at.max(count.free_at(now)?);
        }
        if free_at.is_none() {
            for (at, _) in quotas {
                if let Some(count) = counts.by_key.get_mut(&key(*at)) {
                    count.add(now);
                }
            }
        }
        Ok(free_at)
    }

    /// Corrects the counts with the limit in a response.
    pub(crate) fn learn(
        &self,
        info: &OperationInfo,
        path: &str,
        account: Option<&Arc<str>>,
        response: &RawResponse,
    ) {
        let rules = &info.server.limits;
        let rejected = response.status == 429;
        let retry_after = response.header("retry-after").and_then(RetryAfter::parse);
        let said = if rejected {
            let message = error_body::read(&info.server.errors, &response.body).message;
            let said = RateLimit::of_error_response(
                rules,
                &response.headers,
                &message,
                retry_after.as_ref(),
            );
            Some(said)
        } else {
            RateLimit::read(rules, &response.headers)
        };
        let Some(said) = said.filter(|said| said.period != LimitPeriod::Unknown) else { return };
        let category =
            said.category.as_ref().map(|text| text.to_ascii_lowercase().replace(' ', "-"));
        let Some(label) = category.as_deref().or(info.rate_limit) else { return };
        let wait = wait(&said, retry_after.as_ref(), &response.headers);
        let now = Instant::now();
        let mut counts = lock(&self.inner.counts);
        for (at, quota) in self.quotas(info, path, label) {
            if (quota.seconds == DAY) == (said.period == LimitPeriod::Day) {
                let key = (info.server.name, account.cloned(), at);
                counts.of(key, quota, now).correct(&said, rejected, wait, now);
            }
        }
    }

    /// How many counts there are.
    #[cfg(test)]
    #[allow(
        dead_code,
        reason = "only the tests of the templates read it; generated crates have none of them"
    )]
    pub(crate) fn counts(&self) -> usize {
        lock(&self.inner.counts).by_key.len()
    }

    /// The quotas that a request counts against.
    fn quotas(
        &self,
        info: &OperationInfo,
        path: &str,
        label: &str,
    ) -> Vec<(usize, &'static Quota)> {
        let limits: &'static Limits = &info.server.limits;
        let api = limits.api(without_prefix(info, path));
        let fits = |quota: &&Quota| {
            quota.plan == self.inner.plan && quota.api == api && quota.labels.contains(&label)
        };
        limits.quotas.iter().enumerate().filter(|(_, quota)| fits(quota)).collect()
    }
}

/// How long the period still lasts, by the clock of the server.
fn wait(
    said: &RateLimit,
    retry_after: Option<&RetryAfter>,
    headers: &HeaderMap,
) -> Option<Duration> {
    let now = limits::now(headers);
    said.wait(now).or_else(|| retry_after?.wait(now))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The requests of the current periods.
#[derive(Default)]
struct Counts {
    by_key: HashMap<Key, Count>,
    /// How many there may be before those are dropped that count nothing.
    most: usize,
}

impl Counts {
    /// The count of a quota; a new one begins at 0.
    fn of(&mut self, key: Key, quota: &Quota, now: Instant) -> &mut Count {
        if self.by_key.len() >= self.most.max(MOST_COUNTS) {
            self.by_key.retain(|_, count| !count.is_idle(now));
            self.most = self.by_key.len().saturating_mul(2);
        }
        self.by_key.entry(key).or_insert_with(|| Count::new(quota, now))
    }
}

/// The requests of the current period of one quota.
enum Count {
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
    fn free_at(&mut self, now: Instant) -> Result<Option<Instant>, i64> {
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

    fn add(&mut self, now: Instant) {
        match self {
            Self::Short { sent, .. } => sent.push_back(now),
            Self::Day { used, .. } => *used = used.saturating_add(1),
        }
    }

    /// Adopts the server's counts: it also counts requests of others.
    fn correct(&mut self, said: &RateLimit, rejected: bool, wait: Option<Duration>, now: Instant) {
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
fn later(at: Instant, by: Duration) -> Instant {
    at.checked_add(by).unwrap_or(at)
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// How many counts there may be, of all accounts, before those are dropped that count nothing.
const MOST_COUNTS: usize = 4096;

/// More requests per second than any server allows; a larger number in a header is ignored.
const MOST_IN_A_PERIOD: usize = 10_000;

/// Prints the plan.
impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("plan", &self.inner.plan).finish_non_exhaustive()
    }
}
