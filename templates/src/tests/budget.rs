//! Repetitions of all calls together, and how they are spread over time. Time is turned by the tests.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::runtime::auth::Bearer;
use crate::runtime::private::{self as rt, Method, Raw, Retry, RetryBudget, TransportKind, Value};
use crate::runtime::testing::{FakeResponse, FakeTransport};

fn client(transport: &FakeTransport, budget: RetryBudget) -> rt::Client {
    let builder = rt::Client::builder().transport(transport.clone()).auth(Bearer::new("t"));
    builder.retry_budget(budget).build().unwrap()
}

/// Sends requests at the same time; how many succeed.
async fn together(client: &rt::Client, count: usize) -> usize {
    let mut tasks = JoinSet::new();
    for _ in 0..count {
        let client = client.clone();
        tasks.spawn(async move { Raw::get("/x").send::<Value>(&client).await.is_ok() });
    }
    tasks.join_all().await.into_iter().filter(|succeeded| *succeeded).count()
}

#[tokio::test(start_paused = true)]
async fn a_server_in_trouble_is_not_sent_four_times_its_load() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(503));
    let own = client(&transport, RetryBudget::default());
    assert_eq!(together(&own, 500).await, 0);
    // 500 tokens are 100 repetitions.
    assert_eq!(transport.sent().len(), 600);
    // Another call, and another user of the same client, has no budget of its own.
    assert_eq!(together(&own.with_auth(Bearer::new("u")), 10).await, 0);
    assert_eq!(transport.sent().len(), 610);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_costs_twice_as_much() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::failure(TransportKind::Timeout));
    assert_eq!(together(&client(&transport, RetryBudget::default()), 200).await, 0);
    assert_eq!(transport.sent().len(), 250);
}

#[tokio::test(start_paused = true)]
async fn success_fills_the_budget_again() {
    let transport = FakeTransport::new();
    let budget = RetryBudget::new(20);
    let own = client(&transport, budget.clone());
    transport.always(FakeResponse::status(503));
    together(&own, 10).await;
    assert_eq!((transport.sent().len(), budget.available()), (14, Some(0)));
    // One token for each call that succeeds at once, and never more than there were.
    transport.always(FakeResponse::json(200, "{}"));
    assert_eq!(together(&own, 7).await, 7);
    assert_eq!(budget.available(), Some(7));
    // What a repetition took comes back when it succeeds.
    transport.respond(FakeResponse::status(503));
    assert_eq!(together(&own, 1).await, 1);
    assert_eq!(budget.available(), Some(7));
    together(&own, 100).await;
    assert_eq!(budget.available(), Some(20));
}

#[tokio::test(start_paused = true)]
async fn a_budget_can_be_sized_shared_and_switched_off() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(503));
    together(&client(&transport, RetryBudget::unlimited()), 500).await;
    assert_eq!(transport.sent().len(), 2_000);
    let (transport, budget) = (FakeTransport::new(), RetryBudget::new(15));
    transport.always(FakeResponse::status(503));
    together(&client(&transport, budget.clone()), 20).await;
    together(&client(&transport, budget), 20).await;
    assert_eq!(transport.sent().len(), 43);
    together(&client(&transport, RetryBudget::new(4)), 20).await;
    assert_eq!(transport.sent().len(), 63);
}

