//! Times of other crates where the API expects a time or a day: setters and required inputs. Those of jiff are tested with
//! the runtime (`templates/src/tests/time.rs`).

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use zoom_client::Operation as _;

use zoom_client::{meetings, reports, users};

/// What a meeting that starts then is sent with.
fn start(request: &meetings::Create) -> String {
    let body = request.request().unwrap().body.text().unwrap();
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    body["start_time"].as_str().unwrap().to_owned()
}

#[test]
fn times_of_the_system() {
    let time = UNIX_EPOCH + Duration::from_secs(1_769_828_400);
    let request = meetings::create("me").start_time(time);
    assert_eq!(start(&request), "2026-01-31T03:00:00Z");
    let back = SystemTime::try_from(request.start_time.as_ref().unwrap()).unwrap();
    assert_eq!(back, time);
}

#[cfg(feature = "chrono")]
#[test]
fn times_of_chrono() {
    use chrono::{DateTime, NaiveDate, Utc};

    let time: DateTime<Utc> = "2026-01-31T12:00:00+09:00".parse().unwrap();
    assert_eq!(start(&meetings::create("me").start_time(time)), "2026-01-31T03:00:00Z");
    let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
    let url = reports::hosts(day, day).request().unwrap().url;
    assert!(url.ends_with("?from=2026-01-31&to=2026-01-31"), "{url}");
    let user: users::User =
        serde_json::from_str(r#"{"created_at":"2026-01-31T03:00:00Z"}"#).unwrap();
    assert_eq!(DateTime::<Utc>::try_from(user.created_at.unwrap()).unwrap(), time);
}

#[cfg(feature = "time")]
#[test]
fn times_of_time() {
    let time = time::OffsetDateTime::from_unix_timestamp(1_769_828_400).unwrap();
    assert_eq!(start(&meetings::create("me").start_time(time)), "2026-01-31T03:00:00Z");
    let url = reports::hosts(time.date(), time.date()).request().unwrap().url;
    assert!(url.ends_with("?from=2026-01-31&to=2026-01-31"), "{url}");
}
