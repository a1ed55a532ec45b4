//! The origin of a state, and its files.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, bail};
use zoom_codegen::diff::State;
use zoom_codegen::{Common, Failure};

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
    /// The hand-written modules (`src/runtime/…`), where there are any.
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
    let specs = below("specs", "specs/", &read::SPECS)?;
    if specs.is_empty() {
        bail!("{label} has no folder specs/: it is from before the project had one");
    }
    let api = git::texts(root, commit, "generated/api.txt", &["txt"])?;
    let templates = below("templates/src", "templates/", &read::TEMPLATES)?;
    Ok(Texts { label: label.to_owned(), specs, templates, api: api.into_values().next() })
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
    let templates = if hand_written { read::modules(&project)? } else { BTreeMap::new() };
    Ok(Texts { label: label.to_owned(), specs, templates, api })
}

impl Texts {
    /// Runs the files through the pipeline.
    fn taken(self, common: &Common, console: &Console) -> Taken {
        let watch = |stage| console.stage(stage);
        let state = State::read_beside(&self.label, self.specs, common, &watch);
        Taken { label: self.label, templates: self.templates, state }
    }
}

/// The result of the pipeline for a state.
struct Taken {
    label: String,
    templates: BTreeMap<String, String>,
    state: Result<State, Failure>,
}

impl Taken {
    /// The state; if it has errors, they are printed.
    fn usable(self, console: &Console) -> anyhow::Result<State> {
        let label = self.label;
        match self.state {
            Ok(state) => Ok(state),
            Err(failure) => {
                console.done();
                let mut diagnostics = failure.diagnostics;
                for diagnostic in &mut diagnostics {
                    diagnostic.at.file = format!("specs/{}", diagnostic.at.file);
                }
                console.diagnostics(diagnostics.iter());
                bail!(
                    "{label} cannot be compared: its specs/ have errors (above); there is no report"
                )
            }
        }
    }
}

/// Bytes of stack for a state: types within types are walked by recursion.
const STACK: usize = 64 << 20;

/// Takes two states through the pipeline, beside each other.
pub(crate) fn both(base: Texts, head: Texts, console: &Console) -> anyhow::Result<(State, State)> {
    let common = Common::of(&base.specs, &head.specs);
    let (base, head) = thread::scope(|scope| {
        let on_its_own = thread::Builder::new().stack_size(STACK);
        let base = on_its_own.spawn_scoped(scope, || base.taken(&common, console));
        let base = base.context("cannot start a thread")?;
        let head = head.taken(&common, console);
        // A panic of the thread continues here.
        anyhow::Ok((base.join().unwrap_or_else(|panic| resume_unwind(panic)), head))
    })?;
    let (modules, others) = (base.templates.clone(), head.templates.clone());
    let (base, head) = (base.usable(console)?, head.usable(console)?);
    let base = base.with_runtime(&modules);
    let is_same = modules == others && base.carried() == head.carried();
    let head = if is_same { head.with_runtime_of(&base) } else { head.with_runtime(&others) };
    Ok((base, head))
}
