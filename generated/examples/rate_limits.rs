// Fetches many users without a single error response, and handles the end of the day's requests.
//
//     cargo run --example rate_limits -- pro one@example.com two@example.com …
//
// The first argument is the plan of the account: free, pro or business. Credentials come from ZOOM_ACCOUNT_ID,
// ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN. ZOOM_BASE_URL names another server.

use std::env;
use std::time::Duration;

use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::zoom::Plan;
use zoom_client::{Client, Limiter, Operation as _, Options, Result, Retry, users};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let plan = match arguments.next().as_deref() {
        Some("free") => Plan::Free,
        Some("business") => Plan::Business,
        _ => Plan::Pro,
    };
    let zoom = client(plan)?;

    let mut tasks = Vec::new();
    for id in arguments {
        // All of them share the connections, the token and the count of the limiter.
        let user = users::get(id.as_str()).send(&zoom);
        tasks.push((id, tokio::spawn(user)));
    }
    for (id, task) in tasks {
        let Ok(user) = task.await else { continue };
        match user {
            Ok(user) => println!("{id}: {}", user.display_name.unwrap_or_default()),
            // A limit of a day is never waited for: only the caller knows whether tomorrow is soon enough.
            Err(error) if error.is_daily_limit() => {
                let end = error.resume_at().map(|end| end.to_string()).unwrap_or_default();
                println!("{id}: no more requests before {end}");
            }
            Err(error) => println!("{id}: {error}"),
        }
    }

    // One request may have rules of its own: at once, and repeated more patiently.
    let retry = Retry::new().max_retries(8).max_delay(Duration::from_secs(120));
    let options = Options::new().skip_limiter().retry(retry);
    let me = users::get("me").options(options).send(&zoom).await?;
    println!("me: {}", me.email.unwrap_or_default());
    Ok(())
}

fn client(plan: Plan) -> Result<Client> {
    // Give one limiter to all clients of an account: the limits count for all of them together.
    let mut builder = Client::builder().limiter(Limiter::new(plan));
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    match env::var("ZOOM_TOKEN") {
        Ok(token) => builder.auth(Bearer::new(token)).build(),
        Err(_) => builder.auth(ServerToServer::from_env()?).build(),
    }
}
