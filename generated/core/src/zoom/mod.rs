//! Code that is specific to Zoom.

// Servers and callers choose the numbers: what does not fit is an error or saturates, and is never a panic.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::string_slice
)]

pub mod auth;
pub mod base64url;
#[cfg(any(feature = "webhooks", feature = "websocket"))]
mod contain;
mod hosts;
mod plan;
pub mod scim;
#[cfg(feature = "webhooks")]
pub mod webhooks;
#[cfg(feature = "websocket")]
pub mod websocket;

pub use self::hosts::{Host, Region};
pub use self::plan::Plan;
pub use crate::runtime::stores;
