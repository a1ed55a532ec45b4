//! The runtime of a crate.

/// Sends requests.
#[derive(Clone, Debug)]
pub struct Client {
    key: String,
}

impl Client {
    /// The key.
    pub fn key(&self) -> &str {
        &self.key
    }
}

pub use self::inner::Answer;

mod inner {
    /// What came back.
    pub struct Answer;
}
