//! lib.rs and README.md of the generated crate.

use std::collections::BTreeSet;

use super::{Emitter, Modules, crate_docs, module, product_crates};
use crate::layout::{Layout, MARK};
use crate::model::Document;
use crate::name::ModulePath;

/// The `#[cfg]` line of a module, when its parent does not have the same one already.
pub(super) fn gate(emitter: &Emitter<'_>, path: &ModulePath) -> String {
    let parent = path.0.get(..path.0.len().saturating_sub(1)).unwrap_or_default();
    let inherited = match parent {
        [] => BTreeSet::new(),
        parent => emitter.index.features(&ModulePath(parent.to_vec())),
    };
    gate_below(&inherited, &emitter.index.features(path))
}

/// The `#[cfg]` line of an item with these features, where other features are required already.
pub(super) fn gate_below(inherited: &BTreeSet<String>, own: &BTreeSet<String>) -> String {
    if own == inherited { String::new() } else { cfg(own) }
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

/// lib.rs of the crate; where there are product crates, of the core.
pub(super) fn lib(emitter: &Emitter<'_>, modules: &Modules) -> Layout {
    let settings = &emitter.settings.krate;
    let mut layout = emitter.layout("");
    if settings.product_crates.is_empty() {
        describe(emitter, &mut layout);
    } else {
        let (name, own) = (&settings.name, product_crates::CORE);
        layout.docs([
            format!("What all products of [`{name}`](https://docs.rs/{name}) share."),
            String::new(),
            format!("It is a part of `{name}`, which exports all that is in it. The parts of one version belong together: do not depend on `{name}-{own}` alone."),
        ]);
    }
    attributes(&mut layout);
    for name in &settings.templates {
        layout.text(format!("pub mod {name};"));
    }
    if !emitter.api.ids.is_empty() {
        layout.text("pub mod ids;");
    }
    layout.text("pub mod servers;");
    for (path, name) in top_modules(modules) {
        if settings.crate_of(name).is_none() {
            layout.text(format!("{}pub mod {name};", gate(emitter, &path)));
        }
    }
    layout.text("/// Credentials, and how they become part of a request.\npub mod auth {\n    pub use crate::runtime::auth::*;".to_owned()
        + &settings.templates.iter().filter(|name| *name != "runtime").map(|name| format!("\n    pub use crate::{name}::auth::*;")).collect::<String>()
        + "\n}");
    for name in settings.templates.iter().filter(|name| *name != "runtime") {
        // Features that the generated crate defines itself, `auth` for example, come before those of this file.
        layout.text(format!("pub use crate::{name}::*;"));
    }
    // The paths in macros are short, because the compiler resolves each of them in every call.
    layout.text("#[doc(hidden)]\npub use crate::runtime::private as rt;");
    layout.text("#[cfg(feature = \"blocking\")]\npub use crate::runtime::blocking;");
    layout.text(
        "#[cfg(feature = \"downloads\")]\npub use crate::runtime::{Download, FileStream, Saved};",
    );
    let events = if has_events_feature(emitter) { "#[cfg(feature = \"events\")]\n" } else { "" };
    layout.text(format!("{events}pub use crate::runtime::{{EventType, UnknownEvent}};"));
    layout
        .text("pub use crate::runtime::{\n    ApiError, AuthError, AuthErrorKind, Bytes, Client, ClientBuilder, DailyLimit, Date, DecodeError,\n    EndlessList, Error, Extra, FieldError, FileError, FileErrorKind, HttpTransport,\n    InvalidRequest, Items, KnownError, LimitPeriod, Limiter, Method, MoreInputs, Operation, OperationDetails, OperationInfo, Options,\n    PageExpired, Pages, Part, PartContent, Position, PreparedBody, PreparedRequest, RateLimit, Raw, RawResponse, Response,\n    ResponseFuture, Result, Retry, RetryAfter, RetryBudget, Row, Scheme, SendFuture, Server, TimeError,\n    Timestamp, Transport, TransportError, TransportKind, UnknownName, Upload, Value, Windows,\n    WithSecrets, path_segment,\n};");
    layout
}

/// The documentation of the crate that users see.
pub(super) fn describe(emitter: &Emitter<'_>, layout: &mut Layout) {
    layout.docs(crate_docs::lines(emitter));
    for line in crate_docs::features(emitter) {
        layout.attribute(&line);
    }
}

/// The attributes of every crate.
pub(super) fn attributes(layout: &mut Layout) {
    // On docs.rs each item shows its feature.
    layout.attribute("#![cfg_attr(docsrs, feature(doc_cfg))]");
    layout.attribute("#![forbid(unsafe_code)]");
    layout.attribute("#![deny(missing_docs)]");
    // Setters are named after wire names, some of which are also names of operators.
    layout.attribute("#![allow(clippy::should_implement_trait, reason = \"setters are named after wire names\")]");
    layout.attribute(
        "#![allow(clippy::module_inception, reason = \"modules are named after paths\")]",
    );
    layout.attribute(
        "#![allow(clippy::large_enum_variant, reason = \"what a union holds is the business of the document\")]",
    );
}

/// The files at the root of the crate that are modules of the API.
pub(super) fn top_modules(modules: &Modules) -> Vec<(ModulePath, &str)> {
    let root = modules.get(&ModulePath::default());
    let children = root.into_iter().flat_map(|root| &root.children);
    let paths = children.map(|child| (ModulePath::parse(child), child.as_str()));
    paths.filter(|(path, _)| module::is_file(modules, path)).collect()
}

impl Emitter<'_> {
    /// How much of a document the crate has.
    pub(super) fn holds(&self, document: &Document) -> String {
        let operations = self.api.operations.iter().filter(|one| one.document == document.id);
        let events = self.api.events.iter().filter(|one| one.document == document.id);
        holds(operations.count(), events.count())
    }
}

/// The feature of the runtime for programs that receive events.
const EVENTS: &str = "feature = \"events\"";

fn has_events_feature(emitter: &Emitter<'_>) -> bool {
    emitter.manifest.features().contains_key("events")
}

/// A hand-written file as the crate has it: one without the feature `events` has its events always, and so what receives
/// them.
pub(super) fn carried(emitter: &Emitter<'_>, text: &str) -> String {
    if has_events_feature(emitter) || !text.contains(EVENTS) {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut condition = String::new();
    for line in text.split_inclusive('\n') {
        if condition.is_empty() && !line.trim_start().starts_with("#[cfg(") {
            kept.push_str(line);
            continue;
        }
        condition.push_str(line);
        if line.contains(")]") {
            let condition = std::mem::take(&mut condition);
            kept.push_str(if condition.contains(EVENTS) { "" } else { &condition });
        }
    }
    kept + &condition
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
    let rows = crate_docs::rows(emitter);
    if !rows.is_empty() {
        let rows: Vec<String> = rows.iter().map(|row| row.text(false)).collect();
        text.push_str(&format!("## Features\n\n{}\n\n", rows.join("\n")));
    }
    let count = holds(emitter.api.operations.len(), emitter.api.events.len());
    text.push_str(&format!(
        "## What is covered\n\n{count}. `REPORT.md` lists rejected operations and repairs, `api.txt` the public API, `api-runtime.txt` the API of the runtime.\n"
    ));
    text
}
