//! What several processes of one program share: tokens, counts of requests, and keys of what was handled.
//!
//! Each kind has a small trait, so that any database can take the part: [`TokenStore`], and [`KeySet`]. All of them
//! have an implementation in the memory of one process; those of the feature `redis` are for many machines.

mod error;
mod keys;
#[cfg(feature = "redis")]
mod redis;

pub use self::error::{StoreError, StoreErrorKind};
pub use self::keys::{KeySet, MemoryKeys};
#[cfg(feature = "redis")]
pub use self::redis::connection::Redis;
#[cfg(feature = "redis")]
pub use self::redis::keys::RedisKeys;
pub use crate::runtime::auth::{BoxFuture, FileStore, MemoryStore, StoreLock, TokenStore};
