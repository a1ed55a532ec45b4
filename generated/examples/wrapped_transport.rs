// Prints each request with its status and its time: a transport of your own around the default one.
//
//     cargo run --example wrapped_transport
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN.
// ZOOM_BASE_URL names another server.

use std::env;
use std::time::Instant;

use zoom_client::auth::{Bearer, BoxFuture, ServerToServer};
use zoom_client::runtime::reqwest::{Request, Response};
use zoom_client::runtime::{HttpTransport, Transport, TransportError};
use zoom_client::{Client, Result, users};

struct Printing {
    http: HttpTransport,
}

impl Transport for Printing {
    fn execute(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        // The query is left out: it may hold secrets.
        let line = format!("{} {}", request.method(), request.url().path());
        let start = Instant::now();
        let response = self.http.execute(request);
        Box::pin(async move {
            let response = response.await;
            let status = response.as_ref().map(|response| response.status().as_u16());
            println!("{line}: {status:?} after {} ms", start.elapsed().as_millis());
            response
        })
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    // The inner transport is the one that the client would have, with all settings of the builder.
    let mut builder = Client::builder().wrap_transport(|http| Printing { http });
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    let zoom = match env::var("ZOOM_TOKEN") {
        Ok(token) => builder.auth(Bearer::new(token)).build()?,
        Err(_) => builder.auth(ServerToServer::from_env()?).build()?,
    };
    let me = users::get("me").send(&zoom).await?;
    println!("me: {}", me.email.unwrap_or_default());
    Ok(())
}
