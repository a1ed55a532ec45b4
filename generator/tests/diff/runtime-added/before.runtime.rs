//! The runtime of a crate.

/// Sends requests.
#[non_exhaustive]
pub enum Kind {
    /// As it is.
    Plain,
}

/// Where tokens are kept.
pub trait Store {
    /// A token.
    fn load(&self) -> String;
}
