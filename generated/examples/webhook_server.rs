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
use zoom_client::webhooks::{HandlerResult, Receiver, Verifier};

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

/// Which function is called for which event. A handler runs after Zoom has its response, so it may take its time:
/// five minutes unless `handler_timeout` is set.
fn receiver(
    verifier: Verifier,
    print: impl Fn(String) + Clone + Send + Sync + 'static,
) -> Receiver {
    let [rejected, failed] = [(); 2].map(|()| print.clone());
    Receiver::builder(verifier)
        // What handlers share; each call gets a clone.
        .with_state(print)
        .on(|print, event: meetings::Started| async move {
            let meeting = event.payload.and_then(|payload| payload.object);
            let topic = meeting.ok_or("a meeting has started, and the event has no object")?.topic;
            print(format!("a meeting has started: {}", topic.unwrap_or_default()));
            HandlerResult::Ok(())
        })
        // Zoom adds events all the time; what this version has no type for is there as JSON.
        .on_unknown(|print, event| async move { print(format!("unknown: {}", event.name)) })
        .on_any(|print, event| async move {
            print(format!("{} at {:?}", event.name(), event.event_ts()));
        })
        // Errors, panics and timeouts of handlers. Zoom does not send such an event again.
        .on_failed(move |failure| failed(format!("failed: {failure}")))
        .on_rejected(move |error| rejected(format!("rejected: {error}")))
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
