//! The connection to Redis, with a real server where one is installed.

use std::time::{Duration, Instant};

use super::redis_server::RedisServer;
use crate::runtime::stores::{KeySet, Redis, RedisKeys, StoreErrorKind};

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
}
