//! lib.rs, Cargo.toml and README.md of the generated crate.

use std::collections::{BTreeMap, BTreeSet};

use super::{Emitter, Modules, module};
use crate::layout::{Layout, MARK};
use crate::model::Document;
use crate::name::ModulePath;

/// The `#[cfg]` line of a module, when its parent does not have the same one already.
pub(super) fn gate(emitter: &Emitter<'_>, path: &ModulePath) -> String {
    let own = emitter.index.features(path);
    let parent = path.0.get(..path.0.len().saturating_sub(1)).unwrap_or_default();
    let inherited = emitter.index.features(&ModulePath(parent.to_vec()));
    if own.is_empty() || (!parent.is_empty() && own == inherited) {
        return String::new();
    }
    cfg(&own)
}

/// The `#[cfg]` line for these features; none when one of them is none.
pub(super) fn cfg(features: &BTreeSet<String>) -> String {
    if features.contains("") {
        return String::new();
    }
    let list: Vec<String> =
        features.iter().map(|feature| format!("feature = \"{feature}\"")).collect();
    match list.as_slice() {
        [] => String::new(),
        [one] => format!("#[cfg({one})]\n"),
        several => format!("#[cfg(any({}))]\n", several.join(", ")),
    }
}

pub(super) fn lib(emitter: &Emitter<'_>, modules: &Modules) -> Layout {
    let settings = &emitter.settings.krate;
    let mut layout = emitter.layout("");
    layout.docs(crate_docs(emitter));
    layout.attribute("#![forbid(unsafe_code)]");
    layout.attribute("#![deny(missing_docs)]");
    // Setters are named after wire names, some of which are also names of operators.
    layout.attribute("#![allow(clippy::should_implement_trait, reason = \"setters are named after wire names\")]");
    // Nothing required today may be required tomorrow, so types of requests have no `Default`.
    layout.attribute(
        "#![allow(clippy::new_without_default, reason = \"what callers build has `new` alone\")]",
    );
    layout.attribute(
        "#![allow(clippy::module_inception, reason = \"modules are named after paths\")]",
    );
    layout.attribute(
        "#![allow(clippy::large_enum_variant, reason = \"what a union holds is the business of the document\")]",
    );
    for name in &settings.templates {
        layout.text(format!("pub mod {name};"));
    }
    if !emitter.api.ids.is_empty() {
        layout.text("pub mod ids;");
    }
    layout.text("pub mod servers;");
    if let Some(root) = modules.get(&ModulePath::default()) {
        for child in &root.children {
            let path = ModulePath::parse(child);
            if module::is_file(modules, &path) {
                layout.text(format!("{}pub mod {child};", gate(emitter, &path)));
            }
        }
    }
    layout.text("/// Credentials, and how they become part of a request.\npub mod auth {\n    pub use crate::runtime::auth::*;".to_owned()
        + &settings.templates.iter().filter(|name| *name != "runtime").map(|name| format!("\n    pub use crate::{name}::auth::*;")).collect::<String>()
        + "\n}");
    for name in settings.templates.iter().filter(|name| *name != "runtime") {
        // What the generated crate defines itself, `auth` for example, comes before what this brings.
        layout.text(format!("pub use crate::{name}::*;"));
    }
    layout.text("#[cfg(feature = \"blocking\")]\npub use crate::runtime::blocking;");
    layout
        .text("pub use crate::runtime::{\n    ApiError, AuthError, AuthErrorKind, Bytes, Client, ClientBuilder, DailyLimit, Date, DecodeError, Download,\n    EndlessList, Error, EventType, Extra, FieldError, FileError, FileErrorKind, FileStream, HttpTransport,\n    InvalidRequest, Items, KnownError, LimitPeriod, Limiter, Method, Operation, OperationInfo, Options, PageExpired,\n    Pages, Part, PartContent, Position, PreparedBody, PreparedRequest, RateLimit, Raw, RawResponse, Response,\n    ResponseFuture, Result, Retry, RetryAfter, RetryBudget, Saved, Scheme, SendFuture, Server, TimeError, Timestamp,\n    Transport, TransportError, TransportKind, UnknownEvent, UnknownName, Upload, Value, Windows, path_segment,\n};");
    layout
}

fn crate_docs(emitter: &Emitter<'_>) -> Vec<String> {
    let description = super::doc::inline(&emitter.settings.krate.description);
    let about = if description.is_empty() { &emitter.settings.krate.name } else { &description };
    let mut lines = vec![format!("{}.", about.trim_end_matches('.'))];
    let features = feature_rows(emitter);
    if !features.is_empty() {
        lines.extend([String::new(), "# Features".into(), String::new()]);
        lines.extend(features);
    }
    lines
}

impl Emitter<'_> {
    /// How much of a document the crate has.
    pub(super) fn holds(&self, document: &Document) -> String {
        let operations = self.api.operations.iter().filter(|one| one.document == document.id);
        let events = self.api.events.iter().filter(|one| one.document == document.id);
        holds(operations.count(), events.count())
    }
}

