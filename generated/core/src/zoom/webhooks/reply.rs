//! The response to Zoom.

use super::{Challenge, WebhookError};

/// A response to a request, for any framework: status, media type, body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The value of `content-type`; `None` without a body.
    pub media_type: Option<&'static str>,
    /// The body.
    pub body: String,
}

impl Reply {
    /// The event was taken.
    #[must_use]
    pub fn taken() -> Self {
        Self { status: 200, media_type: None, body: String::new() }
    }
}

impl From<&Challenge> for Reply {
    fn from(challenge: &Challenge) -> Self {
        Self { status: 200, media_type: Some("application/json"), body: challenge.to_json() }
    }
}

impl From<&WebhookError> for Reply {
    fn from(error: &WebhookError) -> Self {
        Self {
            status: error.status(),
            media_type: Some("text/plain; charset=utf-8"),
            body: error.to_string(),
        }
    }
}
