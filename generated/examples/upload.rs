// Uploads the picture of a user, from a file or from standard input.
//
//     cargo run --example upload --features users -- me picture.jpg
//     curl https://example.com/picture.jpg | cargo run --example upload --features users -- me -
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN.
// ZOOM_BASE_URL names another server.

use std::env;

use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::{Client, Result, Upload, users};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(user), Some(path)) = (arguments.next(), arguments.next()) else {
        println!("usage: upload <user> <file, or - for standard input>");
        return Ok(());
    };
    let zoom = client()?;
    if path == "-" {
        // Read while it is sent; such a request is never repeated.
        let picture = users::upload_picture(user, Upload::reader("picture.jpg"));
        picture.send_with(&zoom, tokio::io::stdin()).await?;
    } else {
        // Read from disk in pieces, and again if the request has to be repeated.
        users::upload_picture(user, Upload::path(path)).send(&zoom).await?;
    }
    println!("uploaded");
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
