// Acts for a user who allows it in a browser: authorization code with PKCE.
//
//     ZOOM_CLIENT_ID=... ZOOM_CLIENT_SECRET=... ZOOM_REDIRECT_URI=... \
//         cargo run --example authorization_code --features oauth
//
// Open the URL that it prints, allow the application, and paste the URL where the browser ends. The token
// is kept in zoom-token.json, or the file that is the first argument, so the user is asked once. With
// `sign-out` as the second argument the token is taken back. ZOOM_BASE_URL and ZOOM_OAUTH_URL name
// another server.

use std::env;
use std::io::stdin;

use zoom_client::auth::{FileStore, OAuth};
use zoom_client::{Client, Result, users};

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

    if env::args().nth(2).as_deref() == Some("sign-out") {
        user.revoke(&zoom).await?;
        println!("signed out");
        return Ok(());
    }
    if !user.is_authorized().await? {
        let consent = user.consent()?;
        println!("open {}", consent.url());
        println!("and paste the URL where the browser ends:");
        let callback = stdin().lines().next().and_then(|line| line.ok()).unwrap_or_default();
        // Checks that the callback belongs to this consent, and changes its code for a token.
        user.accept(&zoom, &consent, &callback).await?;
    }
    // From here on the token is renewed without the user.
    let me = users::get("me").send(&zoom).await?;
    println!("signed in as {}", me.email.unwrap_or_default());
    Ok(())
}
