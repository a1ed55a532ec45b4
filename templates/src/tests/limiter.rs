//! Keeping within limits. Time is turned by the tests.

use std::time::Duration;

use tokio::time::Instant;

use crate::runtime::auth::Bearer;
use crate::runtime::private::{self as rt, Limiter, Raw, Retry};
use crate::runtime::testing::{FakeResponse, FakeTransport};

struct Account {
    client: rt::Client,
    transport: FakeTransport,
    start: Instant,
}

impl Account {
    fn new(plan: &str) -> Self {
        let transport = FakeTransport::new();
        transport.always(FakeResponse::json(200, "{}"));
        let builder = rt::Client::builder().transport(transport.clone()).retry(Retry::none());
        let builder = builder.auth(Bearer::new("t")).limiter(Limiter::new(plan));
        Self { client: builder.build().unwrap(), transport, start: Instant::now() }
    }

    async fn send(&self, path: &str, label: &'static str) -> rt::Result<()> {
        Raw::get(path).rate_limit(label).send(&self.client).await
    }

    /// Sends a number of requests at once and returns the virtual millisecond at which each was sent.
    async fn times(&self, count: usize, path: &'static str, label: &'static str) -> Vec<u128> {
        let mut tasks = Vec::new();
        for _ in 0..count {
            let (client, start) = (self.client.clone(), self.start);
            tasks.push(tokio::spawn(async move {
                Raw::get(path).rate_limit(label).send::<()>(&client).await.unwrap();
                start.elapsed().as_millis()
            }));
        }
        let mut times = Vec::new();
        for task in tasks {
            times.push(task.await.unwrap());
        }
        times.sort_unstable();
        times
    }
}

/// The most that lie within a stretch of this length.
fn densest(times: &[u128], stretch: u128) -> usize {
    let within =
        |from: &u128| times.iter().filter(|at| (*from..from + stretch).contains(at)).count();
    times.iter().map(within).max().unwrap_or(0)
}

#[tokio::test(start_paused = true)]
async fn no_second_has_more_than_the_plan_allows() {
    let account = Account::new("pro");
    let times = account.times(200, "/users", "light").await;
    assert_eq!(times.len(), 200);
    assert_eq!(densest(&times, 1_000), 30);
    assert!(*times.last().unwrap() < 6_100, "the limit is used up: {times:?}");
    // A label of its own has a count of its own, and so does a part of the API.
    let from = account.start.elapsed().as_millis();
    assert_eq!(account.times(10, "/x", "heavy").await.last(), Some(&from));
    let times = account.times(4, "/phone/users", "light").await;
    assert_eq!(densest(&times, 1_000), 2);
    let times = account.times(12, "/x", "resource-intensive").await;
    assert_eq!(densest(&times, 60_000), 10);
}

#[tokio::test(start_paused = true)]
async fn clones_share_the_count_and_requests_can_pass_by() {
    let account = Account::new("pro");
    let other = account.client.with_auth(Bearer::new("other"));
    for _ in 0..30 {
        Raw::get("/x").rate_limit("light").send::<()>(&other).await.unwrap();
    }
    assert_eq!(account.start.elapsed().as_millis(), 0);
    // Without a label, or with an option, nothing waits.
    Raw::get("/x").send::<()>(&other).await.unwrap();
    let skip_limiter = Raw::get("/x").rate_limit("light").skip_limiter();
    skip_limiter.send::<()>(&other).await.unwrap();
    assert_eq!(account.start.elapsed().as_millis(), 0);
    account.send("/x", "light").await.unwrap();
    assert_eq!(account.start.elapsed().as_millis(), 1_000);
    // A plan that nobody knows limits nothing.
    let account = Account::new("gold");
    account.times(100, "/x", "light").await;
    assert_eq!(account.start.elapsed().as_millis(), 0);
}

