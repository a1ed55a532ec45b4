//! Limiters that share their counts. Time is turned by the tests.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use crate::runtime::auth::{Bearer, BoxFuture};
use crate::runtime::private::{self as rt, Limiter, Raw, Retry};
use crate::runtime::stores::{
    Grant, Lease, LeaseRequest, LimitReport, LimitStore, MemoryLimits, StoreError, StoreErrorKind,
};
use crate::runtime::testing::{FakeResponse, FakeTransport};

/// A store that counts its calls, takes some time, and can be away.
#[derive(Clone)]
struct Counted {
    inner: MemoryLimits,
    calls: Arc<AtomicUsize>,
    is_away: Arc<AtomicBool>,
    hangs: Arc<AtomicBool>,
}

impl Counted {
    fn new() -> Self {
        Self {
            inner: MemoryLimits::new(),
            calls: Arc::default(),
            is_away: Arc::default(),
            hangs: Arc::default(),
        }
    }

    fn calls(&self) -> usize {
        self.calls.swap(0, Ordering::SeqCst)
    }

    async fn call(&self) -> Result<(), StoreError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
        if self.is_away.load(Ordering::SeqCst) {
            return Err(StoreError::new(StoreErrorKind::Unreachable, "it is away"));
        }
        Ok(())
    }
}

impl LimitStore for Counted {
    fn lease<'a>(&'a self, request: &'a LeaseRequest) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async move {
            self.call().await?;
            self.inner.lease(request).await
        })
    }

    fn report<'a>(&'a self, report: &'a LimitReport) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.call().await?;
            self.inner.report(report).await
        })
    }
}

/// Processes of one account, as clients with a limiter each.
struct Processes {
    clients: Vec<rt::Client>,
    limiters: Vec<Limiter>,
    transport: FakeTransport,
    start: Instant,
}

impl Processes {
    fn new(count: usize, plan: &str, store: &Counted) -> Self {
        let transport = FakeTransport::new();
        transport.always(FakeResponse::json(200, "{}"));
        let limiters: Vec<_> =
            (0..count).map(|_| Limiter::new(plan).store(store.clone())).collect();
        let client = |limiter: &Limiter| {
            let builder = rt::Client::builder().transport(transport.clone()).retry(Retry::none());
            builder.auth(Bearer::new("t")).limiter(limiter.clone()).build().unwrap()
        };
        let clients = limiters.iter().map(client).collect();
        Self { clients, limiters, transport, start: Instant::now() }
    }

    /// Sends a number of requests from each process at once; the virtual millisecond at which each was sent.
    async fn times(&self, each: usize, path: &'static str, label: &'static str) -> Vec<u128> {
        let mut tasks = Vec::new();
        for client in &self.clients {
            for _ in 0..each {
                let (client, start) = (client.clone(), self.start);
                tasks.push(tokio::spawn(async move {
                    Raw::get(path).rate_limit(label).send::<()>(&client).await.unwrap();
                    start.elapsed().as_millis()
                }));
            }
        }
        let mut times = Vec::new();
        for task in tasks {
            times.push(task.await.unwrap());
        }
        times.sort_unstable();
        times
    }

    async fn send(&self, process: usize, label: &'static str) -> rt::Result<()> {
        Raw::get("/x").rate_limit(label).send(&self.clients[process]).await
    }
}

/// The most that lie within a second.
fn densest(times: &[u128]) -> usize {
    let within = |from: &u128| times.iter().filter(|at| (*from..from + 1_000).contains(at)).count();
    times.iter().map(within).max().unwrap_or(0)
}

#[tokio::test(start_paused = true)]
async fn processes_share_a_quota_and_use_it() {
    let store = Counted::new();
    let processes = Processes::new(4, "pro", &store);
    let times = processes.times(150, "/users", "light").await;
    assert_eq!(times.len(), 600);
    assert!(densest(&times) <= 30, "{}", densest(&times));
    // 600 at 30 a second; the margin for requests that take longer than others is a sixteenth.
    let last = *times.last().unwrap();
    assert!(last < 22_000, "{last} ms");
    assert!(store.calls() <= 600, "one call for each request at most");
}

