//! Reads the configuration files; every fault is a finding with its place.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use super::sub_accounts::sub_accounts;
use super::{CrateSettings, DocumentEntry, Rules, Settings, SourceEntry, file, glossary, words};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::load::load;
use crate::pointer::Pointer;
use crate::word::is_identifier;

/// The shape of sources.toml.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SourcesFile {
    #[serde(rename = "crate")]
    krate: CrateSettings,
    #[serde(default)]
    pub document: Vec<DocumentEntry>,
    /// The sources of the documents; code generation does not use them.
    #[serde(default)]
    pub source: Vec<SourceEntry>,
}

/// Reads all configuration; `None` when sources.toml itself cannot be used.
pub(crate) fn read(files: &BTreeMap<String, String>, findings: &mut Findings) -> Option<Settings> {
    let sources = sources(files, findings)?;
    let rules = rules(files, findings);
    let glossary = glossary::glossary(files, &sources.document, findings);
    let sub_accounts = sub_accounts(files, &sources.source, findings);
    let mut settings = Settings {
        krate: sources.krate,
        documents: sources.document,
        source_urls: sources.source.into_iter().map(|one| (one.id, one.url)).collect(),
        rules,
        enums: words::enums(files, findings),
        shared: words::shared(files, findings),
        unnamed: words::unnamed(files, findings),
        errors: words::errors(files, findings),
        glossary,
        sub_accounts,
        overlays: Vec::new(),
    };
    for (path, text) in files {
        let overlay =
            path.starts_with("overlays/") && (path.ends_with(".yaml") || path.ends_with(".json"));
        if overlay && let Some(mut value) = load(path, text, findings) {
            // There is one document, whatever the overlay calls it.
            if let (true, Some(map)) = (settings.krate.single, value.as_object_mut()) {
                map.shift_remove("extends");
            }
            settings.overlays.push((path.clone(), value));
        }
    }
    check_documents(&settings, files, findings);
    Some(settings)
}

/// How the APIs behave; nothing where there is no such file.
pub(crate) fn rules(files: &BTreeMap<String, String>, findings: &mut Findings) -> Rules {
    load_file(files, file::RULES, findings)
        .and_then(|value| typed::<Rules>(file::RULES, &Pointer::root(), value, findings))
        .unwrap_or_default()
}

/// Which documents there are, and what they are imported from.
pub(crate) fn sources(
    files: &BTreeMap<String, String>,
    findings: &mut Findings,
) -> Option<SourcesFile> {
    let fault = |message: String, help: &str| {
        let root = Pointer::root();
        Finding::new(Severity::Error, "sources", file::SOURCES, &root, message, help)
    };
    let Some(text) = files.get(file::SOURCES) else {
        let help = "it lists the documents; see the README";
        findings.push(fault("specs/sources.toml is missing".into(), help));
        return None;
    };
    match toml::from_str::<SourcesFile>(text) {
        Ok(sources) => Some(sources),
        Err(error) => {
            let help = "correct the entry; nothing was generated";
            let mut finding = fault(error.message().to_owned(), help);
            if let Some(before) = error.span().and_then(|span| text.get(..span.start)) {
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                finding = finding.at_position(line, column);
            }
            findings.push(finding);
            None
        }
    }
}

pub(super) fn load_file(
    files: &BTreeMap<String, String>,
    name: &str,
    findings: &mut Findings,
) -> Option<Value> {
    let value = load(name, files.get(name)?, findings)?;
    // A file with comments only is empty, not wrong.
    (!value.is_null()).then_some(value)
}

/// A value as a typed entry. A value that does not fit is a finding at its own position below `at`.
pub(crate) fn typed<T: DeserializeOwned>(
    name: &str,
    at: &Pointer,
    value: Value,
    findings: &mut Findings,
) -> Option<T> {
    match serde_path_to_error::deserialize::<_, T>(value) {
        Ok(entry) => Some(entry),
        Err(error) => {
            let help = "see specs/README.md for what this file may contain";
            let tokens: Vec<String> = error.path().iter().filter_map(token).collect();
            let at = at.join_all(tokens.iter().map(String::as_str));
            let message = error.into_inner().to_string();
            findings.push(Finding::new(Severity::Error, "settings", name, &at, message, help));
            None
        }
    }
}

