//! Points in time as the wire writes them.

use std::fmt;

macro_rules! raw_text {
    ($name:ident) => {
        impl $name {
            /// Keeps the text as it is.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text as it was received or will be sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::runtime::decode::item(deserializer)
            }
        }
    };
}

/// A point in time. Servers write them in many ways, so the text is kept and understood on demand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(String);

raw_text!(Timestamp);

impl Timestamp {
    /// The point in time that many seconds after 1970-01-01T00:00:00Z, written as `yyyy-MM-ddTHH:mm:ssZ`.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Self {
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
        let rest = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
        Self(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
    }

    /// Seconds since 1970-01-01T00:00:00Z, when the text is a date and time with `Z` or an offset.
    ///
    /// A number of 11 figures or more is taken for milliseconds since then. A text without `Z` or offset names a local
    /// time, and which one is not known here: `None`.
    #[must_use]
    pub fn unix_seconds(&self) -> Option<i64> {
        let text = self.0.trim();
        if text.len() >= 11
            && let Some(milliseconds) = digits(text, 15)
        {
            return Some(milliseconds / 1_000);
        }
        let (day, rest) = text.split_once(['T', 't', ' '])?;
        let (year, month, day) = calendar_date(day)?;
        let (clock, offset) = split_offset(rest.trim().trim_start_matches(['T', 't']))?;
        let mut parts = clock.split(':');
        let hour: i64 = digits(parts.next()?, 2)?;
        let minute: i64 = digits(parts.next()?, 2)?;
        let second: i64 = match parts.next() {
            Some(text) => digits(text.split('.').next()?, 2)?,
            None => 0,
        };
        if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        Some(
            days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
                - offset,
        )
    }
}

/// A day. The text is kept and understood on demand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(String);

raw_text!(Date);

impl Date {
    /// The day of a year, a month (1 to 12) and a day of the month, written as `yyyy-MM-dd`.
    #[must_use]
    pub fn from_ymd(year: i64, month: u8, day: u8) -> Self {
        Self(format!("{year:04}-{month:02}-{day:02}"))
    }

    /// Year, month and day, when the text is a date.
    #[must_use]
    pub fn ymd(&self) -> Option<(i64, u8, u8)> {
        let (year, month, day) = calendar_date(self.0.trim())?;
        Some((year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
    }
}

fn digits(text: &str, longest: usize) -> Option<i64> {
    let plain =
        !text.is_empty() && text.len() <= longest && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn calendar_date(text: &str) -> Option<(i64, i64, i64)> {
    let mut parts = text.split('-');
    let date = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let real = parts.next().is_none() && (1..=12).contains(&date.1) && (1..=31).contains(&date.2);
    // A day that its month does not have comes back as another day.
    (real && civil_from_days(days_from_civil(date.0, date.1, date.2)) == date).then_some(date)
}

/// Splits `10:15:14.0+02:00` into the clock and the offset in seconds.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let at = text.rfind(['+', '-'])?;
    let (clock, offset) = text.split_at_checked(at)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let figures: String = offset.chars().skip(1).filter(|c| *c != ':').collect();
    let (hours, minutes) = figures.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { digits(minutes, 2)? };
    Some((clock.trim_end(), sign * (digits(hours, 2)? * 3_600 + minutes * 60)))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. The year is counted from March, so that
/// the leap day is the last day of a year.
pub(super) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
pub(super) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}
