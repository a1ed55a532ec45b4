//! Days of the proleptic Gregorian calendar, counted from 1970-01-01.
//!
//! Everything saturates: years come from servers and callers.

use std::num::Saturating as S;

/// Days since 1970-01-01. The year is counted from March, so that the leap day is the last day of a year.
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year.saturating_sub(1) } else { year };
    let (era, year_of_era) = (S(year.div_euclid(400)), year.rem_euclid(400));
    let month_from_march = S(month.saturating_add(9).rem_euclid(12));
    let day_of_year = S((S(153) * month_from_march + S(2)).0 / 5) + S(day) - S(1);
    (era * S(146_097) + days_of_years(year_of_era) + day_of_year - S(719_468)).0
}

/// The days of the first so many years of an era.
fn days_of_years(years: i64) -> S<i64> {
    S(365) * S(years) + S(years / 4) - S(years / 100)
}

/// The inverse of [`days_from_civil`]: year, month and day.
pub(crate) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let (era, day_of_era) = (S(days.div_euclid(146_097)), days.rem_euclid(146_097));
    let leap_days = S(day_of_era / 1_460) - S(day_of_era / 36_524) + S(day_of_era / 146_096);
    let year_of_era = (S(day_of_era) - leap_days).0 / 365;
    let day_of_year = S(day_of_era) - days_of_years(year_of_era);
    let month_from_march = (S(5) * day_of_year + S(2)).0 / 153;
    let first_day = S((S(153) * S(month_from_march) + S(2)).0 / 5);
    let day = day_of_year - first_day + S(1);
    let (month, next_year) = match month_from_march {
        month @ ..=9 => (month.saturating_add(3), 0),
        month => (month.saturating_sub(9), 1),
    };
    ((S(year_of_era) + era * S(400) + S(next_year)).0, month, day.0)
}

/// The days that a string like `2026-01-31` names; years beyond four figures have a sign, as in ISO 8601.
pub(super) fn parse_day(text: &str) -> Option<(i64, i64, i64)> {
    let (sign, rest, longest) = match text.split_at_checked(1) {
        Some(("+", rest)) => (1, rest, 12),
        Some(("-", rest)) => (-1, rest, 12),
        _ => (1, text, 4),
    };
    let mut parts = rest.split('-');
    let year = number(parts.next()?, longest)?.saturating_mul(sign);
    let (month, day) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    (parts.next().is_none() && exists(year, month, day)).then_some((year, month, day))
}

/// Whether the calendar has that day.
pub(super) fn exists(year: i64, month: i64, day: i64) -> bool {
    // A day that its month does not have comes back as another day.
    (-999_999_999_999..=999_999_999_999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && civil_from_days(days_from_civil(year, month, day)) == (year, month, day)
}

/// A day as ISO 8601 writes it.
pub(super) fn write_day(year: i64, month: i64, day: i64) -> String {
    match year {
        0..=9999 => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:+05}-{month:02}-{day:02}"),
    }
}

/// A number of decimal digits and nothing else.
pub(super) fn number(text: &str, longest: usize) -> Option<i64> {
    let plain =
        !text.is_empty() && text.len() <= longest && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
