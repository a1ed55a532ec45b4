//! Stores in a Redis server, for processes on many machines.
//!
//! Each store uses the keys of one hash slot, so that its scripts run in a cluster too.

pub(super) mod connection;
pub(super) mod inbox;
mod inbox_scripts;
pub(super) mod keys;
pub(super) mod limits;
mod link;
mod scripts;
mod target;
pub(super) mod tokens;
