// Lists something that the crate has no operation for, as a type of its own.
//
//     cargo run --example raw_list -- 2026-10-01 2026-10-31
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN.
// ZOOM_BASE_URL names another server.

use std::env;

use serde::Deserialize;
use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::{Client, Raw, Result};

#[derive(Deserialize)]
struct Call {
    id: String,
    duration: Option<u32>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = client()?;
    let mut days = env::args().skip(1);
    let (Some(from), Some(to)) = (days.next(), days.next()) else {
        println!("usage: raw_list <first day> <last day>");
        return Ok(());
    };
    let request = Raw::get("/phone/call_history").query("from", from).query("to", to);
    // Page after page; the key is that of the list in a page.
    let mut calls = request.rate_limit("heavy").items::<Call>(&zoom, "call_logs");
    while let Some(call) = calls.try_next().await? {
        println!("{}: {} seconds", call.id, call.duration.unwrap_or_default());
    }
    Ok(())
}

fn client() -> Result<Client> {
    let mut builder = Client::builder();
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    match env::var("ZOOM_TOKEN") {
        Ok(token) => builder.auth(Bearer::new(token)).build(),
        Err(_) => builder.auth(ServerToServer::from_env()?).build(),
    }
}
