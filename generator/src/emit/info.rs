//! The runtime's description of an operation: the value next to its table.

use serde::{Serialize, Serializer};

use super::literal::{self, Expression};
use super::{Emitter, servers};
use crate::model::{
    Answer, BodyKind, Credential, Encoding, KnownError, Method, OffsetPaging, Operation, Paging,
    TypeExpr, TypeKind, Window,
};
use crate::name::OperationName;

/// The fields of the runtime's type of this name; fields without a value have its default.
#[derive(Serialize)]
struct Info<'a> {
    id: String,
    method: Expression,
    path: String,
    server: Expression,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "body_kind")]
    body: Option<&'a BodyKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit: Option<&'a str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    scopes: String,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "expression")]
    errors: Option<Expression>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sub_account: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    paging: Option<&'a Paging>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "expression")]
    details: Option<Expression>,
}

/// The same of the runtime's type for what few operations have.
#[derive(Serialize)]
struct Details<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    one_of: &'a [Vec<String>],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    encoding: Vec<PropertyEncoding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    security: Option<&'a [Credential]>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    alternatives: &'a [Vec<Credential>],
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "text")]
    accept: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset_paging: Option<&'a OffsetPaging>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    link_paging: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<&'a Window>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deprecated: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    response_code_field: bool,
}

/// How a property of a form or multipart body is written.
#[derive(Serialize)]
#[serde(rename = "Encoding")]
struct PropertyEncoding<'a> {
    name: &'a str,
    flags: Expression,
    media_type: &'a str,
}

/// The fields that differ from the default, a line each.
pub(super) fn info(emitter: &Emitter<'_>, operation: &Operation, name: &OperationName) -> String {
    let method = match &operation.method {
        // A table that is a constant may contain a constant, but no call.
        Method::Other(name) => {
            format!("const {{ rt::Method::new({}) }}", literal::expression(name.as_str()))
        }
        method => format!("rt::Method::{method}"),
    };
    let paging = operation.paging.as_ref();
    literal::fields(
        &Info {
            id: name.path(),
            method: Expression(method),
            path: operation.sent_path(),
            server: Expression(format!(
                "crate::servers::{}",
                servers::constant(operation.sent_to())
            )),
            body: body(emitter, operation),
            rate_limit: operation.rate_limit.as_deref(),
            scopes: operation.scopes.join(" "),
            errors: errors(operation),
            sub_account: operation.sub_account,
            paging: paging.filter(|paging| paging.token.is_some() || paging.number.is_some()),
            details: details(emitter, operation),
        },
        2,
    )
}

/// What few operations have, if this one has any of it.
fn details(emitter: &Emitter<'_>, operation: &Operation) -> Option<Expression> {
    let has_one_of = operation.one_of_required.len() > 1;
    let paging = operation.paging.as_ref();
    let fields = literal::fields(
        &Details {
            one_of: if has_one_of { &operation.one_of_required } else { &[] },
            encoding: encoding(operation),
            security: operation.security.as_deref(),
            alternatives: &operation.alternatives,
            accept: accept(operation),
            offset_paging: paging.and_then(|paging| paging.offset.as_ref()),
            link_paging: paging.is_some_and(|paging| paging.link),
            window: operation.window.as_ref(),
            deprecated: operation.deprecated,
            response_code_field: has_code_in_response(emitter, operation),
        },
        3,
    );
    let is_there = !fields.is_empty();
    is_there.then(|| {
        let rest = "            ..rt::OperationDetails::DEFAULT\n        }";
        Expression(format!("&rt::OperationDetails {{\n{fields}{rest}"))
    })
}

/// A value that the runtime has without `Some`.
fn body_kind<S: Serializer>(kind: &Option<&BodyKind>, serializer: S) -> Result<S::Ok, S::Error> {
    match kind {
        Some(kind) => kind.serialize(serializer),
        None => serializer.serialize_none(),
    }
}

/// A string that the runtime has without `Some`.
fn text<S: Serializer>(text: &Option<&str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.unwrap_or_default())
}

