//! Facts of the files of sub-accounts, as keywords of the operations that they name.
//!
//! The documents for master accounts have the same operations below another path. What they add is one fact, which is not
//! in the documents of the operations themselves; so importing those again, in any order, leaves it alone.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::Tree;
use crate::model::{Method, erase};
use crate::pointer::Pointer;
use crate::settings::{Settings, SubAccounts};

/// The code of the note on operations that no document has.
pub(crate) const UNMATCHED: &str = "sub-account";

/// Gives each operation that a file names the keywords `x-sub-account` and `x-sub-account-scopes`.
pub(crate) fn mark(settings: &Settings, trees: &mut [Tree], findings: &mut Findings) {
    for list in &settings.sub_accounts {
        let mut rest: Vec<&str> = list.operations.keys().map(String::as_str).collect();
        for tree in trees.iter_mut() {
            let entry = settings.documents.iter().find(|entry| entry.id == tree.id);
            let server = entry.and_then(|entry| settings.rules.servers.get(&entry.server));
            // Uploads go to another server than the rest of a product.
            if server.is_some_and(|server| server.account_path.is_some()) {
                mark_tree(list, tree, &mut rest);
            }
        }
        if let Some(finding) = unmatched(list, &rest) {
            findings.push(finding);
        }
    }
}

fn mark_tree(list: &SubAccounts, tree: &mut Tree, rest: &mut Vec<&str>) {
    let paths = tree.root.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in Method::ALL {
            let Some(operation) = item.get_mut(method.key()).and_then(Value::as_object_mut) else {
                continue;
            };
            let key = format!("{method} {}", erase(path));
            if let Some(scopes) = list.operations.get(&key) {
                rest.retain(|other| *other != key);
                add(operation, scopes);
            }
        }
    }
}

fn add(operation: &mut Map<String, Value>, scopes: &[String]) {
    operation.entry("x-sub-account").or_insert(Value::Bool(true));
    if !scopes.is_empty() {
        operation.entry("x-sub-account-scopes").or_insert_with(|| json!(scopes));
    }
}

/// Operations that no document has: those of a product that is not imported.
fn unmatched(list: &SubAccounts, rest: &[&str]) -> Option<Finding> {
    let first = rest.first()?;
    let (count, all) = (rest.len(), list.operations.len());
    let message = format!("{count} of {all} operations are in no document, {first} for example");
    let help = "import their product; an operation of its own is named in `operations` of the source's `map`";
    let at = Pointer::root().join(first);
    Some(Finding::new(Severity::Note, UNMATCHED, &list.file, &at, message, help))
}
