//! Points in time that are understood, and those that are not.

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
    assert_eq!(Date::from_ymd(2022, 4, 1).as_str(), "2022-04-01");
    assert_eq!(Date::new("2022-04-1").ymd(), Some((2022, 4, 1)));
    assert_eq!(Date::new("2022-04-31").ymd(), None);
    assert_eq!(Date::from("tomorrow".to_owned()).ymd(), None);
    assert_eq!(serde_json::from_str::<Timestamp>("5").unwrap().as_str(), "5");
    assert_eq!(serde_json::to_string(&Date::new("x")).unwrap(), "\"x\"");
}
