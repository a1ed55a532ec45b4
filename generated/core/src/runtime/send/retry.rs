//! Sending again what failed.

mod attempts;
mod budget;
mod stored;

use std::time::Duration;

pub(crate) use self::attempts::Attempts;
pub use self::budget::RetryBudget;
use super::limits::{self, LimitPeriod};
use crate::runtime::error::api_error::ApiError;
use crate::runtime::error::{Error, TransportKind};
use crate::runtime::request::operation_info::Method;

/// How often, when and after what a request is sent again.
///
/// Safety is decided for each failure: an error response because of too many requests is repeated with any
/// method, because nothing was carried out. A failure that leaves open whether the request was carried out, such as a
/// lost connection or status 503, is repeated with GET, HEAD, PUT, DELETE, OPTIONS and TRACE alone, unless
/// [`retry_non_idempotent`](Self::retry_non_idempotent) is set. A limit of a day is never waited for. A [`RetryBudget`]
/// limits the repetitions of all calls together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Retry {
    max_retries: u32,
    base_delay: Duration,
    exponential: bool,
    max_delay: Duration,
    all_errors: bool,
    retry_non_idempotent: bool,
}

impl Retry {
    /// Three more attempts after at most 1, 2 and 4 seconds, or when the server allows it, if that is within a minute.
    pub const fn new() -> Self {
        Self {
            max_retries: 3,
            base_delay: Duration::from_secs(1),
            exponential: true,
            max_delay: Duration::from_secs(60),
            all_errors: false,
            retry_non_idempotent: false,
        }
    }

    /// No second attempt.
    #[doc(alias("no_retry", "disable"))]
    pub const fn none() -> Self {
        Self { max_retries: 0, ..Self::new() }
    }

    /// How many more attempts there are after the first; 3 unless set.
    #[doc(alias("max_attempts", "attempts"))]
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The longest wait before the second attempt, where the server does not name one; a second unless set.
    #[doc(alias("initial_interval", "min_delay", "backoff"))]
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Whether the longest wait doubles from attempt to attempt, and each wait is a random part of it ("full
    /// jitter"), so that clients that failed together do not come back together; true by default. Otherwise all waits
    /// are equal.
    pub const fn exponential(mut self, exponential: bool) -> Self {
        self.exponential = exponential;
        self
    }

    /// The longest wait; a minute unless set. When the server requires a longer one, its error response is the result.
    #[doc(alias = "max_interval")]
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Whether error responses that will hardly change, with a status of 300 to 499, are repeated too.
    pub const fn all_errors(mut self, all: bool) -> Self {
        self.all_errors = all;
        self
    }

    /// Whether requests are repeated that may have been carried out, whatever their method: something may then be
    /// created twice.
    #[doc(alias("any_method", "idempotent"))]
    pub const fn retry_non_idempotent(mut self, any: bool) -> Self {
        self.retry_non_idempotent = any;
        self
    }

    /// How long to wait before a request is sent again; `None` when it is not.
    ///
    /// `made` counts the repetitions so far. `sent` is false when the failure came before the request was on its way.
    pub(crate) fn wait(
        &self,
        made: u32,
        method: Method,
        sent: bool,
        error: &Error,
    ) -> Option<Duration> {
        if made >= self.max_retries {
            return None;
        }
        let may_repeat = !sent || self.retry_non_idempotent || is_idempotent(method);
        let wish = match error {
            Error::Transport(error) => match error.kind {
                TransportKind::Connect | TransportKind::Unprocessed => None,
                TransportKind::Timeout | TransportKind::Broken if may_repeat => None,
                _ => return None,
            },
            Error::Auth(error) if error.is_temporary() => error.retry_after(),
            Error::Api(error) => self.after_error_response(made, may_repeat, error)?,
            _ => return None,
        };
        match wish {
            Some(wish) if wish > self.max_delay => None,
            // A little later than asked for, and not all at once.
            Some(wish) => Some(wish.saturating_add(random_part(Duration::from_millis(250)))),
            None => Some(self.own_delay(made)),
        }
    }

    /// The wait that an error response requires, if any; the outer `None` when the request is not to be repeated.
    fn after_error_response(
        &self,
        made: u32,
        may_repeat: bool,
        error: &ApiError,
    ) -> Option<Option<Duration>> {
        let now = limits::now(&error.headers);
        let asked = error.retry_after.as_ref().and_then(|at| at.wait(now));
        match &error.limit {
            Some(limit) if limit.period == LimitPeriod::Day => return None,
            Some(limit) => {
                let wait = asked.or_else(|| limit.wait(now)).or(error.slow);
                // A limit without an explanation may be one that does not end soon: one more attempt shows it.
                let explained = limit.period == LimitPeriod::Short || wait.is_some();
                return (explained || made == 0 || self.all_errors).then_some(wait);
            }
            None => {}
        }
        let repeated = match error.status {
            200..=299 => false,
            status if crate::runtime::error::is_temporary(status) => may_repeat,
            300..=499 => self.all_errors,
            _ => self.all_errors && may_repeat,
        };
        repeated.then_some(asked)
    }

    /// The wait of this policy.
    fn own_delay(&self, made: u32) -> Duration {
        if !self.exponential {
            return self.base_delay.min(self.max_delay);
        }
        let factor = 1_u32.checked_shl(made).unwrap_or(u32::MAX);
        random_part(self.base_delay.saturating_mul(factor).min(self.max_delay))
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a request can be carried out twice without harm (RFC 9110, section 9.2.2).
fn is_idempotent(method: Method) -> bool {
    matches!(method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE" | "QUERY")
}

/// A random time up to the given one; what is beyond 584 years is cut off.
fn random_part(most: Duration) -> Duration {
    let max_retries = u64::try_from(most.as_nanos()).unwrap_or(u64::MAX);
    Duration::from_nanos(fastrand::u64(0..=max_retries))
}
