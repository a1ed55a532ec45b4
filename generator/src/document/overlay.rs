//! Overlays (OpenAPI Overlay 1.0.0): corrections and additions, each with its reason.
//!
//! An action that matches nothing is an error: a correction that is no longer needed must go. Every node an
//! action writes points into the overlay from then on.

use serde_json::Value;

use super::Tree;
use super::diagnostic::{Finding, Findings, Severity};
use super::pointer::Pointer;
use super::source::Sources;
use super::target::Target;

/// Applies one overlay file to the documents it extends; `ids` are those of all documents, read or not.
pub(crate) fn overlay(
    file: &str,
    overlay: &Value,
    ids: &[&str],
    trees: &mut [Tree],
    sources: &mut Sources<'_>,
    findings: &mut Findings,
) {
    let error = |at: &Pointer, code, message: String, help: &str| {
        Finding::new(Severity::Error, code, file, at, message, help)
    };
    let extends = overlay.get("extends").and_then(Value::as_str).unwrap_or("*");
    if extends != "*" && !ids.contains(&extends) {
        findings.push(error(
            &Pointer::root().join("extends"),
            "overlay-document",
            format!("no document has the id `{extends}`"),
            "use an id of sources.toml, or `*` for all documents",
        ));
        return;
    }
    let Some(actions) = overlay.get("actions").and_then(Value::as_array) else {
        findings.push(error(
            &Pointer::root(),
            "overlay-shape",
            "an overlay needs a list of `actions`".into(),
            "see the OpenAPI Overlay Specification 1.0.0",
        ));
        return;
    };
    for (index, action) in actions.iter().enumerate() {
        let at = Pointer::root().join("actions").join(index);
        if action.get("description").and_then(Value::as_str).is_none_or(str::is_empty) {
            findings.push(error(
                &at,
                "overlay-reason",
                "an overlay action without a reason".into(),
                "add a `description` with the reason why the document needs it",
            ));
        }
        match parse(action) {
            Err((key, message)) => {
                let help = "see the OpenAPI Overlay Specification 1.0.0";
                findings.push(error(&at.join(key), "overlay-shape", message, help));
            }
            Ok((path, change)) => {
                let mut matched = 0;
                for tree in trees.iter_mut().filter(|tree| extends == "*" || tree.id == extends) {
                    matched += apply(file, &at, &path, &change, tree, sources);
                }
                if matched == 0 {
                    findings.push(error(
                        &at.join("target"),
                        "overlay-unmatched",
                        format!("the target of this action matches nothing in `{extends}`"),
                        "the document has changed: remove the action, or correct its target",
                    ));
                }
            }
        }
    }
}

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

/// Applies one action to one document; how many nodes it found.
fn apply(
    file: &str,
    action: &Pointer,
    path: &Target,
    change: &Change<'_>,
    tree: &mut Tree,
    sources: &mut Sources<'_>,
) -> usize {
    let mut found = path.find(&tree.root);
    // Later list items first, so that removing one does not move the next.
    found.sort_by(|a, b| compare_tokens(b, a));
    for pointer in &found {
        match change {
            Change::Remove => remove(&mut tree.root, pointer),
            Change::Update(update) => {
                if let Some(node) = tree.root.pointer_mut(pointer.as_str()) {
                    let origin = action.join("update");
                    merge(node, update, pointer, &origin, &mut |at, from| {
                        sources.graft(&tree.file, at, file, from);
                    });
                }
            }
        }
    }
    found.len()
}

fn compare_tokens(a: &Pointer, b: &Pointer) -> std::cmp::Ordering {
    let key = |token: String| (token.parse::<usize>().ok(), token);
    a.tokens().map(key).cmp(b.tokens().map(key))
}

fn remove(root: &mut Value, pointer: &Pointer) {
    let Some((parent, last)) = pointer.parent().zip(pointer.tokens().last()) else { return };
    match root.pointer_mut(parent.as_str()) {
        Some(Value::Object(map)) => {
            map.shift_remove(&last);
        }
        Some(Value::Array(list)) => {
            if let Ok(index) = last.parse::<usize>()
                && index < list.len()
            {
                list.remove(index);
            }
        }
        _ => {}
    }
}

/// Overlay 1.0.0 merging: objects member by member, lists appended, everything else replaced.
fn merge(
    node: &mut Value,
    update: &Value,
    at: &Pointer,
    from: &Pointer,
    graft: &mut dyn FnMut(Pointer, Pointer),
) {
    match (node, update) {
        (Value::Object(map), Value::Object(members)) => {
            for (key, value) in members {
                let (at, from) = (at.join(key), from.join(key));
                match map.get_mut(key) {
                    Some(existing) => merge(existing, value, &at, &from, graft),
                    None => {
                        map.insert(key.clone(), value.clone());
                        graft(at, from);
                    }
                }
            }
        }
        (Value::Array(list), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                graft(at.join(list.len()), from.join(index));
                list.push(item.clone());
            }
        }
        (Value::Array(list), value) => {
            graft(at.join(list.len()), from.clone());
            list.push(value.clone());
        }
        (node, value) => {
            *node = value.clone();
            graft(at.clone(), from.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(document: Value, actions: Value) -> (Value, Vec<&'static str>) {
        let mut trees = [Tree { id: "doc".into(), file: "doc.yaml".into(), root: document }];
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let file = json!({"overlay": "1.0.0", "extends": "doc", "actions": actions});
        overlay("o.yaml", &file, &["doc"], &mut trees, &mut sources, &mut findings);
        let codes = findings.locate(&sources).iter().map(|one| one.code).collect();
        let [tree] = trees;
        (tree.root, codes)
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
