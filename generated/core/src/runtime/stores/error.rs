//! The error of all stores.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::runtime::secret::Line;

/// A store that failed: of tokens, limits, keys or events.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoreError {
    /// The kind of failure.
    pub kind: StoreErrorKind,
    /// The problem, its location, and advice; never contains a secret.
    pub reason: String,
    cause: Option<Arc<dyn StdError + Send + Sync>>,
}

/// How a store failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// It cannot be read.
    Unreadable,
    /// The stored data is not a token.
    Damaged,
    /// It cannot be written.
    Unwritable,
    /// Somebody else holds the lock for too long.
    Locked,
    /// Its server is not reached, or does not respond in time.
    Unreachable,
    /// Somebody else has stored something newer meanwhile.
    Overtaken,
    /// Anything else.
    Other,
}

impl StoreError {
    /// An error of the given kind; the reason must not contain a secret.
    #[must_use]
    pub fn new(kind: StoreErrorKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into(), cause: None }
    }

    /// Adds the error behind it, which must not contain a secret.
    #[must_use]
    pub fn with_source(mut self, cause: impl StdError + Send + Sync + 'static) -> Self {
        self.cause = Some(Arc::new(cause));
        self
    }

    /// Whether the same attempt may succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        use StoreErrorKind::{Locked, Overtaken, Unreachable};
        matches!(self.kind, Locked | Overtaken | Unreachable)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Line(&self.reason).fmt(f)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn StdError + 'static))
    }
}
