//! One user for several processes: the server accepts each refresh token once, and processes are killed while they renew.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use secrecy::ExposeSecret;

use super::{Process, setting};
use crate::runtime::auth::{Token, TokenStore};
use crate::runtime::private::{self as rt, Retry, reqwest};
use crate::runtime::stores::{Redis, RedisTokens};
use crate::sample::users;
use crate::tests::redis_server::RedisServer;
use crate::tests::server::{Received, Reply, Server};
use crate::zoom::auth::OAuth;

/// How long a lock lasts.
const LOCK: Duration = Duration::from_millis(500);

fn store(redis: &Redis) -> RedisTokens {
    RedisTokens::new(redis, "user").lock_time(LOCK)
}

/// One of the processes: sends requests of the user, one after the other, until it is killed.
#[tokio::test]
#[ignore = "a part of other tests"]
async fn child() {
    let (Some(url), Some(redis)) = (setting("ZOOM_TEST_URL"), setting("ZOOM_TEST_REDIS")) else {
        return;
    };
    let user = OAuth::new("client-1", "client-secret-0123").oauth_url(format!("{url}/oauth"));
    let user = user.store(store(&Redis::new(redis).unwrap()));
    let http = reqwest::Client::builder().no_proxy();
    let builder = rt::Client::builder().http(http).base_url(url).auth(user).retry(Retry::none());
    let name = format!("process/{}", std::process::id());
    let client = builder.user_agent(name).build().unwrap();
    // Ends by itself when nobody kills it.
    let end = Instant::now() + Duration::from_secs(540);
    while Instant::now() < end {
        let _ = users::get("me").send(&client).await;
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}

/// When a process is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    /// Its request has arrived, and the server has not looked at it.
    BeforeRenewal,
    /// The old refresh token is used up, and the response is not sent.
    BeforeResponse,
    /// A moment after the response, in microseconds.
    AfterResponse(u64),
}

/// What the server knows.
#[derive(Default)]
struct Grant {
    /// Counts the refresh tokens; only the last is good.
    number: u64,
    /// The moment at which the next process that renews is killed.
    kill: Option<Moment>,
    /// The process that was to be killed.
    killed: Option<u32>,
    /// Refresh tokens that came a second time.
    repeated: u64,
    renewals: u64,
    rejected: u64,
}

type Children = Arc<Mutex<BTreeMap<u32, Process>>>;

fn kill(children: &Children, process: u32) {
    if let Some(mut child) = children.lock().unwrap().remove(&process) {
        child.kill();
    }
}

fn respond(grant: &Mutex<Grant>, children: &Children, received: &Received) -> Reply {
    let mut grant = grant.lock().unwrap();
    if received.path() != "/oauth/token" {
        let shown = received.header("authorization").unwrap_or_default();
        let is_known = shown.strip_prefix("Bearer access-").is_some();
        grant.rejected += u64::from(!is_known);
        return Reply::json(200, r#"{"id":"u-1"}"#);
    }
    let agent = received.header("user-agent").unwrap_or_default();
    let process: u32 = agent.split('/').nth(1).unwrap().parse().unwrap();
    let form = received.form();
    let shown = &form.iter().find(|(name, _)| name == "refresh_token").unwrap().1;
    let kill_at = grant.kill.take();
    if kill_at.is_some() {
        grant.killed = Some(process);
    }
    if kill_at == Some(Moment::BeforeRenewal) {
        kill(children, process);
        return Reply::empty(500);
    }
    if *shown != format!("refresh-{}", grant.number) {
        // It does not count as a kill: nothing was renewed.
        (grant.kill, grant.killed) = (kill_at, None);
        grant.repeated += 1;
        return Reply::json(400, r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#);
    }
    grant.number += 1;
    grant.renewals += 1;
    match kill_at {
        Some(Moment::BeforeResponse) => kill(children, process),
        Some(Moment::AfterResponse(later)) => {
            let children = Arc::clone(children);
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_micros(later));
                kill(&children, process);
            });
        }
        _ => {}
    }
    let number = grant.number;
    let body = format!(
        r#"{{"access_token":"access-{number}","refresh_token":"refresh-{number}","expires_in":2}}"#
    );
    Reply::json(200, &body)
}

/// What came of the rounds.
#[derive(Debug, Default)]
struct Outcome {
    /// Kills by their moment, and how many of them lost the grant.
    lost: BTreeMap<String, (u64, u64)>,
    repeated: u64,
    renewals: u64,
    longest: Duration,
}

