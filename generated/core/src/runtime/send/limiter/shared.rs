//! Counts that processes share: what this one has leased, and its share while the store is away.

mod away;
mod learn;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use self::away::Away;
use super::Key;
use super::history::Share;
use super::stock::{Stock, Taken, today};
use crate::runtime::send::limits::{DAY, Quota};
use crate::runtime::stores::{
    Lease, LeaseRequest, LimitStore, SharedQuota, StoreError, StoreErrorKind,
};

/// How long a store may take: callers wait for it.
const TIMEOUT: Duration = Duration::from_millis(500);

/// How many kinds of requests are remembered, of all accounts, before idle ones are dropped.
const MOST_STOCKS: usize = 4_096;

pub(super) struct Shared {
    store: Arc<dyn LimitStore>,
    /// The name of this process.
    process: Arc<str>,
    /// How many processes there are before the store has responded.
    expected: AtomicU32,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    stocks: HashMap<Key, Stock>,
    /// How many callers wait for each kind.
    waiting: HashMap<Key, u32>,
    /// Limits that the server has reported, in place of those that are known for the plan.
    most: HashMap<Key, u64>,
    /// What the store has last said was left of each quota.
    left: HashMap<Key, u64>,
    /// When a report about a quota was last sent.
    reported: HashMap<Key, Instant>,
    away: Option<Away>,
    /// When the store came back.
    returned: Option<Instant>,
}

/// A request that asks to be sent: the quotas that it counts against. The key of the first names its kind.
pub(super) struct Ask {
    quotas: Vec<(Key, &'static Quota)>,
}

impl Ask {
    pub(super) fn new(key: impl Fn(usize) -> Key, quotas: &[(usize, &'static Quota)]) -> Self {
        Self { quotas: quotas.iter().map(|(at, quota)| (key(*at), *quota)).collect() }
    }

    /// The kind of the request.
    pub(super) fn key(&self) -> Key {
        self.quotas.first().map_or(("", None, 0), |(key, _)| key.clone())
    }

    fn short(&self) -> impl Iterator<Item = &(Key, &'static Quota)> {
        self.quotas.iter().filter(|(_, quota)| quota.seconds != DAY)
    }

    /// The shortest period.
    fn period(&self) -> Duration {
        let seconds = self.short().map(|(_, quota)| quota.seconds).min().unwrap_or(1);
        Duration::from_secs(seconds.into())
    }
}

/// What the next step of a request is.
enum Step {
    Go(Option<LeaseRequest>),
    Wait(Instant),
    UsedUp(i64),
    Lease(LeaseRequest),
}

impl Shared {
    pub(super) fn new(store: Arc<dyn LimitStore>) -> Self {
        let process = format!("{:x}-{:016x}", std::process::id(), fastrand::u64(..));
        Self {
            store,
            process: process.into(),
            expected: AtomicU32::new(1),
            state: Mutex::default(),
        }
    }

    pub(super) fn expect(&self, processes: u32) {
        self.expected.store(processes.max(1), Ordering::Relaxed);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a caller that waits, as long as the value lives.
    pub(super) fn waits(&self, key: Key) -> Waits<'_> {
        let mut state = self.state();
        let count = state.waiting.entry(key.clone()).or_default();
        *count = count.saturating_add(1);
        drop(state);
        Waits { shared: self, key }
    }

    /// Waits until a request may be sent, and counts it. The caller has the turn of its kind. The error is the end of
    /// the day whose requests are used up.
    pub(super) async fn admit(self: &Arc<Self>, ask: &Ask) -> Result<(), i64> {
        loop {
            match self.step(ask, Instant::now()) {
                Step::Go(None) => return Ok(()),
                Step::Go(Some(refill)) => {
                    self.refill(ask, refill);
                    return Ok(());
                }
                Step::Wait(at) => tokio::time::sleep_until(at).await,
                Step::UsedUp(end) => return Err(end),
                Step::Lease(request) => {
                    let begun = Instant::now();
                    let lease = self.lease(&ask.key(), &request).await;
                    self.leased(&ask.quotas, &request, lease, begun);
                }
            }
        }
    }

    fn step(self: &Arc<Self>, ask: &Ask, now: Instant) -> Step {
        let mut state = self.state();
        let state = &mut *state;
        if state.stocks.len() >= MOST_STOCKS {
            let waiting = &state.waiting;
            state.stocks.retain(|key, stock| waiting.contains_key(key) || stock.left() > 0);
        }
        let key = ask.key();
        let stock =
            state.stocks.entry(key.clone()).or_insert_with(|| Stock::new(ask.period(), now));
        if state.away.is_some() {
            return self.local_step(state, ask, now);
        }
        if let Some(at) = state.returned {
            // Others may not have noticed yet, and use their share: so does this process, for one period.
            let end = crate::runtime::send::deadline::later(at, ask.period().saturating_mul(2));
            let processes = stock.processes;
            if now < end
                && let Some(free) = free_at(&stock.history, &state.most, ask, processes, now)
            {
                return Step::Wait(free);
            }
        }
        let most = most(&state.most, ask);
        let (needed, spare) = match stock.take(now) {
            Taken::Now => {
                let spare = stock.spare(most, now);
                stock.history.add(now, ask.period());
                if spare == 0 || stock.is_refilling || stock.left() > spare / 2 {
                    return Step::Go(None);
                }
                stock.is_refilling = true;
                (0, spare)
            }
            Taken::At(at) => return Step::Wait(at),
            Taken::UsedUp(end) => return Step::UsedUp(end),
            Taken::Empty => {
                let waiting = state.waiting.get(&key).copied().unwrap_or(1);
                let block = u32::try_from(most / 8).unwrap_or(u32::MAX).max(1);
                (waiting.clamp(1, block), stock.spare(most, now))
            }
        };
        let request = self.request(state, ask, needed, spare);
        if needed == 0 { Step::Go(Some(request)) } else { Step::Lease(request) }
    }

    fn request(&self, state: &mut State, ask: &Ask, needed: u32, spare: u32) -> LeaseRequest {
        let stock = state.stocks.get_mut(&ask.key());
        let (hold, spare_hold, unused) = stock
            .map_or((Duration::ZERO, Duration::ZERO, 0), |stock| {
                (stock.hold, stock.spare_hold(), stock.unused.take())
            });
        let quotas = ask.quotas.iter().map(|(key, quota)| {
            let mut shared = shared_quota(&state.most, key, quota);
            shared.unused = unused;
            shared
        });
        let mut request = LeaseRequest::new(Arc::clone(&self.process), quotas.collect(), needed);
        (request.spare, request.hold, request.spare_hold) = (spare, hold, spare_hold);
        request
    }

    async fn lease(&self, ask: &Key, request: &LeaseRequest) -> Result<Lease, StoreError> {
        let mut unreported = Unreported { shared: self, ask, request: Some(request) };
        match tokio::time::timeout(TIMEOUT, self.store.lease(request)).await {
            Ok(lease) => {
                if lease.is_ok() {
                    unreported.request = None;
                }
                lease
            }
            Err(_elapsed) => {
                let reason = format!("the store of limits has not responded within {TIMEOUT:?}");
                Err(StoreError::new(StoreErrorKind::Unreachable, reason))
            }
        }
    }

    /// Leases spare requests in the background.
    fn refill(self: &Arc<Self>, ask: &Ask, request: LeaseRequest) {
        let (shared, quotas, key) = (Arc::clone(self), ask.quotas.clone(), ask.key());
        let refill = async move {
            let begun = Instant::now();
            let lease = shared.lease(&key, &request).await;
            shared.leased(&quotas, &request, lease, begun);
        };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(refill)),
            Err(_) => {
                if let Some(stock) = self.state().stocks.get_mut(&ask.key()) {
                    stock.is_refilling = false;
                }
            }
        }
    }

