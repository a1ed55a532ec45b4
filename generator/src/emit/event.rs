//! Events: the enum of all of them, and the metadata of each.

use proc_macro2::Literal;

use super::types::ident;
use super::{Emitter, doc};
use crate::layout::{Layout, Source};
use crate::model::{Event, Type, TypeExpr};
use crate::name::{ModulePath, event::MODULE};
use crate::schema_path::PathRoot;
use crate::settings::{EventIdentity, EventValueKind};

/// Whether this is the module of all events.
pub(super) fn is_root(emitter: &Emitter<'_>, path: &ModulePath) -> bool {
    !emitter.api.events.is_empty() && path.0 == [MODULE]
}

/// The documents whose events are in this module or below it.
pub(super) fn origin(emitter: &Emitter<'_>, path: &ModulePath) -> Vec<String> {
    let files = emitter.index.event_files(path).into_iter().flatten();
    files.cloned().collect()
}

/// The enum of all events.
pub(super) fn all(emitter: &Emitter<'_>, path: &ModulePath, layout: &mut Layout) {
    let events = || emitter.api.events.iter().zip(&emitter.names.events);
    let kind = |event: &Event| emitter.value(&TypeExpr::Type(event.ty), path);
    let mut source = Source::new();
    source.line(0, "/// Any event.");
    source.line(0, "#[non_exhaustive]");
    source.line(0, "pub enum Event {");
    for (event, variant) in events() {
        source.docs(1, &doc::wrap(&[line(event)]));
        source.line(1, format_args!("{}(Box<{}>),", ident(variant), kind(event)));
    }
    source.line(1, "/// An event that this version does not know.");
    source.line(1, "Unknown(rt::UnknownEvent),");
    source.line(0, "}");
    layout.source(source);
    layout.text("pub use crate::runtime::UnknownEvent;");
    super::envelope::envelope(emitter, path, layout);
    super::payload::payloads(emitter, layout);
    let envelope = emitter.items.envelope(emitter);
    let (mut rows, mut types) = (String::new(), String::new());
    for (position, (event, variant)) in events().enumerate() {
        let (name, kind) = (Literal::string(&event.name), kind(event));
        rows.push_str(&format!("        {position} {}({kind}) = {name},\n", ident(variant)));
        if envelope.is_none_or(|envelope| envelope.alias(event.ty).is_none()) {
            types.push_str(&format!("        {kind} = {name},\n"));
        }
    }
    layout.text(format!("rt::event_enum! {{\n    Event {{\n{rows}    }}\n}}"));
    if !types.is_empty() {
        layout.text(format!("rt::event_types! {{\n    Event {{\n{types}    }}\n}}"));
    }
    values(emitter, layout);
}

/// The settings of rules.yaml for all events.
fn values(emitter: &Emitter<'_>, layout: &mut Layout) {
    let rules = &emitter.settings.rules.events;
    if !rules.name.is_empty() {
        layout.text(format!("rt::event_names! {{ Event in {} }}", Literal::string(&rules.name)));
        layout.text(identity(&rules.identity));
    }
    let mut rows = String::new();
    for (method, value) in &rules.values {
        let kind = match value.kind {
            EventValueKind::Integer => "integer",
            EventValueKind::Text => "text",
        };
        let steps: Vec<String> =
            value.path.split('.').map(|step| Literal::string(step).to_string()).collect();
        for line in doc::wrap(&[doc::inline(&value.doc)]) {
            rows.push_str(&format!("        /// {line}\n"));
        }
        rows.push_str(&format!("        {method}: {kind} = [{}],\n", steps.join(", ")));
    }
    if !rows.is_empty() {
        layout.text(format!("rt::event_values! {{\n    Event {{\n{rows}    }}\n}}"));
    }
}

/// The keys that identify an event; written without rules.yaml as well, because receivers need the constant.
fn identity(rules: &EventIdentity) -> String {
    let literal = |text: &str| Literal::string(text).to_string();
    let keys: String =
        rules.without.iter().map(|key| format!("            {},\n", literal(key))).collect();
    let keys = if keys.is_empty() { keys } else { format!("\n{keys}        ") };
    let time = literal(&rules.time);
    format!(
        "rt::event_identity! {{\n    Event {{\n        time: {time},\n        without: [{keys}],\n    }}\n}}"
    )
}

/// One line about an event, with its name.
fn line(event: &Event) -> String {
    let summary = event.summary.as_deref().map(doc::inline).unwrap_or_default();
    let name = doc::code(&event.name);
    match summary.trim_end_matches('.') {
        "" => format!("`{name}`."),
        summary => format!("{summary} (`{name}`)."),
    }
}

/// Documentation of the type of an event; empty for other types.
pub(super) fn docs(emitter: &Emitter<'_>, ty: &Type) -> Option<Vec<String>> {
    let (PathRoot::Event(name), true) = (&ty.schema_path.anchor, ty.schema_path.path.is_empty())
    else {
        return None;
    };
    let event = emitter.api.events.iter().find(|event| event.name == *name)?;
    let mut lines = vec![line(event)];
    if let Some(text) = &event.description {
        lines.push(String::new());
        lines.extend(doc::prose(text));
    }
    let list = |names: &[String]| -> String {
        let names: Vec<String> = names.iter().map(|one| format!("`{}`", doc::code(one))).collect();
        names.join(", ")
    };
    for (title, names) in [("Scopes", &event.scopes), ("Granular scopes", &event.granular_scopes)] {
        if !names.is_empty() {
            lines.extend([String::new(), format!("{title} (any one): {}.", list(names))]);
        }
    }
    if let Some(plan) = &event.plan {
        lines
            .extend([String::new(), format!("Plan: {}.", doc::inline(plan).trim_end_matches('.'))]);
    }
    if event.deprecated {
        lines.extend([String::new(), "Deprecated.".into()]);
    }
    Some(lines)
}
