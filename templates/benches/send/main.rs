//! Building a request, and sending one over loopback beside the same call written by hand with reqwest and serde.
//!
//! `cargo bench -p zoom-templates --bench send` prints how many times as long the client takes, as the median over
//! interleaved rounds, then the time that building takes.

#[allow(dead_code, unused_imports)]
#[path = "../../src/runtime/mod.rs"]
mod runtime;
#[path = "../../src/sample/mod.rs"]
mod sample;

mod server;
mod strict;

use std::hint::black_box;
use std::time::{Duration, Instant};

use runtime::auth::Bearer;
use sample::enums::LoginType;
use sample::users;

const ROUNDS: usize = 2_001;
const WARM_UP: usize = 200;
const TOKEN: &str = "a-token-of-about-the-length-that-tokens-have-0123456789";

fn main() {
    divan::main();
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let server = server::start(strict::body());
    let threads = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (Ok(url), Ok(threads)) = (server, threads) else { return };
    if let Ok((ratio, own)) = threads.block_on(compare(&url)) {
        println!("sending: {ratio:.3} times reqwest and serde by hand, which take {own:?}");
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

async fn compare(url: &str) -> Result<(f64, Duration), Box<dyn std::error::Error>> {
    let http = || reqwest::Client::builder().no_proxy();
    let client = runtime::Client::builder().http(http()).base_url(url).auth(Bearer::new(TOKEN));
    let client = client.build()?;
    let by_hand =
        http().redirect(reqwest::redirect::Policy::none()).user_agent("by-hand/1.0").build()?;
    let mut ratios = Vec::with_capacity(ROUNDS);
    let mut times = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS + WARM_UP {
        // They take turns, so that neither is always the one that finds the caches warm.
        let (own, other) = if round % 2 == 0 {
            let own = sent(&client).await?;
            (own, strict::sent(&by_hand, url, TOKEN).await?)
        } else {
            let other = strict::sent(&by_hand, url, TOKEN).await?;
            (sent(&client).await?, other)
        };
        if round >= WARM_UP {
            ratios.push(own.as_secs_f64() / other.as_secs_f64());
            times.push(other);
        }
    }
    ratios.sort_unstable_by(f64::total_cmp);
    times.sort_unstable();
    Ok((ratios[ROUNDS / 2], times[ROUNDS / 2]))
}

async fn sent(client: &runtime::Client) -> Result<Duration, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let user = users::get("me@example.com").login_type(LoginType::Zoom).send(client).await?;
    let taken = start.elapsed();
    assert!(black_box(user).id.is_some(), "the answer is read");
    Ok(taken)
}
