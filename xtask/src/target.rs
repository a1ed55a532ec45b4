//! Where output goes, what it is, and which paths it may have.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// The journal of a write that is under way, inside the output folder.
pub const JOURNAL: &str = ".codegen-journal";
/// The end of the name under which a file is written before it takes its place.
pub const TEMPORARY: &str = ".codegen-tmp";

/// Where output goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// The output folder.
    pub dir: PathBuf,
    /// What the output folder is called in messages.
    pub label: String,
    /// The file that keeps names.
    pub names: PathBuf,
    /// What the file that keeps names is called in messages.
    pub names_label: String,
    /// The command that completes a write that was cut off.
    pub command: String,
}

/// What writes generated crates.
const CODEGEN: &str = "cargo xtask codegen";

impl Target {
    /// The project's own crate: `generated/`, with the names kept beside the documents.
    pub fn project(root: &Path) -> Target {
        Target {
            dir: root.join("generated"),
            label: "generated".to_owned(),
            names: root.join("specs").join("names.lock"),
            names_label: "specs/names.lock".to_owned(),
            command: CODEGEN.to_owned(),
        }
    }

    /// The documents, written by `command`; sources.toml goes last, for it records what they were made from.
    pub fn specs(root: &Path, command: &str) -> Target {
        let dir = root.join("specs");
        Target {
            names: dir.join("sources.toml"),
            dir,
            label: "specs".to_owned(),
            names_label: "specs/sources.toml".to_owned(),
            command: command.to_owned(),
        }
    }

    /// A crate by itself: the names are kept inside it, so that it can be generated again.
    pub fn folder(dir: &Path) -> Target {
        let label = dir.to_string_lossy().replace('\\', "/");
        let label = label.trim_end_matches('/').to_owned();
        let names_label = format!("{label}/names.lock");
        Target {
            dir: dir.to_owned(),
            names: dir.join("names.lock"),
            label,
            names_label,
            command: CODEGEN.to_owned(),
        }
    }

    /// What a file of the output is called in messages.
    pub fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.label)
    }

    /// Where the journal is.
    pub fn journal(&self) -> PathBuf {
        self.dir.join(JOURNAL)
    }
}

/// What should stand on the disk.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Path relative to the output folder → text.
    pub files: BTreeMap<String, String>,
    /// Folders and files that belong to the generator: what else is found there is stale.
    pub owned: Vec<String>,
    /// The text of the file that keeps names; `None`: it stays as it is.
    pub names: Option<String>,
}

impl Content {
    /// Refuses paths that could leave the output folder or that not every system can hold.
    ///
    /// Paths are made from documents, and documents are not trusted: `../../.bashrc` as the name of a
    /// tag must end here, whatever the generator made of it.
    pub fn validate(&self) -> anyhow::Result<()> {
        let mut spellings = BTreeMap::new();
        let mut folders = BTreeSet::new();
        for path in self.files.keys() {
            validate(path)?;
            if let Some(other) = spellings.insert(path.to_lowercase(), path) {
                bail!("{path:?} and {other:?} are one file where case does not count");
            }
            let ends = path.match_indices('/').map(|(at, _)| at);
            folders.extend(ends.filter_map(|at| path.get(..at)).map(str::to_lowercase));
        }
        if let Some(both) = spellings.keys().find(|path| folders.contains(*path)) {
            bail!("the generated path {both:?} is a file and a folder");
        }
        self.owned.iter().try_for_each(|path| validate(path.trim_end_matches('/')))
    }
}

fn validate(path: &str) -> anyhow::Result<()> {
    fault(path).map_or(Ok(()), |fault| bail!("the generated path {path:?} {fault}; it is not used"))
}

/// Why a relative path is not acceptable.
pub fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("is empty");
    }
    if path.starts_with(['/', '\\']) || path.contains(':') {
        return Some("is not relative");
    }
    if path.contains(|c: char| c.is_control() || "\\<>\"|?*".contains(c)) {
        return Some("has a character that not every system allows in a file name");
    }
    path.split('/').find_map(component_fault)
}

fn component_fault(component: &str) -> Option<&'static str> {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    match component {
        "" => return Some("has an empty component"),
        "." | ".." => return Some("leaves its folder"),
        JOURNAL => return Some("is kept for the journal"),
        _ => {}
    }
    if component.ends_with(TEMPORARY) {
        return Some("is kept for files being written");
    }
    if component.ends_with(['.', ' ']) {
        return Some("ends with a dot or a blank");
    }
    let stem = component.split('.').next().unwrap_or(component).to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let numbered = numbered.is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()));
    (numbered || DEVICES.contains(&stem.as_str())).then_some("is the name of a device on Windows")
}

/// The name under which a file is written before it takes its place, in the same folder.
pub fn temporary(path: &Path) -> anyhow::Result<PathBuf> {
    let name = path.file_name().with_context(|| format!("{} has no file name", path.display()))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(TEMPORARY);
    Ok(path.with_file_name(hidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_are_fine() {
        for path in ["Cargo.toml", "src/lib.rs", "src/users/get.rs", ".gitignore", "src/common.rs"]
        {
            assert_eq!(fault(path), None, "{path}");
        }
    }

    #[test]
    fn paths_that_escape_or_cannot_be_held_are_refused() {
        let bad = [
            "",
            "/etc/passwd",
            "..",
            "../x",
            "src/../../x",
            "src/./x",
            "src//x",
            "src/",
            "C:/x",
            "C:x",
            "\\\\host\\x",
            "src\\x",
            "a\0b",
            "a\nb",
            "src/x:y",
            "nul",
            "src/Con.rs",
            "src/COM1.rs",
            "src/x.",
            "src/x ",
            "src/what?.rs",
            ".codegen-journal",
            "src/.x.rs.codegen-tmp",
        ];
        for path in bad {
            assert!(fault(path).is_some(), "{path:?}");
        }
    }

    #[test]
    fn two_spellings_of_one_file_are_refused() {
        let content = |paths: &[&str]| Content {
            files: paths.iter().map(|path| ((*path).to_owned(), String::new())).collect(),
            ..Content::default()
        };
        assert!(content(&["src/a.rs", "src/b.rs"]).validate().is_ok());
        assert!(content(&["src/a.rs", "src/A.rs"]).validate().is_err());
        assert!(content(&["src/a", "src/a/b.rs"]).validate().is_err());
        let owned = Content { owned: vec!["../".to_owned()], ..Content::default() };
        assert!(owned.validate().is_err());
    }
}