#[tokio::test(start_paused = true)]
async fn waits_are_spread_over_the_whole_delay() {
    let transport = FakeTransport::new();
    let own = client(&transport, RetryBudget::default());
    let mut waits = Vec::new();
    for _ in 0..300 {
        transport.respond(FakeResponse::status(503)).always(FakeResponse::json(200, "{}"));
        let start = Instant::now();
        Raw::get("/x").send::<Value>(&own).await.unwrap();
        waits.push(start.elapsed().as_secs_f64());
    }
    assert!(waits.iter().all(|wait| *wait <= 1.001), "{waits:?}");
    // Each tenth of the second gets its share; 30 of 300 is the mean.
    for tenth in 0..10 {
        let (from, to) = (f64::from(tenth) / 10.0, f64::from(tenth + 1) / 10.0);
        let count = waits.iter().filter(|wait| (from..to).contains(*wait)).count();
        assert!((8..70).contains(&count), "{count} of 300 waits are in {from}..{to}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_wait_is_too_long_for_the_clock() {
    let forever = Duration::MAX;
    for retry in [
        Retry::new().base_delay(forever).max_delay(Duration::from_secs(2)),
        Retry::new().base_delay(forever).max_delay(Duration::from_secs(2)).exponential(false),
        Retry::new().max_retries(u32::MAX).base_delay(forever).max_delay(Duration::from_secs(2)),
        Retry::new().base_delay(Duration::from_secs(u64::MAX)).max_delay(Duration::from_secs(2)),
    ] {
        let transport = FakeTransport::new();
        for _ in 0..2 {
            transport.respond(FakeResponse::status(503));
        }
        transport.always(FakeResponse::json(200, "{}"));
        let client = client(&transport, RetryBudget::default());
        let start = Instant::now();
        Raw::get("/x").retry(retry).send::<Value>(&client).await.unwrap();
        assert!(start.elapsed() <= Duration::from_millis(4_002), "{:?}", start.elapsed());
    }
    // Waits without an end end with the call.
    for response in [
        FakeResponse::status(503),
        FakeResponse::status(503).header("Retry-After", u64::MAX.to_string()),
        FakeResponse::status(429)
            .header("X-RateLimit-Type", "QPS")
            .header("Retry-After", u64::MAX.to_string()),
    ] {
        let transport = FakeTransport::new();
        transport.always(response);
        let retry = Retry::new().max_retries(u32::MAX).base_delay(forever).max_delay(forever);
        let raw = Raw::get("/x").retry(retry).total_timeout(Duration::from_secs(60));
        let error = raw.send::<Value>(&client(&transport, RetryBudget::default())).await;
        assert!(error.unwrap_err().is_timeout());
    }
}

#[tokio::test(start_paused = true)]
async fn no_number_in_a_header_is_too_large() {
    let numbers = ["-9223372036854775808", "9223372036854775807", "18446744073709551615", "1e300"];
    let dates = ["Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"];
    let names = ["Limit", "Remaining", "Reset"].map(|name| format!("X-RateLimit-{name}"));
    for (name, number) in names
        .iter()
        .map(String::as_str)
        .chain(["Retry-After"])
        .flat_map(|name| numbers.iter().map(move |number| (name, *number)))
    {
        for (kind, date) in ["QPS", "Daily-limit"].into_iter().zip(dates) {
            for status in [200, 429] {
                let transport = FakeTransport::new();
                let response = FakeResponse::json(status, "{}").header("Date", date);
                let response = response.header("X-RateLimit-Type", kind).header(name, number);
                transport.respond(response.clone());
                transport.respond(response);
                transport.always(FakeResponse::json(200, "{}"));
                let builder = rt::Client::builder().transport(transport.clone());
                let builder = builder.auth(Bearer::new("t")).limiter(rt::Limiter::new("free"));
                let client = builder.total_timeout(Duration::from_secs(3_600)).build().unwrap();
                for _ in 0..3 {
                    let raw = Raw::get("/x").rate_limit("light");
                    if let Err(error) = raw.send::<Value>(&client).await {
                        let _ = (error.resume_at(), error.to_string());
                        assert!(error.status().is_some() || error.is_daily_limit(), "{error}");
                    }
                }
                assert!(!transport.sent().is_empty(), "{name}: {number}, {kind}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_time_to_come_back_beyond_all_clocks_is_no_panic() {
    let limiters = [None, Some(rt::Limiter::new("pro"))];
    for (limiter, seconds) in limiters.iter().flat_map(|one| {
        [u64::MAX, u64::MAX - 1, i64::MAX as u64, 300_000_000_000].map(|seconds| (one, seconds))
    }) {
        for method in [Method::GET, Method::POST] {
            let transport = FakeTransport::new();
            let after = seconds.to_string();
            transport.always(
                FakeResponse::json(429, r#"{"code":429,"message":""}"#)
                    .header("Date", "Fri, 19 Jun 2026 10:00:00 GMT")
                    .header("Retry-After", &after),
            );
            let builder = rt::Client::builder().transport(transport.clone());
            let builder = builder.auth(Bearer::new("t"));
            let client = match limiter {
                Some(limiter) => builder.limiter(limiter.clone()).build().unwrap(),
                None => builder.build().unwrap(),
            };
            let raw = Raw::new(method, "/x").rate_limit("light");
            let error = raw.send::<Value>(&client).await.unwrap_err();
            assert!(error.is_daily_limit(), "{after}: {error}");
            // No limit lasts for thousands of years, so the end of the day is the best guess.
            assert_eq!(error.resume_at().unwrap().as_str(), "2026-06-20T00:00:00Z", "{after}");
            assert_eq!(transport.sent().len(), 1);
        }
    }
}
