//! `[[source]]` in sources.toml: where operations come from and which file they go to.

use serde::Deserialize;
use toml::Spanned;

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
    pub tags: Vec<String>,
    /// The file of a `[[document]]`.
    pub file: String,
    /// The source keeps these operations under a tag that says they are retired.
    #[serde(default)]
    pub deprecated: bool,
}

impl SourceEntry {
    /// The entry for an operation: the first of its tags that is mapped, else the catch-all.
    pub(super) fn entry(&self, tags: &[String]) -> Option<&MapEntry> {
        let named = |tag: &String| self.map.iter().find(|entry| entry.tags.contains(tag));
        let any = || self.map.iter().find(|entry| entry.tags.iter().any(|tag| tag == ANY));
        tags.iter().find_map(named).or_else(any)
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

/// Sends every operation to its file; every tag without one is an error with the lines to paste.
pub(super) fn place(
    restated: Vec<Restated>,
    name: &str,
    source: &SourceEntry,
    documents: &[DocumentEntry],
    findings: &mut Findings,
) -> Option<Vec<Placed>> {
    let mut placed = Vec::new();
    let mut unmapped: Vec<(String, usize)> = Vec::new();
    for mut one in restated {
        match source.entry(&one.tags) {
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

/// sources.toml with the digest of what was imported; everything else stays as it is written.
pub(super) fn record(text: &str, id: &str, sha256: &str) -> String {
    #[derive(Deserialize)]
    struct Spans {
        #[serde(default)]
        source: Vec<Span>,
    }
    #[derive(Deserialize)]
    struct Span {
        id: Spanned<String>,
        sha256: Option<Spanned<String>>,
    }
    let Ok(spans) = toml::from_str::<Spans>(text) else { return text.to_owned() };
    let Some(entry) = spans.source.iter().find(|entry| entry.id.get_ref() == id) else {
        return text.to_owned();
    };
    let (range, new) = match &entry.sha256 {
        Some(old) => (old.span(), format!("\"{sha256}\"")),
        None => {
            let rest = text.get(entry.id.span().end..).unwrap_or_default();
            let line = entry.id.span().end + rest.find('\n').unwrap_or(rest.len());
            (line..line, format!("\nsha256 = \"{sha256}\""))
        }
    };
    match (text.get(..range.start), text.get(range.end..)) {
        (Some(before), Some(after)) => format!("{before}{new}{after}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::record;

    #[test]
    fn the_digest_is_written_and_nothing_else() {
        let text = "# a\n[crate]\nname = \"x\"\n\n[[source]]\nid = \"a\" # first\n\n[[source]]\nid = \"b\"\nurl = \"u\"\n";
        let once = record(text, "b", "12");
        assert_eq!(once, text.replace("id = \"b\"\n", "id = \"b\"\nsha256 = \"12\"\n"));
        assert_eq!(record(&once, "b", "34"), once.replace("12", "34"));
        assert_eq!(record(&once, "b", "12"), once);
        let first = record(text, "a", "12");
        assert!(first.contains("id = \"a\" # first\nsha256 = \"12\"\n"), "{first}");
        assert_eq!(record(text, "zzz", "12"), text);
    }
}
