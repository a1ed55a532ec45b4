//! Keywords beside a `$ref`, where the typed document reads the reference alone.
//!
//! OpenAPI 3.1 gives them a meaning (JSON Schema 2020-12): both the reference and what is beside it apply, so the
//! two become members of an `allOf`. OpenAPI 3.0 ignores them: a description or a mark is kept all the same, because
//! it changes no type, and anything else is noted.

use serde_json::{Map, Value, json};

use super::Log;
use crate::document::pointer::Pointer;

/// Keywords that only annotate or mark the value, whatever it is.
const MARKS: &[&str] = &["description", "deprecated", "nullable", "readOnly", "writeOnly"];
/// Keywords that annotate or limit the value without changing its type.
const LIMITS: &[&str] = &[
    "title",
    "default",
    "example",
    "examples",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "externalDocs",
    "xml",
];

/// Rewrites a reference with siblings as an `allOf`; whether it did.
pub(super) fn siblings(map: &mut Map<String, Value>, at: &Pointer, log: &mut Log<'_>) -> bool {
    let annotates = |key: &str| MARKS.contains(&key) || key.starts_with("x-");
    let (kept, changing) = if log.siblings_apply {
        let limits = |key: &str| annotates(key) || LIMITS.contains(&key);
        let changing: Vec<String> =
            map.keys().filter(|key| *key != "$ref" && !limits(key)).cloned().collect();
        (map.keys().any(|key| limits(key)), changing)
    } else {
        let ignored = |key: &&String| *key != "$ref" && !annotates(key);
        let ignored: Vec<String> = map.keys().filter(ignored).cloned().collect();
        for key in &ignored {
            map.shift_remove(key);
        }
        let harmless = |key: &String| ["title", "example", "examples"].contains(&key.as_str());
        let changing: Vec<String> = ignored
            .into_iter()
            .filter(|key| !harmless(key))
            .map(|key| format!("`{key}`"))
            .collect();
        if !changing.is_empty() {
            let message =
                format!("{} beside `$ref` has no effect in OpenAPI 3.0", changing.join(", "));
            let help = "write `allOf: [{$ref: …}, {…}]`, or declare OpenAPI 3.1";
            log.noted("ref-siblings", at, message, help);
        }
        (map.keys().any(|key| MARKS.contains(&key.as_str())), Vec::new())
    };
    if !kept && changing.is_empty() {
        return false;
    }
    let Some(reference) = map.shift_remove("$ref") else { return false };
    let mut members = vec![json!({ "$ref": reference })];
    let mut own = Map::new();
    for key in changing {
        let Some(value) = map.shift_remove(&key) else { continue };
        match (key.as_str(), value) {
            ("allOf", Value::Array(list)) => members.extend(list),
            // The reference decides the type; only the null is news.
            ("type", Value::Array(list)) if list.iter().any(|one| one == "null") => {
                map.insert("nullable".into(), Value::Bool(true));
            }
            // References lead to what is here.
            ("$defs" | "definitions", value) => {
                map.insert(key, value);
            }
            ("type" | "$comment" | "$schema" | "$id" | "$anchor", _) => {}
            (_, value) => {
                own.insert(key, value);
            }
        }
    }
    if !own.is_empty() {
        members.push(Value::Object(own));
    }
    map.insert("allOf".into(), Value::Array(members));
    true
}
