//! The part of a README that shows how a crate made from one document is used: client, credentials, a first call.

use super::Emitter;
use super::conformance::request;
use super::sample::{Amount, literal};
use crate::model::{Answer, Credential, Method, Operation};
use crate::name::{OperationName, inputs};

/// The section; nothing for a document without operations.
pub(super) fn usage(emitter: &Emitter<'_>) -> String {
    let Some((operation, name)) = shown(emitter) else { return String::new() };
    let server = emitter.api.servers.iter().find(|server| server.key == operation.sent_to());
    let url = server.map(|server| server.rules.url.as_str()).unwrap_or_default();
    let own = operation.security.as_deref();
    let security = own.or(server.map(|server| server.rules.security.as_slice()));
    let security = security.unwrap_or_default();
    let mut builder = String::new();
    let base = if url.contains("://") {
        format!("Requests go to `{url}`; `base_url` of the builder names another server.")
    } else {
        builder.push_str("\n        .base_url(\"https://api.example.com\")");
        "The document names no server with a full URL, so `base_url` has to.".to_owned()
    };
    let mut credentials = match security {
        [] => "The document requires no credentials here.".to_owned(),
        [_] => "The credentials are those that the document requires.".to_owned(),
        _ => "The document requires several credentials at once: `auth::Auth` can be implemented for a type that has all of them.".to_owned(),
    };
    if let [one] = security {
        builder.push_str(&format!("\n        .auth({})", source(one)));
    } else if security.is_empty()
        && emitter.api.servers.iter().all(|one| one.rules.security.is_empty())
    {
        credentials.push_str(
            " `auth` of the builder takes some where the server wants them all the same, such as `auth::Bearer`.",
        );
    }
    let call = request(emitter, operation, name, &inputs(emitter.api, operation), Amount::Required);
    let sent = match operation.answer {
        Answer::Empty => format!("    {call}.send(&client).await?;\n"),
        _ => format!(
            "    let response = {call}.send(&client).await?;\n    println!(\"{{response:?}}\");\n"
        ),
    };
    let krate = emitter.settings.krate.name.replace('-', "_");
    format!(
        "## A first call\n\n```rust,no_run\nuse {krate} as api;\n\n#[tokio::main]\nasync fn main() -> api::Result<()> {{\n    let client = api::Client::builder(){builder}\n        .build()?;\n{sent}    Ok(())\n}}\n```\n\n{credentials} {base}\n\n"
    )
}

/// The operation that only reads and needs the fewest inputs; of several the first by name.
fn shown<'a>(emitter: &'a Emitter<'_>) -> Option<(&'a Operation, &'a OperationName)> {
    let all = emitter.api.operations.iter().zip(&emitter.names.operations);
    all.min_by_key(|(operation, name)| {
        let list = inputs(emitter.api, operation);
        let required = list.iter().filter(|input| input.required).count();
        let call = request(emitter, operation, name, &list, Amount::Required);
        // Values of any shape need a crate more.
        let plain = !call.contains("serde_json::");
        (!plain, operation.deprecated, operation.method != Method::Get, required, name.path())
    })
}

fn source(credential: &Credential) -> String {
    let key = |schema_path: &str, name: &str| {
        format!(
            "api::auth::ApiKey::new(api::runtime::Scheme::{schema_path}({}), \"the key\")",
            literal(name)
        )
    };
    match credential {
        Credential::Basic => "api::auth::Basic::new(\"name\", \"password\")".to_owned(),
        Credential::Header(name) => key("Header", name),
        Credential::Query(name) => key("Query", name),
        Credential::Cookie(name) => key("Cookie", name),
        Credential::Form(name) => key("Form", name),
        Credential::Bearer => "api::auth::Bearer::new(\"the token\")".to_owned(),
    }
}
