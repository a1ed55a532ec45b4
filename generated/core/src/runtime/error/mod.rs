//! Errors of requests.

pub(crate) mod api_error;
pub(crate) mod decode_error;
pub(crate) mod error_body;
pub(crate) mod error_body_xml;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use self::api_error::ApiError;
use self::decode_error::DecodeError;
use crate::runtime::auth::{AuthError, AuthErrorKind};
use crate::runtime::file::file_error::FileError;
use crate::runtime::list::cursor::PageExpired;
use crate::runtime::list::endless_list::EndlessList;
use crate::runtime::secret::Line;
use crate::runtime::send::limits::LimitPeriod;
use crate::runtime::value::time::Timestamp;

/// The result of everything that talks to a server.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Errors of a request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The server was not reached, or its response did not arrive.
    Transport(TransportError),
    /// No credentials could be had.
    Auth(AuthError),
    /// The server rejected the request.
    Api(Box<ApiError>),
    /// A limit of a day is reached; waiting for its end is up to the caller.
    DailyLimit(Box<DailyLimit>),
    /// The response was not understood.
    Decode(Box<DecodeError>),
    /// The request is not complete; nothing was sent.
    InvalidRequest(InvalidRequest),
    /// The token of the next page has expired; a list can be started again where it stopped.
    PageExpired(Box<PageExpired>),
    /// A list was given up: page after page was empty, and each named another one.
    EndlessList(Box<EndlessList>),
    /// A file on this machine could not be read or written.
    File(Box<FileError>),
    /// A response lacks a value that the caller needs.
    Missing {
        /// The name of the field in the response.
        field: &'static str,
        /// The type that has the field.
        of: &'static str,
    },
}

impl Error {
    /// The error response of the server, if it is one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            Self::PageExpired(error) => Some(&error.error),
            Self::DailyLimit(limit) => limit.error_response.as_ref(),
            _ => None,
        }
    }

    /// The HTTP status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Auth(error) => error.status,
            _ => self.api().map(|error| error.status),
        }
    }

    /// The scopes that the credentials lack, where the server names them. Add them to the application, then
    /// get a new token: those that were issued before do not have them.
    #[must_use]
    pub fn missing_scopes(&self) -> &[String] {
        match self {
            Self::Auth(error) => &error.missing_scopes,
            _ => self.api().map_or(&[], |error| &error.missing_scopes),
        }
    }

    /// Whether what was asked for does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.api().is_some_and(|error| error.not_found)
    }

    /// Whether there is a conflict: the resource exists already, or somebody else is changing it.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(409)
    }

    /// Whether the credentials are missing, wrong or expired.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        match self {
            Self::Api(error) => error.status == 401 || error.expired,
            Self::Auth(error) => !error.is_temporary(),
            _ => false,
        }
    }

    /// Whether too many requests were sent.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(429) || matches!(self, Self::DailyLimit(_))
    }

    /// Whether a limit of a day is reached; [`resume_at`](Self::resume_at) is its end.
    #[must_use]
    pub fn is_daily_limit(&self) -> bool {
        matches!(self, Self::DailyLimit(_))
    }

    /// When to try again, if the server sent it or a limit of a day ends.
    #[must_use]
    pub fn resume_at(&self) -> Option<Timestamp> {
        match self {
            Self::DailyLimit(limit) => Some(limit.resume_at.clone()),
            Self::Auth(error) => error.resume_at(),
            _ => self.api()?.resume_at(),
        }
    }

    /// Whether the request or its response took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind == TransportKind::Timeout)
    }

    /// Whether the credentials are good, but not good enough: scopes or permissions are missing.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        match self {
            Self::Api(error) => error.forbidden || !error.missing_scopes.is_empty(),
            Self::Auth(error) => error.kind == AuthErrorKind::WrongScope,
            _ => false,
        }
    }

    /// Whether the same request may succeed later.
    ///
    /// A limit of a day counts as no: see [`resume_at`](Self::resume_at). The request
    /// may also have been carried out: whether it is safe to send it again depends on the request.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => {
                error.kind != TransportKind::TooLarge && error.kind != TransportKind::Build
            }
            Self::Auth(error) => error.is_temporary(),
            Self::Api(error) => is_temporary(error.status),
            Self::DailyLimit(_)
            | Self::Decode(_)
            | Self::InvalidRequest(_)
            | Self::File(_)
            | Self::PageExpired(_)
            | Self::EndlessList(_)
            | Self::Missing { .. } => false,
        }
    }
}

