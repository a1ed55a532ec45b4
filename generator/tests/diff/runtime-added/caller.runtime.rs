//! Uses the base's runtime.

use sample::{Kind, Store};

/// What is not exhaustive has an arm for the rest.
pub fn name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Plain => "plain",
        _ => "another",
    }
}

/// A store of the caller's own.
pub struct Own;

impl Store for Own {
    fn load(&self) -> String {
        String::new()
    }
}
