//! Keeping within the limits of a server before it has to reject.

mod count;
mod history;
mod shared;
mod stock;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::sync::Mutex as Queue;
use tokio::time::Instant;

use self::count::{Counts, MOST_COUNTS};
use self::shared::{Ask, Shared};
use super::limits::{self, DAY, LimitPeriod, Limits, Quota, RateLimit};
use super::response::RawResponse;
use super::retry_after::RetryAfter;
use crate::runtime::error::{DailyLimit, Error, Result, error_body};
use crate::runtime::request::operation_info::OperationInfo;
use crate::runtime::request::sub_account::without_prefix;
use crate::runtime::stores::{BoxFuture, LimitStore, StoreError};
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
/// Several processes that use one account share the counts in a [`store`](Self::store).
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
    /// The counts of all processes, in place of those of this one.
    shared: Option<Arc<Shared>>,
}

/// A server, a sub-account, and a quota in the list of the server.
type Key = (&'static str, Option<Arc<str>>, usize);

impl Limiter {
    /// A limiter for an account with this plan.
    #[must_use]
    pub fn new(plan: impl AsRef<str>) -> Self {
        Self::with(plan.as_ref(), None)
    }

    fn with(plan: &str, shared: Option<Shared>) -> Self {
        Self {
            inner: Arc::new(Inner {
                plan: plan.to_owned(),
                counts: Mutex::default(),
                queues: Mutex::default(),
                shared: shared.map(Arc::new),
            }),
        }
    }

    /// Shares the counts with other processes that use the same account and plan. This limiter counts from 0 again.
    ///
    /// While the store is away, each process sends its share of each quota: an even part, by the number of processes
    /// that were active in the ten minutes before. [`store_failure`](Self::store_failure) is the error then; with the
    /// feature `tracing` there is an event when it begins and one when it ends.
    #[must_use]
    pub fn store(self, store: impl LimitStore + 'static) -> Self {
        Self::with(&self.inner.plan, Some(Shared::new(Arc::new(store))))
    }

    /// Sets how many processes share the account, for the time in which a store cannot tell: before its first response.
    /// One unless set.
    #[must_use]
    pub fn processes(self, processes: u32) -> Self {
        if let Some(shared) = &self.inner.shared {
            shared.expect(processes);
        }
        self
    }

    /// Why this process uses only its share of the quotas, if it does: the store does not respond.
    #[must_use]
    pub fn store_failure(&self) -> Option<StoreError> {
        self.inner.shared.as_ref()?.failure()
    }

    async fn admit(
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
        let used_up = |end| {
            let resume_at = Timestamp::from_unix_seconds(end);
            let limit = DailyLimit { operation: info.id, resume_at, error_response: None };
            Error::DailyLimit(Box::new(limit))
        };
        if let Some(shared) = &self.inner.shared {
            let ask = Ask::new(key, &quotas);
            let _waits = shared.waits(ask.key());
            let _turn = queue.lock().await;
            return shared.admit(&ask).await.map_err(used_up);
        }
        let _turn = queue.lock().await;
        loop {
            let free_at = self.take(&key, &quotas).map_err(used_up)?;
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

/// What keeps requests back. Clients have it as a trait object, so that a program without a limiter does not contain one.
pub(crate) trait Throttle: fmt::Debug + Send + Sync {
    /// Waits until a request may be sent, and counts it.
    fn admit<'a>(
        &'a self,
        info: &'a OperationInfo,
        path: &'a str,
        account: Option<&'a Arc<str>>,
    ) -> BoxFuture<'a, Result<()>>;

    /// Corrects the counts with the limit in a response.
    fn learn(
        &self,
        info: &OperationInfo,
        path: &str,
        account: Option<&Arc<str>>,
        response: &RawResponse,
    );
}

impl Throttle for Limiter {
    fn admit<'a>(
        &'a self,
        info: &'a OperationInfo,
        path: &'a str,
        account: Option<&'a Arc<str>>,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.admit(info, path, account))
    }

    fn learn(
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
        if let Some(shared) = &self.inner.shared {
            let quotas = self.quotas(info, path, label);
            let key = |at: usize| (info.server.name, account.cloned(), at);
            return shared.learn(&Ask::new(key, &quotas), &said, rejected, wait);
        }
        let now = Instant::now();
        let mut counts = lock(&self.inner.counts);
        for (at, quota) in self.quotas(info, path, label) {
            if (quota.seconds == DAY) == (said.period == LimitPeriod::Day) {
                let key = (info.server.name, account.cloned(), at);
                counts.of(key, quota, now).correct(&said, rejected, wait, now);
            }
        }
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

/// Prints the plan.
impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("plan", &self.inner.plan).finish_non_exhaustive()
    }
}
