//! An authorization with a code that is entered on another device.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep, timeout_at};

use crate::runtime::send::deadline::later;

use crate::runtime::auth::{AuthError, AuthErrorKind, Sender, Token};
use crate::runtime::secret::{Known, Masked};
use crate::runtime::{Error, RawResponse, Result};
use crate::zoom::auth::application::Application;
use crate::zoom::auth::token_response;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How long a code is valid if the response does not contain it; Zoom documents the same time.
const LIFETIME: u64 = 900;

/// The pause between two requests if the response does not contain it (RFC 8628, section 3.2).
const INTERVAL: u64 = 5;

/// The time that `slow_down` adds to the pause (RFC 8628, section 3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// A code that the user enters on another device.
#[derive(Clone)]
pub struct DeviceCode {
    code: SecretString,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    interval: Duration,
    expires_in: Duration,
    end: Instant,
}

impl DeviceCode {
    pub(super) fn read(response: &RawResponse, secrets: &Known<'_>) -> Result<Self, AuthError> {
        let object = token_response::object(response, secrets)?;
        let texts = ["device_code", "user_code", "verification_uri"];
        let [Some(code), Some(user_code), Some(verification_uri)] =
            texts.map(|key| token_response::text(&object, key))
        else {
            return Err(token_response::error_response(response, Some(&object), secrets));
        };
        let seconds = |key, default| {
            // A year is longer than anybody waits; a clock cannot count to every number.
            let seconds = token_response::seconds(&object, key).unwrap_or(default).min(31_536_000);
            Duration::from_secs(seconds)
        };
        let expires_in = seconds("expires_in", LIFETIME);
        Ok(Self {
            code: code.into(),
            user_code: user_code.to_owned(),
            verification_uri: verification_uri.to_owned(),
            verification_uri_complete: token_response::text(&object, "verification_uri_complete")
                .map(ToOwned::to_owned),
            // A server that sends 0 still needs a pause between requests.
            interval: seconds("interval", INTERVAL).max(Duration::from_secs(1)),
            expires_in,
            end: later(Instant::now(), expires_in),
        })
    }

    /// The code that the user enters.
    #[must_use]
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Where the user enters it.
    #[must_use]
    pub fn verification_uri(&self) -> &str {
        &self.verification_uri
    }

    /// Where the user need not enter it any more, for a link or a QR code; not all servers have it.
    #[must_use]
    pub fn verification_uri_complete(&self) -> Option<&str> {
        self.verification_uri_complete.as_deref()
    }

    /// How long the code was good for when it was issued.
    #[must_use]
    pub fn expires_in(&self) -> Duration {
        self.expires_in
    }

    /// Asks until the user has decided or the code has expired.
    pub(super) async fn token(&self, application: &Application, sender: &Sender) -> Result<Token> {
        let inputs = [
            ("grant_type", GRANT),
            ("device_code", self.code.expose_secret()),
            ("client_id", application.client_id.as_str()),
        ];
        let mut interval = self.interval;
        loop {
            if later(Instant::now(), interval) >= self.end {
                let reason = "nobody has entered the code; ask for a new one";
                return Err(AuthError::new(AuthErrorKind::Expired, reason).into());
            }
            sleep(interval).await;
            let asked = application.token(sender, &inputs, &[]);
            let Ok(asked) = timeout_at(self.end, asked).await else { continue };
            match asked {
                Err(Error::Auth(error))
                    if error.error.as_deref() == Some("authorization_pending") => {}
                Err(Error::Auth(error)) if error.error.as_deref() == Some("slow_down") => {
                    interval = interval.saturating_add(SLOWER);
                }
                // RFC 8628, section 3.5: a client without a response polls less often.
                Err(Error::Auth(error)) if error.is_temporary() => {
                    let asked = error.retry_after().unwrap_or_default();
                    interval = interval.saturating_mul(2).max(asked);
                }
                decided => return decided,
            }
        }
    }
}

/// Prints no secret; the user's code is one until it is used.
impl fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCode")
            .field("user_code", &format_args!("***"))
            .field("verification_uri", &Masked(&self.verification_uri))
            .field("interval", &self.interval)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}
