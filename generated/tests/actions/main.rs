//! The actions that connectors offer their users: 22, each as one request with every input that it lists.

mod chat;
mod meeting_inputs;
mod meetings;
mod raw;
mod recordings;
mod rooms;
#[path = "../support/mod.rs"]
mod support;
mod users;
mod webinars;

use zoom_client::runtime::PreparedBody;
use zoom_client::{PreparedRequest, Result, Value};

/// Asserts what a request consists of: `POST /users`, the pairs of the query in any order, and JSON if it has a body.
#[track_caller]
fn assert_sent(
    request: Result<PreparedRequest>,
    line: &str,
    query: &[(&str, &str)],
    body: impl Into<Option<Value>>,
) {
    let request = request.unwrap();
    assert_eq!(format!("{} {}", request.method.as_str(), request.path()), line);
    assert_eq!(sorted(request.query()), sorted(owned(query)));
    match body.into() {
        None => assert_eq!(request.body, PreparedBody::Empty),
        Some(expected) => {
            assert_eq!(request.header("content-type"), Some("application/json"));
            let text = request.body.text().unwrap();
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
        }
    }
}

fn sorted(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.sort();
    pairs
}

/// Pairs as a request hands them out.
fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
