//! The runtime of a crate.

/// What came back.
pub struct Answer {
    /// Its text.
    pub text: String,
}

/// How it came.
pub enum Way {
    /// As text.
    Text,
}

/// Where tokens are kept.
pub trait Store: Send {
    /// A token.
    fn load(&self) -> String;
}
