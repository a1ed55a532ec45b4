//! One quota for several processes, counted by the server.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{Process, number, setting};
use crate::runtime::auth::Bearer;
use crate::runtime::private::{self as rt, Limiter, Raw, Retry, reqwest};
use crate::runtime::stores::{Redis, RedisLimits};
use crate::tests::redis_server::RedisServer;

/// The requests of a second for the plan and the label of these tests.
const QUOTA: usize = 80;

/// How many requests of each process wait at the same time.
const TASKS: usize = 6;

/// One of the processes: sends as much as it may.
#[tokio::test]
#[ignore = "a part of other tests"]
async fn child() {
    let (Some(url), Some(redis)) = (setting("ZOOM_TEST_URL"), setting("ZOOM_TEST_REDIS")) else {
        return;
    };
    let seconds = setting("ZOOM_TEST_SECONDS").unwrap().parse().unwrap();
    let end = Instant::now() + Duration::from_secs(seconds);
    let limits = RedisLimits::new(&Redis::new(redis).unwrap(), "account");
    let limiter = Limiter::new("business").store(limits);
    let http = reqwest::Client::builder().no_proxy();
    let builder = rt::Client::builder().http(http).base_url(url).retry(Retry::none());
    let client = builder.auth(Bearer::new("t")).limiter(limiter.clone()).build().unwrap();
    let (sent, failed) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (client, sent, failed) = (client.clone(), Arc::clone(&sent), Arc::clone(&failed));
            tokio::spawn(async move {
                while Instant::now() < end {
                    let request = Raw::get("/x").rate_limit("light");
                    match request.send::<()>(&client).await {
                        Ok(_) => sent.fetch_add(1, Ordering::Relaxed),
                        Err(_) => failed.fetch_add(1, Ordering::Relaxed),
                    };
                }
            })
        })
        .collect();
    // How often the store was reported as away, and for how long altogether.
    let (mut outages, mut away, mut was_away) = (0, 0, false);
    while Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let is_away = limiter.store_failure().is_some();
        outages += u64::from(is_away && !was_away);
        away += if is_away { 20 } else { 0 };
        was_away = is_away;
    }
    for task in tasks {
        task.await.unwrap();
    }
    let (sent, failed) = (sent.load(Ordering::Relaxed), failed.load(Ordering::Relaxed));
    println!("sent={sent} failed={failed} outages={outages} away={away}");
}

/// A server that notes when each request arrives.
struct Counter {
    url: String,
    arrivals: Arc<Mutex<Vec<Instant>>>,
}

impl Counter {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let arrivals = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&arrivals);
        // The threads end with the program.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || serve(stream, &kept));
            }
        });
        Self { url, arrivals }
    }

    /// The arrivals from one time on, in microseconds after it.
    fn since(&self, from: Instant) -> Vec<u128> {
        let arrivals = self.arrivals.lock().unwrap();
        let after = arrivals.iter().filter_map(|at| at.checked_duration_since(from));
        let mut after: Vec<_> = after.map(|after| after.as_micros()).collect();
        after.sort_unstable();
        after
    }
}

fn serve(mut stream: TcpStream, arrivals: &Mutex<Vec<Instant>>) {
    let _ = stream.set_nodelay(true);
    let (mut seen, mut chunk) = (Vec::new(), [0; 4_096]);
    while let Ok(count) = stream.read(&mut chunk) {
        if count == 0 {
            return;
        }
        seen.extend_from_slice(&chunk[..count]);
        if seen.ends_with(b"\r\n\r\n") {
            arrivals.lock().unwrap().push(Instant::now());
            seen.clear();
            if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").is_err() {
                return;
            }
        }
    }
}

/// The most requests in any second, wherever it begins, and how many seconds begin with a request and have too many.
fn densest(arrivals: &[u128]) -> (usize, usize) {
    let counts = arrivals.iter().enumerate().map(|(at, from)| {
        arrivals[at..].iter().take_while(|time| **time < from + 1_000_000).count()
    });
    let counts: Vec<_> = counts.collect();
    let over = counts.iter().filter(|count| **count > QUOTA).count();
    (counts.into_iter().max().unwrap_or(0), over)
}

