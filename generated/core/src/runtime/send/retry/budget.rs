//! How many repetitions the calls of a client may make together.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::runtime::error::Error;

/// How many tokens a budget has by default: enough for 100 repetitions in a row without a success.
const TOKENS: u32 = 500;

/// The cost of a repetition.
const COST: u32 = 5;

/// The cost of a repetition after a timeout: it has kept a connection and a task busy for longer.
const COST_AFTER_TIMEOUT: u32 = 10;

/// The gain of a call that succeeds at the first attempt.
const REWARD: u32 = 1;

/// Limits how many repetitions all calls of a client make together, so that a server in trouble is not sent several
/// times its usual load.
///
/// It is a bucket of tokens. A repetition takes 5 of them, or 10 after a timeout; a call that succeeds gives back what
/// its last repetition took, or 1 if there was none. While there are not enough tokens, failures are not repeated and
/// become the result at once. This is the standard mode of the AWS SDKs, with their figures. A repetition after a
/// failure to get credentials takes none: nothing of the call was sent, and all calls share one request for a token.
///
/// Clones share the tokens, and so do clones of a client.
#[derive(Clone)]
#[must_use]
pub struct RetryBudget(Option<Arc<Bucket>>);

struct Bucket {
    capacity: u32,
    available: AtomicU32,
}

impl RetryBudget {
    /// A budget of this many tokens, which is also the most that it ever has. With fewer than 5 nothing is repeated.
    pub fn new(tokens: u32) -> Self {
        Self(Some(Arc::new(Bucket { capacity: tokens, available: AtomicU32::new(tokens) })))
    }

    /// No limit for all calls together.
    pub fn unlimited() -> Self {
        Self(None)
    }

    /// How many tokens there are at this moment; `None` without a limit.
    #[must_use]
    pub fn available(&self) -> Option<u32> {
        self.0.as_ref().map(|bucket| bucket.available.load(Ordering::Relaxed))
    }

    /// Takes the tokens for a repetition after this error; returns how many, `None` when there are not enough.
    pub(crate) fn take(&self, error: &Error) -> Option<u32> {
        let Some(bucket) = &self.0 else { return Some(0) };
        if matches!(error, Error::Auth(_)) {
            return Some(0);
        }
        let cost = if error.is_timeout() { COST_AFTER_TIMEOUT } else { COST };
        let less = |available: u32| available.checked_sub(cost);
        let taken = bucket.available.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        taken.is_ok().then_some(cost)
    }

    /// Gives back what the last repetition of a call took that has succeeded.
    pub(crate) fn give_back(&self, taken: u32) {
        let Some(bucket) = &self.0 else { return };
        // The usual case: nothing is missing, and nothing is written to memory that other threads use.
        if bucket.available.load(Ordering::Relaxed) == bucket.capacity {
            return;
        }
        let reward = if taken == 0 { REWARD } else { taken };
        let more = |available: u32| Some(available.saturating_add(reward).min(bucket.capacity));
        let _ = bucket.available.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

/// 500 tokens.
impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(TOKENS)
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.available() {
            Some(available) => write!(f, "RetryBudget({available} tokens)"),
            None => f.write_str("RetryBudget(unlimited)"),
        }
    }
}
