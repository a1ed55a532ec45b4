//! What of api.txt is explained by changes.

use std::collections::HashSet;

use super::lines;

/// Items whose lines are explained.
#[derive(Debug, Default)]
pub(super) struct Cover {
    /// One line each: `field users::User.email`.
    keys: HashSet<String>,
    /// Items with everything below them: `users::User`.
    owners: HashSet<String>,
    /// Paths that changed; every line that names one is explained.
    mentioned: HashSet<String>,
}

impl Cover {
    /// One line, by kind and path.
    pub fn line(&mut self, key: impl Into<String>) {
        self.keys.insert(key.into());
    }

    /// An item, its fields, variants and methods.
    pub fn owner(&mut self, path: impl Into<String>) {
        self.owners.insert(path.into());
    }

    /// Every line that names this path.
    pub fn mention(&mut self, path: impl Into<String>) {
        self.mentioned.insert(path.into());
    }

    pub fn explains(&self, line: &str) -> bool {
        let key = lines::key(line);
        if self.keys.contains(key) {
            return true;
        }
        let path = key.split_once(' ').map_or(key, |(_, path)| path);
        let own = |path: &str| self.owners.contains(path);
        let above = |mark: &str| path.rsplit_once(mark).is_some_and(|(owner, _)| own(owner));
        own(path)
            || above(".")
            || above("::")
            || lines::paths(line).any(|path| self.mentioned.contains(path))
    }
}
