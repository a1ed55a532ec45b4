//! The runtime of a crate.

/// Sends a text.
pub async fn send(text: &str) -> usize {
    text.len()
}

/// What came back.
#[non_exhaustive]
pub struct Answer {
    /// Its text.
    pub text: Option<String>,
}

/// The parts of a text, under a name of its own.
#[cfg(feature = "parts")]
pub fn parts(words: &str) -> usize {
    words.split(' ').count()
}
