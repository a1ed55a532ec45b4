//! Points in time that are understood, and those that are not.

use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;

use crate::runtime::{Date, Timestamp};

#[test]
fn points_in_time_are_understood_where_they_are_complete() {
    let second = |text: &str| Timestamp::new(text).unix_seconds();
    assert_eq!(second("1970-01-01T00:00:00Z"), Some(0));
    assert_eq!(second("2022-03-01T10:15:14Z"), Some(1_646_129_714));
    assert_eq!(second("2022-03-01T10:15:14.66Z"), Some(1_646_129_714));
    assert_eq!(second("2022-03-01T10:15:14.0000000+00:00"), Some(1_646_129_714));
    assert_eq!(second("2022-03-01T02:15:14-08:00"), Some(1_646_129_714));
    assert_eq!(second("2022-03-01 10:15:14 +0000"), Some(1_646_129_714));
    assert_eq!(second("2022-03-01 T10:15:14Z"), Some(1_646_129_714));
    assert_eq!(second("2000-02-29T00:00:00Z"), Some(951_782_400));
    for text in [
        "",
        "2025-10-01T00:00:00",
        "2022-10-25T12:10:234Z",
        "12/22/2021 16:20",
        "2024-03-21 07:09:03:216",
        "2019-10-17 01:40:24",
        "2021-02-29T00:00:00Z",
        "2021-13-01T00:00:00Z",
        "T Z",
        "é-é-éTé:é:éZ",
        "2021-01-01T00:00:00+é",
    ] {
        assert_eq!(second(text), None, "{text}");
    }
    // Milliseconds since 1970, as events write them.
    assert_eq!(second("1720705455858"), Some(1_720_705_455));
}

#[test]
fn what_is_written_can_be_read() {
    for seconds in [0, -1, 951_782_399, 951_782_400, 1_646_129_714, 4_102_444_800, -62_135_596_800]
    {
        assert_eq!(Timestamp::from_unix_seconds(seconds).unix_seconds(), Some(seconds));
    }
    assert_eq!(Timestamp::from_unix_seconds(1_646_129_714).to_string(), "2022-03-01T10:15:14Z");
    assert_eq!(Date::from_ymd(2022, 4, 1).unwrap().as_str(), "2022-04-01");
    assert_eq!(Date::new("2022-04-1").ymd(), Some((2022, 4, 1)));
    assert_eq!(Date::new("2022-04-31").ymd(), None);
    assert_eq!(Date::from("tomorrow".to_owned()).ymd(), None);
    assert_eq!(serde_json::from_str::<Timestamp>("5").unwrap().as_str(), "5");
    assert_eq!(serde_json::to_string(&Date::new("x")).unwrap(), "\"x\"");
}

#[test]
fn times_are_compared_by_instant() {
    let time = Timestamp::new;
    let same = [
        "2026-01-31T03:00:00Z",
        "2026-01-31T03:00:00.000Z",
        "2026-01-31T12:00:00+09:00",
        "2026-01-30 22:00:00.0 -0500",
        "1769828400000",
    ];
    for one in same {
        for other in same {
            assert_eq!(time(one), time(other), "{one} {other}");
        }
    }
    assert_eq!(same.map(time).into_iter().collect::<HashSet<_>>().len(), 1);
    assert!(time("2026-01-31T12:00:00+09:00") < time("2026-01-31T04:00:00Z"));
    assert!(time("2026-01-31T03:00:00.0001Z") > time("2026-01-31T03:00:00Z"));
    assert!(time("1969-12-31T23:59:59.9Z") < time("1970-01-01T00:00:00Z"));
    let latest = ["2026-01-31T05:00:00-08:00", "2026-01-31T12:00:00Z", "2026-01-31T20:00:00+09:00"];
    assert_eq!(latest.map(time).into_iter().max().unwrap().as_str(), latest[0]);
    // Texts that name no instant are all different, and come last.
    let order = ["2026-01-31T05:00:00Z", "", "2026-01-31T05:00:00", "tomorrow"];
    let sorted: BTreeSet<Timestamp> = order.into_iter().rev().map(time).collect();
    assert_eq!(sorted.iter().map(Timestamp::as_str).collect::<Vec<_>>(), order);
    assert_ne!(time("tomorrow"), time("Tomorrow"));
    // The text stays what it was.
    assert_eq!(time("2026-01-31T12:00:00+09:00").to_string(), "2026-01-31T12:00:00+09:00");
}

