//! Webhooks: requests that Zoom sends when something happens.
//!
//! A [`Verifier`] tells genuine requests from others, over the bytes of the body as they arrived:
//!
//! ```text
//! let verifier = Verifier::from_env()?;
//! let request = verifier.authenticate(headers, body)?;
//! if let Some(challenge) = request.challenge()? {
//!     return answer_200(challenge.to_json());
//! }
//! ```
//!
//! Zoom delivers an event at least once, in no particular order, and waits for 3 seconds. An answer
//! other than 200 or 204 makes it send the event again after about 5, 20 and 60 minutes
//! (<https://developers.zoom.us/blog/webhook-delays/>).

mod challenge;
mod error;
mod headers;
mod key;
pub mod testing;
mod verifier;

pub use self::challenge::Challenge;
pub use self::error::WebhookError;
pub use self::headers::{SIGNATURE_HEADER, TIMESTAMP_HEADER};
pub use self::key::DedupeKey;
pub use self::verifier::{Authentic, REPLAY_WINDOW, RETRY_WINDOW, Verifier};
