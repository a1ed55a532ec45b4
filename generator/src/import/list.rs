//! The inventory of specs/: sources, documents, operations.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{SourceEntry, read, yaml};
use crate::Failure;
use crate::diagnostic::Findings;
use crate::load::load;
use crate::model::Method;
use crate::settings;
use crate::source::Sources;

/// Everything that sources.toml names, counted.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The sources, as sources.toml has them.
    pub sources: Vec<SourceState>,
    /// The documents, as sources.toml has them.
    pub documents: Vec<DocumentState>,
}

/// A source and what it owns.
#[derive(Clone, Debug)]
pub struct SourceState {
    /// Its entry.
    pub entry: SourceEntry,
    /// Operations that come from it.
    pub operations: usize,
}

/// A restated document.
#[derive(Clone, Debug, Default)]
pub struct DocumentState {
    /// Its id.
    pub id: String,
    /// Its file, relative to specs/.
    pub file: String,
    /// The file is there.
    pub present: bool,
    /// Operations in it.
    pub operations: usize,
    /// Of these, deprecated ones.
    pub deprecated: usize,
    /// Source → operations from it; hand-written ones are under the empty id.
    pub origins: BTreeMap<String, usize>,
    /// The text is what the importer would write: nobody has edited it.
    pub canonical: bool,
}

/// Counts the content of specs/.
///
/// # Errors
/// When sources.toml or a document cannot be read.
pub fn list(specs: &BTreeMap<String, String>) -> Result<Listing, Failure> {
    let mut findings = Findings::default();
    let listing = read(specs, &mut findings);
    match listing {
        Some(listing) if !findings.has_errors() => Ok(listing),
        _ => Err(Failure { diagnostics: findings.locate(&Sources::new(specs)) }),
    }
}

fn read(specs: &BTreeMap<String, String>, findings: &mut Findings) -> Option<Listing> {
    let settings = settings::sources(specs, findings)?;
    let mut listing = Listing::default();
    for entry in &settings.document {
        let mut state = DocumentState {
            id: entry.id.clone(),
            file: entry.file.clone(),
            ..DocumentState::default()
        };
        if let Some(text) = specs.get(&entry.file) {
            state.present = true;
            if let Some(root) = load(&entry.file, text, findings) {
                count(&root, &mut state);
                state.canonical = yaml::write(&root) == *text;
            }
        }
        listing.documents.push(state);
    }
    for entry in settings.source {
        let own = |state: &DocumentState| state.origins.get(&entry.id).copied().unwrap_or(0);
        let operations = listing.documents.iter().map(own).sum();
        listing.sources.push(SourceState { entry, operations });
    }
    Some(listing)
}

fn count(root: &Value, state: &mut DocumentState) {
    let section = |key: &&str| root.get(*key).and_then(Value::as_object);
    for item in read::SECTIONS.iter().filter_map(section).flat_map(|items| items.values()) {
        for operation in Method::ALL.iter().filter_map(|method| item.get(method.key())) {
            state.operations += 1;
            let source = operation.get("x-source").and_then(Value::as_str).unwrap_or_default();
            *state.origins.entry(source.to_owned()).or_default() += 1;
            state.deprecated += usize::from(operation.get("deprecated") == Some(&true.into()));
        }
    }
}
