//! What Zoom documents and what it sends: a test for each difference that has made other clients fail, by its number
//! in docs/CASES.md. Every response goes through a request of this crate and comes back whole.

mod encoding;
mod errors;
mod keep;
mod meetings;
mod paging;
mod phone;
mod times;
mod users;

use zoom_client::auth::Bearer;
use zoom_client::runtime::testing::{FakeResponse, FakeTransport};
use zoom_client::{Client, ClientBuilder};

fn builder(transport: &FakeTransport) -> ClientBuilder {
    Client::builder().auth(Bearer::new("token")).transport(transport.clone())
}

/// A client that is given these responses in turn.
fn client<const N: usize>(responses: [FakeResponse; N]) -> (Client, FakeTransport) {
    let transport = FakeTransport::new();
    for response in responses {
        transport.respond(response);
    }
    (builder(&transport).build().unwrap(), transport)
}

/// Sends a request whose response is this JSON; returns the response, from which nothing was lost.
macro_rules! response {
    ($request:expr, $json:expr) => {{
        let json: &str = $json;
        let (zoom, _) =
            crate::client([zoom_client::runtime::testing::FakeResponse::json(200, json)]);
        let response = $request.send(&zoom).await.unwrap();
        crate::keep::assert_kept(json, &response);
        response
    }};
}
use response;
