// Prints a user of the account.
//
//     cargo run --example get_user -- jo@example.com
//
// The user is an ID, an email address, or `me`, which it is if nothing is given. Credentials come from
// ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN. ZOOM_BASE_URL
// names another server.

use std::env;

use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::enums::LoginType;
use zoom_client::{Client, Result, users};

#[tokio::main]
async fn main() -> Result<()> {
    let id = env::args().nth(1).unwrap_or_else(|| "me".to_owned());
    let zoom = client()?;

    // An email address may belong to several sign-in methods; this requests the one with a password.
    let sent = users::get(id).login_type(LoginType::Zoom).send(&zoom).await;
    let user = match sent {
        Ok(user) => user,
        Err(error) if error.is_not_found() => {
            println!("There is no such user: {error}");
            return Ok(());
        }
        Err(error) => return Err(error),
    };

    // Every field is optional, because a pending user has little more than an ID.
    println!("id      {}", user.require_id()?);
    println!("email   {}", user.email.as_deref().unwrap_or("unknown"));
    if let Some(plan) = user.type_ {
        println!("plan    {} ({plan})", plan.name().unwrap_or("new to this version"));
    }
    if let Some(status) = user.status {
        println!("status  {status}");
    }
    if let Some(created_at) = user.created_at {
        println!("created {created_at}");
    }
    for (name, value) in &user.extra {
        println!("{name} (new to this version): {value}");
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