/// A step to the value that does not fit, as a token of a pointer.
fn token(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

/// Where the n-th document of sources.toml begins.
fn entry_line(text: &str, index: usize) -> usize {
    let heads = text.lines().enumerate().filter(|(_, line)| line.trim() == "[[document]]");
    heads.map(|(line, _)| line + 1).nth(index).unwrap_or(1)
}

/// Servers that no document can have: documents without a server of their own have `api`.
fn unused_servers(settings: &Settings, findings: &mut Findings) {
    let named = settings.documents.iter().any(|entry| !entry.server.is_empty());
    if named || settings.documents.is_empty() {
        return;
    }
    for key in settings.rules.servers.keys().filter(|key| *key != "api") {
        let at = Pointer::root().join("servers").join(key);
        let message = format!("no document has the server `{key}`");
        let help = "call it `api`, or name it in the `server` of a document";
        findings.push(Finding::new(Severity::Error, "settings", file::RULES, &at, message, help));
    }
}

/// A default that is no server would be replaced by another without a word.
fn default_server(settings: &Settings, findings: &mut Findings) {
    let key = &settings.rules.default_server;
    if key.is_empty() || settings.rules.servers.contains_key(key) {
        return;
    }
    let at = Pointer::root().join("default_server");
    let message = format!("`{key}` is no key of `servers`");
    let help = "name a server, or leave it out: then it is the server of most operations";
    findings.push(Finding::new(Severity::Error, "settings", file::RULES, &at, message, help));
}

fn check_documents(settings: &Settings, files: &BTreeMap<String, String>, findings: &mut Findings) {
    let text = files.get(file::SOURCES).map(String::as_str).unwrap_or_default();
    let mut seen: Vec<&str> = Vec::new();
    for (index, entry) in settings.documents.iter().enumerate() {
        let mut fault = |message: String, help: &str| {
            let root = Pointer::root();
            let name = file::SOURCES;
            let finding = Finding::new(Severity::Error, "sources", name, &root, message, help);
            findings.push(finding.at_position(entry_line(text, index), 1));
        };
        let id = &entry.id;
        if !files.contains_key(&entry.file) {
            let message =
                format!("the document `{id}` has a file that does not exist: {}", entry.file);
            fault(message, "add the file under specs/, or remove the entry");
        }
        if !entry.server.is_empty() && !settings.rules.servers.contains_key(&entry.server) {
            let message = format!("the document `{id}` names an unknown server: {}", entry.server);
            fault(message, "add the server to rules.yaml");
        }
        if seen.contains(&id.as_str()) {
            let message = format!("two documents have the id `{id}`");
            fault(message, "ids must be unique: places are named by them");
        }
        seen.push(id);
        let mut parts = entry.module.split("::");
        if !entry.module.is_empty() && !parts.all(is_identifier) {
            let message = format!("`{}` is not the path of a Rust module", entry.module);
            fault(message, "write identifiers with `::` between them");
        }
        if !is_feature(&entry.feature) {
            let message = format!("`{}` is not the name of a cargo feature", entry.feature);
            fault(message, "use letters, digits, `-` and `_`");
        }
    }
    unused_servers(settings, findings);
    default_server(settings, findings);
    settings.check_pages(findings);
    let known = |name: &String| {
        name == "full" || settings.documents.iter().any(|entry| entry.feature == *name)
    };
    for feature in settings.krate.default.iter().filter(|name| !known(name)) {
        let root = Pointer::root();
        let message = format!("the default feature `{feature}` is not the feature of any document");
        let help = "name features of documents, or `full`";
        let name = file::SOURCES;
        findings.push(Finding::new(Severity::Error, "sources", name, &root, message, help));
    }
}

fn is_feature(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    name.chars().all(word) && !name.starts_with(['-', '_'])
}
