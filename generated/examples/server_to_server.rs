// Acts for its own account, and shares the token with other processes.
//
//     ZOOM_ACCOUNT_ID=... ZOOM_CLIENT_ID=... ZOOM_CLIENT_SECRET=... \
//         cargo run --example server_to_server -- token.json
//
// Started again within the hour it fetches no new token. ZOOM_BASE_URL and ZOOM_OAUTH_URL name another
// server.

use std::env;

use zoom_client::auth::{AuthErrorKind, FileStore, ServerToServer};
use zoom_client::{Client, Error, Result, users};

#[tokio::main]
async fn main() -> Result<()> {
    let file = env::args().nth(1).unwrap_or_else(|| "token.json".to_owned());
    let mut auth = ServerToServer::from_env()?.store(FileStore::new(file));
    if let Ok(url) = env::var("ZOOM_OAUTH_URL") {
        auth = auth.oauth_url(url);
    }
    let mut builder = Client::builder().auth(auth.clone());
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    let zoom = builder.build()?;

    match users::get("me").send(&zoom).await {
        Ok(user) => println!("{} owns the application", user.email.unwrap_or_default()),
        // The kinds differ in the reaction they need.
        Err(Error::Auth(error)) if error.kind == AuthErrorKind::BadClient => {
            println!("check the client ID and the client secret: {error}");
        }
        Err(error) if !error.missing_scopes().is_empty() => {
            println!("add these scopes to the application: {}", error.missing_scopes().join(", "));
            // Tokens do not gain scopes: the next request gets a new one.
            auth.revoke(&zoom).await?;
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