#[test]
fn days_are_those_of_the_calendar() {
    for (year, month, day) in
        [(2026, 13, 45), (2026, 0, 1), (2026, 1, 0), (2026, 4, 31), (2025, 2, 29)]
            .into_iter()
            .chain([(1900, 2, 29), (2026, 255, 255), (i64::MAX, 1, 1), (i64::MIN, 12, 31)])
    {
        let error = Date::from_ymd(year, month, day).unwrap_err().to_string();
        assert!(error.contains("is not a day of the calendar"), "{error}");
    }
    for (year, month, day) in [(2024, 2, 29), (2000, 2, 29), (0, 1, 1), (9999, 12, 31), (-1, 3, 4)]
    {
        let date = Date::from_ymd(year, month, day).unwrap();
        assert_eq!(date.ymd(), Some((year, month, day)), "{date}");
        assert_eq!(date.as_str().parse::<Date>().unwrap(), date);
    }
    assert_eq!(Date::from_ymd(12_345, 1, 2).unwrap().as_str(), "+12345-01-02");
    let error = "2026-13-45".parse::<Date>().unwrap_err().to_string();
    assert_eq!(
        error,
        "`2026-13-45` is not a day of the calendar; days are written like `2026-01-31`"
    );
    for text in ["", "tomorrow", "2025-02-29", "12345-01-02", "2026-01-31T00:00:00Z", "-", "+"] {
        assert!(text.parse::<Date>().is_err(), "{text}");
    }
    assert_eq!(Date::new("2022-04-1"), Date::new("2022-04-01"));
    assert!(Date::new("2022-4-2") < Date::new("2022-04-10"));
    assert!(Date::new("9999-12-31") < Date::new("tomorrow"));
}

#[test]
fn times_of_the_system_go_both_ways() {
    let long = Duration::new(253_402_300_800, 999_999_999);
    for time in [
        UNIX_EPOCH,
        UNIX_EPOCH + Duration::from_millis(1_769_828_400_123),
        UNIX_EPOCH + long,
        UNIX_EPOCH - Duration::from_nanos(1),
        UNIX_EPOCH - Duration::new(86_400, 1_000),
        UNIX_EPOCH - long,
        SystemTime::now(),
    ] {
        let text = Timestamp::from(time);
        assert_eq!(SystemTime::try_from(&text).unwrap(), time, "{text}");
    }
    let written = |time| Timestamp::from(time).to_string();
    assert_eq!(written(UNIX_EPOCH + long), "+10000-01-01T00:00:00.999999999Z");
    assert_eq!(written(UNIX_EPOCH - Duration::from_millis(1)), "1969-12-31T23:59:59.999Z");
    assert_eq!(written(UNIX_EPOCH + Duration::from_micros(7)), "1970-01-01T00:00:00.000007Z");
    // The ends of what the system holds.
    let (mut first, mut last) = (UNIX_EPOCH, UNIX_EPOCH);
    for step in (0..63).rev().map(|bits| Duration::from_secs(1 << bits)) {
        first = first.checked_sub(step).unwrap_or(first);
        last = last.checked_add(step).unwrap_or(last);
    }
    for time in [first, last] {
        let text = Timestamp::from(time);
        if let Ok(back) = SystemTime::try_from(text.clone()) {
            assert_eq!(back, time, "{text}");
        }
    }
    let error = SystemTime::try_from(Timestamp::new("12/22/2021 16:20")).unwrap_err().to_string();
    assert!(error.starts_with("`12/22/2021 16:20` is not a point in time such as"), "{error}");
    let error = SystemTime::try_from(Timestamp::new("x\n".repeat(100))).unwrap_err().to_string();
    assert!(error.len() < 300 && !error.contains('\n'), "{error}");
}

#[cfg(feature = "chrono")]
#[test]
fn times_of_chrono_go_both_ways() {
    use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};

    let utc = Utc.with_ymd_and_hms(2026, 1, 31, 3, 0, 0).unwrap();
    let tokyo = utc.with_timezone(&FixedOffset::east_opt(9 * 3_600).unwrap());
    assert_eq!(Timestamp::from(utc).as_str(), "2026-01-31T03:00:00Z");
    assert_eq!(Timestamp::from(tokyo).as_str(), "2026-01-31T03:00:00Z");
    let extremes = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
    let odd = DateTime::from_timestamp(-1, 5).unwrap();
    for time in extremes.into_iter().chain([utc, odd]) {
        assert_eq!(DateTime::<Utc>::try_from(&Timestamp::from(time)).unwrap(), time);
    }
    let error = DateTime::<Utc>::try_from(Timestamp::from_unix_seconds(i64::MAX)).unwrap_err();
    assert!(error.to_string().ends_with("is outside the range of `chrono::DateTime`"), "{error}");
    assert!(DateTime::<Utc>::try_from(Timestamp::new("2026-01-31T03:00:00")).is_err());
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    assert_eq!(Date::from(day).as_str(), "2024-02-29");
    for day in [day, NaiveDate::MIN, NaiveDate::MAX] {
        assert_eq!(NaiveDate::try_from(Date::from(day)).unwrap(), day);
    }
    assert!(NaiveDate::try_from(Date::new("2025-02-29")).is_err());
}

