//! Uses the base's runtime.

/// All of it.
pub fn all(text: &str) -> (usize, sample::Answer) {
    let answer = sample::Answer { text: text.to_owned() };
    (sample::send(text) + sample::parts(text), answer)
}
