//! Points in time and days, kept as strings and parsed on demand.

mod calendar;
mod convert;
mod instant;

use std::cmp::Ordering;
use std::error::Error as StdError;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

pub(crate) use self::calendar::{civil_from_days, days_from_civil};
use self::instant::Instant;

macro_rules! raw_text {
    ($name:ident, $new:literal) => {
        impl $name {
            #[doc = $new]
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

        /// The text, for inputs that take days and times in several forms.
        impl From<$name> for String {
            fn from(time: $name) -> Self {
                time.0
            }
        }

        /// The text, for inputs that take days and times in several forms.
        impl From<&$name> for String {
            fn from(time: &$name) -> Self {
                time.0.clone()
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
                super::decode::item(deserializer)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0 || self.meaning() == other.meaning()
            }
        }

        impl Eq for $name {}

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.meaning().hash(state);
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.meaning().cmp(&other.meaning())
            }
        }
    };
}

/// The key of the order: times first, then strings that are none.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Meaning<'a, T> {
    Understood(T),
    Text(&'a str),
}

/// A point in time. Servers write them in many forms, so the string is kept and parsed on demand.
///
/// Two of them are compared, ordered and hashed by the instant that they name, to the nanosecond:
/// `2026-01-31T12:00:00+09:00` is before `2026-01-31T04:00:00Z`, and `…T03:00:00Z` equals `…T03:00:00.000Z`.
/// Strings that name no instant (a local time without an offset, for example) come after all that do, ordered by
/// their characters. Requests and responses as a whole are compared by the strings that they hold.
///
/// Made from a `SystemTime`, and with the features `chrono`, `jiff` and `time` from the times of these crates: in
/// UTC, with a fraction of a second where there is one, so that `TryFrom` leads back to exactly the same time. The text
/// is sent as it is; where a server documents whole seconds, cut the fraction off before the conversion, or use
/// [`from_unix_seconds`](Self::from_unix_seconds).
#[derive(Clone, Debug)]
#[doc(alias("DateTime", "datetime"))]
pub struct Timestamp(String);

raw_text!(Timestamp, "Keeps the text as it is.");

impl Timestamp {
    /// The point in time that many seconds after 1970-01-01T00:00:00Z, written as `yyyy-MM-ddTHH:mm:ssZ`.
    ///
    /// Years before 0 and after 9999 are written with a sign, as in ISO 8601.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self::from_instant(Instant { seconds, nanos: 0 })
    }

    /// Seconds since 1970-01-01T00:00:00Z, rounded down, when the text is a date and time with `Z` or an offset.
    ///
    /// A number of 11 figures or more is taken for milliseconds since then. A string without `Z` or offset names a
    /// local time, and which one is not known here: `None`.
    #[must_use]
    pub fn unix_seconds(&self) -> Option<i64> {
        Instant::parse(&self.0).map(|instant| instant.seconds)
    }

    fn from_instant(instant: Instant) -> Self {
        Self(instant.write())
    }

    fn meaning(&self) -> Meaning<'_, Instant> {
        Instant::parse(&self.0).map_or(Meaning::Text(&self.0), Meaning::Understood)
    }

    fn required(&self) -> Result<Instant, TimeError> {
        let expected = "is not a point in time such as `2026-01-31T12:00:00Z`: it needs a date, a time, and `Z` or an offset";
        Instant::parse(&self.0).ok_or_else(|| TimeError::new(&self.0, expected.to_owned()))
    }

    fn outside(&self, range: &str) -> TimeError {
        TimeError::new(&self.0, format!("is outside the range of `{range}`"))
    }
}

/// A day. The string is kept and parsed on demand; [`from_ymd`](Self::from_ymd) and `parse` accept only days that
/// the calendar has.
///
/// Two of them are compared, ordered and hashed by the day that they name: `2022-04-1` equals `2022-04-01`. Strings
/// that name no day come after all that do, ordered by their characters.
#[derive(Clone, Debug)]
#[doc(alias = "NaiveDate")]
pub struct Date(String);

raw_text!(
    Date,
    "Keeps the text as it is. For year, month and day as numbers there is [`from_ymd`](Self::from_ymd)."
);

impl Date {
    /// The day of a year, a month (1 to 12) and a day of the month, written as `yyyy-MM-dd`.
    ///
    /// Years before 0 and after 9999 are written with a sign, as in ISO 8601.
    ///
    /// # Errors
    /// When the calendar has no such day, or the year has more than 12 figures.
    #[doc(alias("new", "from_ymd_opt"))]
    pub fn from_ymd(year: i64, month: u8, day: u8) -> Result<Self, TimeError> {
        let date = Self::written(year, month.into(), day.into());
        match calendar::exists(year, month.into(), day.into()) {
            true => Ok(date),
            false => Err(date.unknown()),
        }
    }

    /// Year, month and day, when the text is a date.
    #[must_use]
    pub fn ymd(&self) -> Option<(i64, u8, u8)> {
        let (year, month, day) = calendar::parse_day(self.0.trim())?;
        Some((year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
    }

    pub(crate) fn written(year: i64, month: i64, day: i64) -> Self {
        Self(calendar::write_day(year, month, day))
    }

    fn meaning(&self) -> Meaning<'_, (i64, u8, u8)> {
        self.ymd().map_or(Meaning::Text(&self.0), Meaning::Understood)
    }

    fn unknown(&self) -> TimeError {
        let expected = "is not a day of the calendar; days are written like `2026-01-31`";
        TimeError::new(&self.0, expected.to_owned())
    }

    #[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
    fn required(&self) -> Result<(i64, u8, u8), TimeError> {
        self.ymd().ok_or_else(|| self.unknown())
    }

    #[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
    fn outside(&self, range: &str) -> TimeError {
        TimeError::new(&self.0, format!("is outside the range of `{range}`"))
    }
}

impl FromStr for Date {
    type Err = TimeError;

    /// Reads `yyyy-MM-dd`; other than with [`new`](Self::new), the calendar must have that day.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let date = Self::new(text);
        match date.ymd() {
            Some(_) => Ok(date),
            None => Err(date.unknown()),
        }
    }
}

/// A string that is not a time or a day, or a time that another type cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeError {
    text: String,
    reason: String,
}

impl TimeError {
    /// How much of a string is repeated.
    const SHOWN: usize = 64;

    fn new(text: &str, reason: String) -> Self {
        Self { text: text.chars().take(Self::SHOWN).collect(), reason }
    }
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.text.escape_debug(), self.reason)
    }
}

impl StdError for TimeError {}