#[cfg(feature = "jiff")]
#[test]
fn times_of_jiff_go_both_ways() {
    use jiff::civil;
    use jiff::tz::TimeZone;

    let time: jiff::Timestamp = "2026-01-31T03:00:00.5Z".parse().unwrap();
    let zoned = time.to_zoned_datetime(TimeZone::fixed(jiff::tz::offset(9)));
    assert_eq!(Timestamp::from(time).as_str(), "2026-01-31T03:00:00.500Z");
    assert_eq!(Timestamp::from(&zoned).as_str(), "2026-01-31T03:00:00.500Z");
    assert_eq!(Timestamp::from(zoned).as_str(), "2026-01-31T03:00:00.500Z");
    for time in [time, jiff::Timestamp::MIN, jiff::Timestamp::MAX, jiff::Timestamp::UNIX_EPOCH] {
        assert_eq!(jiff::Timestamp::try_from(&Timestamp::from(time)).unwrap(), time);
    }
    assert!(jiff::Timestamp::try_from(Timestamp::from_unix_seconds(i64::MIN)).is_err());
    assert!(jiff::Timestamp::try_from(Timestamp::new("")).is_err());
    for day in [civil::date(2024, 2, 29), civil::Date::MIN, civil::Date::MAX] {
        assert_eq!(civil::Date::try_from(Date::from(day)).unwrap(), day);
    }
    assert!(civil::Date::try_from(Date::from_ymd(123_456, 1, 1).unwrap()).is_err());
}

#[cfg(feature = "time")]
#[test]
fn times_of_time_go_both_ways() {
    use time::{Month, OffsetDateTime, UtcOffset};

    let time = OffsetDateTime::from_unix_timestamp(1_769_828_400).unwrap();
    let tokyo = time.to_offset(UtcOffset::from_hms(9, 0, 0).unwrap());
    assert_eq!(Timestamp::from(tokyo).as_str(), "2026-01-31T03:00:00Z");
    let early = OffsetDateTime::from_unix_timestamp_nanos(-1).unwrap();
    for time in [time, tokyo, early] {
        assert_eq!(OffsetDateTime::try_from(&Timestamp::from(time)).unwrap(), time);
    }
    assert!(OffsetDateTime::try_from(Timestamp::from_unix_seconds(i64::MAX)).is_err());
    let leap = time::Date::from_calendar_date(2024, Month::February, 29).unwrap();
    for day in [leap, time::Date::MIN, time::Date::MAX] {
        assert_eq!(time::Date::try_from(Date::from(day)).unwrap(), day);
    }
    assert!(time::Date::try_from(Date::new("2025-02-29")).is_err());
}

proptest! {
    #[test]
    fn whatever_a_time_says_it_is_ordered_and_never_a_panic(
        texts in proptest::collection::vec("[-+]?[0-9]{1,16}(-[0-9]{1,2}-[0-9]{1,2})?[T ]?([0-9:.]{0,12})(Z|[-+][0-9:]{0,6})?", 3),
        seconds: i64,
    ) {
        let times: Vec<Timestamp> = texts.iter().map(Timestamp::new).collect();
        for time in &times {
            let _ = SystemTime::try_from(time);
            let _ = (time.unix_seconds(), Date::new(time.as_str()).ymd());
        }
        // A total order: sorting it twice from different beginnings gives the same.
        let (mut one, mut other) = (times.clone(), times);
        other.reverse();
        one.sort();
        other.sort();
        prop_assert_eq!(one, other);
        prop_assert_eq!(Timestamp::from_unix_seconds(seconds).unix_seconds(), Some(seconds));
    }
}

#[test]
fn days_and_times_are_strings_where_an_input_takes_both() {
    let day = Date::from_ymd(2026, 10, 1).unwrap();
    let time = Timestamp::from_unix_seconds(0);
    assert_eq!([String::from(&day), String::from(day)], ["2026-10-01", "2026-10-01"]);
    assert_eq!(
        [String::from(&time), time.into()],
        ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"]
    );
}
