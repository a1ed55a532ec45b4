//! What several processes of one program share: tokens, counts of requests, keys of what was handled, and events.
//!
//! Each kind has a small trait, so that any database can take the part: [`TokenStore`] and [`LimitStore`], and for
//! programs that receive events (feature `events`) `KeySet` and `Inbox`. All of them have an implementation in the memory
//! of one process; those of the feature `inbox` are for one machine, and those of the feature `redis` for many.

#[cfg(feature = "inbox")]
mod database;
mod error;
#[cfg(feature = "inbox")]
mod file_keys;
#[cfg(any(
    test,
    feature = "events",
    feature = "inbox",
    feature = "redis",
    feature = "store-checks"
))]
mod inbox;
#[cfg(any(
    test,
    feature = "events",
    feature = "inbox",
    feature = "redis",
    feature = "store-checks"
))]
mod keys;
mod ledger;
mod limits;
#[cfg(feature = "redis")]
mod redis;

pub use self::error::{StoreError, StoreErrorKind};
#[cfg(feature = "inbox")]
pub use self::file_keys::{FileKeys, FileKeysBuilder};
#[cfg(any(
    test,
    feature = "events",
    feature = "inbox",
    feature = "redis",
    feature = "store-checks"
))]
pub use self::inbox::{
    DeadEvent, EventKey, Inbox, InboxCounts, MemoryInbox, NewEvent, Put, Receipt, TakenEvent,
};
#[cfg(feature = "inbox")]
pub use self::inbox::{FileInbox, FileInboxBuilder};
#[cfg(any(
    test,
    feature = "events",
    feature = "inbox",
    feature = "redis",
    feature = "store-checks"
))]
pub use self::keys::{KeySet, MemoryKeys};
pub use self::ledger::Ledger;
pub use self::limits::{
    Grant, Lease, LeaseRequest, LimitReport, LimitStore, MemoryLimits, SharedQuota,
};
#[cfg(feature = "redis")]
pub use self::redis::connection::Redis;
#[cfg(feature = "redis")]
pub use self::redis::inbox::RedisInbox;
#[cfg(feature = "redis")]
pub use self::redis::keys::RedisKeys;
#[cfg(feature = "redis")]
pub use self::redis::limits::RedisLimits;
#[cfg(feature = "redis")]
pub use self::redis::tokens::RedisTokens;
pub use crate::runtime::auth::{BoxFuture, FileStore, MemoryStore, StoreLock, TokenStore};
