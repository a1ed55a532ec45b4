//! Credentials that could not be had.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

use super::StoreError;
use crate::runtime::error::{TransportError, is_temporary};
use crate::runtime::secret::Line;
use crate::runtime::value::time::Timestamp;

const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// No credentials could be had.
///
/// `kind` decides the reaction; `source()` leads to the [`TransportError`] or [`StoreError`] behind it, if
/// there is one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuthError {
    /// The kind, which decides the reaction.
    pub kind: AuthErrorKind,
    /// The HTTP status of the response, if there was one.
    pub status: Option<u16>,
    /// The name that the server gives to the error, `invalid_client` for example.
    pub error: Option<String>,
    /// The problem, in words; never contains a secret.
    pub reason: String,
    /// The scopes that are missing, where the server names them.
    pub missing_scopes: Vec<String>,
    temporary: bool,
    /// When the next attempt is worth its while.
    retry_at: Option<Instant>,
    cause: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The reaction to a failure to get credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// Somebody has to authorize the application: for the first time, or again.
    Reauthorize,
    /// The application's own id or secret is wrong.
    BadClient,
    /// The application may not have what it asked for: add the scopes to it, then get a new token.
    WrongScope,
    /// The person who was asked rejected.
    Denied,
    /// A code was not used in time: start the authorization again.
    Expired,
    /// A callback does not belong to the authorization that was started: do not trust it.
    Mismatch,
    /// A setting is missing, an environment variable for example.
    Missing,
    /// The place where the token is kept failed.
    Store,
    /// The server that issues tokens was not reached, or its response did not arrive.
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
            retry_at: None,
            cause: None,
        }
    }

    /// Adds the HTTP status of the response.
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

    /// Adds how long to wait before the next attempt, counted from now; more than a year counts as a year.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_at = wait.and_then(|wait| Instant::now().checked_add(wait.min(YEAR)));
        self
    }

    /// How long to wait before the next attempt, counted from now, if the token server has sent
    /// `Retry-After` or has failed just now.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_at.map(|at| at.saturating_duration_since(Instant::now()))
    }

    /// The same as a point in time.
    pub(crate) fn resume_at(&self) -> Option<Timestamp> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // Not before its time: rounded up.
        let at = now.checked_add(self.retry_after()?)?.as_secs().saturating_add(1);
        i64::try_from(at).ok().map(Timestamp::from_unix_seconds)
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
            AuthErrorKind::Denied => "the application was rejected",
            AuthErrorKind::Expired => "the authorization was not completed in time",
            AuthErrorKind::Mismatch => {
                "the callback does not belong to the authorization that was started"
            }
            AuthErrorKind::Missing => "a setting is missing",
            AuthErrorKind::Store => "the store of the token failed",
            AuthErrorKind::Transport => "the server that issues tokens did not respond",
            AuthErrorKind::Other => "no credentials could be had",
        })?;
        if !self.reason.is_empty() {
            write!(f, ": {}", Line(&self.reason))?;
        }
        match (self.error.as_deref().map(Line), self.status) {
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
