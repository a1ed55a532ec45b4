//! A receiver that gets 1,000 events per second, the largest that Zoom sends: quality of service and Contact Center.
//!
//!     cargo test -p zoom-client --features axum,inbox --test webhooks -- --ignored --nocapture load

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use zoom_client::events::Event;
use zoom_client::webhooks::{Receiver, ReceiverBuilder, Verifier, testing};

use super::SECRET;

const PER_SECOND: usize = 1_000;
const SECONDS: usize = 20;

/// How many connections Zoom is taken to have.
const CONNECTIONS: usize = 64;

/// How many items each list has.
const ITEMS: usize = 3;

/// Bodies of all events of two documents, without their time.
fn bodies() -> Vec<Value> {
    let mut bodies = Vec::new();
    for name in ["qss", "contact-center"] {
        let path = format!("{}/../specs/events/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        let document: Value =
            serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for (event, item) in document["webhooks"].as_object().unwrap() {
            let schema = &item["post"]["requestBody"]["content"]["application/json"]["schema"];
            let mut body = filled(schema, &document);
            body["event"] = json!(event);
            bodies.push(body);
        }
    }
    bodies
}

/// A value of a schema, with all that it may have.
fn filled(schema: &Value, document: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return filled(document.pointer(reference.trim_start_matches('#')).unwrap(), document);
    }
    let parts = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema[*key].as_array());
    if let Some(part) = parts.and_then(|parts| parts.first()) {
        return filled(part, document);
    }
    if let Some(value) = schema["enum"].as_array().and_then(|values| values.first()) {
        return value.clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            fields.map(|(name, field)| (name.clone(), filled(field, document))).collect()
        }
        Some("array") => (0..ITEMS).map(|_| filled(&schema["items"], document)).collect(),
        Some("integer") => json!(1_720_705_455_858_i64),
        Some("number") => json!(12.5),
        Some("boolean") => json!(true),
        _ if schema["format"] == "date-time" => json!("2026-11-30T10:11:12Z"),
        _ => json!("a value of some length"),
    }
}

/// Sends events at their times; the time until each response.
async fn send_all(address: String, bodies: Arc<Vec<Value>>, begun: Instant) -> Vec<Duration> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut senders = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (address, bodies, next) = (address.clone(), Arc::clone(&bodies), Arc::clone(&next));
        senders.spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (mut times, mut response) = (Vec::new(), Vec::new());
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= PER_SECOND * SECONDS {
                    return times;
                }
                let mut body = bodies[number % bodies.len()].clone();
                body["event_ts"] = json!(number);
                let body = body.to_string();
                let due = Duration::from_secs(1) * u32::try_from(number).unwrap()
                    / u32::try_from(PER_SECOND).unwrap();
                tokio::time::sleep(due.saturating_sub(begun.elapsed())).await;
                let mut request = format!(
                    "POST /zoom HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n",
                    body.len()
                );
                for (name, value) in testing::headers(SECRET, body.as_bytes()) {
                    request.push_str(&format!("{name}: {value}\r\n"));
                }
                request.push_str("\r\n");
                request.push_str(&body);
                let sent = Instant::now();
                stream.write_all(request.as_bytes()).await.unwrap();
                response.clear();
                // A response with status 200 has no body.
                while !response.ends_with(b"\r\n\r\n") {
                    assert_ne!(stream.read_buf(&mut response).await.unwrap(), 0);
                }
                assert!(response.starts_with(b"HTTP/1.1 200 "), "{number}");
                times.push(sent.elapsed());
            }
        });
    }
    senders.join_all().await.into_iter().flatten().collect()
}

/// CPU time of this process in hundredths of a second, where the system says so.
fn cpu() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(ticks()? + ticks()?)
}

async fn measure(name: &str, builder: ReceiverBuilder) {
    let handled = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&handled);
    let receiver = builder
        .queue(4_096)
        .on_any(move |event| {
            assert!(!matches!(event, Event::Unknown(_)), "{}", event.name());
            count.fetch_add(1, Ordering::Relaxed);
            async {}
        })
        .build();
    let bodies = Arc::new(bodies());
    let size: usize = bodies.iter().map(|body| body.to_string().len()).sum();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(axum::serve(listener, receiver.router("/zoom")).into_future());
    let (begun, used) = (Instant::now(), cpu());
    let mut times = send_all(address, Arc::clone(&bodies), begun).await;
    let answered = begun.elapsed();
    while handled.load(Ordering::Relaxed) < PER_SECOND * SECONDS {
        assert!(begun.elapsed() < Duration::from_secs(120), "events are not handled");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let handled = begun.elapsed();
    receiver.shutdown().await;
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 1_000];
    let cpu = cpu().zip(used).map(|(now, before)| (now - before) as f64 / 100.0);
    println!(
        "{name}: {} events of {} kinds, {} bytes on average; all answered after {:.1} s, handled after {:.1} s; \
         response median {:?}, 99% {:?}, longest {:?}; CPU {cpu:?} s with the sender",
        times.len(),
        bodies.len(),
        size / bodies.len(),
        answered.as_secs_f64(),
        handled.as_secs_f64(),
        at(500),
        at(990),
        at(1_000),
    );
    assert_eq!(receiver.metrics().failed, 0);
    assert!(answered < Duration::from_secs(2 * u64::try_from(SECONDS).unwrap()));
    // Zoom waits for three seconds.
    assert!(at(1_000) < Duration::from_secs(3), "{:?}", at(1_000));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes 20 seconds"]
async fn load_of_a_thousand_events_per_second() {
    measure("without inbox", Receiver::builder(Verifier::new(SECRET).unwrap())).await;
}

#[cfg(feature = "inbox")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes 20 seconds"]
async fn load_of_a_thousand_events_per_second_with_an_inbox() {
    let folder = std::env::temp_dir().join(format!("zoom-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let inbox = zoom_client::stores::FileInbox::open(folder.join("inbox.db")).unwrap();
    measure("inbox in a file", Receiver::builder(Verifier::new(SECRET).unwrap()).inbox(inbox))
        .await;
    std::fs::remove_dir_all(&folder).unwrap();
}
