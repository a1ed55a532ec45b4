//! Documents in, file tree out; no I/O, no terminal.
//!
//! [`generate`] reads as the list of its stages, one module each: load, overlay, repair, lower, normalize,
//! name, emit. Settling the tree on disk is the caller's business.

#![forbid(unsafe_code)]

mod diagnostic;
pub mod diff;
mod emit;
pub mod import;
mod inputs;
pub mod keywords;
mod layout;
mod load;
mod lower;
mod method;
pub mod model;
pub mod name;
mod normalize;
mod overlay;
mod pointer;
mod repair;
mod runtime_api;
mod schema_path;
mod settings;
mod source;
mod status;
mod word;

use std::collections::BTreeMap;
use std::fmt;

pub use diagnostic::{Diagnostic, Location, Severity};
pub use emit::Tree;
pub use inputs::Inputs;
pub use load::LARGEST as LARGEST_DOCUMENT;
pub use model::{ErrorRules, ServerRules};
pub use pointer::Pointer;
pub use schema_path::{Part, PathRoot, Pattern, SchemaPath};

use rayon::prelude::*;

use diagnostic::{Finding, Findings};
use emit::Emitter;
use model::Api;
use name::Names;
use normalize::Named;
use settings::{Settings, file};
use source::Sources;

/// A stage of the pipeline, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Text → value tree.
    Load,
    /// Corrections applied.
    Overlay,
    /// Well-known faults put right.
    Repair,
    /// Documents → model.
    Lower,
    /// Model → model.
    Normalize,
    /// Rust names.
    Name,
    /// Model and names → files.
    Emit,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Load => "load",
            Stage::Overlay => "overlay",
            Stage::Repair => "repair",
            Stage::Lower => "lower",
            Stage::Normalize => "normalize",
            Stage::Name => "name",
            Stage::Emit => "emit",
        })
    }
}

/// Counts for the summary line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations in the documents.
    pub operations_in: usize,
    /// Operations in the crate.
    pub emitted: usize,
    /// Events in the documents.
    pub events_in: usize,
    /// Events in the crate.
    pub events: usize,
    /// Operations and events left out.
    pub refused: usize,
    /// Faults of documents that were put right.
    pub repaired: usize,
    /// Integer places with values but without names.
    pub gaps: usize,
    /// Objects and unions in the crate.
    pub types: usize,
    /// Enumerations in the crate.
    pub enums: usize,
    /// Documents read.
    pub documents: usize,
}

/// What a run gives.
#[derive(Clone, Debug)]
pub struct Output {
    /// Path relative to the crate → text.
    pub tree: Tree,
    /// The text of specs/names.lock.
    pub names_lock: String,
    /// Counts.
    pub summary: Summary,
    /// Refusals, gaps, repairs and notes, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Folders (`src/`) and files that belong to the generator: anything else found there is stale.
    pub owned: Vec<String>,
    /// The API as the wire has it.
    pub api: Api,
    /// Its Rust names.
    pub names: Names,
}

/// A run that gives nothing, and why.
#[derive(Clone, Debug)]
pub struct Failure {
    /// At least one error; and everything else that was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// Generates a crate. `watch` is told when a stage begins.
///
/// # Errors
/// When a document or configuration file cannot be used; every reason is in the [`Failure`].
pub fn generate(inputs: &Inputs, watch: &(dyn Fn(Stage) + Sync)) -> Result<Output, Failure> {
    let mut sources = Sources::new(&inputs.specs);
    let mut findings = Findings::default();
    let output = threads(inputs.threads, || run(inputs, watch, &mut sources, &mut findings));
    match output.flatten() {
        Some(output) => Ok(output),
        None => Err(Failure { diagnostics: findings.locate(&sources) }),
    }
}

/// The pipeline; `None` when there are errors in `findings`.
fn run(
    inputs: &Inputs,
    watch: &(dyn Fn(Stage) + Sync),
    sources: &mut Sources,
    findings: &mut Findings,
) -> Option<Output> {
    let Front { settings, api, count, named, names, names_lock } =
        front(inputs, Purpose::Emit, watch, sources, findings)?;

    watch(Stage::Emit);
    let manifest = inputs.templates.get("Cargo.toml").map(String::as_str).unwrap_or_default();
    let manifest = emit::Manifest::of(manifest, &settings.krate.templates);
    let index = emit::Index::new(&api, &names);
    let emitter = Emitter { api: &api, names: &names, settings: &settings, manifest, index };
    let mut tree = emit::emit(&emitter, &inputs.templates, findings);
    if findings.has_errors() {
        return None;
    }
    let diagnostics = findings.clone().locate(sources);
    tree.insert("REPORT.md".into(), emit::report(&emitter, count, &named, &diagnostics));
    let summary = summary(&api, &names, count, &diagnostics);
    let owned = [
        "src/",
        "Cargo.toml",
        "README.md",
        "REPORT.md",
        "api.txt",
        "api-runtime.txt",
        "tests/examples.rs",
        "tests/conformance.rs",
        "tests/conformance/",
    ];
    let owned = owned.map(str::to_owned).to_vec();
    Some(Output { tree, names_lock, summary, diagnostics, owned, api, names })
}

/// What the names are wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To emit a crate: every fault counts.
    Emit,
    /// To compare with another state: a document that cannot be read is left out, and its faults stay in
    /// the findings.
    Compare,
}

/// What stands before emission.
pub(crate) struct Front {
    pub settings: Settings,
    pub api: Api,
    pub count: lower::Count,
    pub named: Named,
    pub names: Names,
    pub names_lock: String,
}