#[tokio::test(start_paused = true)]
async fn waiting_here_counts_for_the_whole_and_not_for_an_attempt() {
    let account = Account::new("pro");
    let request = || Raw::get("/phone/x").rate_limit("light").timeout(Duration::from_millis(100));
    for _ in 0..2 {
        request().send::<()>(&account.client).await.unwrap();
    }
    // Two a second: the third waits for ten times as long as an attempt may take.
    request().send::<()>(&account.client).await.unwrap();
    assert_eq!(account.start.elapsed().as_millis(), 1_000);
    request().send::<()>(&account.client).await.unwrap();
    // Who gives up is not sent and not counted.
    let impatient = request().total_timeout(Duration::from_millis(300));
    let error = impatient.send::<()>(&account.client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error}");
    assert_eq!(account.start.elapsed().as_millis(), 1_300);
    assert_eq!(account.transport.sent().len(), 4);
    let times = account.times(2, "/phone/x", "light").await;
    assert_eq!(times, [2_000, 2_000]);
}

#[tokio::test(start_paused = true)]
async fn the_requests_of_a_day_run_out() {
    let account = Account::new("free");
    account.times(6, "/x", "light").await;
    let error = account.send("/x", "light").await.unwrap_err();
    assert!(error.is_daily_limit() && error.status().is_none() && error.is_rate_limited());
    let end = error.resume_at().unwrap().unix_seconds().unwrap();
    assert_eq!(end % 86_400, 0, "at midnight UTC");
    assert!(std::error::Error::source(&error).is_none());
    assert_eq!(account.transport.sent().len(), 6);
    tokio::time::advance(Duration::from_secs(86_400)).await;
    account.send("/x", "light").await.unwrap();
    // Two labels may share the requests of a day.
    let account = Account::new("pro");
    account.times(20, "/x", "heavy").await;
    account.times(5, "/x", "resource-intensive").await;
    assert!(account.send("/x", "heavy").await.unwrap_err().is_daily_limit());
    assert!(account.send("/x", "resource-intensive").await.unwrap_err().is_daily_limit());
    account.send("/x", "light").await.unwrap();
}

fn response(status: u16, headers: &[(&str, &str)]) -> FakeResponse {
    let response = FakeResponse::json(status, "{}").header("Date", "Fri, 19 Jun 2026 10:00:00 GMT");
    headers.iter().fold(response, |response, (name, value)| response.header(*name, *value))
}

const QPS: (&str, &str) = ("X-RateLimit-Type", "QPS");
const DAILY: (&str, &str) = ("X-RateLimit-Type", "Daily-limit");

#[tokio::test(start_paused = true)]
async fn headers_correct_the_count() {
    // Somebody else has used up most of this second.
    let account = Account::new("pro");
    account.transport.respond(response(
        200,
        &[QPS, ("X-RateLimit-Limit", "30"), ("X-RateLimit-Remaining", "3")],
    ));
    account.send("/x", "light").await.unwrap();
    let times = account.times(5, "/x", "light").await;
    assert_eq!(times, [0, 0, 0, 1_000, 1_000]);
    // The plan is another one.
    let account = Account::new("pro");
    account
        .transport
        .respond(response(200, &[QPS, ("X-RateLimit-Limit", "2"), ("X-RateLimit-Remaining", "1")]));
    account.send("/x", "light").await.unwrap();
    assert_eq!(account.times(3, "/x", "light").await, [0, 1_000, 1_000]);
    // The category names the label that is meant.
    let account = Account::new("pro");
    let heavy = ("X-RateLimit-Category", "Heavy");
    account.transport.respond(response(200, &[QPS, heavy, ("X-RateLimit-Remaining", "0")]));
    account.send("/x", "light").await.unwrap();
    assert_eq!(account.times(1, "/x", "heavy").await, [1_000]);
    // Without the period, the numbers may belong to anything.
    let account = Account::new("pro");
    account.transport.respond(response(200, &[("X-RateLimit-Remaining", "0")]));
    account.send("/x", "light").await.unwrap();
    assert_eq!(account.times(29, "/x", "light").await.last(), Some(&0));
}

