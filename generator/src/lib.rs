//! Documents in, file tree out; no I/O, no terminal.
//!
//! [`generate`] runs the stages, one module each. `prepare` has their list up to the names; importing, comparing and
//! linting run the same stages as far as they need. Writing the tree to disk is left to the caller.

#![forbid(unsafe_code)]

pub mod diff;
mod document;
mod emit;
pub mod import;
mod inputs;
mod layout;
pub mod listing;
mod lower;
mod method;
pub mod model;
pub mod name;
mod normalize;
mod prepare;
pub mod request_methods;
mod restate;
mod schema_path;
mod settings;
mod status;
mod sub_accounts;
mod word;

pub use document::diagnostic::{Diagnostic, Edit, Location, Severity};
pub use document::keywords;
pub use document::load::LARGEST as LARGEST_DOCUMENT;
pub use document::pointer::Pointer;
pub use emit::Tree;
pub use inputs::Inputs;
pub use model::{ErrorRules, ServerRules};
pub use prepare::{Failure, Stage};
pub use schema_path::{Part, PathRoot, Pattern, SchemaPath};

use rayon::prelude::*;

use diagnostic::Findings;
use document::{diagnostic, load, pointer, source};
use emit::Emitter;
use listing::Listing;
use model::Api;
use name::Names;
use prepare::{Mode, Prepared, threads};
use source::Sources;

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

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Output {
    /// Path relative to the crate → text.
    pub tree: Tree,
    /// The text of specs/names.lock.
    pub names_lock: String,
    /// Counts.
    pub summary: Summary,
    /// Rejections, gaps, repairs and notes, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Folders (`src/`) and files that belong to the generator: anything else found there is stale.
    pub owned: Vec<String>,
    /// The API as the wire has it.
    pub api: Api,
    /// Its Rust names.
    pub names: Names,
}

/// Generates a crate. `watch` is called with the name of each stage when it begins, for the first ones with each document.
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
    sources: &mut Sources<'_>,
    findings: &mut Findings,
) -> Option<Output> {
    let mut prepared = Prepared::begin(inputs, Mode::Emit, watch, findings)?;
    prepared.run(Stage::Name, inputs, watch, sources, findings);
    let Prepared { settings, api, count, named, names, names_lock, .. } =
        prepared.finished(findings)?;

    watch(Stage::Emit);
    let manifest = inputs.templates.get("Cargo.toml").map(String::as_str).unwrap_or_default();
    let manifest = emit::Manifest::of(manifest, &settings.krate.templates);
    let index = emit::Index::new(&api, &names);
    let items = emit::Items::new(&api);
    let emitter = Emitter { api: &api, names: &names, settings: &settings, manifest, index, items };
    let listing = Listing::generated(&emitter);
    listing.check_unique(findings);
    let listed = listing.to_string();
    drop(listing);
    let (mut tree, runtime) = rayon::join(
        || emit::emit(&emitter, &inputs.templates, findings),
        || Listing::runtime(&inputs.templates, &settings.krate.templates),
    );
    tree.insert("api.txt".into(), listed);
    if !runtime.entries().is_empty() {
        tree.insert("api-runtime.txt".into(), runtime.to_string());
    }
    if findings.has_errors() {
        return None;
    }
    let diagnostics = findings.clone().locate(sources);
    tree.insert("REPORT.md".into(), emit::report(&emitter, count, &named, &diagnostics));
    let summary = summary(&api, &names, count, &diagnostics);
    let owned = [
        "src/",
        "core/",
        "products/",
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

/// The generated ones among these files (path, text) that are not Rust, each with the error.
///
/// Items are written in their final form and not parsed, so every file is parsed before it is written to the disk, but
/// only then: nearly all files of a run are those that are there already. Its documentation, which is comments and takes
/// longer than the code, is left out.
pub fn not_rust<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<(&'a str, syn::Error)> {
    let files: Vec<(&str, &str)> = files
        .into_iter()
        .filter(|(path, text)| path.ends_with(".rs") && layout::is_generated(text))
        .collect();
    let fault = |(path, text): (&'a str, &str)| {
        Some((path, syn::parse_file(&layout::without_docs(text)).err()?))
    };
    threads(0, || files.into_par_iter().filter_map(fault).collect()).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_that_are_not_rust_are_found() {
        let generated =
            |code: &str| format!("// {} from a.yaml. Do not edit.\n{code}", layout::MARK);
        let (fine, broken) = (generated("fn a() {}"), generated("fn a() {"));
        let files = [
            ("src/fine.rs", fine.as_str()),
            ("src/broken.rs", broken.as_str()),
            // The compiler reports what is wrong with a file that a person wrote.
            ("src/runtime/own.rs", "fn a() {"),
            ("README.md", broken.as_str()),
        ];
        let found: Vec<&str> = not_rust(files).into_iter().map(|(path, _)| path).collect();
        assert_eq!(found, ["src/broken.rs"]);
    }
}
