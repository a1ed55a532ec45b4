// Sends a message as a chatbot: client credentials.
//
//     ZOOM_CLIENT_ID=... ZOOM_CLIENT_SECRET=... \
//         cargo run --example chatbot --features chatbot \
//         -- ACCOUNT_ID ROBOT_JID TO_JID USER_JID "Good morning"
//
// The IDs are on the page of the application, and in the events that Zoom sends to it. ZOOM_BASE_URL and
// ZOOM_OAUTH_URL name another server.

use std::env;

use zoom_client::auth::ClientCredentials;
use zoom_client::chatbot::messages;
use zoom_client::{Client, Result, Value};

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).take(5).collect();
    let [account, robot, to, user, text] = arguments.as_slice() else {
        println!("usage: chatbot <account ID> <robot JID> <recipient JID> <user JID> <text>");
        return Ok(());
    };
    let mut auth = ClientCredentials::from_env()?;
    if let Ok(url) = env::var("ZOOM_OAUTH_URL") {
        auth = auth.oauth_url(url);
    }
    let mut builder = Client::builder().auth(auth);
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    let zoom = builder.build()?;

    // A template: https://developers.zoom.us/docs/team-chat/customizing-messages/
    let head = Value::from_iter([("text", text.as_str())]);
    let content = Value::from_iter([("head", head)]);
    let body = messages::send::Body::new(robot, to, account, content, user);
    messages::send(body).send(&zoom).await?;
    println!("sent");
    Ok(())
}
