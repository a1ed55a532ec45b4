//! A new source: the blocks of sources.toml that it needs, proposed from the document and the other sources.
//!
//! The blocks are appended; what people wrote stays as it is. Conventions are those of the sources that are there: what
//! their ids begin with, their addresses, precedence and server.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{SourceEntry, read};
use crate::Failure;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::Method;
use crate::pointer::Pointer;
use crate::settings::{self, DocumentEntry, Rules, file};
use crate::source::Sources;
use crate::word::snake;

/// A published document that no source of sources.toml stands for yet.
#[derive(Clone, Copy, Debug)]
pub struct NewSource<'a> {
    /// The id that the source gets.
    pub id: &'a str,
    /// The name of the product; by default, the id without the part that the ids of other sources begin with.
    pub product: Option<&'a str>,
    /// The official address; by default, that of another source with the product replaced.
    pub url: Option<&'a str>,
    /// The name of the document in diagnostics; a name that ends in `.json` is read as JSON.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// The content of sources.toml with a new source, and the blocks that were added.
///
/// # Errors
/// When the settings or the document cannot be read, or the source exists.
pub fn add(
    specs: &BTreeMap<String, String>,
    new: &NewSource<'_>,
) -> Result<(String, String), Failure> {
    let mut findings = Findings::default();
    let mut texts = specs.clone();
    texts.insert(new.file.to_owned(), new.text.to_owned());
    let mut positions = Sources::new(&texts);
    let added = run(specs, new, &mut positions, &mut findings);
    match added {
        Some(added) if !findings.has_errors() => Ok(added),
        _ => Err(Failure { diagnostics: findings.locate(&positions) }),
    }
}

fn run(
    specs: &BTreeMap<String, String>,
    new: &NewSource<'_>,
    positions: &mut Sources<'_>,
    findings: &mut Findings,
) -> Option<(String, String)> {
    let known = settings::sources(specs, findings)?;
    let rules = settings::rules(specs, findings);
    if known.source.iter().any(|source| source.id == new.id) {
        let message = format!("the source `{}` exists already", new.id);
        let help = "import it with `specs import`";
        let at = Pointer::root();
        findings.push(Finding::new(Severity::Error, "sources", file::SOURCES, &at, message, help));
        return None;
    }
    let tree = read::read(new.file, new.text, positions, findings)?;
    let proposal = Proposal::of(new, &tree.root, &known.source, &known.document, &rules);
    let blocks = proposal.blocks(&known.document);
    let before = specs.get(file::SOURCES).map(String::as_str).unwrap_or_default();
    Some((format!("{}\n\n{blocks}", before.trim_end()), blocks))
}

/// What the blocks consist of.
struct Proposal {
    id: String,
    title: String,
    url: String,
    precedence: u32,
    server: String,
    tags: Vec<String>,
    document: DocumentEntry,
}

impl Proposal {
    fn of(
        new: &NewSource<'_>,
        root: &Value,
        sources: &[SourceEntry],
        documents: &[DocumentEntry],
        rules: &Rules,
    ) -> Proposal {
        let prefix = prefix(new.id, sources);
        let product = new.product.unwrap_or_else(|| new.id.strip_prefix(prefix).unwrap_or(new.id));
        let alike: Vec<&SourceEntry> = sources
            .iter()
            .filter(|source| !prefix.is_empty() && source.id.starts_with(prefix))
            .collect();
        let is_of_events =
            root.get("paths").and_then(Value::as_object).is_none_or(|paths| paths.is_empty());
        let server =
            if is_of_events { String::new() } else { server(root, &alike, sources, rules) };
        let precedence = alike
            .iter()
            .chain(&sources.iter().collect::<Vec<_>>())
            .map(|source| source.precedence)
            .max();
        let title = root
            .pointer("/info/title")
            .and_then(Value::as_str)
            .unwrap_or(product)
            .trim()
            .to_owned();
        let url = new.url.map_or_else(|| address(product, prefix, &alike), str::to_owned);
        let folder = if is_of_events { "events" } else { server.as_str() };
        let folder = if folder.is_empty() { "api" } else { folder };
        let module = snake(product);
        let feature = documents.iter().find(|document| document.file.starts_with("events/"));
        let feature =
            feature.filter(|_| is_of_events).map_or(product, |document| &document.feature);
        let document = DocumentEntry {
            id: format!("{folder}-{product}"),
            file: format!("{folder}/{product}.yaml"),
            module: if is_of_events { format!("events::{module}") } else { module },
            feature: feature.to_owned(),
            title: title.clone(),
            server: server.clone(),
            url: url.clone(),
            glossary: String::new(),
            scopes: true,
            source: String::new(),
        };
        let precedence = if alike.is_empty() {
            precedence
        } else {
            alike.iter().map(|source| source.precedence).max()
        };
        Proposal {
            id: new.id.to_owned(),
            title,
            url,
            precedence: precedence.unwrap_or(1),
            server,
            tags: tags(root),
            document,
        }
    }

