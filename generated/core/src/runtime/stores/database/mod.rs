//! A file that processes of one machine share, a database of SQLite, and the thread that reads and writes it.
//!
//! Why SQLite: several processes may share the file, also while a new version of a program takes over from the old one;
//! redb, the store in pure Rust, admits one process.

mod error;
mod file;
mod thread;

use std::time::Duration;

pub(super) use self::file::{Database, Layout, Options, later, now};
pub(super) use self::thread::{Tables, Thread};

/// How long to wait for another process that writes, unless set otherwise.
pub(super) const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