#[tokio::test(start_paused = true)]
async fn an_error_response_holds_everybody_back() {
    let account = Account::new("pro");
    account.transport.respond(response(429, &[QPS, ("X-RateLimit-Reset", "1781863205")]));
    account.send("/x", "light").await.unwrap_err();
    assert_eq!(account.times(2, "/x", "light").await, [5_000, 5_000]);
    // Not longer than a minute, whatever the server says.
    let account = Account::new("pro");
    account.transport.respond(response(429, &[QPS, ("Retry-After", "100000000000")]));
    account.send("/x", "light").await.unwrap_err();
    account.send("/x", "light").await.unwrap();
    assert_eq!(account.start.elapsed().as_secs(), 60);
    let account = Account::new("pro");
    let end = ("Retry-After", "2026-06-19T12:00:00Z");
    account.transport.respond(response(429, &[DAILY, ("X-RateLimit-Category", "Heavy"), end]));
    assert!(account.send("/x", "heavy").await.unwrap_err().is_daily_limit());
    assert!(account.send("/x", "resource-intensive").await.unwrap_err().is_daily_limit());
    assert_eq!(account.transport.sent().len(), 1);
    tokio::time::advance(Duration::from_secs(7_201)).await;
    account.send("/x", "heavy").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_does_not_hold_up_the_others() {
    let account = Account::new("pro");
    account.times(10, "/x", "heavy").await;
    let (client, waiting) = (account.client.clone(), Duration::from_millis(300));
    let impatient = Raw::get("/x").rate_limit("heavy");
    let given_up = tokio::time::timeout(waiting, impatient.send::<()>(&client)).await;
    assert!(given_up.is_err());
    assert_eq!(account.times(10, "/x", "heavy").await, [1_000; 10]);
    let _ = format!("{:?}", account.client);
}

#[tokio::test(start_paused = true)]
async fn who_came_first_goes_first() {
    let account = Account::new("pro");
    let begin = |at: u64| {
        let (client, start) = (account.client.clone(), account.start);
        tokio::spawn(async move {
            tokio::time::sleep_until(start + Duration::from_millis(at)).await;
            let request = Raw::get("/phone/x").rate_limit("light");
            request.send::<()>(&client).await.unwrap();
            start.elapsed().as_millis()
        })
    };
    // Two a second: the fourth comes at the very moment when there is room for the third, and is behind it.
    let fourth = begin(1_000);
    let (first, second) = (begin(0), begin(500));
    tokio::time::sleep_until(account.start + Duration::from_millis(600)).await;
    let third = begin(600);
    let all = (first.await, second.await, third.await, fourth.await);
    let all = [all.0, all.1, all.2, all.3].map(Result::unwrap);
    assert_eq!(all, [0, 500, 1_000, 1_500]);
}

#[tokio::test(start_paused = true)]
async fn another_account_gets_a_limiter_of_its_own() {
    let ours = Account::new("free");
    let colleague = ours.client.with_auth(Bearer::new("colleague"));
    let theirs = ours.client.with_auth(Bearer::new("them")).with_limiter(Limiter::new("free"));
    let free = theirs.with_limiter(None);
    let time = async |client: &rt::Client, count: usize| {
        let start = Instant::now();
        for _ in 0..count {
            Raw::get("/users").rate_limit("light").send::<()>(client).await.unwrap();
        }
        start.elapsed()
    };
    assert!(time(&ours.client, 4).await < Duration::from_millis(1));
    // The plan allows four in a second: the other account has its own four, a user of the same account waits.
    assert!(time(&theirs, 4).await < Duration::from_millis(1));
    assert!(time(&free, 40).await < Duration::from_millis(1));
    assert!(time(&colleague, 1).await > Duration::from_millis(900));
    let shown = ours.transport.sent();
    let shown = |at: usize| shown[at].header("authorization").unwrap().to_owned();
    assert_eq!(
        (shown(4), shown(8), shown(48)),
        ("Bearer them".into(), "Bearer them".into(), "Bearer colleague".into())
    );
}
