//! Events that were accepted and not yet handled, kept so that they outlive the process.
//!
//! An [`Inbox`] stores events before their sender gets its response, and hands them to workers afterwards:
//! [`MemoryInbox`] in this process, `FileInbox` (feature `inbox`) in a file that the processes of one machine
//! share, `RedisInbox` (feature `redis`) in a server for many machines. `testing::stores` checks any other implementation.

#[cfg(feature = "inbox")]
mod file;
mod memory;
mod store;

#[cfg(feature = "inbox")]
pub use self::file::{FileInbox, FileInboxBuilder};
pub use self::memory::MemoryInbox;
#[cfg(feature = "redis")]
pub(in crate::runtime::stores) use self::memory::REMEMBERED;
pub use self::store::{
    DeadEvent, EventKey, Inbox, InboxCounts, NewEvent, Put, Receipt, TakenEvent,
};
