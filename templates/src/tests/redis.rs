//! The connection to Redis, with a real server where one is installed.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::redis_server::RedisServer;
use crate::runtime::stores::{
    KeySet, LeaseRequest, LimitStore, Redis, RedisKeys, RedisLimits, SharedQuota, StoreErrorKind,
};

#[tokio::test]
async fn a_server_that_is_away_is_an_error_and_nothing_hangs() {
    let redis = Redis::new("redis://me:s3cret@127.0.0.1:1/0").unwrap();
    let begun = Instant::now();
    for _ in 0..50 {
        let error = redis.ping().await.unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Unreachable);
        assert!(error.is_temporary());
        let shown = format!("{error} {error:?} {redis:?}");
        assert!(shown.contains("127.0.0.1:1") && !shown.contains("s3cret"), "{shown}");
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    // A server that accepts connections and never responds.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", silent.local_addr().unwrap());
    let redis = Redis::new(url).unwrap().timeout(Duration::from_millis(100));
    let begun = Instant::now();
    assert_eq!(redis.ping().await.unwrap_err().kind, StoreErrorKind::Unreachable);
    assert!(begun.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_url_that_is_not_one_is_not_shown() {
    for url in ["http://user:s3cret@host", "s3cret", "redis://:s3cret@host:port"] {
        let error = Redis::new(url).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
    }
    assert_eq!(Redis::new("rediss://host").is_ok(), cfg!(feature = "rustls"));
}

#[tokio::test]
async fn a_connection_comes_back_after_a_restart() {
    let Some(mut server) = RedisServer::start("Redis comes back") else { return };
    let redis = server.redis();
    redis.ping().await.unwrap();
    server.kill();
    assert_eq!(redis.ping().await.unwrap_err().kind, StoreErrorKind::Unreachable);
    server.run();
    tokio::time::sleep(Duration::from_millis(60)).await;
    redis.ping().await.unwrap();
    // Without a call in between, the caller does not notice the restart.
    server.kill();
    server.run();
    redis.ping().await.unwrap();
}

#[tokio::test]
async fn a_server_that_hangs_costs_one_time_limit() {
    let Some(server) = RedisServer::start("Redis hangs") else { return };
    let redis = server.redis().timeout(Duration::from_millis(200));
    redis.ping().await.unwrap();
    server.signal("-STOP");
    let begun = Instant::now();
    assert_eq!(redis.ping().await.unwrap_err().kind, StoreErrorKind::Unreachable);
    assert!(begun.elapsed() < Duration::from_secs(1));
    server.signal("-CONT");
    tokio::time::sleep(Duration::from_millis(60)).await;
    redis.ping().await.unwrap();
}

#[tokio::test]
async fn users_and_passwords() {
    let arguments = ["--requirepass", "s3cret", "--user", "app", "on", ">pa55", "~mine:*", "+@all"];
    let Some(server) = RedisServer::with("users of Redis", &arguments) else { return };
    let error = server.redis().ping().await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Other, "{error}");
    let wrong = server.redis().credentials(None, &"wr0ng".into());
    let error = wrong.ping().await.unwrap_err();
    assert!(!format!("{error} {error:?} {wrong:?}").contains("wr0ng"), "{error}");
    server.redis().credentials(None, &"s3cret".into()).ping().await.unwrap();
    let app = server.redis().credentials(Some("app"), &"pa55".into());
    let keys = RedisKeys::new(&app.clone().prefix("mine"), "x");
    assert!(keys.insert(b"a", Duration::from_secs(9)).await.unwrap());
    // The prefix is what a user may be limited to.
    let keys = RedisKeys::new(&app, "x");
    let error = keys.insert(b"a", Duration::from_secs(9)).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Other, "{error}");
    // The server names its user, and errors do not.
    server.cli(&["-a", "s3cret", "ACL", "SETUSER", "s0mebody", "on", ">pa55"]);
    let nobody = server.redis().credentials(Some("s0mebody"), &"pa55".into());
    let error = nobody.ping().await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Other, "{error}");
    let shown = format!("{error} {error:?} {nobody:?}");
    assert!(shown.contains("has no permissions") && !shown.contains("s0mebody"), "{shown}");
}

/// What becomes of the responses of a server.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Forwarded,
    /// Of connections that were there before; neither end is notified.
    Swallowed,
    /// The connection ends in place of the next response.
    Cut,
}

