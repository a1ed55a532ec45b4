//! `[[source]]` in sources.toml: where operations come from and which file they go to.

use serde::Deserialize;

use super::operation::Restated;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::pointer::Pointer;
use crate::settings::{DocumentEntry, Rules, file};

/// The tag of a map entry that takes every operation no other entry names.
const ANY: &str = "*";

/// A source document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// What `specs import` and `x-source` call it.
    pub id: String,
    /// What it is, for people.
    #[serde(default)]
    pub title: String,
    /// Where it is officially published; empty for facts that no document has.
    #[serde(default)]
    pub url: String,
    /// The SHA-256 of what was imported last; written by the importer.
    #[serde(default)]
    pub sha256: Option<String>,
    /// What the server called the version that was fetched last; written by `specs fetch`.
    #[serde(default)]
    pub etag: Option<String>,
    /// `false`: what `url` answers is not this document, and `specs fetch` leaves it alone.
    #[serde(default = "yes")]
    pub fetch: bool,
    /// Where two sources have one operation, the higher precedence wins.
    #[serde(default)]
    pub precedence: u32,
    /// The server of new documents, a key of rules.yaml.
    #[serde(default)]
    pub server: String,
    /// What the source means by a number.
    #[serde(default)]
    pub numbers: Numbers,
    /// Which tags go to which file.
    #[serde(default)]
    pub map: Vec<MapEntry>,
}

/// What a source means by `type: number`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbers {
    /// What it says.
    #[default]
    AsWritten,
    /// Integers: the source was made from a language that has no integers.
    Integers,
}

/// Which operations go to one file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapEntry {
    /// Tags; `*` stands for any that no entry names, and for none.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Operations whose tag would send them elsewhere, as `GET /things/{}`.
    #[serde(default)]
    pub operations: Vec<String>,
    /// The file of a `[[document]]`.
    pub file: String,
    /// The source keeps these operations under a tag that says they are retired.
    #[serde(default)]
    pub deprecated: bool,
}

fn yes() -> bool {
    true
}

impl SourceEntry {
    /// Whether `specs fetch` can get the document: its address is that of a document, not of a page.
    pub fn fetchable(&self) -> bool {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        self.fetch && [".json", ".yaml", ".yml"].iter().any(|end| path.ends_with(end))
    }

    /// The entry for an operation: the one that names it, else the first of its tags that is mapped, else the
    /// catch-all.
    fn entry(&self, one: &Restated) -> Option<&MapEntry> {
        let key = one.key();
        let listed = self.map.iter().find(|entry| entry.operations.contains(&key));
        let named = |tag: &String| self.map.iter().find(|entry| entry.tags.contains(tag));
        let any = || self.map.iter().find(|entry| entry.tags.iter().any(|tag| tag == ANY));
        listed.or_else(|| one.tags.iter().find_map(named)).or_else(any)
    }
}

fn error(message: String, help: impl Into<String>) -> Finding {
    Finding::new(Severity::Error, "sources", file::SOURCES, &Pointer::root(), message, help)
}

/// The entry with this id.
pub(super) fn find<'a>(
    sources: &'a [SourceEntry],
    id: &str,
    findings: &mut Findings,
) -> Option<&'a SourceEntry> {
    let found = sources.iter().find(|source| source.id == id);
    if found.is_none() {
        let known: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
        let help = if known.is_empty() {
            format!(
                "add it to specs/sources.toml:\n\n[[source]]\nid = \"{id}\"\nurl = \"\"\nprecedence = 1\nserver = \"\""
            )
        } else {
            format!("specs/sources.toml has {}", known.join(", "))
        };
        findings.push(error(format!("no source has the id `{id}`"), help));
    }
    found
}

