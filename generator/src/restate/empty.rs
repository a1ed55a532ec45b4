//! Empty strings in examples: they do not show the format of a string, but the rest of the document may.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::reference;
use crate::pointer::Pointer;

/// Marks a schema that was inferred from empty strings alone, until [`formats`] has looked at the whole document.
pub(super) const MARK: &str = "x-empty-example";

/// The formats of the properties of one name, but for plain strings. `None` is anything else than a date or time.
type Formats = BTreeMap<String, Vec<Option<String>>>;

/// Gives each marked string the format that all other properties of its name have, and removes the mark.
pub(super) fn formats(root: &mut Value) {
    let mut formats = Formats::new();
    collect(root, root, &mut formats);
    settle(root, &formats);
}

/// Values that are data, not schemas.
fn is_data(key: &str) -> bool {
    ["example", "examples", "default", "enum"].contains(&key)
}

fn collect(root: &Value, value: &Value, formats: &mut Formats) {
    match value {
        Value::Object(map) => {
            for (name, property) in properties(map) {
                let format = format(root, property);
                let known = formats.entry(name.clone()).or_default();
                if let Some(format) = format.filter(|format| !known.contains(format)) {
                    known.push(format);
                }
            }
            let parts = map.iter().filter(|(key, _)| !is_data(key));
            parts.for_each(|(_, part)| collect(root, part, formats));
        }
        Value::Array(list) => list.iter().for_each(|part| collect(root, part, formats)),
        _ => {}
    }
}

fn properties(map: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    map.get("properties").and_then(Value::as_object).into_iter().flatten()
}

/// `None` for a plain string, `Some(None)` for anything that is no date or time.
fn format(root: &Value, property: &Value) -> Option<Option<String>> {
    let target = reference::target(root, property, &Pointer::root());
    let property = target.map_or(property, |(target, _)| target);
    let text = |key: &str| property.get(key).and_then(Value::as_str);
    match (text("type"), text("format")) {
        (Some("string"), _) if property.get("enum").is_some() => Some(None),
        (Some("string"), Some(format @ ("date" | "date-time"))) => Some(Some(format.to_owned())),
        (Some("string"), Some("int32" | "int64")) => Some(None),
        (Some("string"), _) => None,
        _ => Some(None),
    }
}

fn settle(value: &mut Value, formats: &Formats) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get_mut("properties") {
                for (name, property) in properties {
                    let Value::Object(property) = property else { continue };
                    if property.shift_remove(MARK).is_none() {
                        continue;
                    }
                    if let Some([Some(format)]) = formats.get(name).map(Vec::as_slice) {
                        property.insert("format".into(), format.as_str().into());
                    }
                }
            }
            let parts = map.iter_mut().filter(|(key, _)| !is_data(key));
            parts.for_each(|(_, part)| settle(part, formats));
        }
        Value::Array(list) => list.iter_mut().for_each(|part| settle(part, formats)),
        _ => {}
    }
}
