//! The runtime of a crate.

/// Sends a text.
pub fn send(text: &str) -> usize {
    text.len()
}

/// What came back.
pub struct Answer {
    /// Its text.
    pub text: String,
}

/// The parts of a text, since ever.
pub fn parts(text: &str) -> usize {
    text.split(' ').count()
}
