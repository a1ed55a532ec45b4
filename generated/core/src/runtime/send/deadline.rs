//! Points of the clock that are ahead.

use std::time::Duration;

use tokio::time::Instant;

/// Some thirty years: as good as for ever, and within what every clock can hold.
const FAR: Duration = Duration::from_secs(86_400 * 365 * 30);

/// One of so many parts of a time.
pub(crate) fn part(time: Duration, parts: u32) -> Duration {
    time.checked_div(parts).unwrap_or_default()
}

/// A time from then; in the far future where the clock cannot hold it.
pub(crate) fn later(then: Instant, wait: Duration) -> Instant {
    then.checked_add(wait.min(FAR)).unwrap_or(then)
}
