//! Tree → tree of facts: prose, examples and `allOf` become keywords, in place.
//!
//! Every document is restated, whether it is imported, generated from, compared or linted, so that one document means
//! the same everywhere. Restating a restated document changes nothing. Prose stays where it is: the importer leaves it
//! out of specs/, and the documentation of a crate uses it.
//!
//! | module | facts from |
//! |---|---|
//! | `schema`, `content`, `operation` | the parts of a document |
//! | `all_of` | `allOf` of plain objects: one object |
//! | `infer`, `empty` | examples, where there is no schema |
//! | `patterns` | prose, by the regular expressions of rules.yaml |
//! | `labels`, `items` | integers in prose, and their labels |
//! | `values`, `label` | all values of one schema, and their labels |
//! | `html` | tags and character references of prose |

mod all_of;
mod content;
mod empty;
pub(crate) mod html;
mod infer;
mod items;
pub(crate) mod label;
mod labels;
mod operation;
mod patterns;
mod schema;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

pub(crate) use all_of::flatten;
pub(crate) use content::says_nothing;
pub(crate) use patterns::Patterns;
pub(crate) use schema::{UNREAD, limits};

use crate::diagnostic::Findings;
use crate::document::{Move, Tree};
use crate::pointer::Pointer;
use crate::settings::Numbers;
use schema::{Restater, SchemaContext};

/// Restates one document; which parts of it have moved.
pub(crate) fn restate(
    tree: &mut Tree,
    numbers: Numbers,
    patterns: &Patterns,
    findings: &mut Findings,
) -> Vec<Move> {
    let before = referred(&tree.root);
    let mut restater = Restater {
        file: &tree.file,
        before: &before,
        numbers,
        patterns,
        findings,
        moves: Vec::new(),
        has_inferred: false,
    };
    if let Value::Object(root) = &mut tree.root {
        restater.document(root);
    }
    let Restater { moves, has_inferred, .. } = restater;
    if has_inferred {
        empty::formats(&mut tree.root);
    }
    moves
}

/// The sections of a document to which references lead: a copy of the rest would only take memory.
fn referred(root: &Value) -> Value {
    let mut sections = BTreeSet::new();
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(reference)) = map.get("$ref") {
                    let pointer = reference.trim_start_matches('#').trim_start_matches('/');
                    sections.insert(pointer.split('/').next().unwrap_or_default());
                }
                open.extend(map.values());
            }
            Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
    let Value::Object(root) = root else { return Value::Null };
    let is_plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '$');
    if !sections.iter().all(|name| !name.is_empty() && is_plain(name)) {
        return Value::Object(root.clone());
    }
    let sections = root.iter().filter(|(name, _)| sections.contains(name.as_str()));
    Value::Object(sections.map(|(name, value)| (name.clone(), value.clone())).collect())
}

impl Restater<'_> {
    fn document(&mut self, root: &mut Map<String, Value>) {
        let at = Pointer::root();
        each(root, "paths", &at, |item, at| self.path_item(item, at));
        each(root, "webhooks", &at, |item, at| self.webhook(item, at));
        for key in ["$defs", "definitions"] {
            each(root, key, &at, |one, at| self.component(one, at));
        }
        let Some(Value::Object(components)) = root.get_mut("components") else { return };
        let at = at.join("components");
        each(components, "schemas", &at, |one, at| self.component(one, at));
        each(components, "parameters", &at, |one, at| self.parameter(one, at));
        each(components, "requestBodies", &at, |one, at| self.body(one, at, false));
        each(components, "responses", &at, |one, at| self.response(one, at));
        each(components, "headers", &at, |one, at| self.header(one, at));
        each(components, "pathItems", &at, |one, at| self.path_item(one, at));
    }

    /// A schema that references lead to.
    fn component(&mut self, schema: &mut Value, at: &Pointer) {
        self.schema(schema, SchemaContext::new(at.clone(), false));
    }
}

/// Visits the members of an object under `key`.
fn each(
    map: &mut Map<String, Value>,
    key: &str,
    at: &Pointer,
    mut visit: impl FnMut(&mut Value, &Pointer),
) {
    let Some(Value::Object(members)) = map.get_mut(key) else { return };
    let at = at.join(key);
    for (name, member) in members {
        visit(member, &at.join(name));
    }
}
