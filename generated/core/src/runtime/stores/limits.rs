//! Counts of requests that several processes share.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Ledger, StoreError};
use crate::runtime::auth::BoxFuture;

/// The counts of one account, for a [`Limiter`](crate::runtime::Limiter) in each process that uses the account.
///
/// A limiter leases requests before it sends them, one or several at a time. A store has to carry out each lease in one
/// step; [`Ledger`] has the arithmetic, so that a store only has to keep its text and exclude others while it runs.
pub trait LimitStore: Send + Sync {
    /// Leases requests. Those that have no room now start later, so that the caller never asks twice.
    fn lease<'a>(&'a self, request: &'a LeaseRequest) -> BoxFuture<'a, Result<Lease, StoreError>>;

    /// Adopts what the server reported about a quota: it also counts requests of others.
    fn report<'a>(&'a self, report: &'a LimitReport) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// How many requests a process needs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LeaseRequest {
    /// The name of the process, different for each limiter.
    pub process: Arc<str>,
    /// The quotas that each request counts against.
    pub quotas: Vec<SharedQuota>,
    /// How many requests wait to be sent. The first is leased in any case, even if it has to start late.
    pub needed: u32,
    /// How many more may be sent soon; they are leased only while less than half of a quota is in use.
    pub spare: u32,
    /// How long after their start the needed ones may be sent.
    pub hold: Duration,
    /// How long the spare ones may be sent.
    pub spare_hold: Duration,
}

impl LeaseRequest {
    /// Requests that are sent at once; nothing is spare.
    #[must_use]
    pub fn new(process: impl Into<Arc<str>>, quotas: Vec<SharedQuota>, needed: u32) -> Self {
        let hold = Duration::from_millis(50);
        Self { process: process.into(), quotas, needed, spare: 0, hold, spare_hold: hold }
    }
}

/// A quota of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SharedQuota {
    /// The name of its count.
    pub name: Arc<str>,
    /// The number of requests.
    pub most: u64,
    /// The length of the period in seconds. One of 86,400 is a day in UTC; any other is every interval of this length.
    pub seconds: u32,
    /// How many requests of this day were leased and not sent since the last lease; a negative number is of those that
    /// were sent without a lease, while the store was away.
    pub unused: i64,
}

impl SharedQuota {
    /// A quota of which everything that was leased has been sent.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, most: u64, seconds: u32) -> Self {
        Self { name: name.into(), most, seconds, unused: 0 }
    }
}

/// Requests that a process may send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lease {
    /// The requests, in the order of their start.
    pub grants: Vec<Grant>,
    /// How long a quota of a day is still used up, if one is. Fewer requests are leased than needed then.
    pub used_up: Option<Duration>,
    /// How many of each quota are left, in the order of the quotas: of the day, or of the current period.
    pub left: Vec<u64>,
    /// How many processes have leased from these quotas in the last ten minutes.
    pub processes: u32,
}

/// Some requests with the same start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grant {
    /// When they may be sent, counted from the response of the store.
    pub start: Duration,
    /// How long they may be sent after that, counted from the call of the store.
    pub hold: Duration,
    /// How many they are.
    pub count: u32,
}

impl Grant {
    /// Requests that may be sent from a time on, for some time.
    #[must_use]
    pub fn new(start: Duration, hold: Duration, count: u32) -> Self {
        Self { start, hold, count }
    }
}

/// What a server reported about a quota.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LimitReport {
    /// The quota.
    pub quota: SharedQuota,
    /// How many requests it has counted in the current period.
    pub used: Option<u64>,
    /// How long it rejects requests.
    pub blocked: Option<Duration>,
}

impl LimitReport {
    /// A report of nothing about a quota.
    #[must_use]
    pub fn new(quota: SharedQuota) -> Self {
        Self { quota, used: None, blocked: None }
    }
}

/// The counts of an account in memory, for several limiters of one process. Clones share them.
///
/// A single limiter needs no store: it counts by itself.
#[derive(Clone, Default)]
pub struct MemoryLimits {
    ledger: Arc<Mutex<Ledger>>,
    /// The beginning of the clock that tests turn.
    begun: Option<(tokio::time::Instant, SystemTime)>,
}

impl MemoryLimits {
    /// Counts of which nothing is used.
    #[must_use]
    pub fn new() -> Self {
        let begun = Some((tokio::time::Instant::now(), SystemTime::now()));
        Self { ledger: Arc::default(), begun }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Ledger, u64) -> T) -> T {
        let now = self.begun.and_then(|(begun, at)| at.checked_add(begun.elapsed()));
        let now = now.unwrap_or_else(SystemTime::now).duration_since(UNIX_EPOCH);
        let now = u64::try_from(now.unwrap_or_default().as_micros()).unwrap_or(u64::MAX);
        work(&mut self.ledger.lock().unwrap_or_else(PoisonError::into_inner), now)
    }
}

impl LimitStore for MemoryLimits {
    fn lease<'a>(&'a self, request: &'a LeaseRequest) -> BoxFuture<'a, Result<Lease, StoreError>> {
        let lease = self.with(|ledger, now| ledger.lease(request, now));
        Box::pin(async move { Ok(lease) })
    }

    fn report<'a>(&'a self, report: &'a LimitReport) -> BoxFuture<'a, Result<(), StoreError>> {
        self.with(|ledger, now| ledger.report(report, now));
        Box::pin(async { Ok(()) })
    }
}

/// Prints nothing of the counts.
impl fmt::Debug for MemoryLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryLimits")
    }
}