struct Run {
    densest: usize,
    over: usize,
    /// Which part of the quota was used.
    used: f64,
    outputs: Vec<String>,
}

/// Runs processes for some seconds, while something happens to the server of the counts.
fn run(
    server: &mut RedisServer,
    processes: usize,
    seconds: u64,
    meanwhile: impl FnOnce(&mut RedisServer, Instant),
) -> Run {
    let counter = Counter::start();
    let length = seconds.to_string();
    let settings = [
        ("ZOOM_TEST_URL", counter.url.as_str()),
        ("ZOOM_TEST_REDIS", &server.url()),
        ("ZOOM_TEST_SECONDS", &length),
    ];
    let children: Vec<_> = (0..processes).map(|_| Process::start("quota", &settings)).collect();
    let begun = Instant::now();
    meanwhile(server, begun);
    let outputs: Vec<_> = children.into_iter().map(Process::output).collect();
    // From when all have started until the first ends.
    let from = begun + Duration::from_millis(800);
    let whole = Duration::from_secs(seconds) - Duration::from_millis(900);
    let arrivals = counter.since(from);
    let within = arrivals.iter().filter(|after| **after < whole.as_micros()).count();
    let used = within as f64 / (QUOTA as f64 * whole.as_secs_f64());
    let (densest, over) = densest(&counter.since(begun));
    let run = Run { densest, over, used, outputs };
    println!(
        "{processes} processes, {seconds} s: at most {densest} of {QUOTA} in any second ({over} seconds over it), \
         {:.1} % used; {:?}",
        100.0 * run.used,
        run.outputs
            .iter()
            .map(|text| text.split("sent=").nth(1).unwrap_or(text))
            .collect::<Vec<_>>()
    );
    let calls = server.cli(&["INFO", "commandstats"]);
    let line = calls.lines().find(|line| line.starts_with("cmdstat_evalsha")).unwrap_or_default();
    println!("{} requests; {line}", counter.since(begun).len());
    run
}

impl Run {
    fn sum(&self, word: &str) -> u64 {
        self.outputs.iter().map(|output| number(output, word)).sum()
    }
}

#[test]
fn processes_share_a_quota_over_redis() {
    let Some(mut server) = RedisServer::start("a quota of several processes") else { return };
    let run = run(&mut server, 3, 4, |_, _| ());
    assert!(run.densest <= QUOTA, "{}", run.densest);
    // Short, and beside all other tests; the long one is exact.
    assert!(run.used > 0.5, "{}", run.used);
    assert_eq!((run.sum("failed"), run.sum("outages")), (0, 0));
}

#[test]
#[ignore = "takes a minute: cargo test -p zoom-templates --features redis -- --ignored --nocapture one_quota"]
fn one_quota_for_a_minute() {
    let Some(mut server) = RedisServer::start("one quota for a minute") else { return };
    let run = run(&mut server, 8, 60, |_, _| ());
    assert_eq!(run.over, 0, "{}", run.densest);
    assert!(run.used >= 0.9, "{}", run.used);
    assert_eq!((run.sum("failed"), run.sum("outages")), (0, 0));
}

#[test]
#[ignore = "takes a minute: cargo test -p zoom-templates --features redis -- --ignored --nocapture one_quota"]
fn one_quota_while_redis_stops_and_starts() {
    let Some(mut server) = RedisServer::start("a quota while Redis stops") else { return };
    let run = run(&mut server, 8, 60, |server, begun| {
        let until = |seconds: u64| {
            let wait =
                (begun + Duration::from_secs(seconds)).checked_duration_since(Instant::now());
            std::thread::sleep(wait.unwrap_or_default());
        };
        until(12);
        server.kill();
        until(22);
        server.run();
        until(34);
        server.kill();
        // The counts are lost.
        server.forget();
        until(37);
        server.run();
        until(48);
        server.signal("-STOP");
        until(51);
        server.signal("-CONT");
    });
    assert!(run.densest <= 2 * QUOTA, "{}", run.densest);
    assert_eq!(run.sum("failed"), 0);
    // Each process reports each of the three outages.
    assert!(run.sum("outages") >= 8 * 3, "{:?}", run.outputs);
}