/// Every stage before emission; `None` when there are errors in `findings`.
pub(crate) fn front(
    inputs: &Inputs,
    purpose: Purpose,
    watch: &(dyn Fn(Stage) + Sync),
    sources: &mut Sources,
    findings: &mut Findings,
) -> Option<Front> {
    watch(Stage::Load);
    let settings = settings::read(&inputs.specs, findings)?;
    if purpose == Purpose::Emit {
        check_templates(&settings, inputs, findings);
    }
    let before = findings.has_errors();
    let mut trees = load_documents(&settings, inputs, findings);
    let complete = trees.len() == settings.documents.len();
    let mut unread = Findings::default();
    if purpose == Purpose::Compare && !before {
        unread = findings.take_errors();
    }

    watch(Stage::Overlay);
    let ids: Vec<&str> = settings.documents.iter().map(|entry| entry.id.as_str()).collect();
    for (file, actions) in &settings.overlays {
        overlay::overlay(file, actions, &ids, &mut trees, sources, findings);
    }

    watch(Stage::Repair);
    let repaired = trees.par_iter_mut().map(|tree| {
        let mut own = Findings::default();
        keywords::check(tree, &mut own);
        repair::repair(tree, &mut own);
        own
    });
    repaired.collect::<Vec<_>>().into_iter().for_each(|own| findings.append(own));

    watch(Stage::Lower);
    let (mut api, count) = lower_documents(&trees, &settings, findings);

    watch(Stage::Normalize);
    let named = normalize::normalize(&mut api, &settings, findings);

    watch(Stage::Name);
    let lock = inputs.specs.get(file::NAMES).map(String::as_str).unwrap_or_default();
    let (names, names_lock) = name::name(&api, &settings, lock, findings);
    // Entries that match nothing change nothing; an earlier generator may have been less strict about them.
    if !complete || purpose == Purpose::Compare {
        findings.drop_followers();
    }
    if findings.has_errors() {
        findings.append(unread);
        return None;
    }
    findings.append(unread);
    Some(Front { settings, api, count, named, names, names_lock })
}

/// A folder of templates that is not there would only show when the crate is compiled.
fn check_templates(settings: &Settings, inputs: &Inputs, findings: &mut Findings) {
    for name in &settings.krate.templates {
        let prefix = format!("src/{name}/");
        if !inputs.templates.keys().any(|path| path.starts_with(&prefix)) {
            let message = format!("there are no templates in `{name}`");
            let help = "name folders of templates/src";
            let root = Pointer::root();
            let at = file::SOURCES;
            findings.push(Finding::new(Severity::Error, "sources", at, &root, message, help));
        }
    }
}

/// Documents in the order of their ids, so that the order in sources.toml changes nothing.
fn load_documents(
    settings: &Settings,
    inputs: &Inputs,
    findings: &mut Findings,
) -> Vec<overlay::Tree> {
    let mut entries: Vec<_> = settings.documents.iter().collect();
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    let read = entries.par_iter().map(|entry| {
        let mut own = Findings::default();
        let text = inputs.specs.get(&entry.file);
        let root = text.and_then(|text| load::load(&entry.file, text, &mut own));
        // What the importer brings to the form of 3.0 is brought there for a document by itself.
        let swagger =
            |root: &serde_json::Value| settings.krate.single && import::swagger::is_swagger(root);
        let root =
            root.map(|root| if swagger(&root) { import::swagger::convert(root) } else { root });
        let root = root.filter(|root| load::is_openapi(&entry.file, root, &mut own));
        let (id, file) = (entry.id.clone(), entry.file.clone());
        (root.map(|root| overlay::Tree { id, file, root }), own)
    });
    let mut trees = Vec::new();
    for (tree, own) in read.collect::<Vec<_>>() {
        trees.extend(tree);
        findings.append(own);
    }
    trees
}

fn lower_documents(
    trees: &[overlay::Tree],
    settings: &Settings,
    findings: &mut Findings,
) -> (Api, lower::Count) {
    let entries: BTreeMap<&str, _> =
        settings.documents.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let mut api = Api::default();
    let mut count = lower::Count::default();
    for tree in trees {
        if let Some(entry) = entries.get(tree.id.as_str()) {
            let own = lower::lower(tree, entry, settings, &mut api, findings);
            count.operations += own.operations;
            count.events += own.events;
        }
    }
    api.events.sort_by(|a, b| a.name.cmp(&b.name));
    (api, count)
}

fn summary(api: &Api, names: &Names, read: lower::Count, found: &[Diagnostic]) -> Summary {
    let count = |severity| found.iter().filter(|one| one.severity == severity).count();
    Summary {
        operations_in: read.operations,
        emitted: api.operations.len(),
        events_in: read.events,
        events: api.events.len(),
        refused: count(Severity::Refused),
        repaired: count(Severity::Repair),
        gaps: count(Severity::Gap),
        types: names.types.len(),
        enums: names.enums.len(),
        documents: api.documents.len(),
    }
}

/// Bytes of stack of a thread; only what is used is ever taken.
const STACK: usize = 64 << 20;

/// Runs on this many threads; `None` when they cannot be had.
fn threads<T: Send>(count: usize, work: impl FnOnce() -> T + Send) -> Option<T> {
    // Objects within objects become modules within modules, and whoever reads, parses and formats those recurses.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).stack_size(STACK).build().ok()?;
    Some(pool.install(work))
}
