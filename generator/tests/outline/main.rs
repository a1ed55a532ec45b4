//! The code generated from the whole of specs/. One test program, so that specs/ is generated once for all tests.
//!
//! The outline of every document lists its operations, types and enums, so that a change in specs/ has to be reviewed:
//! with `cargo insta review`, or with `INSTA_UPDATE=always` and `git diff`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

#[path = "../cases/mod.rs"]
mod cases;
mod coverage;
mod determinism;
mod published;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use zoom_codegen::model::{
    Answer, BodyKind, Document, EnumId, Field, Location, Operation, Repr, Style, TypeExpr, TypeId,
    TypeKind,
};
use zoom_codegen::name::{Input, Target, TypePath, inputs};
use zoom_codegen::{Inputs, Output};

/// The output for specs/, on one thread and in order: generated once, because it takes seconds.
fn real() -> &'static Output {
    static REAL: OnceLock<Output> = OnceLock::new();
    REAL.get_or_init(|| {
        let inputs = Inputs { specs: cases::real(), templates: cases::stubs(), threads: 1 };
        cases::output("specs/", &inputs)
    })
}

#[test]
fn every_keyword_of_the_documents_of_this_project_is_used() {
    let notes = real().diagnostics.iter().filter(|one| one.code.ends_with("-keyword"));
    let notes: Vec<&str> = notes.map(|one| one.message.as_str()).collect();
    assert_eq!(notes, [""; 0]);
}

#[test]
fn real_documents() {
    let output = real();
    cases::conserved("specs/", output);
    let mut shared = String::new();
    for (id, path) in &output.names.enums {
        if output.api.enumeration(*id).shared.is_some() {
            let _ = writeln!(shared, "enum {path}{}", values(output, *id));
        }
    }
    // All differences at once, not the first document's only. What several documents use is listed once.
    let mut outlines = vec![
        ("enums".to_owned(), "enums.yaml".to_owned(), shared),
        ("types".to_owned(), "shared.yaml".to_owned(), shared_types(output)),
    ];
    for document in &output.api.documents {
        outlines.push((document.id.clone(), document.file.clone(), outline(output, document)));
    }
    let mut failed = Vec::new();
    for (name, file, text) in &outlines {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(file);
        let checked = std::panic::catch_unwind(|| {
            insta::with_settings!({
                snapshot_path => "../snapshots",
                input_file => &source,
                omit_expression => true,
                prepend_module_to_snapshot => false,
                snapshot_suffix => name.as_str(),
            }, {
                insta::assert_snapshot!("outline", text);
            });
        });
        if checked.is_err() {
            failed.push(name.as_str());
        }
    }
    assert_eq!(failed, [""; 0], "a change in specs/ that was not reviewed");
    let mut names: Vec<String> = outlines.into_iter().map(|(name, ..)| name).collect();
    names.sort();
    assert_eq!(cases::snapshots("outline"), names, "a snapshot without a document");
}

/// One document.
fn outline(output: &Output, document: &Document) -> String {
    let mut text = match document.server.as_str() {
        "" => String::new(),
        server => format!("server {server}\n"),
    };
    let mut used = Used::default();
    for (index, operation) in output.api.operations.iter().enumerate() {
        if operation.document == document.id {
            text.push_str(&operation_lines(output, index, operation));
            for input in inputs(&output.api, operation) {
                used.expr(output, input.expr);
            }
            if let Answer::Json(expr) = &operation.answer {
                used.expr(output, expr);
            }
        }
    }
    for (event, variant) in output.api.events.iter().zip(&output.names.events) {
        if event.document == document.id {
            let _ = writeln!(
                text,
                "\nevent {}\n  {variant}: {}",
                event.name, output.names.types[&event.ty]
            );
            used.expr(output, &TypeExpr::Type(event.ty));
        }
    }
    used.types.retain(|id| !is_shared(&output.names.types[id]));
    used.enums.retain(|id| !is_shared(&output.names.enums[id]));
    text.push_str(&types(output, &used.types));
    text.push_str(&enums(output, &used.enums));
    text
}