/// An expression for a value that the runtime has without `Some`.
fn expression<S: Serializer>(value: &Option<Expression>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => value.serialize(serializer),
        None => serializer.serialize_none(),
    }
}

/// The errors with a meaning, a line each; on several lines here as well.
fn errors(operation: &Operation) -> Option<Expression> {
    let known = operation.errors.iter().filter(|error| !error.meaning.is_empty());
    let lines: Vec<String> = known.map(line).collect();
    let (last, others) = lines.split_last()?;
    let mut text = String::from("\"");
    for line in others {
        text.push_str(&format!("{line}\\n\\\n            "));
    }
    Some(Expression(text + last + "\""))
}

/// An error as the runtime reads it, without the quotes of a literal.
fn line(error: &KnownError) -> String {
    let code = error.code.map_or_else(|| "-".to_owned(), |code| code.to_string());
    let meaning = error.meaning.split_whitespace().collect::<Vec<_>>().join(" ");
    let literal = literal::expression(format!("{} {code} {meaning}", error.status).as_str());
    let inner = literal.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(&literal).to_owned()
}

fn encoding(operation: &Operation) -> Vec<PropertyEncoding<'_>> {
    let list = operation.body.as_ref().map(|body| body.encoding.as_slice()).unwrap_or_default();
    let flags = |property: &Encoding| {
        let flags = property.style.flags().iter();
        let flags: Vec<String> =
            flags.map(|flag| format!("rt::flags::{}", flag.to_ascii_uppercase())).collect();
        Expression(if flags.is_empty() { "0".to_owned() } else { flags.join(" | ") })
    };
    list.iter()
        .map(|property| PropertyEncoding {
            name: &property.name,
            flags: flags(property),
            media_type: &property.media_type,
        })
        .collect()
}

fn body<'a>(emitter: &Emitter<'_>, operation: &'a Operation) -> Option<&'a BodyKind> {
    match &operation.body {
        Some(body) => Some(&body.kind),
        // Credentials in a form need one, even if the operation has no inputs.
        None if operation.security.is_none() && needs_form(emitter, operation) => {
            Some(&BodyKind::Form)
        }
        None => None,
    }
}

fn accept(operation: &Operation) -> Option<&str> {
    let by_kind = match operation.answer {
        Answer::Text => Some("text/plain, */*"),
        Answer::Bytes => Some("*/*"),
        Answer::Json(_) | Answer::Empty => None,
    };
    operation.accept.as_deref().or(by_kind)
}

fn needs_form(emitter: &Emitter<'_>, operation: &Operation) -> bool {
    let server = emitter.api.servers.iter().find(|server| server.key == operation.server);
    let is_form = |one: &Credential| matches!(one, Credential::Form(_));
    server.is_some_and(|server| server.rules.security.iter().any(is_form))
}

/// Whether the response itself has a field where errors have their code, so that it does not prove an error.
fn has_code_in_response(emitter: &Emitter<'_>, operation: &Operation) -> bool {
    let Answer::Json(TypeExpr::Type(id)) = &operation.answer else { return false };
    let TypeKind::Object(object) = &emitter.api.ty(*id).kind else { return false };
    let server = emitter.api.servers.iter().find(|server| server.key == operation.server);
    let codes = server.map(|server| server.rules.errors.code.as_slice()).unwrap_or_default();
    object.fields.iter().any(|field| codes.contains(&field.wire))
}

#[cfg(test)]
mod tests {
    use super::{KnownError, line};

    #[test]
    fn an_error_is_one_line_of_a_literal() {
        let known = |code, meaning: &str| KnownError { status: 404, code, meaning: meaning.into() };
        assert_eq!(line(&known(Some(-1), "No such user.")), "404 -1 No such user.");
        assert_eq!(line(&known(None, "Two\n lines.")), "404 - Two lines.");
        assert_eq!(line(&known(None, "Not \"a\\b\"")), r#"404 - Not \"a\\b\""#);
    }
}
