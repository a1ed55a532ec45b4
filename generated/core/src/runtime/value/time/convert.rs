//! Other types of times, from and to ours.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::instant::Instant;
use super::{TimeError, Timestamp};

/// A conversion that may fail, for a reference and for a value.
macro_rules! try_into {
    ($ours:ident => $theirs:ty, $name:literal, $convert:expr) => {
        impl TryFrom<&$ours> for $theirs {
            type Error = TimeError;

            #[doc = concat!("Fails where the text is not understood, or is outside the range of `", $name, "`.")]
            fn try_from(ours: &$ours) -> Result<Self, TimeError> {
                let found = ours.required()?;
                $convert(found).ok_or_else(|| ours.outside($name))
            }
        }

        impl TryFrom<$ours> for $theirs {
            type Error = TimeError;

            #[doc = concat!("Fails where the text is not understood, or is outside the range of `", $name, "`.")]
            fn try_from(ours: $ours) -> Result<Self, TimeError> {
                Self::try_from(&ours)
            }
        }
    };
}

try_into!(Timestamp => SystemTime, "SystemTime", |instant: Instant| {
    let seconds = Duration::from_secs(instant.seconds.unsigned_abs());
    let whole = match instant.seconds {
        0.. => UNIX_EPOCH.checked_add(seconds)?,
        _ => UNIX_EPOCH.checked_sub(seconds)?,
    };
    whole.checked_add(Duration::from_nanos(instant.nanos.into()))
});

impl From<SystemTime> for Timestamp {
    /// The same point in time in UTC, to the nanosecond.
    fn from(time: SystemTime) -> Self {
        let instant = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Instant {
                seconds: i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
                nanos: after.subsec_nanos(),
            },
            Err(error) => {
                // Seconds are rounded down, so that what is below a second counts forwards.
                let before = error.duration();
                let whole = 0_i64.saturating_sub_unsigned(before.as_secs());
                match before.subsec_nanos() {
                    0 => Instant { seconds: whole, nanos: 0 },
                    nanos => Instant {
                        seconds: whole.saturating_sub(1),
                        nanos: 1_000_000_000_u32.saturating_sub(nanos),
                    },
                }
            }
        };
        Self::from_instant(instant)
    }
}

#[cfg(feature = "chrono")]
mod of_chrono {
    use ::chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};

    use super::*;
    use crate::runtime::value::time::Date;

    impl<Tz: TimeZone> From<DateTime<Tz>> for Timestamp {
        /// The same point in time in UTC, to the nanosecond.
        fn from(time: DateTime<Tz>) -> Self {
            // A leap second has more than a second's nanoseconds.
            let nanos = time.timestamp_subsec_nanos();
            let seconds = time.timestamp().saturating_add((nanos / 1_000_000_000).into());
            Self::from_instant(Instant { seconds, nanos: nanos % 1_000_000_000 })
        }
    }

    impl From<NaiveDate> for Date {
        fn from(day: NaiveDate) -> Self {
            Self::written(day.year().into(), day.month().into(), day.day().into())
        }
    }

    try_into!(Timestamp => DateTime<Utc>, "chrono::DateTime", |instant: Instant| {
        DateTime::from_timestamp(instant.seconds, instant.nanos)
    });

    try_into!(Date => NaiveDate, "chrono::NaiveDate", |(year, month, day): (i64, u8, u8)| {
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month.into(), day.into())
    });
}

#[cfg(feature = "jiff")]
mod of_jiff {
    use ::jiff::{ZonedDateTime, civil};

    use super::*;
    use crate::runtime::value::time::Date;

    impl From<::jiff::Timestamp> for Timestamp {
        /// The same point in time, to the nanosecond.
        fn from(time: ::jiff::Timestamp) -> Self {
            Self::from_instant(Instant::from_nanos(time.as_nanosecond()))
        }
    }

    impl From<ZonedDateTime> for Timestamp {
        /// The same point in time in UTC, to the nanosecond.
        fn from(time: ZonedDateTime) -> Self {
            time.timestamp().into()
        }
    }

    impl From<&ZonedDateTime> for Timestamp {
        /// The same point in time in UTC, to the nanosecond.
        fn from(time: &ZonedDateTime) -> Self {
            time.timestamp().into()
        }
    }

    impl From<civil::Date> for Date {
        fn from(day: civil::Date) -> Self {
            Self::written(day.year().into(), day.month().into(), day.day().into())
        }
    }

    try_into!(Timestamp => ::jiff::Timestamp, "jiff::Timestamp", |instant: Instant| {
        ::jiff::Timestamp::from_nanosecond(instant.nanos()).ok()
    });

    try_into!(Date => civil::Date, "jiff::civil::Date", |(year, month, day): (i64, u8, u8)| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        civil::Date::new(i16::try_from(year).ok()?, month, day).ok()
    });
}

#[cfg(feature = "time")]
mod of_time {
    use ::time::{Month, OffsetDateTime};

    use super::*;
    use crate::runtime::value::time::Date;

    impl From<OffsetDateTime> for Timestamp {
        /// The same point in time in UTC, to the nanosecond.
        fn from(time: OffsetDateTime) -> Self {
            Self::from_instant(Instant::from_nanos(time.unix_timestamp_nanos()))
        }
    }

    impl From<::time::Date> for Date {
        fn from(day: ::time::Date) -> Self {
            let month = u8::from(day.month());
            Self::written(day.year().into(), month.into(), day.day().into())
        }
    }

    try_into!(Timestamp => OffsetDateTime, "time::OffsetDateTime", |instant: Instant| {
        OffsetDateTime::from_unix_timestamp_nanos(instant.nanos()).ok()
    });

    try_into!(Date => ::time::Date, "time::Date", |(year, month, day): (i64, u8, u8)| {
        let year = i32::try_from(year).ok()?;
        ::time::Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
    });
}
