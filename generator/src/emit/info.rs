//! What the runtime knows about an operation: the value beside its table.

use proc_macro2::Literal;

use super::Emitter;
use crate::model::{Answer, BodyKind, Operation, Paging, Shape, TypeKind};
use crate::name::OperationName;

/// The facts that differ from the default, a line each.
pub(super) fn info(emitter: &Emitter<'_>, operation: &Operation, name: &OperationName) -> String {
    let text = |text: &str| Literal::string(text).to_string();
    let list = |list: &[String]| -> String {
        let list: Vec<String> = list.iter().map(|one| text(one)).collect();
        format!("&[{}]", list.join(", "))
    };
    let mut lines = vec![
        format!("id: {}", text(&name.path())),
        format!("method: rt::Method::{}", operation.method),
        format!("path: {}", text(&operation.path)),
        format!("server: &crate::servers::{}", super::servers::constant(&operation.server)),
    ];
    if operation.one_of_required.len() > 1 {
        let sets: Vec<String> = operation.one_of_required.iter().map(|names| list(names)).collect();
        lines.push(format!("one_of: &[{}]", sets.join(", ")));
    }
    if let Some(body) = &operation.body {
        lines.push(match &body.kind {
            BodyKind::Json => "body: rt::Body::Json".into(),
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
    match operation.answer {
        Answer::Text => lines.push("accept: \"text/plain, */*\"".into()),
        Answer::Bytes => lines.push("accept: \"*/*\"".into()),
        Answer::Json(_) | Answer::Empty => {}
    }
    if let Some(label) = &operation.rate_limit {
        lines.push(format!("rate_limit: Some({})", text(label)));
    }
    if !operation.scopes.is_empty() {
        lines.push(format!("scopes: {}", list(&operation.scopes)));
    }
    lines.extend(error_table(operation));
    if let Some(paging) = &operation.paging {
        lines.push(format!("paging: Some({})", paging_value(paging)));
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

fn needs_form(emitter: &Emitter<'_>, operation: &Operation) -> bool {
    let server = emitter.api.servers.iter().find(|server| server.key == operation.server);
    server.is_some_and(|server| server.rules.security.iter().any(|one| one.starts_with("form:")))
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

fn paging_value(paging: &Paging) -> String {
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
            text(&number.response),
            text(&number.count)
        ),
    };
    format!("rt::Paging {{ token: {token}, page: {page} }}")
}

/// The answer itself has a field where errors have their code: it is not proof of an error.
fn answers_with_code(emitter: &Emitter<'_>, operation: &Operation) -> bool {
    let Answer::Json(Shape::Type(id)) = &operation.answer else { return false };
    let TypeKind::Object(object) = &emitter.api.ty(*id).kind else { return false };
    let server = emitter.api.servers.iter().find(|server| server.key == operation.server);
    let codes = server.map(|server| server.rules.errors.code.as_slice()).unwrap_or_default();
    object.fields.iter().any(|field| codes.contains(&field.wire))
}
