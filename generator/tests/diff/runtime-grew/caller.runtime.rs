//! Uses the base's runtime.

use sample::{Answer, Store, Way};

/// Names every part.
pub fn all(way: &Way) -> Answer {
    match way {
        Way::Text => Answer { text: String::new() },
    }
}

/// A store of the caller's own.
pub struct Own;

impl Store for Own {
    fn load(&self) -> String {
        String::new()
    }
}