#[tokio::test(start_paused = true)]
async fn far_from_the_limit_hardly_any_request_asks_the_store() {
    let store = Counted::new();
    let processes = Processes::new(2, "business", &store);
    for _ in 0..200 {
        processes.send(0, "light").await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let calls = store.calls();
    assert!(calls < 100, "{calls} calls for 200 requests");
    let waited = processes.start.elapsed();
    assert!(waited < Duration::from_millis(200 * 51 + 50), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_day_is_shared() {
    let store = Counted::new();
    let processes = Processes::new(2, "free", &store);
    for at in 0..6 {
        processes.send(at % 2, "light").await.unwrap();
    }
    for process in 0..2 {
        let error = processes.send(process, "light").await.unwrap_err();
        assert!(error.is_daily_limit() && error.status().is_none(), "{error}");
        // The clock of the store is turned by this test, that of the process is not.
        let end = error.resume_at().unwrap().unix_seconds().unwrap() % 86_400;
        assert!(end == 0 || end > 86_390, "{error}");
    }
    assert_eq!(processes.transport.sent().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn an_error_response_holds_all_processes_back() {
    let store = Counted::new();
    let processes = Processes::new(2, "pro", &store);
    processes.send(1, "light").await.unwrap();
    let rejected = FakeResponse::json(429, "{}").header("X-RateLimit-Type", "QPS");
    processes.transport.respond(rejected.header("Retry-After", "5"));
    processes.send(0, "light").await.unwrap_err();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let from = processes.start.elapsed();
    for process in 0..2 {
        processes.send(process, "light").await.unwrap();
    }
    let waited = processes.start.elapsed().saturating_sub(from);
    assert!(waited > Duration::from_millis(3_700) && waited < Duration::from_secs(6), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn what_the_server_reports_counts() {
    let store = Counted::new();
    let processes = Processes::new(2, "pro", &store);
    // Somebody else has used up this second.
    let full = FakeResponse::json(200, "{}").header("X-RateLimit-Type", "QPS");
    processes.transport.respond(full.header("X-RateLimit-Remaining", "0"));
    processes.send(0, "light").await.unwrap();
    tokio::time::sleep(Duration::from_millis(10)).await;
    let from = processes.start.elapsed();
    processes.send(1, "light").await.unwrap();
    let waited = processes.start.elapsed().saturating_sub(from);
    assert!(waited > Duration::from_millis(900), "{waited:?}");
    // The plan is another one.
    let other = FakeResponse::json(200, "{}").header("X-RateLimit-Type", "QPS");
    processes.transport.respond(other.header("X-RateLimit-Limit", "2"));
    tokio::time::sleep(Duration::from_secs(3)).await;
    processes.send(0, "light").await.unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let one = Processes { clients: vec![processes.clients[0].clone()], ..processes };
    assert!(densest(&one.times(6, "/x", "light").await) <= 2);
}

#[tokio::test(start_paused = true)]
async fn without_the_store_each_process_uses_its_share() {
    let store = Counted::new();
    let processes = Processes::new(3, "pro", &store);
    processes.times(20, "/users", "light").await;
    assert!(processes.limiters.iter().all(|limiter| limiter.store_failure().is_none()));
    store.is_away.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let begun = processes.start.elapsed().as_millis();
    let times = processes.times(40, "/users", "light").await;
    assert!(densest(&times) <= 30, "{}", densest(&times));
    // 120 at 30 a second, after a pause in which others may still send what they have leased.
    let taken = *times.last().unwrap() - begun;
    assert!((4_000..7_500).contains(&taken), "{taken} ms");
    for limiter in &processes.limiters {
        assert_eq!(limiter.store_failure().unwrap().kind, StoreErrorKind::Unreachable);
    }
    // It comes back in the middle, without any call.
    store.is_away.store(false, Ordering::SeqCst);
    let more = processes.times(100, "/users", "light").await;
    let all: Vec<_> = times.into_iter().chain(more).collect();
    assert!(densest(&all) <= 30, "{}", densest(&all));
    assert!(processes.limiters.iter().all(|limiter| limiter.store_failure().is_none()));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_delays_few_requests() {
    let store = Counted::new();
    store.hangs.store(true, Ordering::SeqCst);
    let processes = Processes::new(1, "pro", &store);
    for _ in 0..20 {
        processes.send(0, "light").await.unwrap();
    }
    let taken = processes.start.elapsed();
    assert!(taken < Duration::from_millis(600), "{taken:?}");
    assert!(processes.limiters[0].store_failure().is_some());
}

#[tokio::test(start_paused = true)]
async fn the_number_of_processes_can_be_set() {
    let store = Counted::new();
    store.is_away.store(true, Ordering::SeqCst);
    let processes = Processes::new(1, "pro", &store);
    let limiter = processes.limiters[0].clone().processes(10);
    assert!(limiter.store_failure().is_none());
    let times = processes.times(9, "/users", "light").await;
    assert!(densest(&times) <= 3, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_day_goes_on_without_the_store_and_is_counted_after_it() {
    let store = Counted::new();
    let processes = Processes::new(1, "free", &store);
    processes.send(0, "light").await.unwrap();
    store.is_away.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(2)).await;
    for _ in 0..3 {
        processes.send(0, "light").await.unwrap();
    }
    store.is_away.store(false, Ordering::SeqCst);
    let mut sent = 4;
    while processes.send(0, "light").await.is_ok() {
        tokio::time::sleep(Duration::from_secs(3)).await;
        sent += 1;
        assert!(sent <= 6, "the day has six requests");
    }
    assert_eq!(sent, 6);
}

/// A store that notes what is given back, and leases one request and five spare ones that end at once.
#[derive(Clone, Default)]
struct Noted {
    unused: Arc<Mutex<Vec<i64>>>,
    is_away: Arc<AtomicBool>,
    hangs: Arc<AtomicBool>,
}

impl Noted {
    fn taken(&self) -> Vec<i64> {
        std::mem::take(&mut self.unused.lock().unwrap())
    }
}

impl LimitStore for Noted {
    fn lease<'a>(&'a self, request: &'a LeaseRequest) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async move {
            self.unused.lock().unwrap().push(request.quotas[0].unused);
            if self.hangs.load(Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            if self.is_away.load(Ordering::SeqCst) {
                return Err(StoreError::new(StoreErrorKind::Unreachable, "the response is lost"));
            }
            let at_once = Duration::from_millis(20);
            let mut lease = Lease::default();
            lease.grants.push(Grant::new(Duration::ZERO, at_once, 1));
            lease.grants.push(Grant::new(Duration::ZERO, at_once, 5));
            Ok(lease)
        })
    }

    fn report<'a>(&'a self, _: &'a LimitReport) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_given_back_twice_and_nothing_is_forgotten() {
    let store = Noted::default();
    let transport = FakeTransport::new();
    transport.always(FakeResponse::json(200, "{}"));
    let builder = rt::Client::builder().transport(transport).retry(Retry::none());
    let limiter = Limiter::new("pro").store(store.clone());
    let client = builder.auth(Bearer::new("t")).limiter(limiter).build().unwrap();
    let send = || {
        let client = client.clone();
        async move { Raw::get("/x").rate_limit("light").send::<()>(&client).await.unwrap() }
    };
    let pause = Duration::from_secs(2);
    send().await;
    tokio::time::sleep(pause).await;
    send().await;
    assert_eq!(store.taken(), [0, 5]);
    tokio::time::sleep(pause).await;
    // The store may have taken the five before its response was lost.
    store.is_away.store(true, Ordering::SeqCst);
    send().await;
    let first = store.taken();
    assert_eq!(first[0], 5);
    assert!(first[1..].iter().all(|unused| *unused <= 0), "{first:?}");
    tokio::time::sleep(pause).await;
    send().await;
    tokio::time::sleep(pause).await;
    store.taken();
    // Two were sent without a lease; a caller that gives up does not hide them.
    store.is_away.store(false, Ordering::SeqCst);
    store.hangs.store(true, Ordering::SeqCst);
    let given_up = tokio::time::timeout(Duration::from_millis(100), send()).await;
    drop(given_up);
    tokio::time::sleep(pause).await;
    store.hangs.store(false, Ordering::SeqCst);
    store.taken();
    send().await;
    tokio::time::sleep(pause).await;
    let reported = store.taken();
    assert!(reported[0] <= -2, "{reported:?}");
    send().await;
    assert!(store.taken().iter().all(|unused| *unused >= 0), "they are reported once");
}
