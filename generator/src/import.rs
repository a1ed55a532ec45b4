//! A published document → the documents under specs/: its facts, without its prose.
//!
//! Pure like the rest of the generator: files of specs/ and one source in, new files out. A source is read like every
//! document (`document`, `restate`); then its operations are extracted and merged with those of specs/. Every operation
//! has a key, its method and its path with parameter names erased, and names its source (`x-source`). Importing a source
//! writes the operations that it owns and those that it wins by precedence, and nothing else, so that importing any
//! source again, in any order, changes nothing.
//!
//! | module | concern |
//! |---|---|
//! | `add` | the blocks of sources.toml for a new source |
//! | `read` | is the text a document that can be imported? |
//! | `extract` | the facts of each operation, without prose |
//! | `prose` | facts of prose that a person has to write down |
//! | `source` | which operation goes to which file |
//! | `sub_accounts` | sources with operations of other sources on behalf of a sub-account |
//! | `owned`, `inventory`, `components` | which source owns which operation and schema |
//! | `order` | the order of properties survives a new version of a source |
//! | `document`, `yaml` | documents as canonical text |
//! | `record` | digest and ETag of each imported source, in sources.toml |
//! | `list`, `lint` | the content of specs/, and the issues that a reviewer has to decide |

mod add;
mod components;
mod document;
mod extract;
mod inventory;
mod lint;
mod list;
mod order;
mod owned;
mod propose;
mod prose;
mod read;
mod record;
mod source;
mod sub_accounts;
mod yaml;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Findings};
use crate::restate::{self, Patterns};
use crate::settings::{self, file};
use crate::source::Sources;
use crate::{Failure, Severity};
use inventory::Inventory;

pub use crate::settings::{MapEntry, Numbers, SourceEntry};
pub use add::{NewSource, add};
pub use lint::{Concern, Entry, Lint, lint};
pub(crate) use lint::{Described, open};
pub use list::{DocumentState, Listing, SourceState, list};
pub use propose::propose;
pub use record::record_etag;

/// A published document that is to be imported.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The id of its `[[source]]` in sources.toml.
    pub id: &'a str,
    /// The name of the document in diagnostics; a name that ends in `.json` is read as JSON.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The SHA-256 of its bytes, as hexadecimal digits: sources.toml records it.
    pub sha256: &'a str,
    /// Any number of operations may disappear: the document is known to be complete.
    pub accept_removals: bool,
}

/// The result of an import.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The files of specs/ that change: path relative to it → new text.
    pub files: BTreeMap<String, String>,
    /// Counts.
    pub summary: Summary,
    /// Rejections, repairs and notes, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// Counts for the summary line of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Operations in the source document.
    pub operations: usize,
    /// Operations that the source now owns.
    pub owned: usize,
    /// Operations of a source of higher precedence, or written by a person.
    pub shadowed: usize,
    /// Operations that were not there before, or came from another source.
    pub added: usize,
    /// Operations whose facts changed.
    pub changed: usize,
    /// Operations that the source no longer has.
    pub removed: usize,
    /// Operations of other sources on behalf of a sub-account.
    pub on_behalf: usize,
    /// Of these, operations that no document has.
    pub unmatched: usize,
    /// Of these, operations with other inputs or another response than in their own document.
    pub differing: usize,
    /// Operations left out because they cannot be expressed.
    pub refused: usize,
    /// Faults of the source that were repaired.
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

/// Imports one source.
///
/// # Errors
/// When the settings or the document cannot be used; every reason is in the [`Failure`].
pub fn import(specs: &BTreeMap<String, String>, source: &Source<'_>) -> Result<Imported, Failure> {
    let mut findings = Findings::default();
    let mut texts = specs.clone();
    texts.insert(source.file.to_owned(), source.text.to_owned());
    let mut sources = Sources::new(&texts);
    let outcome = run(specs, source, &mut sources, &mut findings);
    let failed = findings.has_errors();
    let diagnostics = findings.locate(&sources);
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
    positions: &mut Sources<'_>,
    findings: &mut Findings,
) -> Option<Outcome> {
    let sources = settings::sources(specs, findings)?;
    let rules = settings::rules(specs, findings);
    let entry = source::find(&sources.source, source.id, findings)?;
    source::check(&sources.source, &sources.document, &rules, findings);
    let patterns = Patterns::compile(&rules, findings)?;
    let mut tree = read::read(source.file, source.text, positions, findings)?;
    if findings.has_errors() {
        return None;
    }
    let moves = restate::restate(&mut tree, entry.numbers, &patterns, findings);
    positions.moved(source.file, &moves);
    prose::prose(&tree, findings);
    let extracted = extract::extract(&tree, entry.json.as_deref(), findings);
    let (on_behalf, own) = sub_accounts::split(extracted, entry, &rules);
    let placed = source::place(own, source.file, entry, &sources.document, findings)?;
    let mut inventory = Inventory::read(specs, &sources.document, &sources.source, findings)?;
    let mut summary = inventory.merge_source(placed, entry, source.accept_removals, findings)?;
    // The doubts about these facts were printed when they were first imported.
    findings.lower_gaps(|gap| gap.file == source.file && inventory.is_unchanged(&gap.pointer));
    let mut files = inventory.write(&rules);
    if entry.sub_accounts {
        sub_accounts::compare(&on_behalf, &inventory, source.file, &mut summary, findings);
        files.insert(sub_accounts::file_of(entry), sub_accounts::text(&on_behalf));
    }
    if let Some(text) = specs.get(file::SOURCES) {
        files.insert(file::SOURCES.to_owned(), record::digest(text, source.id, source.sha256));
    }
    files.retain(|path, text| specs.get(path) != Some(text));
    Some((files, summary))
}
