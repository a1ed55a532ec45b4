//! An authorization in a browser.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use crate::runtime::auth::{AuthError, AuthErrorKind};
use crate::runtime::secret::{Known, LONGEST_NAME, LONGEST_TEXT};
use crate::runtime::{InvalidRequest, Result};
use crate::zoom::auth::token_response;

/// An authorization that was started in a browser, and what is needed to complete it.
///
/// It is for one user and one attempt. Where another process completes it, keep [`state`](Self::state) and
/// [`verifier`](Self::verifier), in the session of that user and nowhere else, and [`restore`](Self::restore) it.
#[derive(Clone)]
pub struct Consent {
    url: String,
    state: SecretString,
    verifier: SecretString,
}

impl Consent {
    pub(super) fn new(endpoint: &str, parameters: &[(&str, &str)]) -> Result<Self> {
        let (state, verifier) = (random()?, random()?);
        let invalid = |error| {
            InvalidRequest::new("", format!("the URL to authorize at is not valid: {error}"))
        };
        let mut url = Url::parse(endpoint).map_err(invalid)?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .extend_pairs(parameters)
            .append_pair("state", &state)
            .append_pair("code_challenge", &challenge(&verifier))
            // Without a method, Zoom assumes `plain`.
            .append_pair("code_challenge_method", "S256");
        Ok(Self { url: url.into(), state: state.into(), verifier: verifier.into() })
    }

    /// An authorization that was started elsewhere; its URL is not known any longer.
    #[must_use]
    pub fn restore(state: impl Into<SecretString>, verifier: impl Into<SecretString>) -> Self {
        Self { url: String::new(), state: state.into(), verifier: verifier.into() }
    }

    /// The URL that the user has to open in a browser.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The state that the browser brings back, so that no other callback is accepted.
    #[must_use]
    pub fn state(&self) -> &SecretString {
        &self.state
    }

    /// The proof that the program that started the authorization completes it (RFC 7636).
    #[must_use]
    pub fn verifier(&self) -> &SecretString {
        &self.verifier
    }

    /// The code in the URL where the browser came back, or in its query.
    ///
    /// # Errors
    /// When it belongs to another authorization, the user rejected, or there is no code.
    pub fn code(&self, callback: &str) -> Result<SecretString, AuthError> {
        let callback = callback.trim();
        let query = callback.split_once('?').map_or(callback, |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let value = |key: &str| {
            let pair = pairs.iter().find(|(name, value)| name == key && !value.is_empty());
            pair.map(|(_, value)| &**value)
        };
        // Digests are compared, so that the time it takes reveals nothing about the state.
        let same = |text: &str| Sha256::digest(text) == Sha256::digest(self.state.expose_secret());
        if !value("state").is_some_and(same) {
            let reason = "its state is not the one that was sent";
            return Err(AuthError::new(AuthErrorKind::Mismatch, reason));
        }
        if let Some(error) = value("error") {
            let reason = value("error_description").unwrap_or_default();
            let kind = token_response::kind(Some(error), None, reason);
            let mut known = Known::default();
            known.add(self.state.expose_secret());
            known.add(self.verifier.expose_secret());
            value("code").into_iter().for_each(|code| known.add(code));
            let error = known.clean(error, LONGEST_NAME);
            let reason = known.clean(reason, LONGEST_TEXT);
            return Err(AuthError::new(kind, reason).with_error(Some(error)));
        }
        value("code").map(SecretString::from).ok_or_else(|| {
            AuthError::new(AuthErrorKind::Mismatch, "it has neither a code nor an error")
        })
    }
}

/// Prints no secret: the URL holds the state.
impl fmt::Debug for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Consent(***)")
    }
}

/// 256 random bits as a string: 43 characters, the minimum of RFC 7636.
fn random() -> Result<String, AuthError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        let reason = format!("the system has no random numbers: {error}");
        AuthError::new(AuthErrorKind::Other, reason)
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The challenge of a verifier, by the method S256.
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}
