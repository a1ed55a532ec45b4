//! Points in time, read from the many forms in which servers write them.

use super::calendar::{civil_from_days, days_from_civil, number, parse_day, write_day};

/// The seconds of a day.
const DAY: i64 = 86_400;

/// A point in time, to the nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Instant {
    /// Seconds since 1970-01-01T00:00:00Z, rounded down.
    pub seconds: i64,
    /// The rest, below a second.
    pub nanos: u32,
}

impl Instant {
    /// The point in time that many nanoseconds after 1970-01-01T00:00:00Z.
    #[cfg(any(feature = "jiff", feature = "time"))]
    pub(super) fn from_nanos(nanos: i128) -> Self {
        let limit = if nanos < 0 { i64::MIN } else { i64::MAX };
        Self {
            seconds: i64::try_from(nanos.div_euclid(1_000_000_000)).unwrap_or(limit),
            nanos: u32::try_from(nanos.rem_euclid(1_000_000_000)).unwrap_or(0),
        }
    }

    /// The inverse of [`from_nanos`](Self::from_nanos).
    #[cfg(any(feature = "jiff", feature = "time"))]
    pub(super) fn nanos(self) -> i128 {
        let seconds = i128::from(self.seconds).saturating_mul(1_000_000_000);
        seconds.saturating_add(i128::from(self.nanos))
    }

    /// A date and time with `Z` or an offset; a number of 11 figures or more is taken for milliseconds since 1970.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() >= 11
            && let Some(milliseconds) = number(text, 15)
        {
            let nanos = milliseconds.rem_euclid(1_000).saturating_mul(1_000_000);
            let nanos = u32::try_from(nanos).ok()?;
            return Some(Self { seconds: milliseconds.div_euclid(1_000), nanos });
        }
        let (day, rest) = text.split_once(['T', 't', ' '])?;
        let (year, month, day) = parse_day(day)?;
        let (clock, offset) = split_offset(rest.trim().trim_start_matches(['T', 't']))?;
        let (second_of_day, nanos) = parse_clock(clock)?;
        // The first day that fits begins before the first second that fits.
        let begin = i128::from(days_from_civil(year, month, day)).checked_mul(DAY.into())?;
        let seconds = begin.checked_add(second_of_day.into())?.checked_sub(offset.into())?;
        Some(Self { seconds: i64::try_from(seconds).ok()?, nanos })
    }

    /// The text `yyyy-MM-ddTHH:mm:ssZ`, with a fraction of 3, 6 or 9 figures where there is one.
    pub(super) fn write(self) -> String {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(DAY));
        let rest = self.seconds.rem_euclid(DAY);
        let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
        let fraction = match self.nanos {
            0 => String::new(),
            nanos if nanos % 1_000_000 == 0 => format!(".{:03}", nanos / 1_000_000),
            nanos if nanos % 1_000 == 0 => format!(".{:06}", nanos / 1_000),
            nanos => format!(".{nanos:09}"),
        };
        let day = write_day(year, month, day);
        format!("{day}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
    }
}

/// The second of the day and the nanoseconds of `10:15`, `10:15:14` or `10:15:14.66`.
fn parse_clock(clock: &str) -> Option<(i64, u32)> {
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let (second, fraction) = match parts.next() {
        Some(text) => text.split_once('.').unwrap_or((text, "")),
        None => ("0", ""),
    };
    let second = number(second, 2)?;
    // The 60th second is a leap second.
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanos: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    Some((seconds(hour, minute).saturating_add(second), nanos.parse().ok()?))
}

/// Splits `10:15:14.0+02:00` into the clock and the offset in seconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let at = text.rfind(['+', '-'])?;
    let (clock, offset) = text.split_at_checked(at)?;
    let figures: String = offset.chars().skip(1).filter(|c| *c != ':').collect();
    let (hours, minutes) = figures.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes, 2)? };
    let hours = number(hours, 2)?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    let size = seconds(hours, minutes);
    let offset = if offset.starts_with('-') { size.saturating_neg() } else { size };
    Some((clock.trim_end(), offset))
}

/// Hours and minutes in seconds.
fn seconds(hours: i64, minutes: i64) -> i64 {
    hours.saturating_mul(3_600).saturating_add(minutes.saturating_mul(60))
}
