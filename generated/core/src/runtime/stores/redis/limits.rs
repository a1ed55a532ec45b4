//! Shared counts in Redis, by the clock of the server.

use std::sync::Arc;
use std::time::Duration;

use super::connection::Redis;
use super::scripts;
use crate::runtime::auth::BoxFuture;
use crate::runtime::stores::{
    Grant, Lease, LeaseRequest, LimitReport, LimitStore, SharedQuota, StoreError,
};

/// Keeps the counts of an account in Redis, for processes on many machines. Each lease is one script, so one round trip.
#[derive(Clone, Debug)]
pub struct RedisLimits {
    redis: Redis,
    /// What the keys of the account begin with.
    key: Arc<str>,
}

impl RedisLimits {
    /// The counts of an account, by a name for it: all processes that use the account have the same.
    #[must_use]
    pub fn new(redis: &Redis, account: impl AsRef<str>) -> Self {
        let key = redis.key("limits", account.as_ref());
        Self { redis: redis.clone(), key: key.into() }
    }

    /// The keys of a quota: the ends of its requests, and its other facts.
    fn keys(&self, quota: &SharedQuota) -> [String; 2] {
        let Self { key, .. } = self;
        [format!("{key}:{}:ends", quota.name), format!("{key}:{}", quota.name)]
    }

    async fn leased(&self, request: &LeaseRequest) -> Result<Lease, StoreError> {
        let mut lease = scripts::LEASE.key(format!("{}:processes", self.key));
        lease.arg(&*request.process).arg(request.needed).arg(request.spare);
        lease.arg(micros(request.hold)).arg(micros(request.spare_hold));
        for quota in &request.quotas {
            for key in self.keys(quota) {
                lease.key(key);
            }
            lease.arg(quota.most).arg(quota.seconds).arg(quota.unused);
        }
        lease.key(format!("{}:once:{:016x}", self.key, fastrand::u64(..)));
        let (processes, used_up, left, grants): Reply = self.redis.script(&lease).await?;
        let grant = |(start, hold, count): &(u64, u64, u32)| {
            Grant::new(Duration::from_micros(*start), Duration::from_micros(*hold), *count)
        };
        Ok(Lease {
            grants: grants.iter().map(grant).collect(),
            used_up: u64::try_from(used_up).ok().map(Duration::from_micros),
            left,
            processes,
        })
    }
}

/// What the script of a lease returns: processes, microseconds until requests of the day are left or -1, what is left of
/// each quota; start, hold and count of each grant.
type Reply = (u32, i64, Vec<u64>, Vec<(u64, u64, u32)>);

impl LimitStore for RedisLimits {
    fn lease<'a>(&'a self, request: &'a LeaseRequest) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(self.leased(request))
    }

    fn report<'a>(&'a self, report: &'a LimitReport) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let quota = &report.quota;
            let [ends, facts] = self.keys(quota);
            let mut tell = scripts::REPORT.key(ends);
            tell.key(facts).arg(quota.most).arg(quota.seconds);
            let number = |number: Option<u64>| number.and_then(|number| i64::try_from(number).ok());
            tell.arg(number(report.used).unwrap_or(-1));
            tell.arg(number(report.blocked.map(micros)).unwrap_or(-1));
            self.redis.script::<bool>(&tell).await.map(drop)
        })
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
