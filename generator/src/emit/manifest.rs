//! templates/Cargo.toml, from which features and dependencies are carried over.

use std::collections::{BTreeMap, BTreeSet};

/// The key of the default features.
const DEFAULT: &str = "default";

/// The parts of templates/Cargo.toml for the generated manifest: all but those of folders that this crate lacks.
pub(crate) struct Manifest<'a> {
    lines: Vec<&'a str>,
    foreign: BTreeSet<String>,
}

impl<'a> Manifest<'a> {
    /// `[package.metadata.templates]` lists the features and dependencies that belong to one folder of the
    /// templates alone.
    pub(crate) fn of(text: &'a str, carried: &[String]) -> Self {
        let owned = |table: toml::Table| -> Option<toml::Table> {
            let metadata = table.get("package")?.get("metadata")?.get("templates")?;
            metadata.as_table().cloned()
        };
        let owned = text.parse().ok().and_then(owned).unwrap_or_default();
        let foreign = owned
            .iter()
            .filter(|(folder, _)| !carried.contains(folder))
            .filter_map(|(_, names)| names.as_array())
            .flatten()
            .filter_map(|name| name.as_str().map(ToOwned::to_owned))
            .collect();
        Self { lines: text.lines().collect(), foreign }
    }

    /// The features with what they are for.
    pub(crate) fn features(&self) -> BTreeMap<String, String> {
        let entries = self.entries("features").into_iter();
        entries.map(|entry| (entry.key.to_owned(), entry.comment.join(" "))).collect()
    }

    /// The features that are on by default.
    pub(crate) fn default_features(&self) -> Vec<String> {
        let lines = self.table("features").into_iter();
        let default = lines.filter(|entry| entry.key == DEFAULT).find_map(|entry| {
            let table: toml::Table = entry.line.parse().ok()?;
            let names = table.get(DEFAULT)?.as_array()?.clone();
            Some(names.iter().filter_map(|name| name.as_str().map(ToOwned::to_owned)).collect())
        });
        default.unwrap_or_default()
    }

    /// The entries of one table but for the list of default features, to which a crate adds its own.
    pub(super) fn entries(&self, name: &str) -> Vec<Entry<'a>> {
        let mut entries = self.table(name);
        entries.retain(|entry| entry.key != DEFAULT);
        entries
    }

    /// The entries of one table, each on a line of its own below its comment.
    fn table(&self, name: &str) -> Vec<Entry<'a>> {
        let head = format!("[{name}]");
        let lines = self.lines.iter().skip_while(|line| line.trim() != head).skip(1);
        let lines = lines.take_while(|line| !line.starts_with('[')).map(|line| line.trim());
        let mut entries = Vec::new();
        let mut comment = Vec::new();
        for line in lines.filter(|line| !line.is_empty()) {
            if let Some(text) = line.strip_prefix('#') {
                comment.push(text.trim());
                continue;
            }
            let key = line.split('=').next().unwrap_or_default().trim();
            let comment = std::mem::take(&mut comment);
            if !self.foreign.contains(key) {
                entries.push(Entry { comment, key, line });
            }
        }
        entries
    }

    /// The lines of one table, comments included.
    pub(super) fn section(&self, name: &str) -> String {
        let text = |entry: &Entry<'_>| {
            let comment: String = entry.comment.iter().map(|line| format!("# {line}\n")).collect();
            format!("{comment}{}\n", entry.line)
        };
        self.entries(name).iter().map(text).collect()
    }
}

/// An entry of a manifest.
pub(super) struct Entry<'a> {
    pub comment: Vec<&'a str>,
    pub key: &'a str,
    pub line: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[package]\nname = \"templates\"\n\n[package.metadata.templates]\nvendor = [\"jwt\", \"hmac\"]\n\n\
        [features]\ndefault = [\"blocking\"]\n# Signed tokens.\njwt = [\"dep:hmac\"]\n# Waits.\n# For a thread.\nblocking = []\n\n\
        [dependencies]\n# Bodies.\nbytes = \"1\"\n# Signatures.\nhmac = { version = \"0.13\", optional = true }\n";

    #[test]
    fn what_a_folder_needs_is_carried_with_it() {
        let carried = ["runtime".to_owned(), "vendor".to_owned()];
        let manifest = Manifest::of(TEXT, &carried);
        assert_eq!(
            manifest.section("features"),
            "# Signed tokens.\njwt = [\"dep:hmac\"]\n# Waits.\n# For a thread.\nblocking = []\n"
        );
        assert!(manifest.section("dependencies").contains("# Signatures.\nhmac = "));
    }

    #[test]
    fn without_the_folder_its_entries_go_with_their_comments() {
        let manifest = Manifest::of(TEXT, &["runtime".to_owned()]);
        assert_eq!(manifest.default_features(), ["blocking"]);
        assert_eq!(manifest.section("features"), "# Waits.\n# For a thread.\nblocking = []\n");
        assert_eq!(manifest.section("dependencies"), "# Bodies.\nbytes = \"1\"\n");
    }
}
