// Saves the recordings of a meeting in the present folder. Start it again to complete what broke off.
//
//     cargo run --example download --features cloud-recording,downloads -- 95212345678
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN.
// ZOOM_BASE_URL names another server.

use std::env;

use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::{Client, Download, Result, recordings};

#[tokio::main]
async fn main() -> Result<()> {
    let Some(meeting) = env::args().nth(1) else {
        println!("usage: download <meeting>");
        return Ok(());
    };
    let zoom = client()?;
    let found = recordings::get(meeting).send(&zoom).await?;
    for file in found.recording_files {
        let (Some(id), Some(url)) = (file.id, file.download_url) else { continue };
        let extension = file.file_extension.map_or("bin".to_owned(), |kind| kind.to_string());
        let name = format!("{id}.{}", extension.to_lowercase());
        // Streamed to disk; redirects to other hosts get no credentials.
        let saved = Download::new(url).replace(true).save(&zoom, &name).await?;
        println!(
            "{name}: {} bytes, {} of them from an earlier attempt",
            saved.length, saved.resumed
        );
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
