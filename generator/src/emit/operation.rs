//! Operations: constructor, request type, setters, and the table that the runtime drives.

use super::info::info;
use super::object::{MANY, TOO_MANY, alias, row, set, setter};
use super::operation_docs::{deprecation, operation_docs, request_docs};
use super::types::ident;
use super::{Emitter, conversion, doc};
use crate::layout::{Layout, Source};
use crate::model::{Answer, Field, Location, Operation, Paging, Style, TypeExpr, TypeKind};
use crate::name::{ConvertedInto, Input, OperationName, Target, inputs};
use crate::request_methods::sends_file;

pub(super) fn operation(emitter: &Emitter<'_>, index: usize, layout: &mut Layout) {
    let (Some(operation), Some(name)) =
        (emitter.api.operations.get(index), emitter.names.operations.get(index))
    else {
        return;
    };
    let list = inputs(emitter.api, operation);
    layout.source(constructor(emitter, operation, name, &list));
    // An input and its setter have the same documentation.
    let texts: Vec<Vec<String>> = list.iter().map(|input| input_docs(emitter, input)).collect();
    let mut about = request_docs(emitter, operation, name);
    if let Some(words) = conversion::words(emitter, ConvertedInto::Request(index), &name.module) {
        about.push(String::new());
        about.extend(doc::wrap(&[words]));
    }
    layout.source(request(emitter, &about, name, &list, &texts));
    if list.iter().any(|input| !input.required) {
        layout.source(setters(emitter, name, &list, &texts));
    }
    let into = ConvertedInto::Request(index);
    layout.text(table(emitter, operation, name, &list));
    for call in conversion::calls(emitter, into, &name.request, &name.module) {
        layout.text(call);
    }
}

