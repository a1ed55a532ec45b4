//! One module: a file where it has operations, inline where it has only types.

use std::collections::BTreeSet;

use super::crate_files::gate_below;
use super::{Content, Emitter, Modules, items};
use crate::layout::Layout;
use crate::name::ModulePath;

const TYPES: &str = "Types that several operations use.";

/// Modules with operations or events, and what lies above them, are files; so are modules at the crate root.
pub(super) fn is_file(modules: &Modules, path: &ModulePath) -> bool {
    path.0.len() <= 1 || modules.get(path).is_some_and(|content| content.file)
}

/// The header and documentation of the file of a module.
pub(super) fn head(emitter: &Emitter<'_>, modules: &Modules, path: &ModulePath) -> Layout {
    let mut layout = emitter.layout(&origin(emitter, modules, path));
    layout.docs(docs(emitter, path));
    layout
}

/// The documents that have something in this module or below it.
fn origin(emitter: &Emitter<'_>, modules: &Modules, path: &ModulePath) -> String {
    if path.0.first().is_some_and(|first| first == "enums") {
        return "enums.yaml".into();
    }
    // In the order of paths, what is below a module follows it.
    let after = modules.range(path..);
    let below = after.take_while(|(other, _)| other.0.starts_with(&path.0));
    let mut files: Vec<String> = below
        .flat_map(|(_, content)| &content.operations)
        .filter_map(|index| emitter.api.operations.get(*index))
        .filter_map(|operation| emitter.api.document(&operation.document))
        .map(|document| document.file.clone())
        .collect();
    files.extend(super::event::origin(emitter, path));
    files.sort();
    files.dedup();
    files.join(", ")
}

fn docs(emitter: &Emitter<'_>, path: &ModulePath) -> Vec<String> {
    if path.0.first().is_some_and(|first| first == "enums") {
        return vec!["Enumerations that several documents share: one type for one meaning.".into()];
    }
    let text = path.to_string();
    let own: Vec<_> =
        emitter.api.documents.iter().filter(|document| document.module == text).collect();
    if own.is_empty() && super::event::is_root(emitter, path) {
        return vec!["Events that the server sends by itself.".into()];
    }
    if own.is_empty() && path.0.last().is_some_and(|last| last == "types") {
        return vec![TYPES.into()];
    }
    if own.is_empty() {
        return vec![format!("{}.", about(emitter, path))];
    }
    let mut lines = Vec::new();
    for document in own {
        let title = super::doc::inline(&document.title);
        lines.push(format!("{}.", title.trim_end_matches('.')));
        if !document.url.is_empty() {
            lines.push(String::new());
            lines.push(format!("Documented at <{}>.", emitter.settings.page(&document.url)));
        }
    }
    lines
}

/// A module below that of a document: `Video SDK: sessions, users`.
fn about(emitter: &Emitter<'_>, path: &ModulePath) -> String {
    let above = emitter.api.documents.iter().filter_map(|document| {
        let module = ModulePath::parse(&document.module);
        let rest = path.0.strip_prefix(module.0.as_slice())?;
        (!module.0.is_empty() && !rest.is_empty()).then_some((document, rest))
    });
    let words = |parts: &[String]| parts.join(", ").replace('_', " ");
    match above.min_by_key(|(_, rest)| rest.len()) {
        Some((document, rest)) => {
            format!("{}: {}", super::doc::inline(&document.title), words(rest))
        }
        None => format!("Operations on {}", words(&path.0)),
    }
}

/// Writes operations, types and modules into a layout, whose items are compiled with certain features only.
pub(super) fn fill(
    emitter: &Emitter<'_>,
    modules: &Modules,
    (path, features): (&ModulePath, &BTreeSet<String>),
    content: &Content,
    layout: &mut Layout,
) {
    let mut inline: Vec<&String> = content.children.iter().collect();
    for child in &content.children {
        if is_file(modules, &path.join(child)) {
            let own = emitter.index.features(&path.join(child));
            layout.text(format!("{}pub mod {child};", gate_below(features, &own)));
        }
    }
    inline.retain(|child| !is_file(modules, &path.join(child)));
    let all_events = super::event::is_root(emitter, path);
    let is_alias = |id: &crate::model::TypeId| emitter.items.is_alias(emitter, *id);
    let is_used = !content.operations.is_empty()
        || !content.enums.is_empty()
        || content.types.iter().any(|id| !is_alias(id));
    // The root of a crate exports the same name.
    if (is_used || all_events) && !path.0.is_empty() {
        layout.uses("crate::runtime::private as rt");
    }
    if all_events {
        super::event::all(emitter, path, layout);
    }
    for index in &content.operations {
        items::operation(emitter, *index, layout);
        let own = emitter.names.operations.get(*index).map(|name| name.function.clone());
        if let Some(at) = inline.iter().position(|child| Some(*child) == own.as_ref()) {
            let child = inline.remove(at);
            nest(emitter, modules, (&path.join(child), features), layout);
        }
    }
    for id in &content.types {
        layout.gate(gate_below(features, &emitter.index.features_of_type(*id, path)));
        items::ty(emitter, *id, layout);
    }
    for id in &content.enums {
        layout.gate(gate_below(features, &emitter.index.features_of_enum(*id, path)));
        items::enumeration(emitter, *id, layout);
    }
    layout.gate(String::new());
    for child in inline {
        nest(emitter, modules, (&path.join(child), features), layout);
    }
}

fn nest(
    emitter: &Emitter<'_>,
    modules: &Modules,
    (path, inherited): (&ModulePath, &BTreeSet<String>),
    layout: &mut Layout,
) {
    let Some(content) = modules.get(path) else { return };
    let Some(name) = path.0.last() else { return };
    let mut inner = Layout::module();
    let own = emitter.index.features(path);
    // A module below one that has operations is compiled with it.
    let features = if own.is_empty() { inherited } else { &own };
    fill(emitter, modules, (path, features), content, &mut inner);
    if inner.is_empty() {
        return;
    }
    let owner = emitter.index.operation(path).and_then(|at| emitter.names.operations.get(at));
    let docs = match (owner, emitter.index.event(path)) {
        (Some(operation), _) => {
            format!("Types of [`{}`](fn@{}).", operation.function, operation.function)
        }
        (None, Some(event)) => format!("Types of [`{event}`]."),
        (None, None) if name == "response" => "Types of the response.".into(),
        (None, None) if name == "types" => TYPES.into(),
        (None, None) => format!("Types of `{name}`."),
    };
    layout.nest(&[docs], &gate_below(inherited, &own), name, inner);
}
