//! What is Zoom's own.

pub mod auth;
#[cfg(feature = "webhooks")]
pub mod webhooks;
