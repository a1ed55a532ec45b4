//! What a limiter costs a request: one that counts by itself, and one over Redis, both far from their limits.
//!
//! `cargo bench -p zoom-templates --features redis --bench limits` starts a Redis server and prints how many times as long
//! requests over loopback take, as the median over interleaved rounds.

#[path = "send/server.rs"]
mod server;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use zoom_templates::runtime::auth::Bearer;
use zoom_templates::runtime::stores::{Redis, RedisLimits};
use zoom_templates::runtime::{Client, Limiter, Raw, reqwest};

const ROUNDS: usize = 4_001;
const WARM_UP: usize = 400;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let (url, _requests) = server::start("{}".to_owned())?;
    let Ok(redis) = RedisServer::start() else {
        println!("redis-server is not installed");
        return Ok(());
    };
    let threads = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    threads.block_on(compare(&url, &redis.url))
}

struct RedisServer {
    process: Child,
    url: String,
}

impl RedisServer {
    fn start() -> std::io::Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
        let process = command.stdout(Stdio::null()).spawn()?;
        let server = Self { process, url: format!("redis://127.0.0.1:{port}") };
        for _ in 0..1_000 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn compare(url: &str, redis: &str) -> Result<(), Failure> {
    let client = |limiter: Option<Limiter>| {
        let http = reqwest::Client::builder().no_proxy();
        let builder = Client::builder().http(http).base_url(url).auth(Bearer::new("token"));
        match limiter {
            Some(limiter) => builder.limiter(limiter).build(),
            None => builder.build(),
        }
    };
    let limits = RedisLimits::new(&Redis::new(redis)?, "account");
    // A plan of this bench, with a quota that nothing here comes near.
    let shared = Limiter::new("bench").store(limits);
    let clients =
        [client(None)?, client(Some(Limiter::new("bench")))?, client(Some(shared.clone()))?];
    let mut times = [const { Vec::new() }; 3];
    for round in 0..ROUNDS + WARM_UP {
        // They take turns, so that none is always the one that finds the caches warm.
        for at in 0..clients.len() {
            let at = (at + round) % clients.len();
            let start = Instant::now();
            Raw::get("/x").rate_limit("light").send::<()>(&clients[at]).await?;
            if round >= WARM_UP {
                times[at].push(start.elapsed());
            }
        }
    }
    assert!(shared.store_failure().is_none(), "Redis is reached");
    let ratio = |at: usize| {
        let pairs = times[at].iter().zip(&times[0]);
        let mut ratios: Vec<_> =
            pairs.map(|(one, none)| one.as_secs_f64() / none.as_secs_f64()).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    };
    let (own, redis) = (ratio(1), ratio(2));
    let mut none = times[0].clone();
    none.sort_unstable();
    println!(
        "limits: {own:.3} times a request without a limiter with its own counts, {redis:.3} times with those in Redis; \
         without, it takes {:?}",
        none[none.len() / 2]
    );
    Ok(())
}
