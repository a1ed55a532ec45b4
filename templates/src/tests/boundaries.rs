//! Values at the ends of their ranges, as servers and callers may give them.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::token_service::Service;
use crate::runtime::auth::{Bearer, MemoryStore, TokenStore};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::runtime::{Client, Download, Error, Limiter, Raw, Retry, Timestamp};
use crate::sample::users;

const DATE: &str = "Fri, 19 Jun 2026 10:00:00 GMT";

/// The result of a request after a 429 with these headers, how often it was sent, and the virtual time it took.
async fn limited(headers: &[(&str, &str)]) -> (Result<Value, Error>, usize, Duration) {
    let transport = FakeTransport::new();
    let response = FakeResponse::json(429, r#"{"code":429,"message":"too many"}"#);
    let named =
        |response: FakeResponse, (name, value): &(&str, &str)| response.header(*name, *value);
    transport.respond(headers.iter().fold(response, named));
    transport.always(FakeResponse::json(200, "{}"));
    let builder = Client::builder().transport(transport.clone()).auth(Bearer::new("hush"));
    let zoom = builder.limiter(Limiter::new("pro")).build().unwrap();
    let start = tokio::time::Instant::now();
    let result = Raw::get("/users").rate_limit("light").send(&zoom).await;
    (result, transport.sent().len(), start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_number_of_seconds_may_have_any_length() {
    for seconds in ["18446744073709551615", "18446744073709551616", "99999999999999999999999999"] {
        let far = ("Retry-After", seconds);
        let (result, sent, _) = limited(&[("Date", DATE), far]).await;
        assert!(result.unwrap_err().is_daily_limit(), "{seconds}");
        assert_eq!(sent, 1, "{seconds}");
        let (result, sent, _) = limited(&[far, ("X-RateLimit-Type", "QPS")]).await;
        let error = result.unwrap_err();
        assert!(error.is_rate_limited() && !error.is_daily_limit(), "{seconds}");
        assert_eq!((sent, error.resume_at()), (1, None), "{seconds}");
    }
    for (seconds, least, most) in [("2.25", 3.0, 3.3), ("+2.0", 2.0, 2.3), ("0.001", 1.0, 1.3)] {
        let (result, sent, took) = limited(&[("Retry-After", seconds)]).await;
        assert!(result.is_ok() && sent == 2, "{seconds}");
        assert!((least..most).contains(&took.as_secs_f64()), "{seconds}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_time_to_come_back_is_later_than_the_year_9999() {
    for seconds in ["253402300799", "1781863207000", "9223372036854775807"] {
        let headers = [("Date", DATE), ("Retry-After", seconds), ("X-RateLimit-Type", "QPS")];
        assert_eq!(limited(&headers).await.0.unwrap_err().resume_at(), None, "{seconds}");
    }
}

#[tokio::test]
async fn the_life_of_a_token_may_be_any_number() {
    for (life, seconds) in [
        ("-1", 0),
        ("0.9", 0),
        ("3599.5", 3_599),
        (r#""3599.5""#, 3_599),
        (r#""-1""#, 0),
        ("1e30", 31_536_000),
        ("18446744073709551616", 31_536_000),
        (r#""99999999999999999999""#, 31_536_000),
        ("null", 3_600),
        (r#""NaN""#, 3_600),
        (r#""soon""#, 3_600),
    ] {
        let body = format!(r#"{{"access_token":"access-1","expires_in":{life}}}"#);
        let store = MemoryStore::new();
        let service =
            Service::new(move |_| (200, None, body.clone()), |_| (200, None, "{}".to_owned()));
        users::get("me").send(&service.client(Retry::none(), store.clone())).await.unwrap();
        let token = store.load().await.unwrap().unwrap();
        let life_of_token = token.expires_at.duration_since(token.issued_at).unwrap();
        assert_eq!(life_of_token, Duration::from_secs(seconds), "{life}");
    }
}

#[test]
fn every_second_of_the_calendar_is_understood() {
    for seconds in [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX] {
        assert_eq!(Timestamp::from_unix_seconds(seconds).unix_seconds(), Some(seconds));
    }
    assert!(Timestamp::from_unix_seconds(i64::MIN) < Timestamp::from_unix_seconds(0));
    let beyond = ["-292277022657-01-27T08:29:51Z", "+292277026596-12-04T15:30:08Z"];
    for text in beyond.into_iter().chain(["+999999999999-12-31T23:59:59-23:59"]) {
        assert!(SystemTime::try_from(Timestamp::new(text)).is_err(), "{text}");
    }
    // Offsets of a day or more, or with an hour of 60 minutes or more, are none.
    for text in ["2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00-09:60"] {
        assert_eq!(Timestamp::new(text).unix_seconds(), None, "{text}");
    }
    let second = Timestamp::new("2026-01-31T12:00:00+23:59").unix_seconds();
    assert_eq!(second, Some(1_769_860_800 - 86_340));
}

#[tokio::test]
async fn settings_may_have_any_length() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::json(200, r#"{"id":"u1"}"#));
    for long in [Duration::from_secs(u64::MAX), Duration::MAX] {
        let builder = Client::builder().transport(transport.clone()).auth(Bearer::new("hush"));
        let builder = builder.timeout(long).total_timeout(long).connect_timeout(long);
        let retry = Retry::new().base_delay(long).max_delay(long);
        let zoom = builder.minimum_rate(u64::MAX, long).retry(retry).build().unwrap();
        let user = users::get("me").send(&zoom).await.unwrap();
        assert_eq!(user.id.as_deref(), Some("u1"));
        let download = Download::new("/f").idle_timeout(long).total_timeout(long);
        let mut file = download.minimum_rate(u64::MAX, long).open(&zoom).await.unwrap();
        assert_eq!(file.try_next().await.unwrap().unwrap(), r#"{"id":"u1"}"#);
    }
}
