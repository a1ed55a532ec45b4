//! Credentials that could not be had.

use std::error::Error as StdError;
use std::fmt;

use crate::runtime::error::is_temporary;

/// No credentials could be had.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// What to do when no credentials could be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// Somebody has to authorize the application again.
    Reauthorize,
    /// The application's own id or secret is wrong.
    BadClient,
    /// The application may not have what it asked for.
    WrongScope,
    /// A setting is missing, an environment variable for example.
    Missing,
    /// Anything else.
    Other,
}

impl AuthError {
    /// An error of the given kind.
    #[must_use]
    pub fn new(kind: AuthErrorKind, reason: impl Into<String>) -> Self {
        Self { kind, status: None, error: None, reason: reason.into() }
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

    /// Whether the same attempt may succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.status.is_some_and(is_temporary)
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            AuthErrorKind::Reauthorize => "the application has to be authorized again",
            AuthErrorKind::BadClient => "the credentials of the application are wrong",
            AuthErrorKind::WrongScope => "the application may not have what it asked for",
            AuthErrorKind::Missing => "a setting is missing",
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

impl StdError for AuthError {}
