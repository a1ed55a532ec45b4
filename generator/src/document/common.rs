//! Documents that two states have in common: each is read once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// The files with the same text in two states.
#[derive(Debug, Default)]
pub struct Common {
    files: BTreeMap<String, Mutex<Option<Value>>>,
}

impl Common {
    /// The common files of two folders (path → text).
    pub fn of(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> Common {
        let same = one.iter().filter(|(file, text)| other.get(*file) == Some(text));
        Common { files: same.map(|(file, _)| (file.clone(), Mutex::default())).collect() }
    }

    /// The content of a file: read by the state that comes first, which leaves a copy for the other. What gives
    /// findings is read by both.
    pub(crate) fn load(
        &self,
        file: &str,
        read: impl FnOnce() -> (Option<Value>, bool),
    ) -> Option<Value> {
        let Some(place) = self.files.get(file) else { return read().0 };
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = place.take() {
            return Some(value);
        }
        let (value, is_sound) = read();
        if is_sound {
            place.clone_from(&value);
        }
        value
    }
}