async fn until(limit: Duration, what: &str, mut done: impl AsyncFnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !done().await {
        assert!(begun.elapsed() < limit, "waiting for {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    begun.elapsed()
}

async fn rounds(test: &str, rounds: usize) -> Option<Outcome> {
    let redis_server = RedisServer::start(test)?;
    let redis = redis_server.redis();
    let (grant, children) = (Arc::new(Mutex::new(Grant::default())), Children::default());
    let server = {
        let (grant, children) = (Arc::clone(&grant), Arc::clone(&children));
        Server::start(move |_, received| respond(&grant, &children, received)).await
    };
    let authorize = async || {
        // As a person does who allows the application again.
        let number = {
            let mut grant = grant.lock().unwrap();
            grant.number += 1;
            grant.number
        };
        let refresh = Some(format!("refresh-{number}").into());
        let token = Token::new(format!("access-{number}"), Duration::ZERO).with_refresh(refresh);
        store(&redis).save(&token).await.unwrap();
    };
    authorize().await;
    let settings = [("ZOOM_TEST_URL", &*server.url), ("ZOOM_TEST_REDIS", &redis_server.url())];
    let mut outcome = Outcome::default();
    for round in 0..rounds {
        while children.lock().unwrap().len() < 4 {
            let child = Process::start("tokens", &settings);
            children.lock().unwrap().insert(child.0.id(), child);
        }
        let moment = match round % 5 {
            0 => Moment::BeforeRenewal,
            1 => Moment::BeforeResponse,
            _ => Moment::AfterResponse(fastrand::u64(0..3_000)),
        };
        grant.lock().unwrap().kill = Some(moment);
        let limit = Duration::from_secs(30);
        let killed = || grant.lock().unwrap().killed;
        let is_dead = async || {
            killed().is_some_and(|process| !children.lock().unwrap().contains_key(&process))
        };
        until(limit, "a kill", is_dead).await;
        let repeated = {
            let mut grant = grant.lock().unwrap();
            grant.killed = None;
            grant.repeated
        };
        // What the killed process has left: nothing that it had sent is under way any longer after a moment.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let stored = store(&redis).load().await.unwrap().unwrap();
        let shown = stored.refresh.unwrap().expose_secret().to_owned();
        let (number, renewals) = {
            let grant = grant.lock().unwrap();
            (grant.number, grant.renewals)
        };
        let is_lost = shown != format!("refresh-{number}");
        let name = match moment {
            Moment::AfterResponse(_) => "after the response",
            Moment::BeforeResponse => "between renewal and response",
            Moment::BeforeRenewal => "before the renewal",
        };
        let counts = outcome.lost.entry(name.to_owned()).or_default();
        (counts.0, counts.1) = (counts.0 + 1, counts.1 + u64::from(is_lost));
        assert!(
            !is_lost || moment != Moment::BeforeRenewal,
            "nothing was renewed in round {round}"
        );
        if is_lost {
            authorize().await;
        } else {
            // Nobody shows a refresh token that is used up.
            assert_eq!(grant.lock().unwrap().repeated, repeated, "round {round}, {moment:?}");
        }
        // The others go on.
        let renewed = async || grant.lock().unwrap().renewals > renewals;
        outcome.longest = outcome.longest.max(until(limit, "the next renewal", renewed).await);
    }
    let grant = grant.lock().unwrap();
    (outcome.repeated, outcome.renewals) = (grant.repeated, grant.renewals);
    println!("{rounds} rounds: {outcome:?}");
    Some(outcome)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_renew_a_token_while_one_is_killed() {
    let Some(outcome) = rounds("a user of several processes", 5).await else { return };
    assert_eq!(outcome.lost["before the renewal"], (1, 0));
    assert_eq!(outcome.lost["between renewal and response"], (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo test -p zoom-templates --features redis,oauth -- --ignored --nocapture many_kills"]
async fn many_kills_while_a_token_is_renewed() {
    let Some(outcome) = rounds("many kills", 200).await else { return };
    assert_eq!(outcome.lost["before the renewal"], (40, 0));
    assert_eq!(outcome.lost["between renewal and response"], (40, 40));
    let (kills, lost) = outcome.lost["after the response"];
    assert_eq!(kills, 120);
    assert!(lost < 120, "the token is saved at once: {lost}");
    assert!(outcome.longest < Duration::from_secs(10), "{:?}", outcome.longest);
}
