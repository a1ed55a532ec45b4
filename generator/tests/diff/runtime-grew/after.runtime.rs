//! The runtime of a crate.

/// What came back.
pub struct Answer {
    /// Its text.
    pub text: String,
    /// Its status.
    pub status: u16,
}

/// How it came.
pub enum Way {
    /// As text.
    Text,
    /// As bytes.
    Bytes,
}

/// Where tokens are kept.
pub trait Store: Send {
    /// What can go wrong.
    type Error;

    /// A token.
    fn load(&self) -> String;

    /// Keeps one.
    fn save(&self, token: &str);

    /// Ends the store.
    #[cfg(feature = "late")]
    fn close(&self);
}

/// No caller can name it.
trait Measured {
    fn length(&self) -> usize;
}

impl Measured for Answer {
    fn length(&self) -> usize {
        self.text.len()
    }
}
