//! A cluster of Redis servers, with real ones where they are installed.

use std::process::Command;
use std::time::{Duration, Instant};

use super::redis_server::RedisServer;
use crate::runtime::stores::{
    Inbox, KeySet, NewEvent, Put, Redis, RedisInbox, RedisKeys, RedisLimits, RedisTokens,
    StoreErrorKind,
};
use crate::runtime::testing::stores as checks;

const LEASE: Duration = Duration::from_secs(60);

/// Three servers, each with a third of the slots.
struct Cluster(Vec<RedisServer>);

impl Cluster {
    fn start(test: &str) -> Option<Self> {
        let arguments = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000"];
        let servers: Option<Vec<_>> = (0..3).map(|_| RedisServer::with(test, &arguments)).collect();
        let cluster = Self(servers?);
        let mut create = Command::new("redis-cli");
        create.args(["--cluster", "create"]);
        create.args(cluster.0.iter().map(|server| format!("127.0.0.1:{}", server.port())));
        let created = create.args(["--cluster-replicas", "0", "--cluster-yes"]).output().unwrap();
        assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stdout));
        cluster.wait();
        Some(cluster)
    }

    /// Until all servers agree.
    fn wait(&self) {
        let begun = Instant::now();
        let is_ready = |server: &RedisServer| {
            let info = server.cli(&["CLUSTER", "INFO"]);
            info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:16384")
        };
        while !self.0.iter().all(is_ready) {
            assert!(begun.elapsed() < Duration::from_secs(20), "the cluster has not started");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn redis(&self) -> Redis {
        Redis::cluster(self.0.iter().map(RedisServer::url)).unwrap()
    }

    /// The server that has the slot of a key, and one that has not.
    fn places(&self, key: &str) -> (usize, usize) {
        let at = (0..3).find(|at| !self.0[*at].cli(&["GET", key]).contains("MOVED")).unwrap();
        (at, (at + 1) % 3)
    }

    fn id(&self, at: usize) -> String {
        self.0[at].cli(&["CLUSTER", "MYID"]).trim().to_owned()
    }
}

fn event(number: u32) -> NewEvent {
    let mut key = [0; 32];
    key[..4].copy_from_slice(&number.to_be_bytes());
    NewEvent::new(key, "body").in_order((number % 3).to_string())
}

#[tokio::test]
async fn stores_in_a_cluster_conform() {
    let Some(cluster) = Cluster::start("stores in a cluster") else { return };
    let redis = cluster.redis();
    redis.ping().await.unwrap();
    for name in ["user", "another", "", "}{"] {
        checks::tokens(|| RedisTokens::new(&redis, name)).await.unwrap();
    }
    let lock_time = Duration::from_millis(400);
    let tokens = || RedisTokens::new(&redis, "user").lock_time(lock_time);
    checks::expiring_lock(tokens, lock_time).await.unwrap();
    checks::keys(|| RedisKeys::new(&redis, "events")).await.unwrap();
    checks::limits(|| RedisLimits::new(&redis, "account")).await.unwrap();
    let number = std::sync::atomic::AtomicU32::new(0);
    checks::inbox(async || {
        let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        RedisInbox::new(&redis, number.to_string())
    })
    .await
    .unwrap();
    // Keys are on all servers.
    let keys = RedisKeys::new(&redis, "many");
    for number in 0..100_u8 {
        assert!(keys.insert(&[number], LEASE).await.unwrap());
    }
    for server in &cluster.0 {
        let found = server.cli(&["KEYS", "*:seen:(many):*"]).lines().count();
        assert!((15..60).contains(&found), "{found}");
    }
}

#[tokio::test]
async fn one_server_of_a_cluster_is_an_error_that_says_so() {
    let Some(cluster) = Cluster::start("one server of a cluster") else { return };
    let inbox_key = concat!(env!("CARGO_PKG_NAME"), ":inbox:{x}:events");
    let (right, wrong) = cluster.places(inbox_key);
    RedisInbox::new(&cluster.0[right].redis(), "x").put(event(1)).await.unwrap();
    let begun = Instant::now();
    let inbox = RedisInbox::new(&cluster.0[wrong].redis(), "x");
    let error = inbox.put(event(1)).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!((error.kind, error.is_temporary()), (StoreErrorKind::Other, false));
    assert!(error.reason.contains("use `Redis::cluster` (feature `redis-cluster`)"), "{error}");
}

#[tokio::test]
async fn slots_may_move_and_servers_may_end() {
    let Some(mut cluster) = Cluster::start("changes of a cluster") else { return };
    let redis = cluster.redis();
    let inbox = RedisInbox::new(&redis, "x");
    let key = concat!(env!("CARGO_PKG_NAME"), ":inbox:{x}:events");
    for number in 0..20 {
        inbox.put(event(number)).await.unwrap();
    }
    let (from, to) = cluster.places(key);
    // All keys of the slot move, while events are put and handled.
    let work = tokio::spawn({
        let inbox = inbox.clone();
        async move {
            for number in 20..200 {
                assert_eq!(inbox.put(event(number)).await.unwrap(), Put::New);
                if let Some(event) = inbox.take(1, LEASE).await.unwrap().first() {
                    inbox.done(&event.receipt).await.unwrap();
                }
            }
        }
    });
    let (source, target) = (cluster.id(from), cluster.id(to));
    let slot = cluster.0[from].cli(&["CLUSTER", "KEYSLOT", key]).trim().to_owned();
    cluster.0[to].cli(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &source]);
    cluster.0[from].cli(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &target]);
    let port = cluster.0[to].port().to_string();
    loop {
        let keys = cluster.0[from].cli(&["CLUSTER", "GETKEYSINSLOT", &slot, "1000"]);
        let keys: Vec<_> = keys.lines().filter(|line| !line.is_empty()).collect();
        if keys.is_empty() {
            break;
        }
        let mut migrate = vec!["MIGRATE", "127.0.0.1", &port, "", "0", "5000", "KEYS"];
        migrate.extend(keys);
        cluster.0[from].cli(&migrate);
    }
    for at in [to, from, 3 - from - to] {
        cluster.0[at].cli(&["CLUSTER", "SETSLOT", &slot, "NODE", &target]);
    }
    work.await.unwrap();
    assert_eq!(cluster.places(key).0, to);
    for number in 0..200 {
        assert_eq!(inbox.put(event(number)).await.unwrap(), Put::Repeated, "{number}");
    }
    // A server ends: what it had fails in time, and comes back with it.
    cluster.0[to].kill();
    let begun = Instant::now();
    let error = inbox.put(event(200)).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Unreachable, "{error}");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    cluster.0[to].run();
    cluster.wait();
    let begun = Instant::now();
    while inbox.put(event(200)).await.is_err() {
        assert!(begun.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut handled = 0;
    while let Some(event) = inbox.take(1, LEASE).await.unwrap().first() {
        inbox.done(&event.receipt).await.unwrap();
        handled += 1;
    }
    assert_eq!(handled, 21);
}
