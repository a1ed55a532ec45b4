//! Behaviour that users of this crate rely on, against a server on this machine.

mod auth_examples;
mod compare;
mod conversions;
mod credentials;
mod enums;
mod errors;
mod examples;
mod get_user;
mod guide;
mod limits;
mod list_and_file_examples;
mod owned_futures;
mod paging;
mod published;
mod requests;
mod responses;
mod secrets;
mod sending_examples;
mod session_users;
mod stored_requests;
mod sub_accounts;
#[path = "../support/mod.rs"]
mod support;
mod testing;
mod times;
mod v1_inputs;
mod v1_requests;

use std::time::Duration;

use support::Server;
use zoom_client::auth::{Bearer, V1Keys};
use zoom_client::{Client, ClientBuilder, Retry};

const TOKEN: &str = "bearer-token-4711";
const KEY: &str = "v1-key-0815";
const SECRET: &str = "v1-secret-2718";

fn builder(server: &Server) -> ClientBuilder {
    let builder = Client::builder().base_url(&server.url).timeout(Duration::from_secs(10));
    builder.retry(Retry::none())
}

/// A client with credentials for both versions of the API.
fn client(server: &Server) -> Client {
    let builder = builder(server).auth(Bearer::new(TOKEN)).auth(V1Keys::new(KEY, SECRET));
    builder.build().unwrap()
}

/// Pairs as the server hands them out.
fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
