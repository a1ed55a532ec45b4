//! tests/conformance.rs and a file a document below it: every operation is sent twice, with what it requires
//! and with everything that it takes.

use rayon::prelude::*;

use super::examples::rooted;
use super::sample::{Amount, Samples, literal};
use super::{Emitter, Made};
use crate::layout::Layout;
use crate::model::{Answer, Document, Location, Operation};
use crate::name::{Input, ModulePath, OperationName, Target, inputs};
use crate::word::snake;

pub(super) fn conformance(emitter: &Emitter<'_>) -> Vec<Made> {
    let mut documents = Vec::new();
    for document in &emitter.api.documents {
        let pairs = emitter.api.operations.iter().zip(&emitter.names.operations);
        let own: Vec<_> = pairs.filter(|(one, _)| one.document == document.id).collect();
        if !own.is_empty() {
            documents.push((document, snake(&document.id), own));
        }
    }
    let files = documents.par_iter().map(|(_, module, own)| {
        Made::new(format!("tests/conformance/{module}.rs"), &file(emitter, own))
    });
    let mut made: Vec<Made> = files.collect();
    let documents: Vec<(&Document, String)> =
        documents.into_iter().map(|(document, module, _)| (document, module)).collect();
    made.push(Made::new("tests/conformance.rs".into(), &root(emitter, &documents)));
    made
}

/// The test itself, with its list of documents.
fn root(emitter: &Emitter<'_>, documents: &[(&Document, String)]) -> Layout {
    let mut layout = emitter.layout("");
    layout.docs([
        "Every operation is sent to a server that checks it against its document; see `mock`."
            .into(),
    ]);
    layout.attribute("#![cfg(feature = \"full\")]");
    layout.text("mod mock;");
    let modules: String = documents
        .iter()
        .map(|(_, module)| format!("#[path = \"conformance/{module}.rs\"]\nmod {module};\n"))
        .collect();
    layout.text(modules.trim_end());
    let rows: String = documents
        .iter()
        .map(|(document, module)| {
            let (id, file) = (literal(&document.id), literal(&document.file));
            format!("        ({id}, {file}, {module}::calls),\n")
        })
        .collect();
    layout.text(format!(
        "fn main() -> std::process::ExitCode {{\n    mock::main(&[\n{rows}    ])\n}}"
    ));
    layout
}

/// The calls of one document.
fn file(emitter: &Emitter<'_>, operations: &[(&Operation, &OperationName)]) -> Layout {
    let mut layout = emitter.layout("");
    layout.docs(["The operations of one document.".into()]);
    layout.attribute("#![allow(deprecated, reason = \"deprecated operations are sent as well\")]");
    let krate = emitter.settings.krate.name.replace('-', "_");
    layout.text(format!("use {krate} as api;\n\nuse crate::mock::Calls;"));
    let mut names: Vec<String> = Vec::new();
    let mut calls = Vec::new();
    for (operation, name) in operations {
        let function = name.path().replace("::", "_").replace("r#", "");
        calls.push(call(emitter, operation, name, &function));
        names.push(format!("    {function}(calls);\n"));
    }
    layout.text(format!(
        "/// Adds every operation.\npub(crate) fn calls(calls: &mut Calls) {{\n{}}}",
        names.concat()
    ));
    for call in calls {
        layout.text(call);
    }
    layout
}

/// One operation: what it requires, and everything.
fn call(
    emitter: &Emitter<'_>,
    operation: &Operation,
    name: &OperationName,
    function: &str,
) -> String {
    let list = inputs(emitter.api, operation);
    let answer = match &operation.answer {
        Answer::Empty => "()".to_owned(),
        Answer::Text => "String".to_owned(),
        Answer::Bytes => "api::Bytes".to_owned(),
        Answer::Json(expr) => rooted(&emitter.value(expr, &ModulePath::default())),
    };
    let add = match operation.answer {
        Answer::Json(_) => "add",
        _ => "add_untyped",
    };
    let path = literal(&operation.path);
    let required = request(emitter, operation, name, &list, Amount::Required);
    let all = request(emitter, operation, name, &list, Amount::All);
    format!(
        "fn {function}(calls: &mut Calls) {{\n    calls.{add}::<{answer}>(\n        {path},\n        {required},\n        {all},\n    );\n}}"
    )
}

/// `api::users::list().status(…)`.
pub(super) fn request(
    emitter: &Emitter<'_>,
    operation: &Operation,
    name: &OperationName,
    list: &[Input<'_>],
    amount: Amount,
) -> String {
    let samples = Samples { emitter, amount };
    let value = |input: &Input<'_>, member: &str| match input.target {
        // Text in a path is where encoding goes wrong.
        Target::Parameter(Location::Path { double }, _)
            if amount != Amount::Example && is_text(input) =>
        {
            let text = match (amount, double) {
                (Amount::Required | Amount::Example, _) => "abc-1",
                (Amount::All, false) => "a b/ä?c",
                (Amount::All, true) => "/a b//ä==",
            };
            literal(text)
        }
        _ => samples.argument(member, input.expr, input.field.map(|field| &field.facts)),
    };
    let inputs = || list.iter().zip(&name.inputs);
    let required = inputs().filter(|(input, _)| input.required);
    let required: Vec<String> = required.map(|(input, member)| value(input, member)).collect();
    let mut text = format!("api::{}::{}({})", name.module, name.function, required.join(", "));
    // Of alternatives the first is what is required.
    let one_of = operation.one_of_required.first().map(Vec::as_slice).unwrap_or_default();
    for (input, member) in inputs().filter(|(input, _)| !input.required) {
        let needed = input.field.is_some_and(|field| one_of.contains(&field.wire));
        let wanted = input.field.is_none_or(|field| samples.sets(field));
        if needed || (amount == Amount::All && wanted) {
            text.push_str(&format!("\n            .{member}({})", value(input, member)));
        }
    }
    text
}

fn is_text(input: &Input<'_>) -> bool {
    let plain = |facts: &crate::model::Facts| {
        facts.format.is_none() && facts.pattern.is_none() && facts.max_length.is_none()
    };
    *input.expr == crate::model::TypeExpr::Text
        && input.field.is_some_and(|field| plain(&field.facts))
}
