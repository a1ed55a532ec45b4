// Copies the active users and their meeting settings, eight users at a time: one line of JSON per user.
//
//     cargo run --example nightly_sync --features users > users.jsonl
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use std::io::Write;
use std::pin::pin;

use futures_util::TryStreamExt;
use zoom_client::{Client, auth::ServerToServer, enums::UserStatus, users};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let count = sync(&zoom, &mut std::io::stdout()).await?;
    eprintln!("{count} users");
    Ok(())
}

async fn sync(zoom: &Client, out: &mut impl Write) -> Result<usize> {
    let active = users::list().status(UserStatus::Active).page_size(300).items(zoom);
    let rows = active.map_ok(|user| async {
        let settings = users::settings::get(user.require_id()?).send(zoom).await?;
        zoom_client::Result::Ok((user, settings))
    });
    let mut rows = pin!(rows.try_buffer_unordered(8));
    let mut count = 0;
    while let Some((user, settings)) = rows.try_next().await? {
        let row = serde_json::json!({ "user": user, "settings": settings });
        writeln!(out, "{row}")?;
        count += 1;
    }
    Ok(count)
}
