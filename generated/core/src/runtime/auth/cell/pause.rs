//! The pause after a failure of the server that issues tokens, shared by all callers.

use std::time::Duration;

use tokio::time::Instant;

use crate::runtime::send::deadline::later;

use super::token_state::doubled;
use crate::runtime::error::Error;

/// The pause after a second failure in a row, where the server does not name one; doubles with each further failure.
/// There is none after the first: it may have been a single one, and callers that try again wait by themselves.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest pause, where the server does not name one.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The longest pause that a server can impose: it may be wrong, and tokens are needed.
const LONGEST_ASKED: Duration = Duration::from_secs(3_600);

/// Failures in a row, and the pause after the last one.
#[derive(Default)]
pub(super) struct Pause {
    failures: u32,
    last: Option<(Instant, Error)>,
}

impl Pause {
    /// The last failure, while its pause lasts.
    pub(super) fn error(&self) -> Option<&Error> {
        self.last.as_ref().filter(|(until, _)| Instant::now() < *until).map(|(_, error)| error)
    }

    pub(super) fn left(&self) -> Duration {
        let until = self.last.as_ref().map(|(until, _)| *until);
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    /// Counts a failure, and starts a pause if it is time for one; the error then has its end.
    pub(super) fn start(&mut self, error: Error) -> Error {
        let asked = match &error {
            Error::Auth(error) => error.retry_after(),
            _ => None,
        };
        let doublings = self.failures.checked_sub(1);
        self.failures = self.failures.saturating_add(1);
        let pause = match (asked, doublings) {
            (Some(asked), _) => asked.min(LONGEST_ASKED),
            (None, None) => return error,
            (None, Some(doublings)) => {
                let pause = doubled(PAUSE, doublings).min(LONGEST_PAUSE);
                pause.mul_f64(1.0 + fastrand::f64() / 2.0)
            }
        };
        let error = match error {
            Error::Auth(error) if asked.is_none() && error.is_temporary() => {
                Error::Auth(error.with_retry_after(Some(pause)))
            }
            error => error,
        };
        self.last = Some((later(Instant::now(), pause), error.clone()));
        error
    }
}
