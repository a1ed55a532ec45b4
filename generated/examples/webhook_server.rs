// Receives Zoom's webhooks and prints what has happened.
//
//     cargo run --example webhook_server --features axum
//
// The secret token of the app comes from ZOOM_WEBHOOK_SECRET_TOKEN, the address to listen at from
// WEBHOOK_ADDRESS (127.0.0.1:8080 unless set). Zoom sends to HTTPS URLs alone, so that a proxy with a
// certificate, or a tunnel, has to stand before this program.

use std::env;
use std::error::Error;
use std::future::Future;

use tokio::net::TcpListener;
use zoom_client::events::meetings;
use zoom_client::webhooks::{Receiver, Verifier};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let receiver = receiver(Verifier::from_env()?, |line| println!("{line}"));
    let address = env::var("WEBHOOK_ADDRESS").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("listening at http://{}/zoom; Ctrl-C ends", listener.local_addr()?);
    serve(listener, receiver, async {
        let _ = tokio::signal::ctrl_c().await;
    })
    .await
}

/// Who is called for what. A handler runs after Zoom has its answer, so it may take its time.
fn receiver(
    verifier: Verifier,
    print: impl Fn(String) + Clone + Send + Sync + 'static,
) -> Receiver {
    let [started, unknown, other, refused] = [(); 4].map(|()| print.clone());
    Receiver::builder(verifier)
        .on(move |event: meetings::Started| {
            let print = started.clone();
            async move {
                let meeting = event.payload.and_then(|payload| payload.object);
                let topic = meeting.and_then(|meeting| meeting.topic).unwrap_or_default();
                print(format!("a meeting has started: {topic}"));
            }
        })
        // Zoom adds events all the time; what this version has no type for is there as JSON.
        .on_unknown(move |event| {
            let print = unknown.clone();
            async move { print(format!("unknown: {}", event.name)) }
        })
        .on_any(move |event| {
            let print = other.clone();
            async move { print(format!("{} at {:?}", event.name(), event.event_ts())) }
        })
        .on_refused(move |error| refused(format!("refused: {error}")))
        .build()
}

/// Serves until `stop`, then waits for the handlers that are still at work.
async fn serve(
    listener: TcpListener,
    receiver: Receiver,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Box<dyn Error>> {
    axum::serve(listener, receiver.router("/zoom")).with_graceful_shutdown(stop).await?;
    receiver.shutdown().await;
    Ok(())
}
