//! Webhooks: requests that Zoom sends when something happens.
//!
//! A [`Verifier`] recognizes genuine requests, over the bytes of the body as they arrived. A
//! [`Receiver`] does all that an endpoint has to do, for any framework: it verifies, responds to Zoom's check of
//! the endpoint, drops events that are delivered twice, and calls handlers by the type of the event.
//!
//! ```text
//! let receiver = Receiver::builder(Verifier::from_env()?)
//!     .on(|event: events::meetings::Started| async move { println!("{event:?}") })
//!     .build();
//! let app = receiver.router("/zoom"); // feature `axum`
//! ```
//!
//! Zoom delivers an event at least once, in no particular order, and waits for 3 seconds. A response
//! other than 200 or 204 makes it send the event again after about 5, 20 and 60 minutes
//! (<https://developers.zoom.us/blog/webhook-delays/>).

#[cfg(feature = "axum")]
mod axum;
mod builder;
mod builder_inbox;
mod challenge;
mod core;
mod dedupe;
mod error;
mod failure;
mod handlers;
mod headers;
mod key;
mod metrics;
mod order;
mod outcome;
mod receiver;
mod reply;
mod retries;
#[cfg(feature = "tower")]
mod service;
pub mod testing;
pub mod v1;
mod verifier;
mod work;
mod worker;

#[cfg(feature = "axum")]
pub use self::axum::{Rejection, Verified};
pub use self::builder::{HANDLER_TIMEOUT, NoState, ReceiverBuilder, WithState};
pub use self::builder_inbox::LEASE;
pub use self::challenge::Challenge;
pub use self::error::WebhookError;
pub use self::failure::{HandlerFailure, HandlerFailureKind};
pub use self::headers::{SIGNATURE_HEADER, TIMESTAMP_HEADER};
pub use self::key::DedupeKey;
pub use self::metrics::ReceiverMetrics;
pub use self::outcome::{HandlerResult, IntoHandlerResult};
pub use self::receiver::Receiver;
pub use self::reply::Reply;
pub use self::verifier::{Authentic, REPLAY_WINDOW, RETRY_WINDOW, Verifier};