/// The types of shared.yaml, and what is below them.
fn shared_types(output: &Output) -> String {
    let names = &output.names;
    let ids = names.types.iter().filter(|(_, path)| is_shared(path)).map(|(id, _)| *id);
    let mut text = types(output, &ids.collect());
    let ids = names.enums.iter().filter(|(_, path)| is_shared(path)).map(|(id, _)| *id);
    text.push_str(&enums(output, &ids.collect()));
    text
}

fn is_shared(path: &TypePath) -> bool {
    path.module.0.first().is_some_and(|first| first == "types")
}

/// The enums that no other outline has.
fn enums(output: &Output, ids: &BTreeSet<EnumId>) -> String {
    let mut text = String::new();
    for id in ids.iter().filter(|id| output.api.enumeration(**id).shared.is_none()) {
        let _ = writeln!(text, "\nenum {}{}", output.names.enums[id], values(output, *id));
    }
    text
}

fn operation_lines(output: &Output, index: usize, operation: &Operation) -> String {
    let name = &output.names.operations[index];
    let mut text = format!("\n{} {}\n  {}", operation.method, operation.path, name.path());
    if operation.deprecated {
        text.push_str(" deprecated");
    }
    text.push('\n');
    for (input, member) in inputs(&output.api, operation).iter().zip(&name.inputs) {
        let _ = writeln!(text, "  {}", input_line(output, input, member));
    }
    if let Some(body) = &operation.body {
        let kind = match &body.kind {
            BodyKind::Json => "json".to_owned(),
            BodyKind::JsonAs(kind) => format!("json as {kind}"),
            BodyKind::Form => "form".to_owned(),
            BodyKind::Multipart => "multipart".to_owned(),
            BodyKind::Text(kind) | BodyKind::Bytes(kind) => kind.clone(),
        };
        let _ = writeln!(text, "  sends {kind}");
    }
    let answer = match &operation.answer {
        Answer::Empty => "nothing".to_owned(),
        Answer::Text => "text".to_owned(),
        Answer::Bytes => "bytes".to_owned(),
        Answer::Json(expr) => shown(output, expr),
    };
    let _ = writeln!(text, "  answers {answer}");
    if let Some(paging) = &operation.paging {
        let mut styles = Vec::new();
        styles.extend(paging.token.as_ref().map(|token| token.request.as_str()));
        styles.extend(paging.number.as_ref().map(|number| number.request.as_str()));
        styles.extend(paging.link.then_some("the header Link"));
        let items = paging.items.as_ref().map_or("no items", |(items, _)| items.as_str());
        let _ = writeln!(text, "  paged by {}: {items}", styles.join(" or "));
    }
    text
}

fn input_line(output: &Output, input: &Input<'_>, member: &str) -> String {
    let schema_path = match input.target {
        Target::Parameter(Location::Path { double: true }, _) => "path, encoded twice",
        Target::Parameter(Location::Path { .. }, _) => "path",
        Target::Parameter(Location::Query, _) => "query",
        Target::Parameter(Location::Header, _) => "header",
        Target::Parameter(Location::Cookie, _) => "cookie",
        Target::Member => "member",
        Target::Body => "body",
    };
    let style = match input.target {
        Target::Parameter(_, style) if style != Style::Repeated => {
            format!(" {style:?}").to_lowercase()
        }
        _ => String::new(),
    };
    let own = match input.field {
        Some(field) => field_line(output, field, member),
        None => format!("{member}: {}", shown(output, input.expr)),
    };
    format!("{schema_path}{style} {own}")
}

