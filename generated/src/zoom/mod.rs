//! What is Zoom's own.

pub mod auth;
mod hosts;
#[cfg(feature = "webhooks")]
pub mod webhooks;

pub use self::hosts::{Host, Region};
