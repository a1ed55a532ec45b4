// Keeps a copy of the links of each finished recording, as Zoom reports them by webhook.
//
//     cargo run --example webhook_service --features axum,cloud-recording
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET and ZOOM_WEBHOOK_SECRET_TOKEN.

use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use zoom_client::events::recordings::Completed;
use zoom_client::webhooks::{HandlerResult, Receiver, Verifier};
use zoom_client::{Client, auth::ServerToServer, recordings};

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let (links, mut finished) = unbounded_channel();
    let receiver = receiver(Verifier::from_env()?, zoom, links);
    tokio::spawn(async move {
        while let Some(link) = finished.recv().await {
            println!("{link}");
        }
    });
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, receiver.router("/zoom")).await?;
    Ok(())
}

fn receiver(verifier: Verifier, zoom: Client, links: UnboundedSender<String>) -> Receiver {
    Receiver::builder(verifier)
        .with_state((zoom, links))
        .on(|(zoom, links), event: Completed| async move {
            let meeting = event.payload.and_then(|payload| payload.object).unwrap_or_default();
            let recording = recordings::get(meeting.require_uuid()?).send(&zoom).await?;
            let _ = links.send(recording.share_url.unwrap_or_default());
            HandlerResult::Ok(())
        })
        .on_failed(|failure| eprintln!("{failure}"))
        .build()
}