    /// The blocks as text; the document has one only if none of its file is there.
    fn blocks(&self, documents: &[DocumentEntry]) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let tags: Vec<String> = self.tags.iter().map(|tag| quoted(tag)).collect();
        let mut lines = vec!["[[source]]".to_owned()];
        let mut pair = |key: &str, value: &str| {
            if !value.is_empty() {
                lines.push(format!("{key} = {}", quoted(value)));
            }
        };
        pair("id", &self.id);
        pair("title", &self.title);
        pair("url", &self.url);
        lines.push(format!("precedence = {}", self.precedence));
        if !self.server.is_empty() {
            lines.push(format!("server = {}", quoted(&self.server)));
        }
        lines.extend([String::new(), "[[source.map]]".to_owned()]);
        lines.push(format!("tags = [{}]", tags.join(", ")));
        lines.push(format!("file = {}", quoted(&self.document.file)));
        if !documents.iter().any(|document| document.file == self.document.file) {
            let document = &self.document;
            lines.extend([String::new(), "[[document]]".to_owned()]);
            let pairs = [
                ("id", &document.id),
                ("file", &document.file),
                ("module", &document.module),
                ("feature", &document.feature),
                ("title", &document.title),
                ("server", &document.server),
                ("url", &document.url),
            ];
            let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
            lines.extend(filled.map(|(key, value)| format!("{key} = {}", quoted(value))));
        }
        format!("{}\n", lines.join("\n"))
    }
}

/// What the id begins with, up to its first hyphen, if ids of other sources begin alike.
fn prefix<'a>(id: &'a str, sources: &[SourceEntry]) -> &'a str {
    let end = id.find('-').map_or(0, |at| at + 1);
    let prefix = id.get(..end).unwrap_or_default();
    let is_known = sources.iter().any(|source| source.id.starts_with(prefix));
    if is_known { prefix } else { "" }
}

/// The server with the base URL of the document, else that of most sources.
fn server(root: &Value, alike: &[&SourceEntry], sources: &[SourceEntry], rules: &Rules) -> String {
    let url = root.pointer("/servers/0/url").and_then(Value::as_str).unwrap_or_default();
    let url = url.trim_end_matches('/');
    if let Some((key, _)) = rules.servers.iter().find(|(_, server)| server.url == url) {
        return key.clone();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let all: Vec<&SourceEntry> = sources.iter().collect();
    for source in if alike.is_empty() { &all } else { alike } {
        *counts.entry(&source.server).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(server, _)| server.to_owned()).unwrap_or_default()
}

/// The address of a source whose id begins alike, with this product in place of its own.
fn address(product: &str, prefix: &str, alike: &[&SourceEntry]) -> String {
    let replaced = |source: &&SourceEntry| {
        let own = source.id.strip_prefix(prefix)?;
        let (before, after) = source.url.split_once(&format!("/{own}/"))?;
        Some(format!("{before}/{product}/{after}"))
    };
    alike.iter().find_map(replaced).unwrap_or_default()
}

/// The first tags of the operations; `*` where an operation has none.
fn tags(root: &Value) -> Vec<String> {
    let items = read::SECTIONS.iter().filter_map(|section| root.get(*section)?.as_object());
    let items: Vec<&Value> = items.flat_map(|items| items.values()).collect();
    let operations = items
        .iter()
        .flat_map(|item| Method::ALL.iter().filter_map(|method| item.get(method.key())));
    let first = |operation: &Value| {
        let tag = operation.pointer("/tags/0").and_then(Value::as_str);
        tag.unwrap_or("*").to_owned()
    };
    let tags: BTreeSet<String> = operations.map(first).collect();
    tags.into_iter().collect()
}
