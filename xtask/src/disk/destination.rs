//! The output folder, its content, and the paths it may have.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// The journal of a write in progress, inside the output folder.
pub const JOURNAL: &str = ".codegen-journal";
/// The end of the temporary name of a file that is being written.
pub const TEMPORARY: &str = ".codegen-tmp";

/// Where output goes.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The output folder.
    pub dir: PathBuf,
    /// The name of the output folder in messages.
    pub label: String,
    /// The file that is renamed last, because it states that all others are complete.
    pub commit_last: PathBuf,
    /// The name of that file in messages.
    pub commit_last_label: String,
    /// The command that completes an interrupted write.
    pub command: String,
}

/// The command that writes generated crates.
const CODEGEN: &str = "cargo xtask codegen";

impl Destination {
    /// The project's own crate: `generated/`; its names are in specs/names.lock, which is written last.
    pub fn project(root: &Path) -> Destination {
        Destination {
            dir: root.join("generated"),
            label: "generated".to_owned(),
            commit_last: root.join("specs").join("names.lock"),
            commit_last_label: "specs/names.lock".to_owned(),
            command: CODEGEN.to_owned(),
        }
    }

    /// The documents, written by `command`; sources.toml is written last, because it has the digests of their sources.
    pub fn specs(root: &Path, command: &str) -> Destination {
        let dir = root.join("specs");
        Destination {
            commit_last: dir.join("sources.toml"),
            dir,
            label: "specs".to_owned(),
            commit_last_label: "specs/sources.toml".to_owned(),
            command: command.to_owned(),
        }
    }

    /// A separate crate: its names.lock is inside it, so that it can be generated again.
    pub fn folder(dir: &Path) -> Destination {
        let label = dir.to_string_lossy().replace('\\', "/");
        let label = label.trim_end_matches('/').to_owned();
        let commit_last_label = format!("{label}/names.lock");
        Destination {
            dir: dir.to_owned(),
            commit_last: dir.join("names.lock"),
            label,
            commit_last_label,
            command: CODEGEN.to_owned(),
        }
    }

    /// The name of an output file in messages.
    pub fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.label)
    }

    /// The path of the journal.
    pub fn journal(&self) -> PathBuf {
        self.dir.join(JOURNAL)
    }
}

/// The files that should be on the disk.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Path relative to the output folder → text.
    pub files: BTreeMap<String, String>,
    /// Folders and files that belong to the generator: any other file in them is stale.
    pub owned: Vec<String>,
    /// The text of the file that is written last; `None`: it is not changed.
    pub commit_last: Option<String>,
}

impl Content {
    /// Rejects paths that could leave the output folder or that some systems do not support.
    ///
    /// Paths are made from documents, and documents are not trusted: `../../.bashrc` as the name of a
    /// tag must be rejected here, even if the generator let it pass.
    pub fn validate(&self) -> anyhow::Result<()> {
        let mut spellings = BTreeMap::new();
        let mut folders = BTreeSet::new();
        for path in self.files.keys() {
            validate(path)?;
            if let Some(other) = spellings.insert(path.to_lowercase(), path) {
                bail!("{path:?} and {other:?} are the same file on systems that ignore case");
            }
            let ends = path.match_indices('/').map(|(at, _)| at);
            folders.extend(ends.filter_map(|at| path.get(..at)).map(str::to_lowercase));
        }
        if let Some(both) = spellings.keys().find(|path| folders.contains(*path)) {
            bail!("the generated path {both:?} is both a file and a folder");
        }
        self.owned.iter().try_for_each(|path| validate(path.trim_end_matches('/')))
    }
}

fn validate(path: &str) -> anyhow::Result<()> {
    fault(path).map_or(Ok(()), |fault| bail!("the generated path {path:?} {fault}; it is not used"))
}

/// The reason why a relative path is not acceptable.
pub fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("is empty");
    }
    if path.starts_with(['/', '\\']) || path.contains(':') {
        return Some("is not relative");
    }
    if path.contains(|c: char| c.is_control() || "\\<>\"|?*".contains(c)) {
        return Some("has a character that some systems do not allow in file names");
    }
    path.split('/').find_map(component_fault)
}

fn component_fault(component: &str) -> Option<&'static str> {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    match component {
        "" => return Some("has an empty component"),
        "." | ".." => return Some("leaves its folder"),
        JOURNAL => return Some("is reserved for the journal"),
        _ => {}
    }
    if component.ends_with(TEMPORARY) {
        return Some("is reserved for temporary files");
    }
    if component.ends_with(['.', ' ']) {
        return Some("ends with a period or a space");
    }
    let stem = component.split('.').next().unwrap_or(component).to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let numbered = numbered.is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()));
    (numbered || DEVICES.contains(&stem.as_str())).then_some("is the name of a device on Windows")
}

/// The temporary name of a file while it is written, in the same folder.
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
    fn paths_that_escape_or_are_not_portable_are_rejected() {
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
    fn two_spellings_of_one_file_are_rejected() {
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
