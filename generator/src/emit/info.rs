//! What the runtime knows about an operation: the value beside its table.

use proc_macro2::Literal;

use super::Emitter;
use crate::model::{Answer, BodyKind, Encoding, Method, Operation, Paging, TypeExpr, TypeKind};
use crate::name::OperationName;
use crate::settings::Credential;

/// The facts that differ from the default, a line each.
pub(super) fn info(emitter: &Emitter<'_>, operation: &Operation, name: &OperationName) -> String {
    let text = |text: &str| Literal::string(text).to_string();
    let list = |list: &[String]| -> String {
        let list: Vec<String> = list.iter().map(|one| text(one)).collect();
        format!("&[{}]", list.join(", "))
    };
    let mut lines = vec![
        format!("id: {}", text(&name.path())),
        match &operation.method {
            Method::Other(name) => format!("method: rt::Method::new({})", text(name.as_str())),
            method => format!("method: rt::Method::{method}"),
        },
        format!("path: {}", text(&operation.sent_path())),
        format!("server: &crate::servers::{}", super::servers::constant(operation.sent_to())),
    ];
    if operation.one_of_required.len() > 1 {
        let sets: Vec<String> = operation.one_of_required.iter().map(|names| list(names)).collect();
        lines.push(format!("one_of: &[{}]", sets.join(", ")));
    }
    lines.extend(operation.body.as_ref().and_then(|body| encoding(&body.encoding)));
    if let Some(body) = &operation.body {
        lines.push(match &body.kind {
            BodyKind::Json => "body: rt::Body::Json".into(),
            BodyKind::JsonAs(kind) => format!("body: rt::Body::JsonAs({})", text(kind)),
            BodyKind::Form => "body: rt::Body::Form".into(),
            BodyKind::Multipart => "body: rt::Body::Multipart".into(),
            BodyKind::Text(kind) => format!("body: rt::Body::Text({})", text(kind)),
            BodyKind::Bytes(kind) => format!("body: rt::Body::Bytes({})", text(kind)),
        });
    } else if operation.security.is_none() && needs_form(emitter, operation) {
        // Credentials that travel in the form need one, whether or not the operation has inputs.
        lines.push("body: rt::Body::Form".into());
    }
    if let Some(security) = &operation.security {
        let schemes: Vec<String> = security.iter().map(|one| super::servers::scheme(one)).collect();
        lines.push(format!("security: Some(&[{}])", schemes.join(", ")));
    }
    if !operation.alternatives.is_empty() {
        let alternatives = super::servers::alternatives(&operation.alternatives);
        lines.push(format!("alternatives: {alternatives}"));
    }
    match operation.answer {
        Answer::Text => lines.push("accept: \"text/plain, */*\"".into()),
        Answer::Bytes => lines.push("accept: \"*/*\"".into()),
        Answer::Json(_) | Answer::Empty => {}
    }
    if let Some(accept) = &operation.accept {
        lines.push(format!("accept: {}", text(accept)));
    }
    if let Some(label) = &operation.rate_limit {
        lines.push(format!("rate_limit: Some({})", text(label)));
    }
    if !operation.scopes.is_empty() {
        lines.push(format!("scopes: {}", list(&operation.scopes)));
    }
    lines.extend(error_table(operation));
    lines.extend(operation.paging.as_ref().and_then(paging_value));
    if operation.paging.as_ref().is_some_and(|paging| paging.link) {
        lines.push("link_paging: true".into());
    }
    if let Some(window) = &operation.window {
        lines.push(format!("window: Some({})", super::window::value(window)));
    }
    if operation.deprecated {
        lines.push("deprecated: true".into());
    }
    if answers_with_code(emitter, operation) {
        lines.push("response_code_field: true".into());
    }
    lines.iter().map(|line| format!("        {line},\n")).collect()
}

/// How properties of the body are written.
fn encoding(list: &[Encoding]) -> Option<String> {
    let row = |one: &Encoding| {
        let flags = one.style.flags().iter();
        let flags: Vec<String> =
            flags.map(|flag| format!("rt::flags::{}", flag.to_ascii_uppercase())).collect();
        let flags = if flags.is_empty() { "0".to_owned() } else { flags.join(" | ") };
        let (name, media_type) = (Literal::string(&one.name), Literal::string(&one.media_type));
        format!(
            "            rt::Encoding {{ name: {name}, flags: {flags}, media_type: {media_type} }},\n"
        )
    };
    let rows: String = list.iter().map(row).collect();
    (!list.is_empty()).then(|| format!("encoding: &[\n{rows}        ]"))
}

fn needs_form(emitter: &Emitter<'_>, operation: &Operation) -> bool {
    let server = emitter.api.servers.iter().find(|server| server.key == operation.server);
    let form = |one: &String| matches!(Credential::try_from(one.as_str()), Ok(Credential::Form(_)));
    server.is_some_and(|server| server.rules.security.iter().any(form))
}

fn error_table(operation: &Operation) -> Option<String> {
    let known: Vec<String> = operation
        .errors
        .iter()
        .filter(|error| !error.meaning.is_empty())
        .map(|error| {
            let code = error.code.map_or("None".into(), |code| format!("Some({code})"));
            let meaning = Literal::string(&error.meaning);
            let status = error.status;
            format!("            rt::KnownError {{ status: {status}, code: {code}, meaning: {meaning} }},\n")
        })
        .collect();
    (!known.is_empty()).then(|| format!("errors: &[\n{}        ]", known.concat()))
}

/// The inputs and fields of paging, where it has any.
fn paging_value(paging: &Paging) -> Option<String> {
    if paging.token.is_none() && paging.number.is_none() {
        return None;
    }
    let text = |text: &str| Literal::string(text).to_string();
    let token = match &paging.token {
        None => "None".to_owned(),
        Some(token) => format!(
            "Some(rt::TokenPaging {{ request: {}, response: {} }})",
            text(&token.request),
            text(&token.response)
        ),
    };
    let page = match &paging.number {
        None => "None".to_owned(),
        Some(number) => format!(
            "Some(rt::NumberPaging {{ request: {}, response: {}, count: {} }})",
            text(&number.request),
            text(number.response.as_deref().unwrap_or_default()),
            text(number.count.as_deref().unwrap_or_default())
        ),
    };
    Some(format!("paging: Some(rt::Paging {{ token: {token}, page: {page} }})"))
}

/// The answer itself has a field where errors have their code: it is not proof of an error.
fn answers_with_code(emitter: &Emitter<'_>, operation: &Operation) -> bool {
    let Answer::Json(TypeExpr::Type(id)) = &operation.answer else { return false };
    let TypeKind::Object(object) = &emitter.api.ty(*id).kind else { return false };
    let server = emitter.api.servers.iter().find(|server| server.key == operation.server);
    let codes = server.map(|server| server.rules.errors.code.as_slice()).unwrap_or_default();
    object.fields.iter().any(|field| codes.contains(&field.wire))
}