/// Faults of the entries that the shape of the file does not rule out.
pub(super) fn check(
    sources: &[SourceEntry],
    documents: &[DocumentEntry],
    rules: &Rules,
    findings: &mut Findings,
) {
    for (index, source) in sources.iter().enumerate() {
        let before = sources.iter().take(index);
        if before.clone().any(|other| other.id == source.id) {
            let message = format!("two sources have the id `{}`", source.id);
            findings.push(error(message, "operations are owned by source: give one another id"));
        }
        if !source.server.is_empty() && !rules.servers.contains_key(&source.server) {
            let message =
                format!("the source `{}` names an unknown server: {}", source.id, source.server);
            findings.push(error(message, "add the server to rules.yaml"));
        }
        for entry in &source.map {
            if !documents.iter().any(|document| document.file == entry.file) {
                findings.push(missing_document(source, &entry.file));
            }
        }
    }
}

fn missing_document(source: &SourceEntry, path: &str) -> Finding {
    let stem = path.trim_end_matches(".yaml");
    let name = stem.rsplit('/').next().unwrap_or(stem);
    let (id, module) = (stem.replace('/', "-"), name.replace('-', "_"));
    error(
        format!("the source `{}` maps tags to {path}, which is no document", source.id),
        format!(
            "add it to specs/sources.toml:\n\n[[document]]\nid = \"{id}\"\nfile = \"{path}\"\nmodule = \"{module}\"\nfeature = \"{name}\"\ntitle = \"{name}\"\nserver = \"{}\"\nurl = \"{}\"",
            source.server, source.url
        ),
    )
}

/// An operation with the file it goes to.
#[derive(Debug)]
pub(super) struct Placed {
    pub file: String,
    pub restated: Restated,
}

/// An entry for an operation that the source no longer has has to go, as everywhere in specs/.
fn missing_operations(
    restated: &[Restated],
    name: &str,
    source: &SourceEntry,
    findings: &mut Findings,
) {
    for operation in source.map.iter().flat_map(|entry| &entry.operations) {
        if !restated.iter().any(|one| one.key() == *operation) {
            let message = format!("`{}` maps {operation}, which {name} does not have", source.id);
            findings.push(error(message, "correct it in specs/sources.toml, or remove it"));
        }
    }
}

/// Sends every operation to its file; every tag without one is an error with the lines to paste.
pub(super) fn schema_path(
    restated: Vec<Restated>,
    name: &str,
    source: &SourceEntry,
    documents: &[DocumentEntry],
    findings: &mut Findings,
) -> Option<Vec<Placed>> {
    missing_operations(&restated, name, source, findings);
    let mut placed = Vec::new();
    let mut unmapped: Vec<(String, usize)> = Vec::new();
    for mut one in restated {
        match source.entry(&one) {
            Some(entry) => {
                one.deprecated |= entry.deprecated;
                placed.push(Placed { file: entry.file.clone(), restated: one });
            }
            None => {
                let tag = one.tags.first().map_or(ANY, String::as_str);
                match unmapped.iter_mut().find(|(known, _)| known == tag) {
                    Some((_, count)) => *count += 1,
                    None => unmapped.push((tag.to_owned(), 1)),
                }
            }
        }
    }
    unmapped.sort();
    for (tag, count) in &unmapped {
        let what = if tag == ANY { "no tag".to_owned() } else { format!("the tag `{tag}`") };
        let operations = if *count == 1 { "operation has" } else { "operations have" };
        let message = format!(
            "{count} {operations} {what}, which the source `{}` maps to no file",
            source.id
        );
        let file = documents.first().map_or("v2/….yaml", |document| document.file.as_str());
        let help = format!(
            "add it to the source in specs/sources.toml, with the file it belongs to:\n\n[[source.map]]\ntags = [{}]\nfile = \"{file}\"",
            toml::Value::String(tag.clone())
        );
        let at = Pointer::root().join("paths");
        findings.push(Finding::new(Severity::Error, "unmapped-tag", name, &at, message, help));
    }
    unmapped.is_empty().then_some(placed)
}
