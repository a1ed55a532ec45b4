// Sends a request of any path, for what this crate has no operation for.
//
//     cargo run --example raw_request -- GET /users/me
//     cargo run --example raw_request -- PATCH /meetings/1234567890 '{"topic": "New topic"}'
//
// The path is relative to the base URL. Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET,
// or a token from ZOOM_TOKEN. ZOOM_BASE_URL names another server.

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::{Client, Method, Raw, Result, Retry, Value};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [method, path, data @ ..] = arguments.as_slice() else {
        eprintln!("give a method, a path and, if need be, JSON to send");
        return ExitCode::from(2);
    };
    let Some(method) = Method::from_name(method) else {
        eprintln!("{method} is not a method");
        return ExitCode::from(2);
    };
    let data = match data.first().map(|text| text.parse::<Value>()) {
        Some(Ok(data)) => Some(data),
        Some(Err(error)) => {
            eprintln!("what is to be sent is not JSON: {error}");
            return ExitCode::from(2);
        }
        None => None,
    };
    match send(method, path, data).await {
        Ok(response) => {
            println!("{response}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn send(method: Method, path: &str, data: Option<Value>) -> Result<String> {
    let mut request = Raw::new(method, path)
        .timeout(Duration::from_secs(30))
        .retry(Retry::new().max_retries(2).base_delay(Duration::from_millis(500)))
        .rate_limit("light");
    if let Some(data) = data {
        request = request.json(data);
    }
    // A `String` is the response as it came; a `Value`, a model of this crate or `Bytes` work as well.
    request.send::<String>(&client()?).await
}

fn client() -> Result<Client> {
    // ZOOM_DEBUG logs requests and responses, without secrets.
    let mut builder = Client::builder().debug(env::var_os("ZOOM_DEBUG").is_some());
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    match env::var("ZOOM_TOKEN") {
        Ok(token) => builder.auth(Bearer::new(token)).build(),
        Err(_) => builder.auth(ServerToServer::from_env()?).build(),
    }
}
