//! Which file the operations of a source go to.

use super::extract::Restated;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::pointer::Pointer;
use crate::settings::{DocumentEntry, MapEntry, Rules, SourceEntry, file};

/// The tag of a map entry that takes every operation no other entry names.
const ANY: &str = "*";

/// The entry for an operation: the one that names it, else that of its first tag with an entry, else the catch-all.
fn entry_of<'a>(source: &'a SourceEntry, one: &Restated) -> Option<&'a MapEntry> {
    let key = one.key();
    let listed = source.map.iter().find(|entry| entry.operations.contains(&key));
    let named = |tag: &String| source.map.iter().find(|entry| entry.tags.contains(tag));
    let any = || source.map.iter().find(|entry| entry.tags.iter().any(|tag| tag == ANY));
    listed.or_else(|| one.tags.iter().find_map(named)).or_else(any)
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
pub(super) fn place(
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
        match entry_of(source, &one) {
            Some(entry) => {
                one.deprecated |= entry.deprecated || entry.last_documented.is_some();
                if let Some(when) = &entry.last_documented {
                    one.value.insert("x-deprecated-since".into(), when.as_str().into());
                }
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