/// `type_ = type: UserType, as text, required, secret`.
fn field_line(output: &Output, field: &Field, member: &str) -> String {
    let mut text = member.to_owned();
    if member != field.wire {
        let _ = write!(text, " = {}", field.wire);
    }
    let _ = write!(text, ": {}", shown(output, &field.expr));
    for (mark, holds) in [
        ("as text", field.quoted),
        ("required", field.required),
        ("secret", field.secret),
        ("boxed", field.boxed),
        ("deprecated", field.facts.deprecated),
    ] {
        if holds {
            let _ = write!(text, ", {mark}");
        }
    }
    text
}

fn types(output: &Output, ids: &BTreeSet<TypeId>) -> String {
    let mut text = String::new();
    for id in ids {
        let ty = output.api.ty(*id);
        let members = output.names.members[id].iter();
        let role = if ty.usage.request { ", sent" } else { "" };
        match &ty.kind {
            TypeKind::Object(object) => {
                let _ = writeln!(text, "\ntype {}{role}", output.names.types[id]);
                for (field, member) in object.fields.iter().zip(members) {
                    let _ = writeln!(text, "  {}", field_line(output, field, member));
                }
            }
            TypeKind::Union(union) => {
                let _ = writeln!(text, "\nunion {}{role}", output.names.types[id]);
                for (one, member) in union.alternatives.iter().zip(members) {
                    let _ = writeln!(text, "  {member}: {}", shown(output, &one.expr));
                }
            }
        }
    }
    text
}

/// The values of an enumeration, behind its name.
fn values(output: &Output, id: EnumId) -> String {
    let enumeration = output.api.enumeration(id);
    let kind = match enumeration.repr {
        Repr::Integer => "integer",
        Repr::Text => "text",
    };
    let mut text = format!(" of {kind}");
    for (variant, member) in enumeration.variants.iter().zip(&output.names.variants[&id]) {
        let _ = write!(text, "\n  {} {member}", variant.wire);
        if let Some(label) = &variant.label {
            let _ = write!(text, ": {label}");
        }
        if !variant.aliases.is_empty() {
            let _ = write!(text, " ({})", variant.aliases.join(", "));
        }
        if variant.deprecated {
            text.push_str(", deprecated");
        }
    }
    text
}

fn shown(output: &Output, expr: &TypeExpr) -> String {
    match expr {
        TypeExpr::Text => "text".into(),
        TypeExpr::Timestamp => "timestamp".into(),
        TypeExpr::Date => "date".into(),
        TypeExpr::Integer => "integer".into(),
        TypeExpr::Number => "number".into(),
        TypeExpr::Boolean => "boolean".into(),
        TypeExpr::File => "file".into(),
        TypeExpr::Any => "anything".into(),
        TypeExpr::Id(name) => name.clone(),
        TypeExpr::Enum(id) => output.names.enums[id].to_string(),
        TypeExpr::Type(id) => output.names.types[id].to_string(),
        TypeExpr::List(inner) => format!("list of {}", shown(output, inner)),
        TypeExpr::Map(inner) => format!("map of {}", shown(output, inner)),
    }
}

/// What a document's operations lead to, in the order of ids: that of the document.
#[derive(Default)]
struct Used {
    types: BTreeSet<TypeId>,
    enums: BTreeSet<EnumId>,
}

impl Used {
    fn expr(&mut self, output: &Output, expr: &TypeExpr) {
        match expr.innermost() {
            TypeExpr::Enum(id) => {
                self.enums.insert(*id);
            }
            // A type without a name was taken apart into inputs.
            TypeExpr::Type(id) if output.names.types.contains_key(id) && self.types.insert(*id) => {
                match &output.api.ty(*id).kind {
                    TypeKind::Object(object) => {
                        object.fields.iter().for_each(|field| self.expr(output, &field.expr));
                    }
                    TypeKind::Union(union) => {
                        union.alternatives.iter().for_each(|one| self.expr(output, &one.expr));
                    }
                }
            }
            _ => {}
        }
    }
}
