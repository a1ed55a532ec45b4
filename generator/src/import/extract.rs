//! A restated document → its operations as specs/ has them: their facts, without prose, examples and references to parts
//! that specs/ does not keep.

mod content;
mod event;
mod operation;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::read;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::{Tree, reference};
use crate::model::{Method, erase};
use crate::pointer::Pointer;

/// An operation, extracted.
#[derive(Debug)]
pub(super) struct Restated {
    pub method: Method,
    pub path: String,
    pub tags: Vec<String>,
    pub deprecated: bool,
    /// The operation, without `deprecated` and `x-source`, which depend on its file.
    pub value: Map<String, Value>,
    /// Component schemas that it needs, and those that these need.
    pub components: BTreeMap<String, Value>,
}

impl Restated {
    /// `GET /users/{}`.
    pub fn key(&self) -> String {
        format!("{} {}", self.method, erase(&self.path))
    }
}

/// Extracts every operation of a restated document, in its order. `json` is the media type of its JSON, where it is not
/// `application/json`.
pub(super) fn extract(tree: &Tree, json: Option<&str>, findings: &mut Findings) -> Vec<Restated> {
    let (file, root) = (tree.file.as_str(), &tree.root);
    let mut extractor = Extractor { file, root, json, findings, components: BTreeSet::new() };
    let mut list = Vec::new();
    for section in read::SECTIONS {
        let at = Pointer::root().join(section);
        for (key, item) in root.get(section).and_then(Value::as_object).into_iter().flatten() {
            extractor.item(section, key, item, &at.join(key), &mut list);
        }
    }
    list
}

/// Extracts the parts of one document.
struct Extractor<'a> {
    file: &'a str,
    root: &'a Value,
    /// The media type in place of `application/json`.
    json: Option<&'a str>,
    findings: &'a mut Findings,
    /// Component schemas that the operation at hand refers to.
    components: BTreeSet<String>,
}

impl Extractor<'_> {
    /// The operations of a path, or the event of a webhook.
    fn item(
        &mut self,
        section: &str,
        key: &str,
        item: &Value,
        at: &Pointer,
        list: &mut Vec<Restated>,
    ) {
        let (item, at) = match reference::target(self.root, item, at) {
            Ok(found) => found,
            Err(broken) => return self.refuse(at, broken.message),
        };
        for name in item
            .get("additionalOperations")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::keys)
        {
            let here = at.join("additionalOperations").join(name);
            self.refuse(&here, format!("an operation of the method {name} cannot be imported"));
        }
        for method in Method::ALL {
            let Some(Value::Object(operation)) = item.get(method.key()) else { continue };
            let here = at.join(method.key());
            self.components.clear();
            let extracted = match section {
                "webhooks" => self.event(method, key, operation, &here),
                _ => self.operation(method, key, operation, &here),
            };
            list.extend(extracted);
        }
    }

    fn refuse(&mut self, at: &Pointer, message: String) {
        let help = "correct the source, or import without it";
        let severity = Severity::Refused;
        self.findings.push(Finding::new(severity, "unresolved", self.file, at, message, help));
    }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}
