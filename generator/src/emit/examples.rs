//! tests/examples.rs: from method and path to type, so that recorded examples can be tried on every operation.

use proc_macro2::Literal;

use super::Emitter;
use crate::layout::Layout;
use crate::model::{Answer, Operation};
use crate::name::{ModulePath, OperationName};

pub(super) fn examples(emitter: &Emitter<'_>) -> Layout {
    let mut layout = emitter.layout("");
    layout.docs([
        "Recorded requests and answers go through the types of their operations; see `harness`."
            .to_owned(),
    ]);
    layout.attribute("#![cfg(feature = \"full\")]");
    layout.text("mod harness;");
    let krate = emitter.settings.krate.name.replace('-', "_");
    layout.text(format!("use {krate} as api;\nuse harness::{{Event, Example, Operation}};"));
    layout.text("fn main() -> std::process::ExitCode {\n    harness::main(OPERATIONS, EVENTS)\n}");
    layout.text(operations(emitter));
    layout.text(events(emitter));
    layout
}

/// From (method, path, kind) to the type. A table: rustc takes half a minute for a `match` of this size.
fn operations(emitter: &Emitter<'_>) -> String {
    let mut rows = String::new();
    let pairs = emitter.api.operations.iter().zip(&emitter.names.operations);
    let mut pairs: Vec<_> = pairs.map(|(one, name)| (one.erased_path(), one, name)).collect();
    pairs.sort_by(|a, b| (&a.0, a.1.method, &a.1.server).cmp(&(&b.0, b.1.method, &b.1.server)));
    let mut last = None;
    for (path, operation, name) in pairs {
        // One path on two servers: the later document is asked for.
        let key = Some((operation.method, path));
        if key == last {
            continue;
        }
        if let Some((_, path)) = &key {
            rows.push_str(&self::rows(emitter, operation, name, path));
        }
        last = key;
    }
    format!(
        "/// Method, path without the names of its parameters, and kind.\n#[allow(deprecated)]\nstatic OPERATIONS: &[Operation] = &[\n{rows}];"
    )
}

/// From the name of an event to its type.
fn events(emitter: &Emitter<'_>) -> String {
    let mut rows = String::new();
    for event in &emitter.api.events {
        let Some(path) = emitter.names.types.get(&event.ty) else { continue };
        let name = Literal::string(&event.name);
        rows.push_str(&format!("    ({name}, Example::event::<api::{path}>),\n"));
    }
    format!(
        "/// Events are known by their names, whatever method an example names.\nstatic EVENTS: &[Event] = &[\n{rows}];"
    )
}

fn rows(emitter: &Emitter<'_>, operation: &Operation, name: &OperationName, path: &str) -> String {
    let method = Literal::string(operation.method.key());
    let path = Literal::string(path);
    let answer = match &operation.answer {
        Answer::Json(expr) => {
            let kind = emitter.value(expr, &ModulePath::default());
            format!("Example::answer::<{}>", rooted(&kind))
        }
        Answer::Empty | Answer::Text | Answer::Bytes => "Example::untyped".to_owned(),
    };
    let request = match &operation.body {
        Some(_) => format!("Example::request::<api::{}::{}>", name.module, name.request),
        None => "Example::untyped".to_owned(),
    };
    format!(
        "    ({method}, {path}, \"response\", {answer}),\n    ({method}, {path}, \"request\", {request}),\n"
    )
}

/// A type as written at the crate root, seen from a test.
pub(super) fn rooted(kind: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in kind.chars().chain([' ']) {
        if c.is_alphanumeric() || c == '_' || c == ':' {
            word.push(c);
            continue;
        }
        // Paths of the crate and of its runtime; what has one part is in the prelude.
        match word.split_once("::") {
            Some(("rt", rest)) => out.push_str(&format!("api::runtime::{rest}")),
            Some(("crate", rest)) => out.push_str(&format!("api::{rest}")),
            Some((first, _)) if first != "std" => out.push_str(&format!("api::{word}")),
            _ => out.push_str(&word),
        }
        word.clear();
        out.push(c);
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::rooted;

    #[test]
    fn types_are_seen_from_outside() {
        for (kind, expected) in [
            ("users::User", "api::users::User"),
            ("Vec<users::get::Item>", "Vec<api::users::get::Item>"),
            ("String", "String"),
            ("rt::Value", "api::runtime::Value"),
            ("a::remote_support::Page", "api::a::remote_support::Page"),
            (
                "std::collections::BTreeMap<String, a::B>",
                "std::collections::BTreeMap<String, api::a::B>",
            ),
        ] {
            assert_eq!(rooted(kind), expected);
        }
    }
}