    /// Keeps what was leased, or goes on without the store.
    fn leased(
        &self,
        quotas: &[(Key, &'static Quota)],
        request: &LeaseRequest,
        lease: Result<Lease, StoreError>,
        begun: Instant,
    ) {
        let now = Instant::now();
        let mut state = self.state();
        let state = &mut *state;
        let Some((key, _)) = quotas.first() else { return };
        let stock = state.stocks.get_mut(key);
        match lease {
            Ok(lease) => {
                if let Some(stock) = stock {
                    stock.is_refilling &= request.needed > 0;
                    stock.add(&lease, request.needed, request.spare, begun, now);
                    if let Some(wait) = lease.used_up {
                        stock.use_up(now, wait);
                    }
                }
                let left = quotas.iter().zip(&lease.left);
                state.left.extend(left.map(|((key, _), left)| (key.clone(), *left)));
                state.back(now);
            }
            Err(error) => {
                if let Some(stock) = stock {
                    stock.is_refilling &= request.needed > 0;
                }
                state.go_away(error, now);
            }
        }
    }
}

/// A lease that the store has not confirmed: it has failed, or its caller has gone.
///
/// Requests that were sent without a lease are reported again, although the store may have counted them. Those that were
/// leased and not sent are not: to give them back twice would be to send more than the quota.
struct Unreported<'a> {
    shared: &'a Shared,
    ask: &'a Key,
    /// `None` when it is confirmed.
    request: Option<&'a LeaseRequest>,
}

impl Drop for Unreported<'_> {
    fn drop(&mut self) {
        let Some(request) = self.request else { return };
        if let Some(stock) = self.shared.state().stocks.get_mut(self.ask) {
            stock.is_refilling &= request.needed > 0;
            let unused = request.quotas.first().map_or(0, |quota| quota.unused);
            stock.unused.add(today(), unused.min(0));
        }
    }
}

/// A caller that waits.
pub(super) struct Waits<'a> {
    shared: &'a Shared,
    key: Key,
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        if let Some(count) = state.waiting.get_mut(&self.key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                state.waiting.remove(&self.key);
            }
        }
    }
}

/// The smallest quota of a short period.
fn most(reported: &HashMap<Key, u64>, ask: &Ask) -> u64 {
    let most = |(key, quota): &(Key, &Quota)| most_of(reported, key, quota);
    ask.short().map(most).min().unwrap_or(u64::MAX)
}

fn most_of(reported: &HashMap<Key, u64>, key: &Key, quota: &Quota) -> u64 {
    reported.get(key).copied().unwrap_or(quota.most.into())
}

/// When the share of this process has room again.
fn free_at(
    history: &super::history::History,
    reported: &HashMap<Key, u64>,
    ask: &Ask,
    processes: u32,
    now: Instant,
) -> Option<Instant> {
    let free = |(key, quota): &(Key, &'static Quota)| {
        let period = Duration::from_secs(quota.seconds.into());
        history.free_at(Share::of(most_of(reported, key, quota), period, processes), now)
    };
    ask.short().filter_map(free).max()
}

/// A quota under a name that is the same in all processes, also in those of another version.
fn shared_quota(reported: &HashMap<Key, u64>, key: &Key, quota: &Quota) -> SharedQuota {
    let (server, account, _) = key;
    let account = account.as_deref().unwrap_or_default();
    let Quota { api, labels, seconds, .. } = quota;
    let name = format!("{server}:{account}:{api}:{}:{seconds}", labels.join("+"));
    SharedQuota::new(name, most_of(reported, key, quota), *seconds)
}