/// Whether a status means that the same request may succeed later.
pub(crate) fn is_temporary(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Auth(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::DailyLimit(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::InvalidRequest(error) => error.fmt(f),
            Self::PageExpired(error) => error.fmt(f),
            Self::EndlessList(error) => error.fmt(f),
            Self::File(error) => error.fmt(f),
            Self::Missing { field, of } => {
                write!(f, "the server sent no `{field}` in `{of}`, which the program needs")
            }
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Auth(error) => error.source(),
            Self::Api(error) => error.source(),
            Self::DailyLimit(error) => error.source(),
            Self::Decode(error) => error.source(),
            Self::InvalidRequest(error) => error.source(),
            Self::PageExpired(error) => error.source(),
            Self::EndlessList(error) => error.source(),
            Self::File(error) => error.source(),
            Self::Missing { .. } => None,
        }
    }
}

impl From<ApiError> for Error {
    /// An error response because of a limit of a day becomes [`Error::DailyLimit`].
    fn from(error: ApiError) -> Self {
        match error.limit.as_ref().filter(|limit| limit.period == LimitPeriod::Day) {
            Some(limit) => {
                let resume_at = limit.resets_at.clone().unwrap_or_else(|| Timestamp::new(""));
                let operation = error.operation;
                let limit = DailyLimit { operation, resume_at, error_response: Some(error) };
                Self::DailyLimit(Box::new(limit))
            }
            None => Self::Api(Box::new(error)),
        }
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<AuthError> for Error {
    fn from(error: AuthError) -> Self {
        Self::Auth(error)
    }
}

impl From<InvalidRequest> for Error {
    fn from(error: InvalidRequest) -> Self {
        Self::InvalidRequest(error)
    }
}

/// A request that is not complete, or a client that cannot send it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidRequest {
    /// The operation, `users::get` for example; empty when it is the client that is at fault.
    pub operation: &'static str,
    /// The problem; never contains a value of the request.
    pub reason: String,
}

impl InvalidRequest {
    pub(crate) fn new(operation: &'static str, reason: impl Into<String>) -> Self {
        Self { operation, reason: reason.into() }
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.operation.is_empty() {
            write!(f, "invalid request: {}", Line(&self.reason))
        } else {
            write!(f, "invalid request {}: {}", self.operation, Line(&self.reason))
        }
    }
}

impl StdError for InvalidRequest {}

/// A limit of a day is reached, by the word of the server or by the count of the client's limiter.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DailyLimit {
    /// The operation, `users::get` for example.
    pub operation: &'static str,
    /// When the limit ends.
    pub resume_at: Timestamp,
    /// The limit as reported by the server; `None` when the client's own limiter kept the request back.
    pub error_response: Option<ApiError>,
}

impl fmt::Display for DailyLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the limit of the day is reached; it ends at {}",
            self.operation,
            Line(self.resume_at.as_str())
        )
    }
}

impl StdError for DailyLimit {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error_response.as_ref().map(|error| error as &(dyn StdError + 'static))
    }
}

/// The server was not reached, or its response did not arrive.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// The kind of failure.
    pub kind: TransportKind,
    cause: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The reason why a request got no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportKind {
    /// It took too long.
    Timeout,
    /// No connection came about.
    Connect,
    /// The response is larger than the client accepts.
    TooLarge,
    /// A file to send could not be read, or the request could not be built.
    Build,
    /// The connection failed later.
    Broken,
    /// The server ended the HTTP/2 stream or connection and reported that it had not begun with the request.
    Unprocessed,
}

impl TransportError {
    /// The failure, and the error behind it, which must not contain a secret.
    #[must_use]
    pub fn new(kind: TransportKind, cause: Option<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, cause: cause.map(Arc::from) }
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        // A connection that takes too long is both; nothing has been sent then.
        let kind = if error.is_connect() {
            TransportKind::Connect
        } else if error.is_timeout() {
            TransportKind::Timeout
        } else if is_unprocessed(&error) {
            TransportKind::Unprocessed
        } else if error.is_builder() {
            TransportKind::Build
        } else {
            TransportKind::Broken
        };
        // A query may hold credentials or passcodes.
        Self::new(kind, Some(Box::new(error.without_url())))
    }
}

/// Whether an error of HTTP/2 means that the server has not begun with the request (RFC 9113, sections 6.8 and 8.7).
fn is_unprocessed(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            return error.is_remote()
                && match error.reason() {
                    Some(h2::Reason::REFUSED_STREAM) => error.is_reset(),
                    Some(h2::Reason::NO_ERROR) => error.is_go_away(),
                    _ => false,
                };
        }
        cause = error.source();
    }
    false
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportKind::Timeout => "the server did not respond in time",
            TransportKind::Connect => "the server could not be reached",
            TransportKind::TooLarge => "the response is larger than the client accepts",
            TransportKind::Build => "the request could not be built",
            TransportKind::Broken => "the connection failed before the response was complete",
            TransportKind::Unprocessed => {
                "the server ended the connection before it began with the request"
            }
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn StdError + 'static))
    }
}
