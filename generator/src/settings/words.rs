//! Reads our words: enums, shared types, integers without names, and meanings of errors. Each kind has one file for all
//! documents, and a folder with a file per product.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::files::{load_file, typed};
use super::{
    EnumEntry, EnumValue, ErrorText, ErrorTexts, SharedEntry, UnnamedEntry, UnnamedReason,
    entry_pointer, file,
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

/// The file of a kind, and those in the folder of the same name, in the order of their names.
fn parts<'a>(files: &'a BTreeMap<String, String>, name: &str) -> Vec<&'a str> {
    let folder = name.strip_suffix(".yaml").unwrap_or(name);
    let in_folder = |path: &str| {
        let below = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        below.is_some_and(|file| file.ends_with(".yaml"))
    };
    files.keys().map(String::as_str).filter(|path| *path == name || in_folder(path)).collect()
}

/// The members of all files of a kind, each with its file.
fn all_members<'a>(
    files: &'a BTreeMap<String, String>,
    name: &str,
    findings: &mut Findings,
) -> Vec<(&'a str, String, Value)> {
    let mut all = Vec::new();
    for path in parts(files, name) {
        let value = load_file(files, path, findings);
        all.extend(
            members(path, value, findings).into_iter().map(|(key, value)| (path, key, value)),
        );
    }
    all
}

/// A name that two files define.
fn defined_twice(name: &str, path: &str, first: &str, at: &Pointer, findings: &mut Findings) {
    let message = format!("`{name}` is defined in {first} as well");
    let help = "keep one of the two entries, with the schema paths of both";
    findings.push(Finding::new(Severity::Error, "settings", path, at, message, help));
}

pub(super) fn enums(
    files: &BTreeMap<String, String>,
    findings: &mut Findings,
) -> IndexMap<String, EnumEntry> {
    let mut entries: IndexMap<String, EnumEntry> = IndexMap::new();
    for (path, name, value) in all_members(files, file::ENUMS, findings) {
        let at = entry_pointer([name.as_str()]);
        if let Some(first) = entries.get(&name) {
            defined_twice(&name, path, &first.file, &at, findings);
            continue;
        }
        let Some(entry) = typed::<EnumFile>(path, &at, value, findings) else { continue };
        enum_names(path, &name, &entry, &at, findings);
        // All keys numeric: an integer enum. One that is not makes it text.
        let integer = entry.values.keys().all(|key| key.parse::<i64>().is_ok());
        let wire = |key: &str| match key.parse::<i64>() {
            Ok(number) if integer => Wire::Integer(number),
            _ => Wire::Text(key.to_owned()),
        };
        let values = entry.values.into_iter().map(|(key, value)| (wire(&key), value)).collect();
        let places = entry.places.iter().map(|pattern| Pattern::new(pattern)).collect();
        let file = path.to_owned();
        entries.insert(name, EnumEntry { file, doc: entry.doc, values, places });
    }
    entries
}

/// Names of types and variants are taken as they are written, so they must be Rust names.
fn enum_names(path: &str, name: &str, entry: &EnumFile, at: &Pointer, findings: &mut Findings) {
    let mut fault = |at: &Pointer, message: String| {
        let help = "write a CamelCase Rust name that nothing else here has";
        findings.push(Finding::new(Severity::Error, "settings", path, at, message, help));
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
    files: &BTreeMap<String, String>,
    findings: &mut Findings,
) -> IndexMap<String, SharedEntry> {
    let mut entries: IndexMap<String, SharedEntry> = IndexMap::new();
    for (path, name, value) in all_members(files, file::SHARED, findings) {
        let at = entry_pointer([name.as_str()]);
        if let Some(first) = entries.get(&name) {
            defined_twice(&name, path, &first.file, &at, findings);
            continue;
        }
        let Some(entry) = typed::<SharedFile>(path, &at, value, findings) else { continue };
        if !is_type_path(&name) {
            let message = format!("`{name}` is not the path of a Rust type");
            let help = "write modules and a CamelCase name, such as `types::Recurrence`";
            findings.push(Finding::new(Severity::Error, "settings", path, &at, message, help));
            continue;
        }
        let places = entry.places.iter().map(|pattern| Pattern::new(pattern)).collect();
        let (doc, required) = (entry.doc, entry.required);
        let file = path.to_owned();
        entries.insert(name, SharedEntry { file, doc, required, places });
    }
    entries
}

fn is_type_path(name: &str) -> bool {
    match name.rsplit_once("::") {
        Some((module, ident)) => module.split("::").all(is_identifier) && is_type_name(ident),
        None => false,
    }
}

pub(super) fn unnamed(
    files: &BTreeMap<String, String>,
    findings: &mut Findings,
) -> Vec<UnnamedEntry> {
    let root = Pointer::root();
    let mut entries = Vec::new();
    for path in parts(files, file::UNNAMED) {
        let Some(value) = load_file(files, path, findings) else { continue };
        let list = typed::<Vec<Value>>(path, &root, value, findings).unwrap_or_default();
        for (index, value) in list.into_iter().enumerate() {
            let pointer = root.join(index);
            let Some(entry) = typed::<UnnamedFile>(path, &pointer, value, findings) else {
                continue;
            };
            let schema_path = Pattern::new(&entry.place);
            let file = path.to_owned();
            entries.push(UnnamedEntry { file, pointer, schema_path, reason: entry.reason });
        }
    }
    entries
}

pub(super) fn errors(files: &BTreeMap<String, String>, findings: &mut Findings) -> ErrorTexts {
    let mut texts = ErrorTexts::default();
    for (path, key, value) in all_members(files, file::ERRORS, findings) {
        let at = entry_pointer([key.as_str()]);
        if key != "operations" {
            codes(&mut texts, &key, path, &at, value, findings);
            continue;
        }
        let operations = typed::<Map<String, Value>>(path, &at, value, findings);
        for (operation, value) in operations.unwrap_or_default() {
            codes(&mut texts, &operation, path, &at.join(&operation), value, findings);
        }
    }
    texts
}

fn codes(
    texts: &mut ErrorTexts,
    key: &str,
    path: &str,
    at: &Pointer,
    value: Value,
    findings: &mut Findings,
) {
    let lines = typed::<IndexMap<String, String>>(path, at, value, findings).unwrap_or_default();
    for (code, text) in lines {
        let pointer = at.join(&code);
        let mut fault = |message: String, help: &str| {
            let error = Severity::Error;
            findings.push(Finding::new(error, "settings", path, &pointer, message, help));
        };
        let Ok(number) = code.parse() else {
            fault(format!("`{code}` is not an error code"), "codes are integers");
            continue;
        };
        match texts.0.entry((key.to_owned(), number)) {
            Entry::Occupied(first) => {
                let message =
                    format!("{} has a meaning for {key} {code} as well", first.get().file);
                fault(message, "keep one of the two lines");
            }
            Entry::Vacant(slot) => {
                let file = path.to_owned();
                slot.insert(ErrorText { text, file, pointer: pointer.clone() });
            }
        }
    }
}
