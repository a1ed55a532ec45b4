// Receives Zoom's webhooks in any number of processes, which share the work: an event that was answered with 200 is
// handled at least once, whatever happens to the process.
//
//     cargo run --example scaled_receiver --features axum,inbox,redis
//
// Variables: ZOOM_WEBHOOK_SECRET_TOKEN; WEBHOOK_ADDRESS (127.0.0.1:8080 unless set); INBOX, which is the URL of a Redis
// server (redis://…, rediss://… for TLS) for processes on many machines, or the path of a file (events.db unless set) for
// those of one machine.

use std::env;
use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use zoom_client::events::meetings;
use zoom_client::stores::{FileInbox, Inbox, Redis, RedisInbox};
use zoom_client::webhooks::{HandlerResult, Receiver, Verifier};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let place = env::var("INBOX").unwrap_or_else(|_| "events.db".to_owned());
    let receiver = receiver(Verifier::from_env()?, inbox(&place)?, |line| println!("{line}"));
    let address = env::var("WEBHOOK_ADDRESS").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("listening at http://{}/zoom; Ctrl-C ends", listener.local_addr()?);
    serve(listener, receiver, async {
        let _ = tokio::signal::ctrl_c().await;
    })
    .await
}

/// Where accepted events are until they are handled.
fn inbox(place: &str) -> Result<Arc<dyn Inbox>, Box<dyn Error>> {
    if place.starts_with("redis") {
        // Programs that share a server have different prefixes.
        let redis = Redis::new(place)?.prefix("scaled-receiver");
        Ok(Arc::new(RedisInbox::new(&redis, "events")))
    } else {
        Ok(Arc::new(FileInbox::open(place)?))
    }
}

fn receiver(
    verifier: Verifier,
    inbox: Arc<dyn Inbox>,
    print: impl Fn(String) + Clone + Send + Sync + 'static,
) -> Receiver {
    let [failed, dead, away] = [(); 3].map(|()| print.clone());
    Receiver::builder(verifier)
        .inbox(inbox)
        // The start of a meeting is handled before its end, also when another process has the end.
        .in_order_of_objects()
        .retries(8, Duration::from_secs(1), Duration::from_secs(5 * 60))
        .with_state(print)
        // An event may come twice here: `event_ts` and the ID make a key that says so.
        .on(|print, event: meetings::Started| async move {
            let meeting = event.payload.and_then(|payload| payload.object);
            let meeting = meeting.ok_or("a meeting has started, and the event has no object")?;
            print(format!(
                "{:?} has started: {}",
                event.event_ts,
                meeting.topic.unwrap_or_default()
            ));
            HandlerResult::Ok(())
        })
        .on(|print, event: meetings::Ended| async move {
            print(format!("a meeting has ended at {:?}", event.event_ts));
        })
        .on_failed(move |failure| match failure.retry_in {
            Some(wait) => failed(format!("again in {wait:?}: {failure}")),
            None => failed(format!("for the last time: {failure}")),
        })
        .on_dead(move |event| dead(format!("dead: {}", event.reason)))
        .on_inbox_error(move |error| away(format!("inbox: {error}")))
        .build()
}

/// Serves until `stop`, then gives the handlers 20 seconds. What they do not finish is handled by another process.
async fn serve(
    listener: TcpListener,
    receiver: Receiver,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Box<dyn Error>> {
    let measured = receiver.clone();
    let numbers = get(move || {
        let receiver = measured.clone();
        async move { metrics(&receiver).await }
    });
    let app: Router = receiver.router("/zoom").route("/metrics", numbers);
    axum::serve(listener, app).with_graceful_shutdown(stop).await?;
    receiver.shutdown_within(Duration::from_secs(20)).await;
    Ok(())
}

/// The numbers of this process and of the inbox, as Prometheus reads them.
async fn metrics(receiver: &Receiver) -> String {
    let own = receiver.metrics();
    let mut text = format!(
        "zoom_events_accepted {}\nzoom_events_handled {}\nzoom_events_failed {}\nzoom_events_running {}\n",
        own.accepted, own.handled, own.failed, own.running
    );
    // Without the inbox, its numbers are missing.
    if let Ok(counts) = receiver.inbox_counts().await {
        let oldest = counts.oldest.unwrap_or_default().as_secs_f64();
        text.push_str(&format!(
            "zoom_inbox_waiting {}\nzoom_inbox_taken {}\nzoom_inbox_dead {}\nzoom_inbox_oldest_seconds {oldest}\n",
            counts.waiting, counts.taken, counts.dead
        ));
    }
    text
}
