//! Stores in Redis, with a real server where one is installed.

use std::time::Duration;

use super::redis_server::RedisServer;
use crate::runtime::auth::{Token, TokenStore};
use crate::runtime::stores::{RedisKeys, RedisLimits, RedisTokens, StoreErrorKind};
use crate::runtime::testing::stores as checks;

#[tokio::test]
async fn stores_in_redis_conform() {
    let Some(server) = RedisServer::start("stores in Redis") else { return };
    let tokens = || RedisTokens::new(&server.redis(), "user");
    checks::tokens(tokens).await.unwrap();
    let lock_time = Duration::from_millis(400);
    checks::expiring_lock(|| tokens().lock_time(lock_time), lock_time).await.unwrap();
    checks::keys(|| RedisKeys::new(&server.redis(), "events")).await.unwrap();
    checks::limits(|| RedisLimits::new(&server.redis(), "account")).await.unwrap();
}

#[tokio::test]
async fn names_and_prefixes_keep_stores_apart() {
    let Some(server) = RedisServer::start("names in Redis") else { return };
    let redis = server.redis();
    let one = RedisTokens::new(&redis, "one");
    one.save(&Token::new("a", Duration::from_secs(60))).await.unwrap();
    assert!(RedisTokens::new(&redis, "two").load().await.unwrap().is_none());
    let other = RedisTokens::new(&redis.clone().prefix("other"), "one");
    assert!(other.load().await.unwrap().is_none());
    assert!(one.load().await.unwrap().is_some());
    // A lock that is current is renewed for as long as it takes.
    let quick = one.clone().lock_time(Duration::from_millis(150));
    let lock = quick.lock().await.unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    let impatient = one.clone().lock_timeout(Duration::from_millis(50));
    assert_eq!(impatient.lock().await.unwrap_err().kind, StoreErrorKind::Locked);
    drop(lock);
    drop(one.lock().await.unwrap());
}

#[tokio::test]
async fn a_token_survives_a_restart_and_a_loss() {
    let Some(mut server) = RedisServer::start("tokens after a restart") else { return };
    let tokens = RedisTokens::new(&server.redis(), "user");
    let old = tokens.lock().await.unwrap();
    let token = |name: &str| Token::new(name.to_owned(), Duration::from_secs(60));
    tokens.save_locked(&token("a"), &old).await.unwrap();
    server.kill();
    let error = tokens.load().await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Unreachable, "{error}");
    server.run();
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert!(tokens.load().await.unwrap().is_some());
    // The data is lost, and numbers begin again: neither the old lock nor a new one is shut out.
    server.cli(&["FLUSHALL"]);
    assert!(tokens.load().await.unwrap().is_none());
    for at in 0..3 {
        tokens.save_locked(&token(&format!("b{at}")), &old).await.unwrap();
    }
    drop(old);
    let new = tokens.lock().await.unwrap();
    tokens.save_locked(&token("c"), &new).await.unwrap();
    assert!(tokens.load().await.unwrap().unwrap().is_same(&token("c")));
    server.cli(&["HSET", concat!(env!("CARGO_PKG_NAME"), ":token:{user}"), "token", "{\"s3cret"]);
    let error = tokens.load().await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Damaged);
    assert!(!format!("{error:?}").contains("s3cret"), "{error}");
}
