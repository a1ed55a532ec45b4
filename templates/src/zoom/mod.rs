//! What is Zoom's own.

pub mod auth;
#[cfg(any(feature = "webhooks", feature = "websocket"))]
mod contain;
mod hosts;
mod plan;
#[cfg(feature = "webhooks")]
pub mod webhooks;
#[cfg(feature = "websocket")]
pub mod websocket;

pub use self::hosts::{Host, Region};
pub use self::plan::Plan;