async fn forward(client: TcpStream, server: u16, fate: tokio::sync::watch::Sender<Fate>) {
    let begun = *fate.borrow();
    let stream = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
    let (mut from, mut to) = client.into_split();
    let (mut responses, mut requests) = stream.into_split();
    let sent = tokio::spawn(async move { tokio::io::copy(&mut from, &mut requests).await });
    let mut piece = [0; 4_096];
    while let Ok(length @ 1..) = responses.read(&mut piece).await {
        match *fate.borrow() {
            Fate::Swallowed if begun == Fate::Forwarded => continue,
            Fate::Cut if begun == Fate::Forwarded => break,
            _ => {}
        }
        to.write_all(&piece[..length]).await.unwrap();
    }
    sent.abort();
}

/// Forwards to a server.
async fn proxy(server: u16, fate: tokio::sync::watch::Sender<Fate>) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (client, _) = listener.accept().await.unwrap();
            tokio::spawn(forward(client, server, fate.clone()));
        }
    });
    port
}

#[tokio::test]
async fn a_connection_that_is_dead_without_notice_is_replaced() {
    let Some(server) = RedisServer::start("a dead connection") else { return };
    let fate = tokio::sync::watch::Sender::new(Fate::Forwarded);
    let port = proxy(server.port(), fate.clone()).await;
    let redis = Redis::new(format!("redis://127.0.0.1:{port}")).unwrap();
    let limits = RedisLimits::new(&redis, "account");
    let request = LeaseRequest::new("process", vec![SharedQuota::new("q", 10, 1)], 1);
    limits.lease(&request).await.unwrap();
    fate.send_replace(Fate::Swallowed);
    // A limiter gives up long before the time limit of the connection.
    let lease = tokio::time::timeout(Duration::from_millis(500), limits.lease(&request)).await;
    assert!(lease.is_err());
    let begun = Instant::now();
    limits.lease(&request).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_response_that_is_lost_changes_nothing() {
    let Some(server) = RedisServer::start("lost responses of Redis") else { return };
    let fate = tokio::sync::watch::Sender::new(Fate::Forwarded);
    let port = proxy(server.port(), fate.clone()).await;
    let redis = || Redis::new(format!("redis://127.0.0.1:{port}")).unwrap();
    let keys = RedisKeys::new(&redis(), "x");
    assert!(keys.insert(b"a", Duration::from_secs(9)).await.unwrap());
    let limits = RedisLimits::new(&redis(), "account");
    let lease = |needed, unused| {
        let mut quota = SharedQuota::new("q", 100, 86_400);
        quota.unused = unused;
        LeaseRequest::new("process", vec![quota], needed)
    };
    assert_eq!(limits.lease(&lease(50, 0)).await.unwrap().left, [50]);
    fate.send_replace(Fate::Cut);
    assert!(keys.insert(b"b", Duration::from_secs(9)).await.unwrap());
    // Ten are given back once, and one is leased twice.
    assert_eq!(limits.lease(&lease(1, 10)).await.unwrap().left, [58]);
    assert!(!keys.insert(b"b", Duration::from_secs(9)).await.unwrap());
    assert_eq!(limits.lease(&lease(1, 10)).await.unwrap().left, [67]);
}

#[tokio::test]
async fn a_clock_that_is_set_back_across_midnight_does_not_begin_the_day_again() {
    let Some(server) = RedisServer::start("the clock of Redis") else { return };
    let limits = RedisLimits::new(&server.redis(), "account");
    let quota = SharedQuota::new("q", 100, 86_400);
    let lease = LeaseRequest::new("process", vec![quota.clone()], 1);
    assert_eq!(limits.lease(&lease).await.unwrap().left, [99]);
    let facts = concat!(env!("CARGO_PKG_NAME"), ":limits:{account}:q");
    let day: u64 = server.cli(&["HGET", facts, "day"]).trim().parse().unwrap();
    for (day, left) in [(day + 1, 49), (day + 2, 99), (day - 1, 99)] {
        server.cli(&["HSET", facts, "day", &day.to_string(), "used", "50"]);
        assert_eq!(limits.lease(&lease).await.unwrap().left, [left], "{day}");
    }
    server.cli(&["HSET", facts, "day", &(day + 1).to_string(), "used", "50"]);
    let mut report = crate::runtime::stores::LimitReport::new(quota);
    report.used = Some(10);
    limits.report(&report).await.unwrap();
    assert_eq!(limits.lease(&lease).await.unwrap().left, [49]);
}
