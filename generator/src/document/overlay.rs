//! Overlays (OpenAPI Overlay 1.0.0): corrections and additions, each with its reason.
//!
//! An action that matches nothing is an error: a correction that is no longer needed must go. Every node an
//! action writes points into the overlay from then on.

use std::collections::BTreeSet;

use serde_json::Value;

use super::diagnostic::{Finding, Findings, Severity};
use super::pointer::Pointer;
use super::source::{Effect, Mark};
use super::target::Target;

/// The advice on a file that is no overlay.
const SHAPE: &str = "see the OpenAPI Overlay Specification 1.0.0";

/// An overlay file.
#[derive(Debug)]
pub(crate) struct Overlay<'a> {
    pub file: &'a str,
    /// The id of a document, or `*` for all.
    extends: &'a str,
    /// What it was read from.
    text: &'a Value,
    actions: Vec<Action<'a>>,
}

#[derive(Debug)]
struct Action<'a> {
    at: Pointer,
    target: Target,
    change: Change<'a>,
}

/// Two overlays that are the same make the same changes.
impl PartialEq for Overlay<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file && self.text == other.text
    }
}

/// Reads overlay files, in their order; `ids` are those of all documents, read or not.
pub(crate) fn read<'a>(
    files: &'a [(String, Value)],
    ids: &[&str],
    findings: &mut Findings,
) -> Vec<Overlay<'a>> {
    files.iter().filter_map(|(file, text)| Overlay::read(file, text, ids, findings)).collect()
}

fn error(file: &str, at: &Pointer, code: &'static str, message: String, help: &str) -> Finding {
    Finding::new(Severity::Error, code, file, at, message, help)
}

impl<'a> Overlay<'a> {
    fn read(
        file: &'a str,
        text: &'a Value,
        ids: &[&str],
        findings: &mut Findings,
    ) -> Option<Overlay<'a>> {
        let extends = text.get("extends").and_then(Value::as_str).unwrap_or("*");
        if extends != "*" && !ids.contains(&extends) {
            findings.push(error(
                file,
                &Pointer::root().join("extends"),
                "overlay-document",
                format!("no document has the id `{extends}`"),
                "use an id of sources.toml, or `*` for all documents",
            ));
            return None;
        }
        let Some(list) = text.get("actions").and_then(Value::as_array) else {
            let message = "an overlay needs a list of `actions`".to_owned();
            findings.push(error(file, &Pointer::root(), "overlay-shape", message, SHAPE));
            return None;
        };
        let mut actions = Vec::new();
        for (index, action) in list.iter().enumerate() {
            let at = Pointer::root().join("actions").join(index);
            if action.get("description").and_then(Value::as_str).is_none_or(str::is_empty) {
                findings.push(error(
                    file,
                    &at,
                    "overlay-reason",
                    "an overlay action without a reason".into(),
                    "add a `description` with the reason why the document needs it",
                ));
            }
            match parse(action) {
                Err((key, message)) => {
                    findings.push(error(file, &at.join(key), "overlay-shape", message, SHAPE));
                }
                Ok((target, change)) => actions.push(Action { at, target, change }),
            }
        }
        Some(Overlay { file, extends, text, actions })
    }

    /// Whether it is for the document with this id.
    pub fn extends(&self, id: &str) -> bool {
        self.extends == "*" || self.extends == id
    }

    /// Changes a document; the positions of the actions that have a target there. `mark` is called with each place that is
    /// written or removed.
    pub fn apply(&self, root: &mut Value, mark: &mut dyn FnMut(Mark)) -> Vec<usize> {
        let changes = self.actions.iter().map(|action| action.apply(root, mark) > 0);
        changes.enumerate().filter_map(|(index, found)| found.then_some(index)).collect()
    }

    /// Reports the actions that have no target in any document; `matched` has those that have one, by file and position.
    pub fn unmatched(&self, matched: &BTreeSet<(String, usize)>, findings: &mut Findings) {
        for (index, action) in self.actions.iter().enumerate() {
            if matched.contains(&(self.file.to_owned(), index)) {
                continue;
            }
            findings.push(error(
                self.file,
                &action.at.join("target"),
                "overlay-unmatched",
                format!("the target of this action matches nothing in `{}`", self.extends),
                "the document has changed: remove the action, or correct its target",
            ));
        }
    }
}

#[derive(Debug)]
enum Change<'a> {
    Remove,
    Update(&'a Value),
}

fn parse(action: &Value) -> Result<(Target, Change<'_>), (&'static str, String)> {
    let target = action.get("target").and_then(Value::as_str);
    let target = target.ok_or_else(|| ("target", "an action needs a `target`".to_owned()))?;
    let path = Target::parse(target)
        .map_err(|error| ("target", format!("not a JSONPath (RFC 9535): {error}")))?;
    match (action.get("remove").and_then(Value::as_bool), action.get("update")) {
        (Some(true), None) => Ok((path, Change::Remove)),
        (None | Some(false), Some(update)) => Ok((path, Change::Update(update))),
        _ => Err(("target", "an action needs either `update` or `remove: true`".to_owned())),
    }
}

