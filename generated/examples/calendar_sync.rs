// Reads a calendar: all events in the first run, in each further one only those that have changed since.
//
//     cargo run --example calendar_sync --features calendar -- primary sync-token.txt
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use std::fs;
use std::path::Path;

use zoom_client::auth::ServerToServer;
use zoom_client::{Client, calendar::Event, calendar::events, enums::EventStatus};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let mut arguments = std::env::args().skip(1);
    let (Some(calendar), Some(file)) = (arguments.next(), arguments.next()) else {
        println!("usage: calendar_sync <calendar> <file for the sync token>");
        return Ok(());
    };
    for event in changes(&zoom, &calendar, Path::new(&file)).await? {
        match event.status {
            Some(EventStatus::Cancelled) => println!("canceled: {:?}", event.id),
            _ => println!("{:?}: {:?}", event.start, event.summary),
        }
    }
    Ok(())
}

/// The events that have changed since the token in this file was written; it gets the next one.
async fn changes(zoom: &Client, calendar: &str, file: &Path) -> Result<Vec<Event>> {
    let mut list = events::list(calendar).show_deleted(true);
    list.sync_token = fs::read_to_string(file).ok();
    let mut items = list.items(zoom);
    let mut changed = Vec::new();
    while let Some(event) = items.try_next().await? {
        changed.push(event);
    }
    if let Some(token) = items.sync_token() {
        fs::write(file, token)?;
    }
    Ok(changed)
}