/// `3 operations, 1 event`; operations are not spoken of where there are events alone.
fn holds(operations: usize, events: usize) -> String {
    let counted = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    match (operations, events) {
        (operations, 0) => counted(operations, "operation"),
        (0, events) => counted(events, "event"),
        (operations, events) => {
            format!("{}, {}", counted(operations, "operation"), counted(events, "event"))
        }
    }
}

/// A list item a feature: those of the API, then those of the runtime with their comments.
fn feature_rows(emitter: &Emitter<'_>) -> Vec<String> {
    let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for document in emitter.api.documents.iter().filter(|document| !document.feature.is_empty()) {
        let title = super::doc::inline(&document.title);
        let holds = emitter.holds(document);
        rows.entry(&document.feature).or_default().push(format!("{title} ({holds})"));
    }
    let default = &emitter.settings.krate.default;
    let row = |(feature, titles): (&str, Vec<String>)| {
        let mark = if default.iter().any(|name| name == feature) { ", on by default" } else { "" };
        format!("- `{feature}`: {}{mark}", titles.join(", "))
    };
    let own =
        emitter.manifest.entries("features").into_iter().filter(|one| !rows.contains_key(one.key));
    let own = own.map(|one| format!("- `{}`: {}", one.key, one.comment.join(" ")));
    let own: Vec<String> = own.collect();
    rows.into_iter().map(row).chain(own).collect()
}

/// The manifest: dependencies and extra features are those of the templates.
pub(super) fn cargo_toml(emitter: &Emitter<'_>) -> String {
    let settings = &emitter.settings.krate;
    let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let quotes = |list: &[String]| -> String {
        let list: Vec<String> = list.iter().map(|one| quote(one)).collect();
        format!("[{}]", list.join(", "))
    };
    let mut text = format!("# {MARK} from {}. Do not edit.\n\n", emitter.manifest_origin());
    text.push_str("[package]\n");
    text.push_str(&format!("name = {}\n", quote(&settings.name)));
    text.push_str(&format!("version = {}\n", quote(&settings.version)));
    if !settings.description.is_empty() {
        text.push_str(&format!("description = {}\n", quote(&settings.description)));
    }
    text.push_str("edition = \"2024\"\nrust-version = \"1.89\"\nlicense = \"MIT OR Apache-2.0\"\nreadme = \"README.md\"\n");
    for (key, value) in [
        ("repository", &settings.repository),
        ("homepage", &settings.homepage),
        ("documentation", &settings.documentation),
    ] {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", quote(value)));
        }
    }
    for (key, list) in [("keywords", &settings.keywords), ("categories", &settings.categories)] {
        if !list.is_empty() {
            text.push_str(&format!("{key} = {}\n", quotes(list)));
        }
    }
    let features: BTreeSet<&str> = emitter
        .api
        .documents
        .iter()
        .map(|document| document.feature.as_str())
        .filter(|feature| !feature.is_empty())
        .collect();
    let templates = &emitter.manifest;
    text.push_str("\n[features]\n");
    text.push_str(&format!("default = {}\n", quotes(&settings.default)));
    if !features.is_empty() {
        text.push_str("# The whole API; the features after the API's own are added one by one.\n");
        let all: Vec<String> = features.iter().map(|one| (*one).to_owned()).collect();
        text.push_str(&format!("full = {}\n", quotes(&all)));
        // What the runtime of a feature needs stands with the templates.
        let own = templates.entries("features");
        for feature in features.iter().filter(|name| !own.iter().any(|one| one.key == **name)) {
            text.push_str(&format!("{feature} = []\n"));
        }
    }
    text.push_str(&templates.section("features"));
    text.push_str(&format!("\n[dependencies]\n{}", templates.section("dependencies")));
    if !settings.manifest.trim().is_empty() {
        text.push_str(&format!("\n{}\n", settings.manifest.trim()));
    }
    text
}

pub(super) fn readme(emitter: &Emitter<'_>) -> String {
    let settings = &emitter.settings.krate;
    let description = settings.description.trim_end_matches('.');
    let mut text = format!("<!-- {MARK}. Do not edit. -->\n\n# {}\n\n", settings.name);
    if !description.is_empty() {
        text.push_str(&format!("{description}.\n\n"));
    }
    if !settings.readme.trim().is_empty() {
        text.push_str(&format!("{}\n\n", settings.readme.trim()));
    }
    if settings.single {
        text.push_str(&super::usage::usage(emitter));
    }
    let rows = feature_rows(emitter);
    if !rows.is_empty() {
        // The features of the API are those of its documents, and `full` is all of them.
        let all = emitter.api.documents.iter().any(|document| !document.feature.is_empty());
        let full = if all { "\n- `full`: everything" } else { "" };
        text.push_str(&format!("## Features\n\n{}{full}\n\n", rows.join("\n")));
    }
    let count = holds(emitter.api.operations.len(), emitter.api.events.len());
    text.push_str(&format!(
        "## What is covered\n\n{count}. `REPORT.md` lists rejected operations and repairs, `api.txt` the public API, `api-runtime.txt` the API of the runtime.\n"
    ));
    text
}
