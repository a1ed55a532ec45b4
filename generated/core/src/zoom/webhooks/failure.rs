//! Handlers that have failed.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::DedupeKey;
use crate::events::Event;
use crate::runtime::secret::{Known, LONGEST_NAME, LONGEST_TEXT, Line};

/// How many causes of an error are part of its message.
const CAUSES: usize = 8;

/// A handler did not do its work for an event: it returned an error, panicked, or took too long.
///
/// The response to the event was 200, so Zoom does not send it again. With an inbox, its handlers are called again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandlerFailure {
    /// The name of the event.
    pub event: String,
    /// The key of the event, the same for all its deliveries.
    pub key: DedupeKey,
    /// The kind of failure.
    pub kind: HandlerFailureKind,
    /// The error with its causes, or the message of the panic: one line of about 2,000 bytes at most,
    /// without what is secret in the event and in URLs.
    pub message: String,
    /// How often the event was handled, this time included; 1 without an inbox.
    pub attempt: u32,
    /// After how long all handlers of the event are called again; `None` for the last attempt, after which the event is
    /// dead, and without an inbox.
    pub retry_in: Option<Duration>,
}

/// Which attempt to handle an event it is.
#[derive(Clone, Copy)]
pub(super) struct Attempt {
    pub(super) number: u32,
    /// After how long the next comes, if this one fails.
    pub(super) retry_in: Option<Duration>,
}

impl Attempt {
    pub(super) const ONLY: Self = Self { number: 1, retry_in: None };
}

/// How a handler has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HandlerFailureKind {
    /// It returned an error.
    Error,
    /// It panicked.
    Panic,
    /// It did not end within this time, and was cancelled.
    Timeout(Duration),
}

impl HandlerFailure {
    pub(super) fn new(
        event: &Event,
        key: DedupeKey,
        kind: HandlerFailureKind,
        text: &str,
        attempt: Attempt,
    ) -> Self {
        // Secret values in the event, by their names.
        let event_json = serde_json::to_value(event).unwrap_or_default();
        let known = Known::default().received(&event_json);
        let clean = |text: &str, most: usize| Line(&known.clean(text, most)).to_string();
        let (message, event) = (clean(text, LONGEST_TEXT), clean(event.name(), LONGEST_NAME));
        let Attempt { number: attempt, retry_in } = attempt;
        Self { event, key, kind, message, attempt, retry_in }
    }
}

impl fmt::Display for HandlerFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { event, key, kind, message, attempt, retry_in } = self;
        write!(f, "a handler of {event} ")?;
        match kind {
            HandlerFailureKind::Error => f.write_str("failed")?,
            HandlerFailureKind::Panic => f.write_str("panicked")?,
            HandlerFailureKind::Timeout(limit) => {
                write!(f, "did not end within {} s and was cancelled", limit.as_secs_f32())?;
            }
        }
        write!(f, " (event {key}")?;
        if *attempt > 1 || retry_in.is_some() {
            write!(f, ", attempt {attempt}")?;
        }
        f.write_str(")")?;
        if message.is_empty() { Ok(()) } else { write!(f, ": {message}") }
    }
}

impl StdError for HandlerFailure {}

/// An error with its causes.
pub(super) fn with_causes(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    for _ in 0..CAUSES {
        let Some(error) = cause else { break };
        let said = error.to_string();
        // Some errors have the text of their cause in their own.
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = error.source();
    }
    text
}
