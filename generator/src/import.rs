//! A published document → restated documents: its facts, without its prose.
//!
//! Pure like the rest of the generator: the texts of specs/ and one source in, new texts out. Every operation
//! is keyed by method and path with parameter names erased, and says which source it comes from
//! (`x-source`). Importing a source writes the operations it owns and those it wins by precedence, and
//! nothing else, so that importing any source again, in any order, changes nothing.
//!
//! | module | concern |
//! |---|---|
//! | `source` | `[[source]]` in sources.toml |
//! | `read` | text → OpenAPI 3.0 tree: what it is, Swagger 2.0 and 3.1 brought to one form |
//! | `swagger` | Swagger 2.0 → OpenAPI 3.0 |
//! | `all_of` | `allOf` of plain objects → one object |
//! | `prose` | what a description says: labels, limits, units, scopes, codes |
//! | `label` | a label of at most six words |
//! | `facts` | facts of one value, whatever says them |
//! | `schema`, `content`, `operation`, `event` | one schema, one body, one operation, one webhook, restated |
//! | `infer` | an example → the schema it suggests |
//! | `merge` | which source owns which operation |
//! | `order` | the order of properties survives a new version of a source |
//! | `document`, `yaml` | restated documents as canonical text |
//! | `record` | digest and ETag of what was imported, in sources.toml |
//! | `list`, `lint` | what there is, and what a reviewer should know |

mod all_of;
mod components;
mod content;
mod document;
mod event;
mod facts;
mod infer;
mod label;
mod lint;
mod list;
mod merge;
mod operation;
mod order;
mod prose;
mod read;
mod record;
mod resolve;
mod schema;
mod source;
pub(crate) mod swagger;
mod yaml;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Findings};
use crate::settings::{self, file};
use crate::source::Sources;
use crate::{Failure, Severity};

pub use lint::{Concern, Entry, Lint, lint};
pub use list::{DocumentState, Listing, SourceState, list};
pub use record::record_etag;
pub use source::{MapEntry, Numbers, SourceEntry};

/// A source document that is to be restated.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The id of its `[[source]]` in sources.toml.
    pub id: &'a str,
    /// What the document is called in diagnostics; a name that ends in `.json` is read as JSON.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The SHA-256 of its bytes, as hexadecimal digits: sources.toml records it.
    pub sha256: &'a str,
    /// Operations may vanish in any number: the document is known to be whole.
    pub accept_removals: bool,
}

/// What an import gives.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The files of specs/ that change: path relative to it → new text.
    pub files: BTreeMap<String, String>,
    /// Counts.
    pub summary: Summary,
    /// Refusals, repairs and notes, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// Counts for the summary line of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations in the source document.
    pub operations: usize,
    /// Operations that the source now owns.
    pub owned: usize,
    /// Operations left to a source of higher precedence, or to a person.
    pub shadowed: usize,
    /// Operations that were not there before, or came from another source.
    pub added: usize,
    /// Operations whose facts changed.
    pub changed: usize,
    /// Operations that the source no longer has.
    pub removed: usize,
    /// Operations left out because they cannot be restated.
    pub refused: usize,
    /// Faults of the source that were put right.
    pub repaired: usize,
}

/// The sources that sources.toml names.
///
/// # Errors
/// When sources.toml cannot be read.
pub fn sources(specs: &BTreeMap<String, String>) -> Result<Vec<SourceEntry>, Failure> {
    let mut findings = Findings::default();
    match settings::sources(specs, &mut findings) {
        Some(sources) if !findings.has_errors() => Ok(sources.source),
        _ => Err(Failure { diagnostics: findings.locate(&Sources::new(specs)) }),
    }
}

/// Restates one source.
///
/// # Errors
/// When the settings or the document cannot be used; every reason is in the [`Failure`].
pub fn import(specs: &BTreeMap<String, String>, source: &Source<'_>) -> Result<Imported, Failure> {
    let mut findings = Findings::default();
    let outcome = run(specs, source, &mut findings);
    let failed = findings.has_errors();
    let mut texts = specs.clone();
    texts.insert(source.file.to_owned(), source.text.to_owned());
    let diagnostics = findings.locate(&Sources::new(&texts));
    match outcome {
        Some((files, summary)) if !failed => {
            let count =
                |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
            let summary = Summary {
                refused: count(Severity::Refused),
                repaired: count(Severity::Repair),
                ..summary
            };
            Ok(Imported { files, summary, diagnostics })
        }
        _ => Err(Failure { diagnostics }),
    }
}

type Outcome = (BTreeMap<String, String>, Summary);

fn run(
    specs: &BTreeMap<String, String>,
    source: &Source<'_>,
    findings: &mut Findings,
) -> Option<Outcome> {
    let sources = settings::sources(specs, findings)?;
    let rules = settings::rules(specs, findings);
    let entry = source::find(&sources.source, source.id, findings)?;
    source::check(&sources.source, &sources.document, &rules, findings);
    let patterns = prose::Patterns::new(&rules, findings)?;
    let root = read::read(source.file, source.text, findings)?;
    if findings.has_errors() {
        return None;
    }
    let restated = operation::restate(source.file, &root, entry, &patterns, findings);
    let placed = source::schema_path(restated, source.file, entry, &sources.document, findings)?;
    let mut house = merge::House::read(specs, &sources.document, &sources.source, findings)?;
    let summary = house.take_in(placed, entry, source.accept_removals, findings)?;
    let mut files = house.write(&rules);
    if let Some(text) = specs.get(file::SOURCES) {
        files.insert(file::SOURCES.to_owned(), record::digest(text, source.id, source.sha256));
    }
    files.retain(|path, text| specs.get(path) != Some(text));
    Some((files, summary))
}
