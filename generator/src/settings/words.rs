//! Reads our words: enums.yaml, unnamed.yaml, errors.yaml.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::files::typed;
use super::{
    EnumEntry, EnumValue, ErrorTexts, SharedEntry, UnnamedEntry, UnnamedReason, entry_pointer, file,
};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::Wire;
use crate::pointer::Pointer;
use crate::schema_path::Pattern;
use crate::word::{is_camel, is_identifier, is_type_name};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an entry with `values` and `places`")]
struct EnumFile {
    #[serde(default)]
    doc: String,
    values: IndexMap<String, EnumValue>,
    places: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an entry with `doc` and `places`")]
struct SharedFile {
    doc: String,
    #[serde(default)]
    required: Vec<String>,
    places: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an entry with `place` and `reason`")]
struct UnnamedFile {
    place: String,
    reason: UnnamedReason,
}

pub(super) fn members(
    name: &str,
    value: Option<Value>,
    findings: &mut Findings,
) -> Map<String, Value> {
    match value {
        None => Map::new(),
        Some(Value::Object(map)) => map,
        Some(_) => {
            let root = Pointer::root();
            let message = "this file has to be an object";
            let help = "see specs/README.md";
            findings.push(Finding::new(Severity::Error, "settings", name, &root, message, help));
            Map::new()
        }
    }
}

pub(super) fn enums(value: Option<Value>, findings: &mut Findings) -> IndexMap<String, EnumEntry> {
    let mut entries = IndexMap::new();
    for (name, value) in members(file::ENUMS, value, findings) {
        let at = entry_pointer([name.as_str()]);
        let Some(entry) = typed::<EnumFile>(file::ENUMS, &at, value, findings) else { continue };
        enum_names(&name, &entry, &at, findings);
        // All keys numeric: an integer enum. One that is not makes it text.
        let integer = entry.values.keys().all(|key| key.parse::<i64>().is_ok());
        let wire = |key: &str| match key.parse::<i64>() {
            Ok(number) if integer => Wire::Integer(number),
            _ => Wire::Text(key.to_owned()),
        };
        let values = entry.values.into_iter().map(|(key, value)| (wire(&key), value)).collect();
        let places = entry.places.iter().map(|pattern| Pattern::new(pattern)).collect();
        entries.insert(name, EnumEntry { doc: entry.doc, values, places });
    }
    entries
}

/// Names of types and variants are taken as they are written, so they must be Rust names.
fn enum_names(name: &str, entry: &EnumFile, at: &Pointer, findings: &mut Findings) {
    let mut fault = |at: &Pointer, message: String| {
        let help = "write a CamelCase Rust name that nothing else here has";
        findings.push(Finding::new(Severity::Error, "settings", file::ENUMS, at, message, help));
    };
    if !is_type_name(name) {
        fault(at, format!("`{name}` is not a name for a type"));
    }
    let mut seen: Vec<&str> = Vec::new();
    for (wire, value) in &entry.values {
        let at = at.join("values").join(wire).join("name");
        if !is_camel(&value.name) {
            fault(&at, format!("`{}` is not a name for a variant", value.name));
        }
        if seen.contains(&value.name.as_str()) {
            fault(&at, format!("two values are called `{}`", value.name));
        }
        seen.push(&value.name);
    }
}

pub(super) fn shared(
    value: Option<Value>,
    findings: &mut Findings,
) -> IndexMap<String, SharedEntry> {
    let mut entries = IndexMap::new();
    for (name, value) in members(file::SHARED, value, findings) {
        let at = entry_pointer([name.as_str()]);
        let Some(entry) = typed::<SharedFile>(file::SHARED, &at, value, findings) else { continue };
        if !is_type_path(&name) {
            let message = format!("`{name}` is not the path of a Rust type");
            let help = "write modules and a CamelCase name, such as `types::Recurrence`";
            findings.push(Finding::new(
                Severity::Error,
                "settings",
                file::SHARED,
                &at,
                message,
                help,
            ));
            continue;
        }
        let places = entry.places.iter().map(|pattern| Pattern::new(pattern)).collect();
        let (doc, required) = (entry.doc, entry.required);
        entries.insert(name, SharedEntry { doc, required, places });
    }
    entries
}

fn is_type_path(name: &str) -> bool {
    match name.rsplit_once("::") {
        Some((module, ident)) => module.split("::").all(is_identifier) && is_type_name(ident),
        None => false,
    }
}

pub(super) fn unnamed(value: Option<Value>, findings: &mut Findings) -> Vec<UnnamedEntry> {
    let Some(value) = value else { return Vec::new() };
    let root = Pointer::root();
    let Some(list) = typed::<Vec<Value>>(file::UNNAMED, &root, value, findings) else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (index, value) in list.into_iter().enumerate() {
        let at = root.join(index);
        let Some(entry) = typed::<UnnamedFile>(file::UNNAMED, &at, value, findings) else {
            continue;
        };
        let schema_path = Pattern::new(&entry.place);
        entries.push(UnnamedEntry { schema_path, reason: entry.reason });
    }
    entries
}

pub(super) fn errors(value: Option<Value>, findings: &mut Findings) -> ErrorTexts {
    let mut texts = ErrorTexts::default();
    for (key, value) in members(file::ERRORS, value, findings) {
        let at = entry_pointer([key.as_str()]);
        if key != "operations" {
            if let Some(codes) = codes(&at, value, findings) {
                texts.servers.insert(key, codes);
            }
            continue;
        }
        let Some(operations) = typed::<Map<String, Value>>(file::ERRORS, &at, value, findings)
        else {
            continue;
        };
        for (operation, value) in operations {
            if let Some(codes) = codes(&at.join(&operation), value, findings) {
                texts.operations.insert(operation, codes);
            }
        }
    }
    texts
}

fn codes(at: &Pointer, value: Value, findings: &mut Findings) -> Option<IndexMap<i64, String>> {
    let texts = typed::<IndexMap<String, String>>(file::ERRORS, at, value, findings)?;
    let mut codes = IndexMap::new();
    for (code, text) in texts {
        match code.parse() {
            Ok(number) => {
                codes.insert(number, text);
            }
            Err(_) => {
                let message = format!("`{code}` is not an error code");
                let at = at.join(&code);
                let help = "codes are integers";
                findings.push(Finding::new(
                    Severity::Error,
                    "settings",
                    file::ERRORS,
                    &at,
                    message,
                    help,
                ));
            }
        }
    }
    Some(codes)
}
