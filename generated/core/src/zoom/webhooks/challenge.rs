//! The check with which Zoom finds out whether an endpoint has the secret token.

use serde_json::{Value, json};

use super::WebhookError;
use super::key::Key;

/// The name of the event that carries the question.
const EVENT: &str = "endpoint.url_validation";

/// Longer tokens are none of Zoom's, which have 22 characters.
const LONGEST_TOKEN: usize = 256;

/// The response to `endpoint.url_validation`, to be sent back with status 200 within 3 seconds.
///
/// Zoom sends it when an endpoint is registered and every 72 hours after that.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// The text that Zoom sent.
    pub plain_token: String,
    /// Its HMAC-SHA256 under the secret token, in hexadecimal digits.
    pub encrypted_token: String,
}

impl Challenge {
    /// `None` when the body is another event.
    pub(super) fn read(body: &[u8], key: &Key) -> Result<Option<Self>, WebhookError> {
        let body: Value = serde_json::from_slice(body)
            .map_err(|_| WebhookError::Malformed("it is not valid JSON".to_owned()))?;
        if body.get("event").and_then(Value::as_str) != Some(EVENT) {
            return Ok(None);
        }
        let token = body.pointer("/payload/plainToken").and_then(Value::as_str);
        let token = token.ok_or_else(|| {
            WebhookError::Malformed("the question has no text in payload.plainToken".to_owned())
        })?;
        if !is_plain(token) {
            return Err(WebhookError::Malformed(
                "payload.plainToken is not 1 to 256 letters, digits or -._~+/=".to_owned(),
            ));
        }
        let encrypted_token = key.digest(token);
        Ok(Some(Self { plain_token: token.to_owned(), encrypted_token }))
    }

    /// The body of the response; its media type is `application/json`.
    #[must_use]
    pub fn to_json(&self) -> String {
        json!({ "plainToken": self.plain_token, "encryptedToken": self.encrypted_token })
            .to_string()
    }
}

/// Whether this can be a token: signing anything else would sign bodies of webhooks, which are signed as
/// `v0:{time}:{body}` with the same secret.
fn is_plain(token: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    (1..=LONGEST_TOKEN).contains(&token.len()) && token.bytes().all(plain)
}
