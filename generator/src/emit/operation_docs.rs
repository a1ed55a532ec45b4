//! The documentation of an operation: its inputs and response at a glance, facts, an example, errors, and its page.

use super::{Emitter, doc, example, window};
use crate::model::{Answer, Operation, TypeExpr};
use crate::name::{Input, ModulePath, OperationName};
use crate::request_methods::{Aspect, is_windowed};

/// The lines above the constructor.
pub(super) fn operation_docs(
    emitter: &Emitter<'_>,
    operation: &Operation,
    name: &OperationName,
    list: &[Input<'_>],
) -> Vec<String> {
    let mut lines = Vec::new();
    let summary = operation.summary.as_deref().map(doc::inline).filter(|line| !line.is_empty());
    let description = operation.description.as_deref().map(doc::prose).unwrap_or_default();
    if let Some(summary) = summary {
        lines.push(format!("{}.", summary.trim_end_matches('.')));
    }
    let one_of = one_of(operation).into_iter().collect();
    let glance = at_a_glance(emitter, operation, name, list);
    for paragraph in [description, vec![facts(emitter, operation)], one_of, glance] {
        if !lines.is_empty() && !paragraph.is_empty() {
            lines.push(String::new());
        }
        lines.extend(paragraph);
    }
    let mut lines = doc::wrap(&lines);
    // Code has its own lines.
    lines.extend(example::example(emitter, operation, name, list));
    let errors = errors(operation);
    if !errors.is_empty() {
        lines.extend([String::new(), "# Errors".into(), String::new()]);
        lines.extend(doc::wrap(&errors));
    }
    let document = emitter.api.document(&operation.document);
    let url = document.map(|document| emitter.settings.page_of(operation, &document.url));
    if let Some(url) = url.filter(|url| !url.is_empty()) {
        lines.extend([String::new(), format!("Source: <{url}>")]);
    }
    lines
}

/// The lines above the request type.
pub(super) fn request_docs(
    emitter: &Emitter<'_>,
    operation: &Operation,
    name: &OperationName,
) -> Vec<String> {
    let function = &name.function;
    let response = response(emitter, &operation.answer, &name.module);
    doc::wrap(&[format!(
        "The request that [`{function}`](fn@{function}) makes. Its response is {response}."
    )])
}

/// The required inputs with their meaning, the optional ones as links to their setters, and the response.
fn at_a_glance(
    emitter: &Emitter<'_>,
    operation: &Operation,
    name: &OperationName,
    list: &[Input<'_>],
) -> Vec<String> {
    let inputs = || list.iter().zip(&name.inputs);
    let mut lines = Vec::new();
    for (input, member) in inputs().filter(|(input, _)| input.required) {
        let meaning = meaning(emitter, input);
        lines.push(format!("- Required `{}`: {meaning}", doc::code(member)));
    }
    let request = &name.request;
    let optional: Vec<String> = inputs()
        .filter(|(input, _)| !input.required)
        .map(|(_, member)| format!("[`{member}`]({request}::{member}())"))
        .collect();
    if !optional.is_empty() {
        lines.push(format!("- Optional: {}.", optional.join(", ")));
    }
    if lines.is_empty() {
        lines.push("- Inputs: none.".into());
    }
    lines.push(format!("- Response: {}.", response(emitter, &operation.answer, &name.module)));
    lines.extend(pages(emitter, operation, name));
    lines
}

/// The methods that read more than one page or range.
fn pages(emitter: &Emitter<'_>, operation: &Operation, name: &OperationName) -> Option<String> {
    let request = &name.request;
    let link = |method: &str| format!("[`{method}`]({request}::{method}())");
    let paging = operation.paging.as_ref()?;
    let item = paging.items.as_ref().map(|(_, item)| linked(emitter, item, &name.module));
    let mut text = match &item {
        Some(item) => format!("- List: {} reads each item ({item})", link(Aspect::Items.method())),
        None => String::from("- List:"),
    };
    let pages = link(Aspect::Pages.method());
    text.push_str(&match item {
        Some(_) => format!(", {pages} each page"),
        None => format!(" {pages} reads each page"),
    });
    if is_windowed(operation) {
        let method = if item.is_some() { "items_in_windows" } else { "pages_in_windows" };
        text.push_str(&format!(", {} a range of any length", link(method)));
    }
    text.push('.');
    Some(text)
}

/// The first sentences of an input's documentation.
fn meaning(emitter: &Emitter<'_>, input: &Input<'_>) -> String {
    let Some(field) = input.field else { return "The body of the request.".into() };
    let lines = emitter.field_docs(field);
    let first = lines.iter().take_while(|line| !line.is_empty() && !line.starts_with("- "));
    first.map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn response(emitter: &Emitter<'_>, answer: &Answer, from: &ModulePath) -> String {
    match answer {
        Answer::Empty => "empty".to_owned(),
        Answer::Text => "a string".to_owned(),
        Answer::Bytes => "a file, as bytes".to_owned(),
        Answer::Json(expr) => linked(emitter, expr, from),
    }
}

/// A type in words, with a link to the types of this crate in it.
fn linked(emitter: &Emitter<'_>, expr: &TypeExpr, from: &ModulePath) -> String {
    match expr {
        TypeExpr::List(inner) => format!("a list of {}", linked(emitter, inner, from)),
        TypeExpr::Map(inner) => format!("a map of {}", linked(emitter, inner, from)),
        TypeExpr::Type(_) | TypeExpr::Enum(_) => {
            let path = emitter.value(expr, from);
            let shown = path.strip_prefix("crate::").unwrap_or(&path);
            let target = if shown == path { String::new() } else { format!("({path})") };
            format!("[`{shown}`]{target}")
        }
        other => format!("`{}`", emitter.value(other, from).trim_start_matches("rt::")),
    }
}

/// Method, path, rate limit, scopes, plan: one paragraph.
fn facts(emitter: &Emitter<'_>, operation: &Operation) -> String {
    let mut text = format!("`{} {}`.", operation.method, doc::code(&operation.path));
    if let Some(label) = &operation.rate_limit {
        text.push_str(&format!(" Rate limit: {}.", doc::inline(label)));
    }
    let scopes = |list: &[String]| -> String {
        let list: Vec<String> =
            list.iter().map(|scope| format!("`{}`", doc::code(scope))).collect();
        list.join(", ")
    };
    if !operation.scopes.is_empty() {
        text.push_str(&format!(" Scopes: {}.", scopes(&operation.scopes)));
    }
    if !operation.granular_scopes.is_empty() {
        text.push_str(&format!(" Granular scopes: {}.", scopes(&operation.granular_scopes)));
    }
    if operation.sub_account {
        text.push_str(" On behalf of a sub-account: `Client::on_account`");
        if !operation.sub_account_scopes.is_empty() {
            text.push_str(&format!(", with {}", scopes(&operation.sub_account_scopes)));
        }
        text.push('.');
    }
    if let Some(plan) = &operation.plan {
        text.push_str(&format!(" Needs: {}.", doc::inline(plan).trim_end_matches('.')));
    }
    if let Some(window) = &operation.window {
        text.push_str(&window::words(window));
    }
    if operation.deprecated {
        match deprecation(emitter, operation) {
            Some(note) => text.push_str(&format!(" Deprecated: {note}.")),
            None => text.push_str(" Deprecated."),
        }
    }
    text
}

fn one_of(operation: &Operation) -> Option<String> {
    let alternatives: Vec<String> = operation
        .one_of_required
        .iter()
        .map(|names| {
            let names: Vec<String> =
                names.iter().map(|name| format!("`{}`", doc::code(name))).collect();
            names.join(" and ")
        })
        .collect();
    (alternatives.len() > 1).then(|| format!("Needs one of {}.", alternatives.join(", ")))
}

/// The errors that are documented, a list item each.
fn errors(operation: &Operation) -> Vec<String> {
    let known = |error: &crate::model::KnownError| {
        let meaning = doc::inline(&error.meaning);
        let code = error.code.map(|code| format!(", code `{code}`")).unwrap_or_default();
        match meaning.trim_end_matches('.') {
            "" => format!("- `{}`{code}.", error.status),
            meaning => format!("- `{}`{code}: {meaning}.", error.status),
        }
    };
    operation.errors.iter().map(known).collect()
}

/// When a deprecated operation was last documented, and what to use instead.
pub(super) fn deprecation(emitter: &Emitter<'_>, operation: &Operation) -> Option<String> {
    let since =
        operation.deprecated_since.as_deref().map(|when| format!("last documented in {when}"));
    let other = operation.replaced_by.as_deref().and_then(|key| {
        let list = emitter.api.operations.iter().zip(&emitter.names.operations);
        let mut others = list.filter(|(other, _)| other.is(key));
        // Prefer the same server: several may have the path.
        let same = others.clone().find(|(other, _)| other.server == operation.server);
        let (_, name) = same.or_else(|| others.next())?;
        Some(format!("use `{}`", name.path()))
    });
    let parts: Vec<String> = since.into_iter().chain(other).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
