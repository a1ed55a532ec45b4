//! What the operations of the fixtures look like on the wire.

mod bodies;
mod decoding;
mod loopback;
mod media;
mod parameters;
mod pitfalls;
mod servers;
mod styles;
mod unions;

use crate::runtime as rt;

/// The request of an operation that has everything it needs.
fn prepared(result: rt::Result<rt::PreparedRequest>) -> rt::PreparedRequest {
    result.expect("everything that is required is set")
}

/// The body as text.
fn text(result: rt::Result<rt::PreparedRequest>) -> String {
    prepared(result).body.text().expect("a body of text")
}

/// Why a request cannot be made.
fn refused(result: rt::Result<rt::PreparedRequest>) -> String {
    match result {
        Err(error) => error.to_string(),
        Ok(request) => panic!("{request:?}"),
    }
}

/// Names and values.
fn pairs<const N: usize>(list: [(&str, &str); N]) -> Vec<(String, String)> {
    list.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}
