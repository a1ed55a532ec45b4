//! Facts of the files of sub-accounts, as keywords of the operations that they name.
//!
//! The documents for master accounts have the same operations below another path. What they add is one fact, which is not
//! in the documents of the operations themselves; so importing those again, in any order, leaves it alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::Tree;
use crate::model::{Method, erase};
use crate::pointer::Pointer;
use crate::settings::{Settings, SubAccounts};

/// The code of the note on operations that no document has.
pub(crate) const UNMATCHED: &str = "sub-account";

/// The operations of the files of sub-accounts that documents have, by file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marked(BTreeMap<String, BTreeSet<String>>);

impl Marked {
    /// Adds those of another document.
    pub fn extend(&mut self, other: &Marked) {
        for (file, operations) in &other.0 {
            self.0.entry(file.clone()).or_default().extend(operations.iter().cloned());
        }
    }

    fn has(&self, file: &str, operation: &str) -> bool {
        self.0.get(file).is_some_and(|operations| operations.contains(operation))
    }
}

/// Gives each operation that a file names the keywords `x-sub-account` and `x-sub-account-scopes`.
pub(crate) fn mark(settings: &Settings, tree: &mut Tree) -> Marked {
    let mut marked = Marked::default();
    let entry = settings.documents.iter().find(|entry| entry.id == tree.id);
    let server = entry.and_then(|entry| settings.rules.servers.get(&entry.server));
    // Uploads go to another server than the rest of a product.
    if server.is_some_and(|server| server.account_path.is_some()) {
        for list in &settings.sub_accounts {
            let operations = mark_tree(list, tree);
            if !operations.is_empty() {
                marked.0.insert(list.file.clone(), operations);
            }
        }
    }
    marked
}

fn mark_tree(list: &SubAccounts, tree: &mut Tree) -> BTreeSet<String> {
    let mut marked = BTreeSet::new();
    let paths = tree.root.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in Method::ALL {
            let Some(operation) = item.get_mut(method.key()).and_then(Value::as_object_mut) else {
                continue;
            };
            let key = format!("{method} {}", erase(path));
            if let Some(scopes) = list.operations.get(&key) {
                add(operation, scopes);
                marked.insert(key);
            }
        }
    }
    marked
}

fn add(operation: &mut Map<String, Value>, scopes: &[String]) {
    operation.entry("x-sub-account").or_insert(Value::Bool(true));
    if !scopes.is_empty() {
        operation.entry("x-sub-account-scopes").or_insert_with(|| json!(scopes));
    }
}

/// Notes operations that no document has: those of a product that is not imported.
pub(crate) fn unmatched(settings: &Settings, marked: &Marked, findings: &mut Findings) {
    for list in &settings.sub_accounts {
        let names = list.operations.keys();
        let rest: Vec<&String> = names.filter(|name| !marked.has(&list.file, name)).collect();
        let Some(first) = rest.first() else { continue };
        let (count, all) = (rest.len(), list.operations.len());
        let message =
            format!("{count} of {all} operations are in no document, {first} for example");
        let help = "import their product; an operation of its own is named in `operations` of the source's `map`";
        let at = Pointer::root().join(first);
        findings.push(Finding::new(Severity::Note, UNMATCHED, &list.file, &at, message, help));
    }
}
