//! Building a request, and sending one over loopback beside the same call written by hand with reqwest and serde.
//!
//! `cargo bench -p zoom-templates --bench send` prints how many times as long the client takes, as the median over
//! interleaved rounds, then the time that building takes. With `ZOOM_BENCH_SIDE=own` (or `hand`) and
//! `ZOOM_BENCH_ROUNDS=N` it sends N requests in that one way and measures nothing: for callgrind, where the difference
//! of two numbers of rounds is the cost of a request.

#[allow(dead_code, unused_imports)]
#[path = "../../src/runtime/mod.rs"]
mod runtime;
#[path = "../../src/sample/mod.rs"]
mod sample;
#[path = "../../src/servers.rs"]
mod servers;

mod server;
mod strict;

use crate::runtime::Operation as _;
use std::hint::black_box;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use runtime::auth::Bearer;
// The macros of the runtime find it at the root.
use runtime::private as rt;
use sample::enums::LoginType;
use sample::users;

const ROUNDS: usize = 2_001;
const WARM_UP: usize = 200;
const USER: &str = "me@example.com";
const USER_AGENT: &str = "bench/1.0";
const TOKEN: &str = "a-token-of-about-the-length-that-tokens-have-0123456789";

fn main() {
    divan::main();
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let server = server::start(strict::body());
    let threads = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (Ok((url, requests)), Ok(threads)) = (server, threads) else { return };
    let done = threads.block_on(async {
        let pair = Pair::new(url)?;
        match std::env::var("ZOOM_BENCH_SIDE") {
            Ok(side) => only(&pair, side == "own").await,
            Err(_) => compare(&pair, &requests).await,
        }
    });
    if let Err(error) = done {
        eprintln!("{error}");
    }
}

#[divan::bench]
fn build_a_request() -> usize {
    let request = users::get("me@example.com").login_type(LoginType::Zoom).request();
    request.map_or(0, |request| black_box(request).url.len())
}

#[divan::bench]
fn build_a_request_with_a_body() -> usize {
    let request = users::create("create", users::UserInfo::new("me@example.com")).request();
    request.map_or(0, |request| black_box(request).url.len())
}

/// The two ways to send the same request.
struct Pair {
    url: String,
    client: runtime::Client,
    by_hand: reqwest::Client,
}

impl Pair {
    fn new(url: String) -> Result<Self, Box<dyn std::error::Error>> {
        let http = || reqwest::Client::builder().no_proxy();
        let client = runtime::Client::builder().http(http()).base_url(&url).user_agent(USER_AGENT);
        let client = client.auth(Bearer::new(TOKEN)).build()?;
        let by_hand = http().redirect(reqwest::redirect::Policy::none()).user_agent(USER_AGENT);
        Ok(Self { url, client, by_hand: by_hand.build()? })
    }

    async fn own(&self) -> Result<Duration, Box<dyn std::error::Error>> {
        let start = Instant::now();
        let user = users::get(USER).login_type(LoginType::Zoom).send(&self.client).await?;
        let taken = start.elapsed();
        assert!(black_box(user).id.is_some(), "the response is read");
        Ok(taken)
    }

    async fn other(&self) -> Result<Duration, Box<dyn std::error::Error>> {
        strict::sent(&self.by_hand, &self.url, TOKEN, USER, 100).await
    }
}

async fn only(pair: &Pair, own: bool) -> Result<(), Box<dyn std::error::Error>> {
    let rounds = std::env::var("ZOOM_BENCH_ROUNDS").unwrap_or_default().parse()?;
    for _ in 0..rounds {
        if own {
            pair.own().await?
        } else {
            pair.other().await?
        };
    }
    Ok(())
}

async fn compare(
    pair: &Pair,
    requests: &Receiver<String>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut ratios = Vec::with_capacity(ROUNDS);
    let mut times = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS + WARM_UP {
        // They take turns, so that neither is always the one that finds the caches warm.
        let (own, other) = if round % 2 == 0 {
            let own = pair.own().await?;
            (own, pair.other().await?)
        } else {
            let other = pair.other().await?;
            (pair.own().await?, other)
        };
        if round >= WARM_UP {
            ratios.push(own.as_secs_f64() / other.as_secs_f64());
            times.push(other);
        }
    }
    let lines = |request: String| {
        let mut lines: Vec<_> = request.lines().map(ToOwned::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    assert_eq!(lines(requests.recv()?), lines(requests.recv()?), "both send the same");
    ratios.sort_unstable_by(f64::total_cmp);
    times.sort_unstable();
    let (ratio, other) = (ratios[ROUNDS / 2], times[ROUNDS / 2]);
    println!("sending: {ratio:.3} times reqwest and serde by hand, which take {other:?}");
    Ok(())
}
