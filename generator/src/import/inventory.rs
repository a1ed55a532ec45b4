//! Which source owns which operation.
//!
//! The inventory has every operation in specs/, by key. A source owns the operations that came from it, and wins those of
//! sources with a lower precedence; an operation that a person wrote (no `x-source`) wins over every source.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::owned::{Component, OwnedOperation, source_of};
use super::source::Placed;
use super::{Summary, document, order, read, yaml};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::parameters;
use crate::load::load;
use crate::model::{Method, erase};
use crate::pointer::Pointer;
use crate::settings::{DocumentEntry, Rules, SourceEntry, file};

/// Method, and path with parameter names erased.
pub(super) type Key = (String, Method);

/// Every operation and component schema of the documents that the importer writes.
pub(super) struct Inventory<'a> {
    documents: &'a [DocumentEntry],
    pub(super) operations: BTreeMap<Key, OwnedOperation>,
    /// File → name → schema.
    pub(super) components: BTreeMap<String, BTreeMap<String, Component>>,
    precedence: BTreeMap<&'a str, u32>,
    /// Files that the importer writes.
    files: BTreeSet<String>,
    /// Operations that the source had with the same facts when it was imported before.
    unchanged: BTreeSet<Key>,
}

impl<'a> Inventory<'a> {
    /// Reads the documents that sources are imported into.
    pub fn read(
        specs: &BTreeMap<String, String>,
        documents: &'a [DocumentEntry],
        sources: &'a [SourceEntry],
        findings: &mut Findings,
    ) -> Option<Inventory<'a>> {
        let targets = sources.iter().flat_map(|source| &source.map);
        let precedence = sources.iter().map(|source| (source.id.as_str(), source.precedence));
        let mut inventory = Inventory {
            documents,
            operations: BTreeMap::new(),
            components: BTreeMap::new(),
            precedence: precedence.collect(),
            files: targets.map(|entry| entry.file.clone()).collect(),
            unchanged: BTreeSet::new(),
        };
        for entry in documents {
            let Some(text) = specs.get(&entry.file) else { continue };
            // A document that no source has ever filled does not belong to the importer.
            if !inventory.files.contains(&entry.file) && !text.contains("x-source:") {
                continue;
            }
            inventory.files.insert(entry.file.clone());
            let mut root = load(&entry.file, text, findings)?;
            parameters::inherit(&mut root);
            inventory.document(&entry.file, &root, findings);
        }
        (!findings.has_errors()).then_some(inventory)
    }

    fn document(&mut self, file: &str, root: &Value, findings: &mut Findings) {
        for section in read::SECTIONS {
            let at = Pointer::root().join(section);
            for (key, item) in root.get(section).and_then(Value::as_object).into_iter().flatten() {
                for method in Method::ALL {
                    let Some(value) = item.get(method.key()) else { continue };
                    let here = at.join(key).join(method.key());
                    let operation = OwnedOperation {
                        file: file.to_owned(),
                        path: read::path(section, key),
                        method,
                        source: source_of(value),
                        value: value.clone(),
                    };
                    self.settle(operation, &here, findings);
                }
            }
        }
        let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
        for (name, value) in schemas.into_iter().flatten() {
            let component = Component { source: source_of(value), value: value.clone() };
            self.components.entry(file.to_owned()).or_default().insert(name.clone(), component);
        }
    }

    /// Adds an operation; an interrupted import can have left it in two files.
    fn settle(&mut self, operation: OwnedOperation, at: &Pointer, findings: &mut Findings) {
        let key = (erase(&operation.path), operation.method);
        if let Some(known) = self.operations.get(&key) {
            match (&known.source, &operation.source) {
                (None, None) => {
                    let message = format!(
                        "{} {} is in {} as well, and no source owns either",
                        operation.method, key.0, known.file
                    );
                    let help = "remove one of the two";
                    findings.push(Finding::new(
                        Severity::Error,
                        "operation-twice",
                        &operation.file,
                        at,
                        message,
                        help,
                    ));
                    return;
                }
                _ if self.rank(known) >= self.rank(&operation) => return,
                _ => {}
            }
        }
        self.operations.insert(key, operation);
    }

    /// An operation that a person wrote ranks above every source.
    fn rank(&self, operation: &OwnedOperation) -> u64 {
        match &operation.source {
            None => u64::MAX,
            Some(source) => self.precedence.get(source.as_str()).copied().unwrap_or(0).into(),
        }
    }

    /// Replaces the operations of a source by new ones.
    pub fn merge_source(
        &mut self,
        placed: Vec<Placed>,
        source: &SourceEntry,
        accept_removals: bool,
        findings: &mut Findings,
    ) -> Option<Summary> {
        let mut summary = Summary { operations: placed.len(), ..Summary::default() };
        let mut before = self.remove_owned(source);
        let owned_before = before.len();
        let mut components: Vec<(String, String, Value)> = Vec::new();
        for one in placed {
            let key = (erase(&one.restated.path), one.restated.method);
            if let Some(known) = self.operations.get(&key)
                && !self.is_overridden(known, source, &key, findings)
            {
                summary.shadowed += 1;
                before.remove(&key);
                continue;
            }
            let restated = one.restated;
            let value = document::operation(restated.value, &source.id, restated.deprecated);
            let (file, path, method) = (one.file, restated.path, restated.method);
            let value = match before.remove(&key) {
                Some(old) => {
                    let value = order::keep(&old.value, value);
                    let same = old.value == value && old.file == file && old.path == path;
                    summary.changed += usize::from(!same);
                    if same {
                        self.unchanged.insert(key.clone());
                    }
                    value
                }
                None => {
                    summary.added += 1;
                    value
                }
            };
            for (name, schema) in restated.components {
                components.push((file.clone(), name, schema));
            }
            summary.owned += 1;
            let operation =
                OwnedOperation { file, path, method, source: Some(source.id.clone()), value };
            self.operations.insert(key, operation);
        }
        summary.removed = before.len();
        self.check_removals(&before, owned_before, source, accept_removals, findings);
        self.put_components(components, source, findings);
        (!findings.has_errors()).then_some(summary)
    }

    /// Whether a place of the source document is in an operation with the same facts as before.
    pub fn is_unchanged(&self, at: &Pointer) -> bool {
        let mut tokens = at.tokens().skip(1);
        let (Some(path), Some(method)) = (tokens.next(), tokens.next()) else { return false };
        let method = Method::ALL.into_iter().find(|one| one.key() == method);
        method.is_some_and(|method| self.unchanged.contains(&(erase(&path), method)))
    }

    /// Removes the operations that the source owned before.
    fn remove_owned(&mut self, source: &SourceEntry) -> BTreeMap<Key, OwnedOperation> {
        let owns =
            |operation: &OwnedOperation| operation.source.as_deref() == Some(source.id.as_str());
        let (before, rest) = std::mem::take(&mut self.operations)
            .into_iter()
            .partition(|(_, operation)| owns(operation));
        self.operations = rest;
        before
    }

    /// Whether the source wins over the owner of an operation: another source, or a person.
    fn is_overridden(
        &self,
        known: &OwnedOperation,
        source: &SourceEntry,
        key: &Key,
        findings: &mut Findings,
    ) -> bool {
        let Some(owner) = &known.source else {
            let message = format!("{} {} is written by hand: kept", key.1, key.0);
            let help =
                "remove it from the document to take the source's, and correct that by an overlay";
            let at = Pointer::root().join("paths").join(&known.path).join(key.1.key());
            findings.push(Finding::new(Severity::Note, "by-hand", &known.file, &at, message, help));
            return false;
        };
        let theirs = self.precedence.get(owner.as_str()).copied().unwrap_or(0);
        if theirs == source.precedence {
            let message = format!(
                "{} {} is in `{owner}` and in `{}`, and both have precedence {theirs}",
                key.1, key.0, source.id
            );
            let help =
                "give the source whose facts are newer the higher precedence in sources.toml";
            let at = Pointer::root();
            findings.push(Finding::new(
                Severity::Error,
                "precedence",
                file::SOURCES,
                &at,
                message,
                help,
            ));
        }
        theirs < source.precedence
    }

    /// A document that lacks many of its operations is more often truncated than changed.
    fn check_removals(
        &self,
        removed: &BTreeMap<Key, OwnedOperation>,
        owned: usize,
        source: &SourceEntry,
        accepted: bool,
        findings: &mut Findings,
    ) {
        let many = removed.len() > 3 && removed.len() * 5 > owned;
        for ((path, method), operation) in removed {
            let (section, key) = read::section(&operation.path);
            let at = Pointer::root().join(section).join(key).join(method.key());
            let message = format!("{method} {path} is no longer in `{}`: removed", source.id);
            let help = "import the sources of lower precedence again: one of them may have it";
            findings.push(Finding::new(
                Severity::Note,
                "removed",
                &operation.file,
                &at,
                message,
                help,
            ));
        }
        if many && !accepted {
            let message = format!(
                "the document lacks {} of the {owned} operations that were imported from `{}` before",
                removed.len(),
                source.id
            );
            let help =
                "was it cut off, or is it another document? If all is well, add --accept-removals";
            let at = Pointer::root();
            findings.push(Finding::new(
                Severity::Error,
                "many-removals",
                file::SOURCES,
                &at,
                message,
                help,
            ));
        }
    }

    /// The content of the documents.
    pub fn write(&self, rules: &Rules) -> BTreeMap<String, String> {
        let none = BTreeMap::new();
        let mut texts = BTreeMap::new();
        for entry in self.documents.iter().filter(|entry| self.files.contains(&entry.file)) {
            let operations: Vec<&OwnedOperation> =
                self.operations.values().filter(|operation| operation.file == entry.file).collect();
            let components = self.components.get(&entry.file).unwrap_or(&none);
            // A document without operations yet is not written.
            if operations.is_empty() && components.is_empty() {
                continue;
            }
            let root = document::document(entry, rules, &operations, components);
            texts.insert(entry.file.clone(), yaml::write(&root));
        }
        texts
    }
}
