// Acts for a user who allows it on another device: for machines without a browser (RFC 8628).
//
//     ZOOM_CLIENT_ID=... ZOOM_CLIENT_SECRET=... cargo run --example device_code --features oauth
//
// The application needs "Use app on device" among its features. The token is kept in zoom-token.json, or
// the file that is the first argument. ZOOM_BASE_URL and ZOOM_OAUTH_URL name another server.

use std::env;

use zoom_client::auth::{AuthErrorKind, FileStore, OAuth};
use zoom_client::{Client, Error, Result, users};

#[tokio::main]
async fn main() -> Result<()> {
    let file = env::args().nth(1).unwrap_or_else(|| "zoom-token.json".to_owned());
    let mut user = OAuth::from_env()?.store(FileStore::new(file));
    if let Ok(url) = env::var("ZOOM_OAUTH_URL") {
        user = user.oauth_url(url);
    }
    let mut builder = Client::builder().auth(user.clone());
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    let zoom = builder.build()?;

    while !user.is_authorized().await? {
        let code = user.device(&zoom).await?;
        println!("enter {} at {}", code.user_code(), code.verification_uri());
        match user.wait(&zoom, &code).await {
            Ok(()) => {}
            Err(Error::Auth(error)) if error.kind == AuthErrorKind::Expired => {
                println!("the code has expired; here is another");
            }
            Err(error) => return Err(error),
        }
    }
    let me = users::get("me").send(&zoom).await?;
    println!("signed in as {}", me.email.unwrap_or_default());
    Ok(())
}
