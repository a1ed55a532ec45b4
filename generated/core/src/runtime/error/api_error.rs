//! The error responses of servers.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;

use super::error_body::{self, ErrorBody};
use crate::runtime::request::operation_info::{KnownError, OperationInfo};
use crate::runtime::secret::{Bounded, Known, LONGEST_NAME, LONGEST_TEXT, Line, write_shortened};
use crate::runtime::send::limits::{self, RateLimit};
use crate::runtime::send::response::RawResponse;
use crate::runtime::send::retry_after::RetryAfter;
use crate::runtime::value::time::Timestamp;

/// A server's error response of a request.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// The operation, `users::get` for example.
    pub operation: &'static str,
    /// The HTTP status; some servers reject with 200.
    pub status: u16,
    /// The code in the body.
    pub code: Option<i64>,
    /// The server's word for the kind of error, such as `invalidValue`.
    pub kind: Option<String>,
    /// The message in the body, without secrets; empty when there is none, and only its beginning when it is long.
    pub message: String,
    /// Problems of single inputs.
    pub fields: Vec<FieldError>,
    /// The scopes that the credentials lack, where the message names them.
    pub missing_scopes: Vec<String>,
    /// The server's name for this request, to be given to its support.
    pub tracking_id: Option<String>,
    /// When to try again, if the server sent it.
    pub retry_after: Option<RetryAfter>,
    /// The limit that was reached, as reported by the server; only with status 429.
    pub limit: Option<RateLimit>,
    /// The meaning of status and code for this operation, in our words.
    pub meaning: Option<&'static str>,
    /// The headers of the response.
    pub headers: HeaderMap,
    /// The body as it came, up to 1 MiB.
    pub body: Bytes,
    /// How long a limit lasts here that is elsewhere over in a second.
    pub(crate) slow: Option<Duration>,
    /// Whether status or code mean that something does not exist.
    pub(crate) not_found: bool,
    /// Whether the code means that the credentials are invalid, so that new ones may help.
    pub(crate) expired: bool,
    /// Whether status or code mean that the credentials are not sufficient.
    pub(crate) forbidden: bool,
}

/// The problem of one input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The wire name of the input; empty if the server did not send it.
    pub field: String,
    /// The problem.
    pub message: String,
}

impl ApiError {
    /// Reads an error response.
    pub(crate) fn new(info: &OperationInfo, response: &RawResponse) -> Self {
        Self::of(info, response, error_body::read(&info.server.errors, &response.body))
    }

    /// The error that was found in a response.
    pub(crate) fn of(info: &OperationInfo, response: &RawResponse, found: ErrorBody) -> Self {
        let errors = &info.server.errors;
        let means = |codes: &[i64]| found.code.is_some_and(|code| codes.contains(&code));
        let status = response.status;
        let limits = &info.server.limits;
        let retry_after = response.header("retry-after").and_then(RetryAfter::parse);
        let limit = (status == 429).then(|| {
            RateLimit::of_error_response(
                limits,
                &response.headers,
                &found.message,
                retry_after.as_ref(),
            )
        });
        let is_slow = limits.slow.iter().any(|prefix| info.path.starts_with(prefix));
        Self {
            operation: info.id,
            status,
            not_found: status == 404 || means(errors.not_found),
            expired: means(errors.expired),
            forbidden: status == 403 || means(errors.forbidden),
            code: found.code,
            kind: found.kind,
            missing_scopes: error_body::scopes(&info.server.errors, &found.message),
            message: found.message,
            fields: found.fields,
            tracking_id: response.tracking_id.clone(),
            retry_after,
            limit,
            slow: is_slow.then_some(Duration::from_secs(60)),
            meaning: meaning(info, status, found.code),
            headers: response.headers.clone(),
            body: beginning(&response.body),
        }
    }

    /// When to try again, as a point in time by the clock of the server.
    pub(crate) fn resume_at(&self) -> Option<Timestamp> {
        match (&self.retry_after, &self.limit) {
            (Some(RetryAfter::At(at)), _) => Some(at.clone()),
            (Some(RetryAfter::Delay(delay)), _) => {
                let at = limits::now(&self.headers).saturating_add(delay.as_secs());
                // A later one is not believed.
                let at = i64::try_from(at).ok().filter(|_| at <= limits::LAST_SECOND);
                at.map(Timestamp::from_unix_seconds)
            }
            (None, limit) => limit.as_ref()?.resets_at.clone(),
        }
    }

    /// Takes secrets out of everything that is printed, because servers repeat what they were sent, and leaves the
    /// beginning of what is too long; `body` has up to 1 MiB.
    pub(crate) fn hide(mut self, secrets: &Known<'_>) -> Self {
        self.message = secrets.clean(&self.message, LONGEST_TEXT);
        self.kind = self.kind.map(|kind| secrets.clean(&kind, LONGEST_NAME));
        for field in &mut self.fields {
            field.message = secrets.clean(&field.message, LONGEST_NAME);
            field.field = secrets.clean(&field.field, LONGEST_NAME);
        }
        for scope in &mut self.missing_scopes {
            *scope = secrets.clean(scope, LONGEST_NAME);
        }
        self.tracking_id = self.tracking_id.map(|id| secrets.clean(&id, LONGEST_NAME));
        self
    }
}

/// As much of a body as is kept.
fn beginning(body: &Bytes) -> Bytes {
    match body.get(..error_body::LONGEST) {
        // A copy, so that the rest is not kept either.
        Some(beginning) if body.len() > error_body::LONGEST => Bytes::copy_from_slice(beginning),
        _ => body.clone(),
    }
}

/// The most exact of the known meanings.
fn meaning(info: &OperationInfo, status: u16, code: Option<i64>) -> Option<&'static str> {
    let find = |exact_status: bool, code: Option<i64>| {
        let fits =
            |known: &KnownError| known.code == code && (!exact_status || known.status == status);
        info.errors().find(fits).map(|known| known.meaning)
    };
    let by_code = code.and_then(|code| find(true, Some(code)).or_else(|| find(false, Some(code))));
    by_code.or_else(|| find(true, None))
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the server responded with HTTP {}", self.operation, self.status)?;
        if let Some(code) = self.code {
            write!(f, ", code {code}")?;
        }
        if let Some(kind) = self.kind.as_ref().filter(|kind| **kind != self.message) {
            write!(f, ", {}", Line(kind))?;
        }
        let mut separator = ": ";
        for text in [Some(self.message.as_str()), self.meaning]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
        {
            f.write_str(separator)?;
            Line(text).fmt(f)?;
            separator = " — ";
        }
        write_shortened(f, &self.fields, |f, field| {
            let separator = if field.field.is_empty() { "" } else { ": " };
            write!(f, "; {}{separator}{}", Line(&field.field), Line(&field.message))
        })?;
        match &self.tracking_id {
            Some(id) => write!(f, " (tracking id {})", Line(id)),
            None => Ok(()),
        }
    }
}

/// Prints everything but headers and body, which nobody has looked at.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("code", &self.code)
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("fields", &Bounded(&self.fields))
            .field("missing_scopes", &Bounded(&self.missing_scopes))
            .field("tracking_id", &self.tracking_id)
            .field("retry_after", &self.retry_after)
            .field("limit", &self.limit)
            .field("meaning", &self.meaning)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

impl StdError for ApiError {}
