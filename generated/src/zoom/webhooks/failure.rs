//! Handlers that have failed.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::DedupeKey;
use crate::events::Event;
use crate::runtime::auth::hide;
use crate::runtime::secret::{escaped, masked};

/// The longest message that is kept.
const LONGEST_MESSAGE: usize = 2_000;

/// The longest name that is kept.
const LONGEST_NAME: usize = 200;

/// How much of a text is looked at: what comes later is not kept, however much is hidden before it.
const LOOKED_AT: usize = 16 << 10;

/// How many causes of an error are part of its message.
const CAUSES: usize = 8;

/// A handler did not do its work for an event: it returned an error, panicked, or took too long.
///
/// The event was answered with 200, so Zoom does not send it again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandlerFailure {
    /// The name of the event.
    pub event: String,
    /// The key of the event, the same for all its deliveries.
    pub key: DedupeKey,
    /// What happened.
    pub kind: HandlerFailureKind,
    /// The error with its causes, or the message of the panic: one line of at most 2,000 bytes, without the
    /// download token of the event and other secrets that can be recognized.
    pub message: String,
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
    pub(super) fn new(event: &Event, key: DedupeKey, kind: HandlerFailureKind, text: &str) -> Self {
        let mut message = start(text, LOOKED_AT).to_owned();
        if let Some(token) = event.download_token() {
            hide(&mut message, &[&token.into()]);
        }
        let message = start(&line(&message), LONGEST_MESSAGE).to_owned();
        let event = start(&line(event.name()), LONGEST_NAME).to_owned();
        Self { event, key, kind, message }
    }
}

impl fmt::Display for HandlerFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { event, key, kind, message } = self;
        write!(f, "a handler of {event} ")?;
        match kind {
            HandlerFailureKind::Error => f.write_str("failed")?,
            HandlerFailureKind::Panic => f.write_str("panicked")?,
            HandlerFailureKind::Timeout(limit) => {
                write!(f, "did not end within {} s and was cancelled", limit.as_secs_f32())?;
            }
        }
        write!(f, " (event {key})")?;
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

/// A text in one line: a line break would let it forge entries of a log.
fn line(text: &str) -> String {
    escaped(&masked(text))
}

/// The start of a text, of so many bytes at most.
fn start(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}
