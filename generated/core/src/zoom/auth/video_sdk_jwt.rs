//! The tokens that a program makes itself for the API of the Video SDK.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::Sha256;

use super::variable;
use crate::runtime::auth::{
    Auth, AuthError, AuthErrorKind, BoxFuture, Credential, Credentials, Sender,
};
use crate::runtime::{Result, Scheme};

/// How long a token is good.
const LIFETIME: Duration = Duration::from_secs(2 * 3_600);

/// How long before its end a token is replaced.
const MARGIN: Duration = Duration::from_secs(60);

/// How far the start of a token lies back: the clock of the server may be behind.
const SKEW: Duration = Duration::from_secs(30);

/// A token that was rejected this soon was not rejected for its age, and a new one would be no better.
const YOUNG: Duration = Duration::from_secs(5);

/// The key and secret of the Video SDK, for its API (<https://developers.zoom.us/docs/video-sdk/api-request/>).
///
/// Each token is a JWT (HS256) that is made here and is good for two hours; it is replaced a minute before
/// its end. Clones share it. A client with these credentials is for the Video SDK alone: other products
/// take tokens that Zoom issued.
#[derive(Clone)]
pub struct VideoSdkJwt {
    key: String,
    secret: SecretString,
    made: Arc<Mutex<Option<Made>>>,
}

#[derive(Clone)]
struct Made {
    token: SecretString,
    at: SystemTime,
    generation: u64,
}

impl VideoSdkJwt {
    /// A key and its secret.
    #[must_use]
    pub fn new(key: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self { key: key.into(), secret: secret.into(), made: Arc::default() }
    }

    /// The key and secret in `ZOOM_VIDEO_SDK_KEY` and `ZOOM_VIDEO_SDK_SECRET`.
    ///
    /// # Errors
    /// When one of them is not set.
    pub fn from_env() -> Result<Self> {
        Ok(Self::new(variable("ZOOM_VIDEO_SDK_KEY")?, variable("ZOOM_VIDEO_SDK_SECRET")?))
    }

    /// The token for a time: the last one, or a new one if that is about to end or is `rejected`.
    pub(crate) fn token_at(
        &self,
        now: SystemTime,
        rejected: Option<u64>,
    ) -> Result<Credentials, AuthError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back makes the age unknown.
        let age = |made: &Made| now.duration_since(made.at).ok();
        let good = |made: &&Made| {
            rejected != Some(made.generation)
                && age(made).is_some_and(|age| age < LIFETIME.saturating_sub(MARGIN))
        };
        let current = match made.as_ref().filter(good) {
            Some(current) => current.clone(),
            None => {
                let generation = made.as_ref().map_or(1, |last| last.generation.saturating_add(1));
                Made { token: self.sign(now)?, at: now, generation }
            }
        };
        let credentials = Credentials::new(vec![Credential::Bearer(current.token.clone())]);
        let credentials = credentials.with_generation(current.generation);
        *made = Some(current);
        Ok(credentials)
    }

    /// Another token than the one that was rejected, if that can help.
    pub(crate) fn renew_at(
        &self,
        now: SystemTime,
        rejected: u64,
    ) -> Result<Option<Credentials>, AuthError> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let young = |made: &Made| now.duration_since(made.at).is_ok_and(|age| age < YOUNG);
        if made.is_some_and(|made| made.generation == rejected && young(&made)) {
            return Ok(None);
        }
        self.token_at(now, Some(rejected)).map(Some)
    }

    /// RFC 7519 with HS256 (RFC 7518, section 3.2).
    fn sign(&self, now: SystemTime) -> Result<SecretString, AuthError> {
        let begin = now.checked_sub(SKEW).unwrap_or(UNIX_EPOCH);
        let seconds =
            |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = json!({"iss": self.key, "iat": seconds(begin), "exp": seconds(now).saturating_add(LIFETIME.as_secs())});
        let header = json!({"alg": "HS256", "typ": "JWT"});
        let [header, claims] =
            [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.expose_secret().as_bytes())
            .map_err(|_| AuthError::new(AuthErrorKind::BadClient, "the secret cannot be a key"))?;
        mac.update(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        Ok(format!("{signed}.{signature}").into())
    }
}

impl Auth for VideoSdkJwt {
    fn satisfies(&self, scheme: Scheme) -> bool {
        scheme == Scheme::Bearer
    }

    fn credentials<'a>(
        &'a self,
        _: &'a [Scheme],
        _: &'a Sender,
    ) -> BoxFuture<'a, Result<Credentials>> {
        Box::pin(async move { Ok(self.token_at(SystemTime::now(), None)?) })
    }

    fn renew<'a>(
        &'a self,
        rejected: &'a Credentials,
        _: &'a Sender,
    ) -> BoxFuture<'a, Result<Option<Credentials>>> {
        Box::pin(async move { Ok(self.renew_at(SystemTime::now(), rejected.generation())?) })
    }
}

/// Prints no secret.
impl fmt::Debug for VideoSdkJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VideoSdkJwt(***)")
    }
}
