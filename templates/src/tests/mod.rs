//! Tests of the runtime, against an imitation of generated code and servers on this machine.

// The requests of these tests get more methods than each test calls.
#![allow(dead_code)]

mod auth;
mod client;
mod decoding;
mod encoding;
mod enums;
mod errors;
mod keys;
mod limiter;
mod paging;
mod paths;
mod raw;
mod redirects;
mod requests;
mod resume;
mod retry;
mod robustness;
mod secrets;
mod server;
mod testing;
mod time;
mod token_store;
mod transport;
mod unions;
mod v1;
#[cfg(feature = "webhooks")]
mod webhooks;
mod windows;
