//! The origin of a state, and its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};

use anyhow::bail;
use zoom_codegen::Failure;
use zoom_codegen::diff::{Files, State};

use super::git;
use crate::console::Console;
use crate::read;

/// Where a state of specs/ comes from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// A commit, and its name for a person.
    Commit(String, String),
    /// A folder that holds specs/, or is one.
    Folder(PathBuf, String),
}

/// The files of a state.
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    /// The name of the state for a person.
    pub label: String,
    /// Path relative to specs/ → text.
    pub specs: BTreeMap<String, String>,
    /// The hand-written modules (`src/runtime/…`) and their manifest (`Cargo.toml`), where there are any.
    pub templates: BTreeMap<String, String>,
    /// generated/api.txt, where there is one.
    pub api: Option<String>,
}

impl Origin {
    /// A folder of this name, or a revision.
    pub fn named(root: &Path, name: &str) -> anyhow::Result<Origin> {
        let path = Path::new(name);
        if path.is_dir() {
            return Ok(Origin::Folder(path.to_owned(), name.to_owned()));
        }
        if name.contains('/') && path.exists() {
            bail!("{name} is a file; name a folder that holds specs/, or a revision");
        }
        Ok(Origin::Commit(git::commit(root, name)?, name.to_owned()))
    }

    /// The last tag, or the last commit where there is none.
    pub fn last(root: &Path, notes: &mut Vec<String>) -> anyhow::Result<Origin> {
        let commit = git::commit(root, "HEAD")?;
        match git::last_tag(root)? {
            Some(tag) => Origin::named(root, &tag),
            None => {
                notes.push("there is no tag yet: compared with the last commit".to_owned());
                Ok(Origin::Commit(commit, "HEAD".to_owned()))
            }
        }
    }

    /// The work tree of the project.
    pub fn work_tree(root: &Path, notes: &mut Vec<String>) -> Origin {
        if git::is_dirty(root, &["specs"]) {
            notes.push(
                "specs/ has changes that are not committed; they are part of the comparison"
                    .to_owned(),
            );
        }
        Origin::Folder(root.to_owned(), "the work tree".to_owned())
    }

    /// Reads the files.
    pub fn texts(&self, root: &Path) -> anyhow::Result<Texts> {
        match self {
            Origin::Commit(commit, label) => of_commit(root, commit, label),
            Origin::Folder(folder, label) => of_folder(folder, label),
        }
    }
}

fn of_commit(root: &Path, commit: &str, label: &str) -> anyhow::Result<Texts> {
    let below = |folder: &str, from: &str, endings: &[&str]| {
        let files = git::texts(root, commit, folder, endings)?;
        let inside = |(path, text): (String, String)| {
            let path = path.strip_prefix(from)?.to_owned();
            Some((path, text))
        };
        anyhow::Ok(files.into_iter().filter_map(inside).collect::<BTreeMap<_, _>>())
    };
    // Each waits for git, so they wait together.
    let (specs, templates, api) = thread::scope(|scope| {
        let templates = scope.spawn(|| below("templates", "templates/", &read::PROJECT));
        let api = scope.spawn(|| git::texts(root, commit, "generated/api.txt", &["txt"]));
        let specs = below("specs", "specs/", &read::SPECS);
        (specs, joined(templates), joined(api))
    });
    let specs = specs?;
    if specs.is_empty() {
        bail!("{label} has no folder specs/: it is from before the project had one");
    }
    let api = api?.into_values().next();
    let mut templates = templates?;
    templates.retain(|path, _| path.starts_with("src/") || path == read::MANIFEST);
    Ok(Texts { label: label.to_owned(), specs, templates, api })
}

/// The result of a thread.
pub(super) fn joined<T>(thread: ScopedJoinHandle<'_, anyhow::Result<T>>) -> anyhow::Result<T> {
    thread.join().unwrap_or_else(|_| bail!("a thread that reads files has stopped"))
}

fn of_folder(folder: &Path, label: &str) -> anyhow::Result<Texts> {
    // Either the project, or its specs/.
    let project = if folder.join("specs").is_dir() {
        folder.to_owned()
    } else if folder.join("sources.toml").is_file() {
        let specs = read::folder(folder, label, &read::SPECS)?;
        return Ok(Texts { label: label.to_owned(), specs, templates: BTreeMap::new(), api: None });
    } else {
        bail!("{label} holds neither specs/ nor a sources.toml; name a project, or its specs/");
    };
    crate::specs::reject_half_written(&project)?;
    let specs = read::specs(&project)?;
    let api = project.join("generated/api.txt");
    let api = api.is_file().then(|| read::text(&api, "generated/api.txt")).transpose()?;
    let hand_written = project.join("templates/src").is_dir();
    let mut templates = if hand_written { read::modules(&project)? } else { BTreeMap::new() };
    let manifest = project.join("templates").join(read::MANIFEST);
    if hand_written && manifest.is_file() {
        let text = read::text(&manifest, "templates/Cargo.toml")?;
        templates.insert(read::MANIFEST.to_owned(), text);
    }
    Ok(Texts { label: label.to_owned(), specs, templates, api })
}

/// The state with this label; if it has errors, they are printed.
fn usable(state: Result<State, Failure>, label: &str, console: &Console) -> anyhow::Result<State> {
    state.or_else(|failure| {
        console.done();
        let mut diagnostics = failure.diagnostics;
        for diagnostic in &mut diagnostics {
            diagnostic.at.file = format!("specs/{}", diagnostic.at.file);
        }
        console.diagnostics(diagnostics.iter());
        bail!("{label} cannot be compared: its specs/ have errors (above); there is no report")
    })
}

/// Takes two states through the pipeline, beside each other.
pub(crate) fn both(base: Texts, head: Texts, console: &Console) -> anyhow::Result<(State, State)> {
    let watch = |stage| console.stage(stage);
    let (base_label, head_label) = (base.label.clone(), head.label.clone());
    let files = |Texts { label, specs, templates, .. }| Files { label, specs, templates };
    let [one, other] = State::read_both(files(base), files(head), &watch);
    Ok((usable(one, &base_label, console)?, usable(other, &head_label, console)?))
}
