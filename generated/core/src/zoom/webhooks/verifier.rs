//! Telling Zoom's requests from others.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::SecretString;

use super::headers::Signed;
use super::key::Key;
use super::{Challenge, DedupeKey, WebhookError};
use crate::events::Event;
use crate::runtime::{AuthError, AuthErrorKind, Error, Result};
use crate::zoom::contain::contain;

/// How far the time of a request may be from now, in either direction, unless set otherwise. Zoom
/// publishes no such time.
pub const REPLAY_WINDOW: Duration = Duration::from_secs(5 * 60);

/// A window that includes Zoom's last repetition of an event, which comes about 85 minutes after the
/// first. Whether Zoom signs a repetition anew is not documented.
pub const RETRY_WINDOW: Duration = Duration::from_secs(90 * 60);

/// Recognizes genuine requests of Zoom by their signature and their age. Cloning is cheap.
#[derive(Clone)]
pub struct Verifier {
    keys: Vec<Key>,
    window: Duration,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

impl Verifier {
    /// A verifier with the secret token of an application ("Feature" → "Access" → "Secret Token" on its
    /// page in the Zoom App Marketplace).
    ///
    /// # Errors
    /// When the secret is empty: anybody could sign with it.
    pub fn new(secret: impl Into<SecretString>) -> Result<Self> {
        let keys = vec![key(&secret.into())?];
        Ok(Self { keys, window: REPLAY_WINDOW, clock: Arc::new(SystemTime::now) })
    }

    /// A verifier with the secret token in `ZOOM_WEBHOOK_SECRET_TOKEN`.
    ///
    /// # Errors
    /// When it is not set, or empty.
    pub fn from_env() -> Result<Self> {
        Self::new(crate::zoom::auth::variable("ZOOM_WEBHOOK_SECRET_TOKEN")?)
    }

    /// Takes requests that were signed with another secret as well, as long as a secret is being
    /// replaced.
    ///
    /// # Errors
    /// When the secret is empty.
    pub fn or(mut self, secret: impl Into<SecretString>) -> Result<Self> {
        self.keys.push(key(&secret.into())?);
        Ok(self)
    }

    /// Sets how far the time of a request may be from now, in either direction; [`REPLAY_WINDOW`]
    /// unless set. See also [`RETRY_WINDOW`].
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Asks another clock for the time, in tests for example.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes sure that Zoom has sent this body, and not long ago.
    ///
    /// `headers` are names with values, in any order and with names in any case: a `&HeaderMap`, a
    /// `&HashMap<String, String>`, an array of pairs. `body` has to be the bytes as they arrived:
    /// decoding and encoding them again changes escapes, and with them the signature.
    ///
    /// # Errors
    /// When a header is missing, there twice, too long or not understood, when the time is too far
    /// from now, and when the signature is wrong.
    pub fn authenticate<'b, N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &'b [u8],
    ) -> Result<Authentic<'b>, WebhookError> {
        self.authentic(&self.signed(headers)?, body)
    }

    /// Looks at the headers of a request alone, for a program that reads bodies itself: what this rejects,
    /// [`authenticate`](Self::authenticate) rejects with any body, so the body need not be read.
    ///
    /// # Errors
    /// When a header is missing, there twice, too long or not understood, and when the time is too far from
    /// now.
    pub fn check_headers<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<(), WebhookError> {
        self.signed(headers).map(|_| ())
    }

    /// The signature and time in the headers of a request, if they are valid and recent.
    pub(super) fn signed<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Signed, WebhookError> {
        let signed = Signed::read(headers)?;
        self.check_age(signed.seconds)?;
        Ok(signed)
    }

    /// Makes sure that the signature in the headers is that of a body.
    pub(super) fn authentic<'b>(
        &self,
        signed: &Signed,
        body: &'b [u8],
    ) -> Result<Authentic<'b>, WebhookError> {
        let signer =
            self.keys.iter().find(|key| key.has_signed(&signed.timestamp, body, &signed.signature));
        let key = signer.ok_or(WebhookError::WrongSignature)?.clone();
        Ok(Authentic { body, seconds: signed.seconds, key })
    }

    /// The event of a request that Zoom has sent. An event that this version does not know is
    /// [`Event::Unknown`]; values that do not fit are in the `extra` of the object that contains them.
    ///
    /// [`Event::EndpointUrlValidation`] is a check of the endpoint; its response is
    /// [`Authentic::challenge`].
    ///
    /// # Errors
    /// As [`authenticate`](Self::authenticate), and when the body is not an event.
    pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<Event, WebhookError> {
        self.authenticate(headers, body)?.event()
    }

    fn check_age(&self, seconds: i64) -> Result<(), WebhookError> {
        let now = contain(|| (self.clock)())
            .map_err(|_| WebhookError::Unavailable("the clock of the verifier has panicked"))?;
        let now = match now.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            Err(_) => 0,
        };
        let distance = Duration::from_secs(now.abs_diff(seconds));
        if distance <= self.window {
            Ok(())
        } else if seconds < now {
            Err(WebhookError::Stale { age: distance })
        } else {
            Err(WebhookError::Premature { ahead: distance })
        }
    }
}

fn key(secret: &SecretString) -> Result<Key> {
    let reason = "the secret token for webhooks is empty; copy it from the page of the application";
    Ok(Key::new(secret).ok_or_else(|| AuthError::new(AuthErrorKind::Missing, reason))?)
}

/// Prints no secret.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("secrets", &self.keys.len())
            .field("window", &self.window)
            .finish_non_exhaustive()
    }
}

/// A request that Zoom has sent.
#[derive(Clone)]
pub struct Authentic<'b> {
    body: &'b [u8],
    seconds: i64,
    key: Key,
}

impl Authentic<'_> {
    /// The body as it arrived.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.body
    }

    /// When the request was signed, in seconds since 1970. The event itself may be older.
    #[must_use]
    pub fn unix_seconds(&self) -> i64 {
        self.seconds
    }

    /// The event.
    ///
    /// # Errors
    /// When the body is not a JSON object with the name of an event.
    pub fn event(&self) -> Result<Event, WebhookError> {
        Event::from_slice(self.body).map_err(|error| {
            WebhookError::Malformed(match error {
                Error::Decode(error) => error.reason,
                error => error.to_string(),
            })
        })
    }

    /// The key that all deliveries of this event have in common.
    #[must_use]
    pub fn dedupe_key(&self) -> DedupeKey {
        DedupeKey::of(self.body)
    }

    /// The response, when Zoom checks whether the endpoint has the secret token; it is made with the secret
    /// that the request was signed with. `None` when the request is something else.
    ///
    /// # Errors
    /// When the body is not JSON, or the check has no token to encrypt.
    pub fn challenge(&self) -> Result<Option<Challenge>, WebhookError> {
        Challenge::read(self.body, &self.key)
    }
}

/// Prints the size of the body and nothing of what is in it.
impl fmt::Debug for Authentic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authentic")
            .field("unix_seconds", &self.seconds)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
