//! What is sent again, and when. Time is turned by the tests.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::runtime::Operation as _;
use crate::runtime::auth::Bearer;
use crate::runtime::private::{self as rt, Error, LimitPeriod, Method, Raw, Retry, TransportKind};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::servers::V2;
use crate::sample::users;
use crate::zoom::auth::ServerToServer;

const DATE: &str = "Fri, 19 Jun 2026 10:00:00 GMT";

fn client(transport: &FakeTransport, retry: Retry) -> rt::Client {
    let builder = rt::Client::builder().transport(transport.clone()).retry(retry);
    builder.auth(Bearer::new("hush")).build().unwrap()
}

fn limited(headers: &[(&str, &str)], message: &str) -> FakeResponse {
    let response = FakeResponse::json(429, json!({"code": 429, "message": message}));
    headers.iter().fold(response.header("Date", DATE), |response, (name, value)| {
        response.header(*name, *value)
    })
}

/// Sends until it succeeds or gives up: the result, the attempts, the virtual seconds it took.
async fn sent(
    method: Method,
    retry: Retry,
    failures: &[FakeResponse],
) -> (Result<Value, Error>, usize, f64) {
    let transport = FakeTransport::new();
    for failure in failures {
        transport.respond(failure.clone());
    }
    transport.always(FakeResponse::json(200, r#"{"ok":true}"#));
    let client = client(&transport, retry);
    let start = Instant::now();
    let result = Raw::new(method, "/x").send::<Value>(&client).await;
    (result, transport.sent().len(), start.elapsed().as_secs_f64())
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_are_repeated_with_any_method() {
    let qps = limited(&[("X-RateLimit-Type", "QPS"), ("X-RateLimit-Category", "Light")], "");
    for method in [Method::GET, Method::POST, Method::PATCH] {
        let (result, attempts, seconds) =
            sent(method, Retry::new(), &[qps.clone(), qps.clone()]).await;
        assert_eq!((result.unwrap()["ok"].as_bool(), attempts), (Some(true), 3));
        // At most one second and two.
        assert!((0.0..=3.01).contains(&seconds), "{seconds}");
    }
    let (result, attempts, _) = sent(Method::GET, Retry::new(), &vec![qps.clone(); 9]).await;
    let error = result.unwrap_err();
    assert!(error.is_rate_limited() && error.is_retryable() && !error.is_daily_limit());
    let limit = error.api().unwrap().limit.clone().unwrap();
    assert_eq!((limit.period, limit.category.as_deref()), (LimitPeriod::Short, Some("Light")));
    assert_eq!(attempts, 4);
    assert_eq!(sent(Method::GET, Retry::none(), &[qps]).await.1, 1);
}

#[tokio::test(start_paused = true)]
async fn the_server_says_when() {
    let qps = ("x-ratelimit-type", "QPS");
    // Names of headers in any case; seconds, a date of HTTP, a date of ISO 8601, the end of the period.
    for (name, value) in [
        ("Retry-After", "7"),
        ("retry-after", "Fri, 19 Jun 2026 10:00:07 GMT"),
        ("RETRY-AFTER", "2026-06-19T10:00:07Z"),
        ("X-RATELIMIT-RESET", "1781863207"),
    ] {
        for headers in [vec![(name, value)], vec![qps, (name, value)]] {
            let (result, attempts, seconds) =
                sent(Method::POST, Retry::new(), &[limited(&headers, "")]).await;
            assert!(result.is_ok() && attempts == 2, "{headers:?}");
            assert!((7.0..7.4).contains(&seconds), "{headers:?}: {seconds}");
        }
    }
    // What is too long is not waited for, and what is not understood is as good as nothing.
    let far = limited(&[qps, ("Retry-After", "61")], "");
    let (result, attempts, seconds) = sent(Method::GET, Retry::new(), &[far]).await;
    assert_eq!((attempts, seconds), (1, 0.0));
    assert_eq!(
        result.unwrap_err().resume_at().unwrap().as_str(),
        "2026-06-19T10:01:01Z",
        "by the server's clock"
    );
    let odd = limited(&[qps, ("Retry-After", "soon"), ("X-RateLimit-Limit", "x")], "");
    assert_eq!(sent(Method::GET, Retry::new(), &[odd]).await.1, 2);
    let busy = FakeResponse::status(503).header("Retry-After", "5");
    let (result, _, seconds) = sent(Method::GET, Retry::new(), &[busy]).await;
    assert!(result.is_ok() && (5.0..5.4).contains(&seconds), "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_a_day_is_an_error_at_once() {
    let daily = ("X-RateLimit-Type", "Daily-limit");
    let host =
        "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests.";
    let cases = [
        (limited(&[daily, ("Retry-After", "2026-06-20T00:00:00Z")], ""), "2026-06-20T00:00:00Z"),
        // Without a time, the day ends at midnight UTC.
        (limited(&[daily], ""), "2026-06-20T00:00:00Z"),
        // The limit of one host comes with the headers of another limit; only the message tells.
        (
            limited(&[("X-RateLimit-Category", "Light"), ("X-RateLimit-Remaining", "5893")], host),
            "2026-06-20T00:00:00Z",
        ),
        (limited(&[("Retry-After", "Fri, 19 Jun 2026 18:00:00 GMT")], ""), "2026-06-19T18:00:00Z"),
    ];
    for (response, end) in cases {
        let retry = Retry::new().all_errors(true).retry_non_idempotent(true);
        let (result, attempts, seconds) = sent(Method::POST, retry, &[response]).await;
        let error = result.unwrap_err();
        assert_eq!((attempts, seconds), (1, 0.0), "{error}");
        assert!(error.is_daily_limit() && error.is_rate_limited() && !error.is_retryable());
        assert_eq!(error.resume_at().unwrap().as_str(), end);
        assert_eq!(error.status(), Some(429));
        assert!(error.to_string().ends_with(&format!("it ends at {end}")), "{error}");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains("429"), "{source}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_nobody_explains_is_tried_once_more() {
    let lock =
        "Too many concurrent requests. A request to disassociate this user has already been made.";
    let responses = vec![limited(&[], lock); 4];
    let (result, attempts, _) = sent(Method::DELETE, Retry::new(), &responses).await;
    assert_eq!(attempts, 2);
    assert_eq!(
        result.unwrap_err().api().unwrap().limit.as_ref().unwrap().period,
        LimitPeriod::Unknown
    );
    let qps = limited(&[], "You have reached the maximum per-second rate limit for this API.");
    assert_eq!(sent(Method::POST, Retry::new(), &vec![qps; 3]).await.1, 4);
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_carried_out_is_repeated_with_safe_methods_alone() {
    let failures = [
        FakeResponse::status(500),
        FakeResponse::status(502),
        FakeResponse::status(503),
        FakeResponse::status(504),
        FakeResponse::failure(TransportKind::Timeout),
        FakeResponse::failure(TransportKind::Broken),
    ];
    for failure in &failures {
        let one = std::slice::from_ref(failure);
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::HEAD] {
            assert_eq!(sent(method, Retry::new(), one).await.1, 2, "{method} {failure:?}");
        }
        for method in [Method::POST, Method::PATCH, Method::new("MOVE")] {
            let (result, attempts, _) = sent(method, Retry::new(), one).await;
            assert_eq!(attempts, 1, "{method} {failure:?}");
            assert!(result.unwrap_err().is_retryable(), "the caller may know better");
            assert_eq!(sent(method, Retry::new().retry_non_idempotent(true), one).await.1, 2);
            assert_eq!(sent(method, Retry::new().all_errors(true), one).await.1, 1);
        }
    }
    // Nothing can have been carried out where no connection came about.
    let gone = FakeResponse::failure(TransportKind::Connect);
    assert_eq!(sent(Method::POST, Retry::new(), &[gone]).await.1, 2);
    for kind in [TransportKind::TooLarge, TransportKind::Build] {
        let retry = Retry::new().all_errors(true).retry_non_idempotent(true);
        assert_eq!(sent(Method::GET, retry, &[FakeResponse::failure(kind)]).await.1, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn other_error_responses_are_repeated_on_demand() {
    for status in [302, 400, 403, 404, 409] {
        let error_response = FakeResponse::json(status, r#"{"code":300,"message":"no"}"#);
        let one = std::slice::from_ref(&error_response);
        assert_eq!(sent(Method::POST, Retry::new(), one).await.1, 1);
        assert_eq!(sent(Method::POST, Retry::new().all_errors(true), one).await.1, 2);
    }
}

#[tokio::test(start_paused = true)]
async fn waits_are_as_the_policy_says() {
    let failures = vec![FakeResponse::status(500); 20];
    let constant =
        Retry::new().max_retries(5).base_delay(Duration::from_millis(300)).exponential(false);
    let (result, attempts, seconds) = sent(Method::GET, constant, &failures).await;
    assert!(result.is_err());
    assert_eq!(attempts, 6);
    assert!((1.49..1.52).contains(&seconds), "{seconds}");
    let capped = Retry::new().max_retries(10).max_delay(Duration::from_secs(2));
    let (_, attempts, seconds) = sent(Method::GET, capped, &failures).await;
    assert_eq!(attempts, 11);
    assert!((2.0..19.1).contains(&seconds), "{seconds}");
    let at_once = Retry::new().max_retries(40).base_delay(Duration::ZERO);
    assert_eq!(sent(Method::GET, at_once, &failures).await.2, 0.0);
    let patient = Retry::new().max_retries(u32::MAX).max_delay(Duration::from_secs(1));
    assert_eq!(sent(Method::GET, patient, &failures).await.1, 21);
}

#[tokio::test(start_paused = true)]
async fn a_request_may_have_a_policy_of_its_own() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(500));
    let client = client(&transport, Retry::none());
    let attempts = async |options: rt::Options| {
        let before = transport.sent().len();
        users::get("me").options(options).send(&client).await.unwrap_err();
        transport.sent().len() - before
    };
    assert_eq!(attempts(rt::Options::new()).await, 1);
    assert_eq!(attempts(rt::Options::new().retry(Retry::new().max_retries(2))).await, 3);
    let raw = Raw::get("/x").retry(Retry::new().max_retries(1));
    let before = transport.sent().len();
    raw.send::<()>(&client).await.unwrap_err();
    assert_eq!(transport.sent().len() - before, 2);
    let bodies: Vec<_> = transport.sent().iter().map(|one| one.body.clone()).collect();
    assert!(bodies.iter().all(|body| body.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_asked_for_again() {
    let transport = FakeTransport::new();
    transport
        .respond(FakeResponse::status(503))
        .respond(FakeResponse::failure(TransportKind::Broken))
        .respond(FakeResponse::json(200, json!({"access_token": "fresh"})))
        .always(FakeResponse::json(201, "{}"));
    let auth = ServerToServer::new("account", "id", "secret");
    let client = rt::Client::builder().transport(transport.clone()).auth(auth).build().unwrap();
    // A POST: nothing of it was sent while there was no token.
    users::create("create", users::UserInfo::new("a@example.com")).send(&client).await.unwrap();
    assert_eq!(transport.sent().len(), 4);
    transport.respond(FakeResponse::status(400));
    users::get("me").send(&client).await.unwrap_err();
    assert_eq!(transport.sent().len(), 5);
}

struct Metrics {
    extra: rt::Extra,
    options: rt::Options,
}
rt::operation! {
    Metrics {} => Value;
    rt::OperationInfo { id: "metrics", path: "/metrics/x", server: V2, ..rt::OperationInfo::DEFAULT }
}

#[tokio::test(start_paused = true)]
async fn where_a_second_is_a_minute_a_minute_is_waited() {
    let transport = FakeTransport::new();
    transport
        .respond(limited(&[("X-RateLimit-Type", "QPS")], ""))
        .always(FakeResponse::json(200, "{}"));
    let start = Instant::now();
    <Metrics as rt::Empty>::empty().send(&client(&transport, Retry::new())).await.unwrap();
    let seconds = start.elapsed().as_secs_f64();
    assert!((60.0..60.4).contains(&seconds), "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn a_limit_for_all_ends_attempts_and_the_waits_between_them() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(503).after(Duration::from_millis(500)));
    let retry = Retry::new().max_retries(100).exponential(false).base_delay(Duration::from_secs(2));
    let builder = rt::Client::builder().transport(transport.clone()).auth(Bearer::new("t"));
    let zoom = builder.retry(retry).total_timeout(Duration::from_secs(6)).build().unwrap();
    let start = Instant::now();
    let error = users::get("me").send(&zoom).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    // Attempts begin after 0, 2.5 and 5 seconds; the third gets a response, and its wait is cut off.
    assert_eq!((start.elapsed().as_millis(), transport.sent().len()), (6_000, 3));
    // A request may say otherwise, and the limit of an attempt still holds.
    let options = rt::Options::new().timeout(Duration::from_millis(100)).retry(Retry::none());
    let options = options.total_timeout(Duration::from_secs(60));
    let start = Instant::now();
    assert!(users::get("me").options(options).send(&zoom).await.unwrap_err().is_timeout());
    assert_eq!(start.elapsed().as_millis(), 100);
}

/// The client turns such an error response into [`Error::DailyLimit`]; what decides about repetitions does not rely on
/// that.
#[test]
fn an_error_response_that_names_a_day_is_not_repeated_by_any_policy() {
    let error_response = |period: &str| {
        let headers = [("x-ratelimit-type", period), ("retry-after", "1"), ("date", DATE)];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let response = rt::RawResponse {
            status: 429,
            headers: rt::reqwest::header::HeaderMap::from_iter(headers),
            tracking_id: None,
            body: rt::Bytes::new(),
        };
        let info = rt::Operation::info(&users::get("me"));
        Error::Api(Box::new(rt::ApiError::new(info, &response)))
    };
    let retry = Retry::new().max_retries(9).all_errors(true).retry_non_idempotent(true);
    let wait = |period| retry.wait(0, Method::GET, true, &error_response(period));
    assert_eq!(wait("Daily-limit"), None);
    assert!(wait("QPS").is_some_and(|wait| wait >= Duration::from_secs(1)));
}
