//! Requests that are not believed or not understood.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// A request that is not believed or not understood.
///
/// Its text shows no part of the body and no signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookError {
    /// A header that Zoom always sends is not there.
    MissingHeader(&'static str),
    /// A header occurs more than once, so that it is ambiguous.
    DuplicateHeader(&'static str),
    /// A header is longer than anything that Zoom sends.
    LongHeader {
        /// Its name.
        name: &'static str,
        /// How many bytes it has.
        length: usize,
    },
    /// The time is not a number of seconds since 1970.
    MalformedTimestamp,
    /// The signature is not `v0=` and 64 hexadecimal digits in lower case.
    MalformedSignature,
    /// The request was signed too long ago: it may be a copy of an old one, or the clock of this machine
    /// is wrong.
    Stale {
        /// How long ago.
        age: Duration,
    },
    /// The request was signed in the future: the clock of this machine is wrong, or somebody pretends.
    Premature {
        /// How far in the future.
        ahead: Duration,
    },
    /// The signature belongs to another secret, another time or another body.
    WrongSignature,
    /// Name or password are wrong; only the push of the first version of the API has these.
    WrongPassword,
    /// The body is larger than the receiver accepts.
    BodyTooLarge {
        /// How many bytes it accepts.
        limit: usize,
    },
    /// The body did not arrive in time, or not as a whole.
    BodyIncomplete,
    /// The signature is right and the body is not an event.
    Malformed(String),
    /// The event is in order and cannot be taken now; Zoom should send it again later.
    Unavailable(&'static str),
}

impl WebhookError {
    /// The HTTP status to respond with.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::BodyTooLarge { .. } => 413,
            Self::BodyIncomplete => 408,
            Self::Malformed(_) => 400,
            Self::Unavailable(_) => 503,
            _ => 401,
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader(name) => write!(f, "the header {name} is missing"),
            Self::DuplicateHeader(name) => write!(f, "the header {name} is there more than once"),
            Self::LongHeader { name, length } => {
                write!(f, "the header {name} has {length} bytes, which is too long")
            }
            Self::MalformedTimestamp => {
                f.write_str("the time of the request is not a number of seconds")
            }
            Self::MalformedSignature => {
                f.write_str("the signature is not `v0=` and 64 hexadecimal digits in lower case")
            }
            Self::Stale { age } => write!(
                f,
                "the request was signed {} s ago, which is too long; it may be a copy, or the clock is wrong",
                age.as_secs()
            ),
            Self::Premature { ahead } => write!(
                f,
                "the request was signed {} s in the future; is the clock wrong?",
                ahead.as_secs()
            ),
            Self::WrongSignature => {
                f.write_str("the signature does not fit the secret token, the time and the body")
            }
            Self::WrongPassword => f.write_str("the name or the password is wrong"),
            Self::BodyTooLarge { limit } => {
                write!(f, "the body has more than {limit} bytes")
            }
            Self::BodyIncomplete => f.write_str("the body did not arrive as a whole and in time"),
            Self::Malformed(reason) => write!(f, "the body is not an event: {reason}"),
            Self::Unavailable(reason) => write!(f, "the event cannot be taken now: {reason}"),
        }
    }
}

impl StdError for WebhookError {}
