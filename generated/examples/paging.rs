// Lists all active users, and starts again where it stopped when the token of the next page has expired.
//
//     cargo run --example paging --features users
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN.
// ZOOM_BASE_URL names another server.

use std::env;

use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::enums::UserStatus;
use zoom_client::{Client, Error, Result, users};

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = client()?;
    let list = users::list().status(UserStatus::Active).page_size(300);

    let mut people = list.clone().items(&zoom);
    let mut count = 0;
    loop {
        match people.try_next().await {
            Ok(Some(person)) => {
                count += 1;
                println!("{}", person.email.unwrap_or_default());
            }
            Ok(None) => break,
            // Tokens live for a quarter of an hour: the pages that were read are fetched again and skipped.
            Err(Error::PageExpired(expired)) => {
                people = list.clone().items(&zoom).resume(expired.position);
            }
            Err(error) => return Err(error),
        }
    }
    println!("{count} users");
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
