//! The time after which a server asks for another attempt: the header `Retry-After`.

use std::time::{Duration, UNIX_EPOCH};

use crate::runtime::value::time::Timestamp;

/// When to try again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// After this time.
    Delay(Duration),
    /// At this point in time.
    At(Timestamp),
}

impl RetryAfter {
    /// Reads a number of seconds, a date of HTTP (RFC 9110, section 5.6.7), or any other point in time.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(seconds) = seconds(text) {
            return Some(Self::Delay(Duration::from_secs(seconds)));
        }
        let date = httpdate::parse_http_date(text).ok();
        let seconds = date.and_then(|date| date.duration_since(UNIX_EPOCH).ok());
        match seconds.and_then(|seconds| i64::try_from(seconds.as_secs()).ok()) {
            Some(seconds) => Some(Self::At(Timestamp::from_unix_seconds(seconds))),
            None if text.is_empty() => None,
            None => Some(Self::At(Timestamp::new(text))),
        }
    }

    /// How long that is from a time in seconds since 1970; `None` when the text is not understood.
    pub(crate) fn wait(&self, now: u64) -> Option<Duration> {
        match self {
            Self::Delay(delay) => Some(*delay),
            Self::At(at) => {
                let at = u64::try_from(at.unix_seconds()?).ok()?;
                Some(Duration::from_secs(at.saturating_sub(now)))
            }
        }
    }
}

/// A number of seconds. One that is too large for a number is as long as a number can say, and not unknown; a fraction,
/// which HTTP does not have, is rounded up.
fn seconds(text: &str) -> Option<u64> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('+').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let more = fraction.bytes().any(|digit| digit != b'0');
    // Digits alone fail to parse only when there are too many of them.
    Some(whole.parse::<u64>().unwrap_or(u64::MAX).saturating_add(more.into()))
}
