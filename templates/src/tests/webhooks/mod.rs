//! Webhooks: accepted requests, their responses, and the handlers that are called.

mod dedupe;
mod failing_inbox;
mod handlers;
mod inbox;
mod inbox_shared;
#[cfg(any(feature = "inbox", feature = "redis"))]
mod killed;
mod receive;
#[cfg(feature = "axum")]
mod serve;
mod v1;
mod verify;

/// The secret of the vector that Zoom's own signature is known for.
const SECRET: &str = "4fv1RkqGQUq5sWbEz6hA5A";

/// When the requests of these tests were signed, in seconds since 1970.
const SIGNED_AT: i64 = 1_720_705_455;
