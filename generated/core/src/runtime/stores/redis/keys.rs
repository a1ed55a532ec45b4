//! Keys in Redis.

use std::time::Duration;

use redis::Cmd;

use super::connection::Redis;
use super::scripts;
use crate::runtime::auth::BoxFuture;
use crate::runtime::stores::{KeySet, StoreError};

/// Keeps keys in Redis, each until its own end. Clones share them, and so do all processes with the same name.
#[derive(Clone, Debug)]
pub struct RedisKeys {
    redis: Redis,
    name: String,
}

impl RedisKeys {
    /// The keys of this name: of one receiver of events, for example.
    #[must_use]
    pub fn new(redis: &Redis, name: impl Into<String>) -> Self {
        Self { redis: redis.clone(), name: name.into() }
    }

    /// Each key is in a slot of its own, so that a cluster spreads them.
    fn key(&self, key: &[u8]) -> Vec<u8> {
        let mut whole = format!("{}:seen:({}):", self.redis.key_prefix(), self.name).into_bytes();
        whole.extend_from_slice(key);
        whole
    }
}

impl KeySet for RedisKeys {
    fn insert<'a>(
        &'a self,
        key: &'a [u8],
        keep: Duration,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let keep = u64::try_from(keep.as_millis()).unwrap_or(u64::MAX).clamp(1, LONGEST);
            // The script may be sent twice; it knows its own key by this number.
            let number = fastrand::u64(..);
            let mut insert = scripts::INSERT.key(self.key(key));
            insert.arg(number).arg(keep);
            self.redis.script(&insert).await
        })
    }

    fn remove<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let mut command = Cmd::new();
            command.arg("DEL").arg(self.key(key));
            self.redis.query(&command).await
        })
    }
}

/// A hundred years in milliseconds; Redis rejects times that do not fit into its own.
const LONGEST: u64 = 100 * 365 * 86_400_000;
