//! Our lines of documentation for fields and parameters: the files under glossary/.
//!
//! A document has one file of lines, its product's, and below it the common lines. A line of another product never
//! applies, so that a new product starts without texts that were reviewed elsewhere.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::files::{load_file, typed};
use super::words::members;
use super::{DocumentEntry, entry_pointer};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::pointer::Pointer;
use crate::schema_path::{PathRoot, Pattern, SchemaPath};

/// The folder of the files.
const FOLDER: &str = "glossary/";
/// The file of the lines for all documents, where there is no folder.
const ALONE: &str = "glossary.yaml";
/// The file of the lines for all documents.
const COMMON: &str = "common";
/// The file for shared types that belong to no document.
const SHARED: &str = "shared";

/// Our lines for fields and parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Glossary {
    /// In the order of their paths.
    pub files: Vec<GlossaryFile>,
    /// Document id → name of its file.
    documents: BTreeMap<String, String>,
    /// Rust module of a document → name of its file.
    modules: BTreeMap<String, String>,
}

/// One file of lines.
#[derive(Clone, Debug)]
pub(crate) struct GlossaryFile {
    /// Its name without folder and extension.
    pub name: String,
    /// Relative to `specs/`.
    pub path: String,
    /// By wire name.
    pub entries: IndexMap<String, Vec<Line>>,
}

/// A line for the values of one name.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The schema paths that it describes; without it, all that no line above it describes.
    pub at: Option<Pattern>,
    pub text: String,
}

/// A line of the glossary: indices of its file and of the line, and the name between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LineId<'a> {
    pub file: usize,
    pub name: &'a str,
    pub index: usize,
}

impl Glossary {
    /// The line for a schema path: the first match in the product's file, or else in the common one.
    pub fn line(&self, schema_path: &SchemaPath) -> Option<(LineId<'_>, &Line)> {
        let own = self.file_of(schema_path);
        let find = |name: &str| self.files.iter().position(|file| file.name == name);
        let files = [own, COMMON].into_iter().filter_map(find);
        files.into_iter().find_map(|file| self.line_in(file, schema_path))
    }

    /// The file of the line for a schema path, and its pointer there.
    pub fn location(&self, schema_path: &SchemaPath) -> Option<(&str, Pointer)> {
        let (LineId { file, name, index }, _) = self.line(schema_path)?;
        let file = self.files.get(file)?;
        let pointer = Pointer::root().join(name);
        let is_list = file.entries.get(name).is_some_and(|lines| lines.len() > 1);
        Some((file.path.as_str(), if is_list { pointer.join(index) } else { pointer }))
    }

    fn line_in(&self, file: usize, schema_path: &SchemaPath) -> Option<(LineId<'_>, &Line)> {
        let (name, lines) = self.files.get(file)?.entries.get_key_value(schema_path.name())?;
        let index = match lines.as_slice() {
            [Line { at: None, .. }] => 0,
            lines => {
                let schema_path = schema_path.written();
                lines.iter().position(|line| {
                    line.at.as_ref().is_none_or(|pattern| pattern.selects(&schema_path))
                })?
            }
        };
        Some((LineId { file, name, index }, lines.get(index)?))
    }

    /// The name of the file for a schema path; a shared type belongs to the document whose module it is in.
    pub fn file_of(&self, schema_path: &SchemaPath) -> &str {
        match &schema_path.anchor {
            PathRoot::Shared(path) => {
                let mut module = path.as_str();
                while let Some((outer, _)) = module.rsplit_once("::") {
                    if let Some(name) = self.modules.get(outer) {
                        return name;
                    }
                    module = outer;
                }
                SHARED
            }
            _ => self.documents.get(&schema_path.document).map_or(SHARED, String::as_str),
        }
    }

    /// Whether the lines of this file are for all documents.
    pub fn is_common(&self, file: usize) -> bool {
        self.files.get(file).is_some_and(|file| file.name == COMMON)
    }
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a line with `text`, and with `at` where it depends on the schema path"
)]
struct LineEntry {
    #[serde(default)]
    at: Option<String>,
    text: String,
}

/// Reads all files of lines.
pub(super) fn glossary(
    files: &BTreeMap<String, String>,
    documents: &[DocumentEntry],
    findings: &mut Findings,
) -> Glossary {
    let mut glossary = Glossary::default();
    for entry in documents {
        let name = file_name(entry);
        glossary.documents.insert(entry.id.clone(), name.to_owned());
        if !entry.module.is_empty() {
            glossary.modules.entry(entry.module.clone()).or_insert_with(|| name.to_owned());
        }
    }
    for path in files.keys() {
        let Some(name) = name_of(path) else { continue };
        let known = [COMMON, SHARED].contains(&name)
            || glossary.documents.values().any(|document| document == name);
        if !known {
            let message = format!("no document has its descriptions in `{path}`");
            let help = "name it after the file of a document, or name it in the `glossary` of one \
                        in sources.toml";
            fault(path, message, help, findings);
            continue;
        }
        if glossary.files.iter().any(|file| file.name == name) {
            let message = format!("`{path}` is a second file of common lines");
            fault(path, message, "move the lines of glossary.yaml to it", findings);
            continue;
        }
        let entries = entries(path, load_file(files, path, findings), findings);
        glossary.files.push(GlossaryFile { name: name.to_owned(), path: path.clone(), entries });
    }
    glossary
}

/// The name of the file with the lines for a document: that of the document's own file, unless it names another.
fn file_name(entry: &DocumentEntry) -> &str {
    if !entry.glossary.is_empty() {
        return &entry.glossary;
    }
    let file = entry.file.rsplit('/').next().unwrap_or_default();
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn name_of(path: &str) -> Option<&str> {
    if path == ALONE {
        return Some(COMMON);
    }
    let name = path.strip_prefix(FOLDER)?;
    Some(name.strip_suffix(".yaml").unwrap_or(name))
}

fn entries(
    path: &str,
    value: Option<Value>,
    findings: &mut Findings,
) -> IndexMap<String, Vec<Line>> {
    let mut entries = IndexMap::new();
    for (name, value) in members(path, value, findings) {
        let at = entry_pointer([name.as_str()]);
        let lines = match value {
            Value::String(text) => vec![Line { at: None, text }],
            other => {
                let Some(lines) = typed::<Vec<LineEntry>>(path, &at, other, findings) else {
                    continue;
                };
                let line = |line: LineEntry| Line {
                    at: line.at.as_deref().map(Pattern::new),
                    text: line.text,
                };
                lines.into_iter().map(line).collect()
            }
        };
        entries.insert(name, lines);
    }
    entries
}

fn fault(path: &str, message: String, help: &str, findings: &mut Findings) {
    let root = Pointer::root();
    findings.push(Finding::new(Severity::Error, "settings", path, &root, message, help));
}
