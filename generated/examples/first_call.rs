// The first call: prints who owns the application.
//
//     cargo run --example first_call
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET. docs/GETTING_STARTED.md
// explains every step.

use zoom_client::{Client, Result, auth::ServerToServer, users};

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let user = users::get("me").send(&zoom).await?;
    println!("{} {}", user.first_name.unwrap_or_default(), user.last_name.unwrap_or_default());
    Ok(())
}
