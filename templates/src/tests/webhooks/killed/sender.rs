//! The other side: sends events until each was answered with 200, kills the receiver, and compares.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::http::Connection;
use super::process::{ADDRESS, INBOX, NOTES};
use crate::tests::webhooks::SECRET;
use crate::tests::webhooks::receive::event;
use crate::zoom::webhooks::testing;

pub(super) struct Plan {
    pub(super) events: usize,
    pub(super) per_second: u32,
    pub(super) kill_every: Duration,
    /// For everything.
    pub(super) limit: Duration,
}

#[derive(Debug)]
pub(super) struct Summary {
    /// Events that were answered with 200.
    pub(super) accepted: usize,
    /// Deliveries that were not.
    pub(super) rejected: usize,
    pub(super) kills: usize,
    /// Events that were accepted and not handled.
    pub(super) lost: usize,
    /// How often an event was handled that had been handled before.
    pub(super) repeated: usize,
    pub(super) seconds: f64,
}

/// How many connections send.
const SENDERS: usize = 32;

struct Run {
    address: String,
    next: AtomicUsize,
    accepted: AtomicUsize,
    rejected: AtomicUsize,
    begun: Instant,
    is_over: AtomicBool,
}

pub(super) async fn run(
    plan: &Plan,
    inbox: &str,
    folder: &Path,
    restart_store: impl AsyncFn(),
) -> Summary {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let run = Arc::new(Run {
        address: free.to_string(),
        next: AtomicUsize::new(0),
        accepted: AtomicUsize::new(0),
        rejected: AtomicUsize::new(0),
        begun: Instant::now(),
        is_over: AtomicBool::new(false),
    });
    let notes = folder.join("notes");
    let mut process = start(&run.address, inbox, &notes);
    let mut senders = JoinSet::new();
    for _ in 0..SENDERS {
        senders.spawn(send_all(Arc::clone(&run), plan.events, plan.per_second));
    }
    let (mut kills, mut is_restarted) = (0, false);
    while run.accepted.load(Ordering::Relaxed) < plan.events && run.begun.elapsed() < plan.limit {
        sleep(plan.kill_every).await;
        kill(&mut process);
        kills += 1;
        process = start(&run.address, inbox, &notes);
        if !is_restarted && run.next.load(Ordering::Relaxed) > plan.events / 2 {
            is_restarted = true;
            restart_store().await;
        }
    }
    run.is_over.store(true, Ordering::Relaxed);
    senders.join_all().await;
    let mut handled = handled(&notes);
    while handled.len() < plan.events && run.begun.elapsed() < plan.limit {
        sleep(Duration::from_millis(200)).await;
        handled = self::handled(&notes);
    }
    kill(&mut process);
    let accepted = run.accepted.load(Ordering::Relaxed);
    Summary {
        accepted,
        rejected: run.rejected.load(Ordering::Relaxed),
        kills,
        lost: accepted.saturating_sub(handled.len()),
        repeated: handled.values().map(|times| times - 1).sum(),
        seconds: run.begun.elapsed().as_secs_f64(),
    }
}

/// Sends events, each until it was accepted.
async fn send_all(run: Arc<Run>, events: usize, per_second: u32) {
    let mut connection = None;
    loop {
        let number = run.next.fetch_add(1, Ordering::Relaxed);
        if number >= events {
            return;
        }
        let due = Duration::from_secs(1) * u32::try_from(number).unwrap() / per_second;
        sleep(due.saturating_sub(run.begun.elapsed())).await;
        let body = event("meeting.started", number);
        while !run.is_over.load(Ordering::Relaxed) {
            match timeout(Duration::from_secs(3), send(&run.address, &mut connection, &body)).await
            {
                Ok(Some(200)) => {
                    run.accepted.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                Ok(Some(_)) => {}
                // The receiver is gone, or hangs.
                Ok(None) | Err(_) => connection = None,
            }
            run.rejected.fetch_add(1, Ordering::Relaxed);
            sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The status of the response, if there is one.
async fn send(address: &str, connection: &mut Option<Connection>, body: &str) -> Option<u16> {
    if connection.is_none() {
        *connection = Some(Connection::new(TcpStream::connect(address).await.ok()?));
    }
    let open = connection.as_mut()?;
    let headers = testing::headers(SECRET, body.as_bytes());
    open.write("POST /zoom HTTP/1.1", &headers, body.as_bytes()).await.ok()?;
    let response = open.read().await.ok()??;
    response.first.split(' ').nth(1)?.parse().ok()
}

fn start(address: &str, inbox: &str, notes: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::webhooks::killed::receiver_process", "--nocapture"])
        .env(ADDRESS, address)
        .env(INBOX, inbox)
        .env(NOTES, notes)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn kill(process: &mut Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}

/// How often each event was handled.
fn handled(notes: &Path) -> HashMap<usize, usize> {
    let text = std::fs::read_to_string(notes).unwrap_or_default();
    let mut handled = HashMap::new();
    for line in text.lines() {
        *handled.entry(line.parse().unwrap()).or_default() += 1;
    }
    handled
}
