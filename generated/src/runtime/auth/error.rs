//! Credentials that could not be had.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::StoreError;
use crate::runtime::TransportError;
use crate::runtime::error::is_temporary;

/// No credentials could be had.
///
/// `kind` says what to do; `source()` leads to the [`TransportError`] or [`StoreError`] behind it, where
/// there is one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuthError {
    /// What to do about it.
    pub kind: AuthErrorKind,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// The name that the server gives to the error, `invalid_client` for example.
    pub error: Option<String>,
    /// What is wrong, in words; never contains a secret.
    pub reason: String,
    /// The scopes that are missing, where the server names them.
    pub missing_scopes: Vec<String>,
    temporary: bool,
    cause: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What to do when no credentials could be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// Somebody has to authorize the application: for the first time, or again.
    Reauthorize,
    /// The application's own id or secret is wrong.
    BadClient,
    /// The application may not have what it asked for: add the scopes to it, then get a new token.
    WrongScope,
    /// The person who was asked refused.
    Denied,
    /// A code was not used in time: start the authorization again.
    Expired,
    /// A callback does not belong to the authorization that was started: do not trust it.
    Mismatch,
    /// A setting is missing, an environment variable for example.
    Missing,
    /// The place where the token is kept failed.
    Store,
    /// The server that issues tokens was not reached, or its answer did not arrive.
    Transport,
    /// Anything else.
    Other,
}

impl AuthError {
    /// An error of the given kind.
    #[must_use]
    pub fn new(kind: AuthErrorKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            status: None,
            error: None,
            reason: reason.into(),
            missing_scopes: Vec::new(),
            temporary: false,
            cause: None,
        }
    }

    /// Adds the HTTP status of the answer.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds the name that the server gives to the error.
    #[must_use]
    pub fn with_error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// Adds the scopes that are missing.
    #[must_use]
    pub fn with_missing_scopes(mut self, scopes: Vec<String>) -> Self {
        self.missing_scopes = scopes;
        self
    }

    /// Whether the same attempt may succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.temporary || self.status.is_some_and(is_temporary)
    }
}

impl From<TransportError> for AuthError {
    fn from(error: TransportError) -> Self {
        let temporary = crate::runtime::Error::from(error.clone()).is_retryable();
        let reason = error.to_string();
        Self {
            temporary,
            cause: Some(Arc::new(error)),
            ..Self::new(AuthErrorKind::Transport, reason)
        }
    }
}

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        let (temporary, reason) = (error.is_temporary(), error.to_string());
        Self { temporary, cause: Some(Arc::new(error)), ..Self::new(AuthErrorKind::Store, reason) }
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            AuthErrorKind::Reauthorize => "the application has to be authorized again",
            AuthErrorKind::BadClient => "the credentials of the application are wrong",
            AuthErrorKind::WrongScope => "the application may not have what it asked for",
            AuthErrorKind::Denied => "the application was refused",
            AuthErrorKind::Expired => "the authorization was not completed in time",
            AuthErrorKind::Mismatch => {
                "the callback does not belong to the authorization that was started"
            }
            AuthErrorKind::Missing => "a setting is missing",
            AuthErrorKind::Store => "the store of the token failed",
            AuthErrorKind::Transport => "the server that issues tokens did not answer",
            AuthErrorKind::Other => "no credentials could be had",
        })?;
        if !self.reason.is_empty() {
            write!(f, ": {}", self.reason.split_whitespace().collect::<Vec<_>>().join(" "))?;
        }
        match (&self.error, self.status) {
            (Some(error), Some(status)) => write!(f, " ({error}, HTTP {status})"),
            (Some(error), None) => write!(f, " ({error})"),
            (None, Some(status)) => write!(f, " (HTTP {status})"),
            (None, None) => Ok(()),
        }
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn StdError + 'static))
    }
}
