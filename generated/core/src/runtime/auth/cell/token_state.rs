//! The token in use, and when it has to be replaced.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::runtime::send::deadline::later;

use super::TokenIssuer;
use crate::runtime::auth::{Credentials, Token};

/// The longest time between the start of background renewal and the end of a token.
const EARLY: Duration = Duration::from_secs(300);

/// The pause before the next background renewal after one that failed.
const EARLY_PAUSE: Duration = Duration::from_secs(30);

/// How many rejected tokens in a row are replaced without a pause: the first may have ended early, the second may have
/// been withdrawn.
const REJECTED_AT_ONCE: u32 = 2;

/// How long the next one is kept although it is rejected too; doubles each time.
const REJECTED_PAUSE: Duration = Duration::from_secs(10);

/// The longest such time; without a rejection for as long, counting starts again.
const LONGEST_REJECTED_PAUSE: Duration = Duration::from_secs(3_600);

/// The token in use. It is locked for moments only, so that nobody waits for it while another one is fetched.
#[derive(Default)]
pub(super) struct TokenState {
    current: Option<CurrentToken>,
    /// Counts the tokens that were current.
    pub(super) generation: u64,
    rejections: Rejections,
}

struct CurrentToken {
    token: Token,
    shown: Credentials,
    /// The end of its use, by a clock that nobody sets.
    end: Instant,
    /// When a new token is fetched in the background.
    early: Instant,
    rejected: bool,
}

impl CurrentToken {
    fn is_fresh(&self) -> bool {
        Instant::now() < self.end && !self.token.usable_for(SystemTime::now()).is_zero()
    }
}

/// Renewals because a server rejected the token. A server that rejects every token must not cost one for every
/// request.
#[derive(Default)]
struct Rejections {
    count: u32,
    last: Option<Instant>,
    /// Until when a rejected token is not replaced.
    until: Option<Instant>,
}

impl Rejections {
    fn replaced(&mut self, now: Instant) {
        let is_old = |last| now.duration_since(last) > LONGEST_REJECTED_PAUSE;
        if self.last.is_none_or(is_old) {
            self.count = 0;
        }
        self.count = self.count.saturating_add(1);
        let pause = self.count.checked_sub(REJECTED_AT_ONCE);
        let pause = pause.map(|times| doubled(REJECTED_PAUSE, times).min(LONGEST_REJECTED_PAUSE));
        (self.last, self.until) = (Some(now), pause.map(|pause| later(now, pause)));
    }
}

impl TokenState {
    pub(super) fn token(&self) -> Option<&Token> {
        self.current.as_ref().map(|current| &current.token)
    }

    /// The credentials in use, unless they are about to end or were rejected.
    pub(super) fn usable(&self, rejected: Option<u64>) -> Option<Credentials> {
        let current = self.current.as_ref()?;
        let usable = current.is_fresh() && !current.rejected && rejected != Some(self.generation);
        usable.then(|| current.shown.clone())
    }

    /// The credentials for callers that waited while they were fetched, however short their life is.
    pub(super) fn just_fetched(&self, rejected: Option<u64>) -> Option<Credentials> {
        let current = self.current.as_ref()?;
        (!current.rejected && rejected != Some(self.generation)).then(|| current.shown.clone())
    }

    /// Whether it is time for a new token although this one is still good.
    pub(super) fn is_due(&self) -> bool {
        self.current.as_ref().is_some_and(|current| Instant::now() >= current.early)
    }

    /// Puts background renewal off after one that failed.
    pub(super) fn put_off(&mut self, pause: Duration) {
        if let Some(current) = &mut self.current {
            current.early = later(Instant::now(), pause.max(EARLY_PAUSE));
        }
    }

    /// Marks the token as rejected, if it is the one that was; returns whether it is.
    pub(super) fn reject(&mut self, rejected: Option<u64>) -> bool {
        let generation = self.generation;
        match self.current.as_mut().filter(|_| rejected == Some(generation)) {
            Some(current) => {
                current.rejected = true;
                true
            }
            None => false,
        }
    }

    /// Whether a rejected token is kept: it has just replaced others that were rejected, so that another one would
    /// hardly be better.
    pub(super) fn keeps_rejected(&self, rejected: u64) -> bool {
        let pause = self.rejections.until.is_some_and(|until| Instant::now() < until);
        pause
            && rejected == self.generation
            && self.current.as_ref().is_some_and(|current| !current.rejected)
    }

    /// Whether a token from the store is better than the one in use.
    pub(super) fn is_news(&self, token: &Token) -> bool {
        let known = self.current.as_ref().is_some_and(|current| current.token.is_same(token));
        !known && token.is_sendable() && !token.usable_for(SystemTime::now()).is_zero()
    }

    pub(super) fn hold(
        &mut self,
        token: Token,
        after_rejection: bool,
        issuer: &dyn TokenIssuer,
    ) -> Credentials {
        self.generation = self.generation.saturating_add(1);
        let now = Instant::now();
        if after_rejection {
            self.rejections.replaced(now);
        }
        let shown = issuer.show(&token).with_generation(self.generation);
        // A year at most.
        let usable = token.usable_for(SystemTime::now());
        let end = later(now, usable);
        // Not the same time in all processes that share a token.
        let lead = usable
            .checked_div(4)
            .unwrap_or_default()
            .min(EARLY)
            .mul_f64(1.0 - fastrand::f64() / 2.0);
        let early = end.checked_sub(lead).unwrap_or(end);
        self.current =
            Some(CurrentToken { token, shown: shown.clone(), end, early, rejected: false });
        shown
    }

    pub(super) fn clear(&mut self) {
        self.current = None;
    }
}

/// A time, doubled so many times.
pub(super) fn doubled(time: Duration, times: u32) -> Duration {
    time.saturating_mul(1_u32.checked_shl(times).unwrap_or(u32::MAX))
}
