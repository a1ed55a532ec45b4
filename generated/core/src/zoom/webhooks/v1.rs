//! Notifications of the first version of the API: a form, protected by a name and a password.
//!
//! Zoom has retired it together with that API. A program that still gets it from a relay, or replays
//! what it has recorded, reads it here.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::WebhookError;
use super::headers::single;
use super::key::Key;
use crate::runtime::Extra;

const HEADER: &str = "authorization";

/// Recognizes genuine pushes by the name and the password that were set on Zoom's page.
#[derive(Clone)]
pub struct PushVerifier {
    expected: SecretString,
    key: Key,
}

impl PushVerifier {
    /// A verifier with a name and a password; `None` when the password is empty.
    #[must_use]
    pub fn new(name: &str, password: impl Into<SecretString>) -> Option<Self> {
        let password = password.into();
        let key = Key::new(&password)?;
        let pair = format!("{name}:{}", password.expose_secret());
        Some(Self { expected: SecretString::from(format!("Basic {}", STANDARD.encode(pair))), key })
    }

    /// Makes sure that a push is genuine, and reads it.
    ///
    /// # Errors
    /// When the header is missing, there twice or too long, when name or password are wrong, and when the
    /// body is not text.
    pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Push, WebhookError> {
        let [given] = single(headers, [HEADER])?;
        // Comparing digests under a secret takes a time that reveals nothing.
        let given = String::from_utf8_lossy(&given);
        if self.key.digest(&given) != self.key.digest(self.expected.expose_secret()) {
            return Err(WebhookError::WrongPassword);
        }
        Push::read(body)
    }
}

/// Prints no secret.
impl fmt::Debug for PushVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushVerifier(***)")
    }
}

/// The change of a meeting.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Push {
    /// The number of the meeting.
    pub id: Option<i64>,
    /// The id of this instance of the meeting.
    pub uuid: Option<String>,
    /// The change: `STARTED` and `ENDED` are known.
    pub status: Option<String>,
    /// The id of the host.
    pub host_id: Option<String>,
    /// Other pairs of the form, and a number that is none.
    pub extra: Extra,
}

impl Push {
    /// Reads the body of a push: pairs as HTML forms send them.
    ///
    /// # Errors
    /// When the body is not text.
    pub fn read(body: &[u8]) -> Result<Self, WebhookError> {
        if std::str::from_utf8(body).is_err() {
            return Err(WebhookError::Malformed("it is not text".to_owned()));
        }
        let mut pairs: BTreeMap<String, String> =
            url::form_urlencoded::parse(body).into_owned().collect();
        let mut text = |name: &str| pairs.remove(name).filter(|text| !text.is_empty());
        let (uuid, status, host_id) = (text("uuid"), text("status"), text("host_id"));
        let id = pairs.get("id").and_then(|text| text.trim().parse().ok());
        if id.is_some() {
            pairs.remove("id");
        }
        let extra = pairs.into_iter().map(|(name, text)| (name, Value::String(text))).collect();
        Ok(Self { id, uuid, status, host_id, extra })
    }
}