impl Action<'_> {
    /// Changes a document; the number of its targets.
    fn apply(&self, root: &mut Value, mark: &mut dyn FnMut(Mark)) -> usize {
        let mut found = self.target.find(root);
        // Later list items first, so that removing one does not move the next.
        found.sort_by(|a, b| compare_tokens(b, a));
        for pointer in &found {
            match self.change {
                Change::Remove => remove(root, pointer, &self.at, mark),
                Change::Update(update) => {
                    if let Some(node) = root.pointer_mut(pointer.as_str()) {
                        merge(node, update, pointer, &self.at.join("update"), mark);
                    }
                }
            }
        }
        found.len()
    }
}

fn compare_tokens(a: &Pointer, b: &Pointer) -> std::cmp::Ordering {
    let key = |token: String| (token.parse::<usize>().ok(), token);
    a.tokens().map(key).cmp(b.tokens().map(key))
}

fn remove(root: &mut Value, pointer: &Pointer, action: &Pointer, mark: &mut dyn FnMut(Mark)) {
    let Some((parent, last)) = pointer.parent().zip(pointer.tokens().last()) else { return };
    let (removed, effect) = match root.pointer_mut(parent.as_str()) {
        Some(Value::Object(map)) => (map.shift_remove(&last), Effect::Removed),
        Some(Value::Array(list)) => {
            let index = last.parse::<usize>().ok().filter(|index| *index < list.len());
            (index.map(|index| list.remove(index)), Effect::ItemRemoved)
        }
        _ => return,
    };
    if let Some(value) = removed {
        mark(Mark { effect, ..written(pointer, action, &value) });
    }
}

fn written(pointer: &Pointer, origin: &Pointer, value: &Value) -> Mark {
    let text = value.as_str().map(str::to_owned);
    let (pointer, origin) = (pointer.clone(), origin.clone());
    Mark { pointer, origin, effect: Effect::Written, text }
}

/// Overlay 1.0.0 merging: objects member by member, lists appended, everything else replaced.
fn merge(
    node: &mut Value,
    update: &Value,
    at: &Pointer,
    from: &Pointer,
    mark: &mut dyn FnMut(Mark),
) {
    match (node, update) {
        (Value::Object(map), Value::Object(members)) => {
            for (key, value) in members {
                let (at, from) = (at.join(key), from.join(key));
                match map.get_mut(key) {
                    Some(existing) => merge(existing, value, &at, &from, mark),
                    None => {
                        map.insert(key.clone(), value.clone());
                        mark(written(&at, &from, value));
                    }
                }
            }
        }
        (Value::Array(list), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                mark(written(&at.join(list.len()), &from.join(index), item));
                list.push(item.clone());
            }
        }
        (Value::Array(list), value) => {
            mark(written(&at.join(list.len()), from, value));
            list.push(value.clone());
        }
        (node, value) => {
            *node = value.clone();
            mark(written(at, from, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::source::Sources;
    use serde_json::json;

    fn run(mut document: Value, actions: Value) -> (Value, Vec<&'static str>) {
        let mut findings = Findings::default();
        let text = json!({"overlay": "1.0.0", "extends": "doc", "actions": actions});
        let files = [("o.yaml".to_owned(), text)];
        for overlay in read(&files, &["doc"], &mut findings) {
            let found = overlay.apply(&mut document, &mut |_| {});
            let found = found.into_iter().map(|at| (overlay.file.to_owned(), at)).collect();
            overlay.unmatched(&found, &mut findings);
        }
        let codes = findings.locate(&Sources::default()).iter().map(|one| one.code).collect();
        (document, codes)
    }

    #[test]
    fn updates_merge_and_removals_keep_the_rest() {
        let document = json!({"a": {"b": 1, "c": [1, 2, 3]}, "d": [{"n": 1}, {"n": 2}, {"n": 3}]});
        let actions = json!([
            {"target": "$.a", "description": "x", "update": {"b": 2, "c": [4], "e": {"f": 1}}},
            {"target": "$.d[?@.n < 3]", "description": "x", "remove": true},
        ]);
        let (document, codes) = run(document, actions);
        assert_eq!(
            document,
            json!({"a": {"b": 2, "c": [1, 2, 3, 4], "e": {"f": 1}}, "d": [{"n": 3}]})
        );
        assert_eq!(codes, [""; 0]);
    }

    #[test]
    fn what_matches_nothing_or_has_no_reason_is_an_error() {
        let actions = json!([
            {"target": "$.zzz", "description": "x", "remove": true},
            {"target": "$.a", "update": {}},
            {"target": "$[", "description": "x", "remove": true},
            {"target": "$.a", "description": "x"},
        ]);
        let (_, codes) = run(json!({"a": 1}), actions);
        assert_eq!(
            codes,
            ["overlay-unmatched", "overlay-reason", "overlay-shape", "overlay-shape"]
        );
    }
}
