//! When an event whose handlers have failed is handled again.

use std::time::Duration;

/// How often, and after how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Retries {
    pub(super) attempts: u32,
    pub(super) first: Duration,
    pub(super) longest: Duration,
}

impl Retries {
    /// How long to wait after an attempt that has failed: twice as long each time, at random up to a quarter less.
    /// `None` after the last.
    pub(super) fn after(&self, attempt: u32) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let doubled = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        let wait = self.first.saturating_mul(doubled).min(self.longest);
        Some(wait.mul_f64(1.0 - fastrand::f64() / 4.0))
    }

    /// How long all attempts take at most, apart from the handlers.
    pub(super) fn whole(&self) -> Duration {
        let (mut sum, mut wait) = (Duration::ZERO, self.first);
        for attempt in 1..self.attempts {
            if wait >= self.longest || wait.is_zero() {
                let left = self.attempts.saturating_sub(attempt);
                return sum.saturating_add(wait.min(self.longest).saturating_mul(left));
            }
            sum = sum.saturating_add(wait);
            wait = wait.saturating_mul(2);
        }
        sum
    }
}
