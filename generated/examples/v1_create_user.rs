// Creates a user through version 1 of the API.
//
//     cargo run --example v1_create_user --features v1 -- jo@example.com basic
//
// Zoom has shut that version down, so ZOOM_BASE_URL names a server that still speaks it. The key and
// secret come from ZOOM_API_KEY and ZOOM_API_SECRET and are sent in the body, never in the URL.

use std::env;

use zoom_client::auth::V1Keys;
use zoom_client::enums::{ChimeType, UserType};
use zoom_client::{Client, Error, v1};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = env::args().skip(1);
    let Some(email) = words.next() else {
        println!("usage: v1_create_user <email> [basic|licensed|onprem]");
        return Ok(());
    };
    // By name or by number: `licensed` or `2`.
    let plan: UserType = words.next().as_deref().unwrap_or("basic").parse()?;

    let mut builder = Client::builder().auth(V1Keys::from_env()?);
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    let zoom = builder.build()?;

    let request = v1::users::create(email, plan)
        .enable_waiting_room(true)
        .option_enter_exit_chime_type(ChimeType::Host);
    // Version 1 rejects with HTTP 200; it is an error here all the same.
    match request.send(&zoom).await {
        Ok(user) => println!("created {}", user.require_id()?),
        Err(Error::Api(error)) => println!("rejected: {}", error.message),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
