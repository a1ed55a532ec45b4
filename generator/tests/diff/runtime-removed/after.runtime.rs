//! The runtime of a crate.

/// Sends requests.
#[derive(Debug)]
pub struct Client {
    key: String,
}

mod inner {
    /// What came back.
    pub struct Answer;
}
