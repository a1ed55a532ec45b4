//! Streams that stall, and streams that drip.

#[cfg(any(test, feature = "downloads"))]
mod pace;
mod progress;

use std::time::Duration;

#[cfg(any(test, feature = "downloads"))]
pub(crate) use self::pace::{Pace, PaceLimits};
pub(crate) use self::progress::{Pieces, Progress};
use crate::runtime::error::{TransportError, TransportKind};

/// How fast a stream must be at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MinimumRate {
    pub(crate) bytes_per_second: u64,
    /// The rate is that of the whole window: a shorter pause is no failure.
    pub(crate) window: Duration,
}

impl MinimumRate {
    /// As in the AWS SDKs.
    pub(crate) const DEFAULT: Self = Self { bytes_per_second: 1, window: Duration::from_secs(20) };

    pub(crate) fn is_off(&self) -> bool {
        self.bytes_per_second == 0 || self.window.is_zero()
    }

    /// How many bytes the time of a window needs; at least one.
    pub(crate) fn bytes(&self, window: Duration) -> u64 {
        let bytes = u128::from(self.bytes_per_second).saturating_mul(window.as_millis()) / 1_000;
        u64::try_from(bytes).unwrap_or(u64::MAX).max(1)
    }

    /// The error of a stream that was slower.
    pub(crate) fn error(&self, what: &str, bytes: u64, window: Duration) -> TransportError {
        let rate = self.bytes_per_second;
        late(format!(
            "{bytes} bytes were {what} in {window:?}, which is less than {rate} per second"
        ))
    }
}

fn late(reason: String) -> TransportError {
    TransportError::new(TransportKind::Timeout, Some(reason.into()))
}