fn setters(
    emitter: &Emitter<'_>,
    name: &OperationName,
    list: &[Input<'_>],
    texts: &[Vec<String>],
) -> Source {
    let mut source = Source::new();
    source.line(0, format_args!("impl {} {{", ident(&name.request)));
    let inputs = list.iter().zip(&name.inputs).zip(texts);
    let optional = inputs.filter(|((input, _), _)| !input.required);
    for (index, ((input, member), about)) in optional.enumerate() {
        if index > 0 {
            source.blank();
        }
        match input.field {
            // A request is no part of itself: what is boxed in the type of the body is not in the request.
            Some(field) => {
                let field = Field { boxed: false, ..field.clone() };
                setter(emitter, &field, member, about, &name.module, &mut source);
            }
            None => {
                source.line(1, BODY);
                let (kind, value) = emitter.argument(input.expr, false, "value", &name.module);
                // A parameter may be called `body` too, so the name is not always that.
                set(ident(member), &kind, &value, &mut source);
            }
        }
    }
    source.line(0, "}");
    source
}

const BODY: &str = "/// The body of the request.";

fn constructor(
    emitter: &Emitter<'_>,
    operation: &Operation,
    name: &OperationName,
    list: &[Input<'_>],
) -> Source {
    let (function, request) = (ident(&name.function), ident(&name.request));
    let mut parameters = Vec::new();
    let mut values = Vec::new();
    for (input, member) in list.iter().zip(&name.inputs).filter(|(input, _)| input.required) {
        let member = ident(member);
        let (kind, value) = emitter.argument(input.expr, false, member, &name.module);
        parameters.push(format!("{member}: {kind}"));
        values.push((member, value));
    }
    let mut source = Source::new();
    source.docs(0, &operation_docs(emitter, operation, name, list));
    let alias = operation.operation_id.as_deref().and_then(|id| alias(id, &name.function));
    if let Some(alias) = alias {
        source.line(0, alias);
    }
    if operation.deprecated {
        match deprecation(emitter, operation) {
            Some(note) => {
                let note = proc_macro2::Literal::string(&note);
                source.line(0, format_args!("#[deprecated(note = {note})]"));
            }
            None => source.line(0, "#[deprecated]"),
        }
    }
    if parameters.len() > MANY {
        source.line(0, TOO_MANY);
    }
    source.function(0, function, &parameters, request);
    source.built(1, request, &values);
    source.line(0, "}");
    source
}

fn input_docs(emitter: &Emitter<'_>, input: &Input<'_>) -> Vec<String> {
    match input.field {
        Some(field) => emitter.field_docs(field),
        None => vec!["The body of the request.".into()],
    }
}

fn request(
    emitter: &Emitter<'_>,
    about: &[String],
    name: &OperationName,
    list: &[Input<'_>],
    texts: &[Vec<String>],
) -> Source {
    let mut source = Source::new();
    source.docs(0, about);
    source.line(0, "#[non_exhaustive]");
    source.line(0, "#[must_use = \"nothing is sent until `send` is called\"]");
    source.line(0, format_args!("pub struct {} {{", ident(&name.request)));
    for ((input, member), about) in list.iter().zip(&name.inputs).zip(texts) {
        let kind = emitter.field(input.expr, false, true, &name.module);
        source.docs(1, about);
        source.line(1, format_args!("pub {}: {kind},", ident(member)));
    }
    source.line(1, "/// Inputs that this version does not know.");
    source.line(1, "pub extra: rt::Extra,");
    source.line(1, "/// Options of this request alone.");
    source.line(1, "pub options: rt::Options,");
    source.line(0, "}");
    source
}

/// The `rt::operation!` call.
fn table(
    emitter: &Emitter<'_>,
    operation: &Operation,
    name: &OperationName,
    list: &[Input<'_>],
) -> String {
    let mut rows = String::new();
    for (index, (input, member)) in list.iter().zip(&name.inputs).enumerate() {
        let wire = input.field.map_or("", |field| field.wire.as_str());
        rows.push_str(&row(index, member, wire, &flags(input)));
    }
    let from = &name.module;
    let answer = match &operation.answer {
        Answer::Empty => "()".to_owned(),
        Answer::Text => "String".to_owned(),
        Answer::Bytes => "rt::Bytes".to_owned(),
        Answer::Json(expr) => emitter.value(expr, from),
    };
    let pages = match &operation.paging {
        None => String::new(),
        Some(paging) => match items(emitter, operation, paging, from) {
            Some(items) => format!(", items {items}"),
            None => ", pages".to_owned(),
        },
    };
    let info = info(emitter, operation, name);
    let upload = if sends_file(operation, list.iter().map(|input| input.expr)) {
        format!("\n\nrt::upload! {{ {} => {answer} }}", name.request)
    } else {
        String::new()
    };
    let default = if list.iter().any(|input| input.required) { "" } else { " default" };
    let windowed = super::window::methods(operation, &name.request, &answer, &pages);
    format!(
        "rt::operation! {{\n    {} {{\n{rows}    }}{default} => {answer}{pages};\n    rt::OperationInfo {{\n{info}        ..rt::OperationInfo::DEFAULT\n    }}\n}}{windowed}{upload}",
        name.request
    )
}

/// `in users of list::User` where a field of the page has the items, `of User` where the page is the list.
fn items(
    emitter: &Emitter<'_>,
    operation: &Operation,
    paging: &Paging,
    from: &crate::name::ModulePath,
) -> Option<String> {
    let (wire, item) = paging.items.as_ref()?;
    let of = format!("of {}", emitter.value(item, from));
    let id = match &operation.answer {
        Answer::Json(TypeExpr::List(_)) => return Some(of),
        Answer::Json(TypeExpr::Type(id)) => id,
        _ => return None,
    };
    let TypeKind::Object(object) = &emitter.api.ty(*id).kind else { return None };
    let index = object.fields.iter().position(|field| field.wire == *wire)?;
    let member = emitter.names.members.get(id)?.get(index)?;
    Some(format!("in {member} {of}"))
}

fn flags(input: &Input<'_>) -> Vec<&'static str> {
    let mut flags = Vec::new();
    let mut style = Style::Repeated;
    match input.target {
        Target::Parameter(location, its) => {
            style = its;
            flags.push(match location {
                Location::Path { .. } => "path",
                Location::Query => "query",
                Location::Header => "header",
                Location::Cookie => "cookie",
            });
            if location == (Location::Path { double: true }) {
                flags.push("double");
            }
        }
        Target::Member => {}
        Target::Body => flags.push("body"),
    }
    if input.target == Target::Member
        && let Some(separator) = input.field.and_then(|field| field.joined)
    {
        style = separator.style();
    }
    flags.extend(style.flags());
    if input.required {
        flags.push("required");
    }
    if let Some(field) = input.field {
        if field.quoted && input.target == Target::Member {
            flags.push("text");
        }
        if field.number && input.target == Target::Member {
            flags.push("number");
        }
        if field.secret {
            flags.push("secret");
        }
    }
    flags
}
