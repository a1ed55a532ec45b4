// Lists the users of a past Video SDK session and how they were connected.
//
//     ZOOM_TOKEN=... cargo run --example session_users --features video-sdk -- '//jnk8YqR0eEQ=='
//
// The session ID is passed as it is; the crate encodes it for the URL. Credentials come from
// ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN. ZOOM_BASE_URL
// names another server.

use std::env;

use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::enums::SessionType;
use zoom_client::video_sdk::sessions;
use zoom_client::{Client, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let Some(session_id) = env::args().nth(1) else {
        println!("usage: session_users <session ID>");
        return Ok(());
    };
    let zoom = client()?;

    let mut pages = sessions::users::list(session_id).type_(SessionType::Past).pages(&zoom);
    while let Some(page) = pages.try_next().await? {
        for user in page.users {
            let name = user.name.as_deref().unwrap_or("unknown");
            let device = user.device.map_or("unknown device".to_owned(), |d| d.to_string());
            let network = user.network_type.map_or("unknown network".to_owned(), |n| n.to_string());
            println!("{name}: {device}, {network}");
            // A time is kept as the server wrote it and understood when asked.
            let times = (
                user.join_time.and_then(|time| time.unix_seconds()),
                user.leave_time.and_then(|time| time.unix_seconds()),
            );
            if let (Some(joined), Some(left)) = times {
                println!("  stayed for {} s", left - joined);
            }
        }
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
