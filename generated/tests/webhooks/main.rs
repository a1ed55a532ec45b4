//! Webhooks as a user of this crate receives them.

mod load;
mod server;
mod verify;

/// The secret token of these tests.
const SECRET: &str = "a-secret-token";
