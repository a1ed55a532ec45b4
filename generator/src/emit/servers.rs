//! servers.rs: base URLs, credentials and error shapes.

use proc_macro2::Literal;

use super::Emitter;
use crate::layout::Layout;
use crate::model::Server;
use crate::name::word::snake;
use crate::settings::Credential;

/// `v2` → `V2`.
pub(super) fn constant(key: &str) -> String {
    snake(key).to_ascii_uppercase()
}

pub(super) fn servers(emitter: &Emitter<'_>) -> Layout {
    let mut layout = emitter.layout("rules.yaml");
    layout.docs(["The servers that operations talk to, with their conventions.".to_owned()]);
    if !emitter.api.servers.is_empty() {
        layout.uses("crate::runtime as rt");
    }
    for server in &emitter.api.servers {
        layout.text(one(emitter, server));
    }
    layout
}

fn one(emitter: &Emitter<'_>, server: &Server) -> String {
    let rules = &server.rules;
    let errors = &rules.errors;
    let mut shape = Vec::new();
    if let Some(envelope) = &errors.envelope {
        shape.push(format!("envelope: Some({})", text(envelope)));
    }
    if !errors.code.is_empty() {
        shape.push(format!("code: {}", list(&errors.code)));
    }
    if !errors.message.is_empty() {
        shape.push(format!("message: {}", list(&errors.message)));
    }
    if let Some(key) = &errors.list {
        shape.push(format!("list: Some({})", text(key)));
        shape.push(format!("field: {}", text(&errors.field)));
        shape.push(format!("detail: {}", text(&errors.detail)));
    }
    if errors.in_success {
        shape.push("in_success: true".into());
    }
    for (name, codes) in [("expired", &errors.expired), ("not_found", &errors.not_found)] {
        if !codes.is_empty() {
            let codes: Vec<String> = codes.iter().map(i64::to_string).collect();
            shape.push(format!("{name}: &[{}]", codes.join(", ")));
        }
    }
    if let Some(marker) = &errors.scopes {
        shape.push(format!("scopes: Some({})", text(marker)));
    }
    if !errors.page_expired.is_empty() {
        shape.push(format!("page_expired: {}", list(&errors.page_expired)));
    }
    let shape: String = shape.iter().map(|line| format!("        {line},\n")).collect();
    let tracking = match &rules.tracking_header {
        Some(header) => format!("    tracking_header: Some({}),\n", text(header)),
        None => String::new(),
    };
    let hosts = match rules.hosts.as_slice() {
        [] => String::new(),
        hosts => format!("    hosts: {},\n", list(hosts)),
    };
    let limits = super::limits::limits(&rules.limits);
    let secrets = secrets(emitter);
    let security: Vec<String> = rules.security.iter().map(|one| scheme(one)).collect();
    let others = match server.alternatives.as_slice() {
        [] => String::new(),
        others => format!("    alternatives: {},\n", alternatives(others)),
    };
    format!(
        "/// The server `{}`.\npub static {}: rt::Server = rt::Server {{\n    name: {},\n    url: {},\n    errors: rt::ErrorShape {{\n{shape}        ..rt::ErrorShape::DEFAULT\n    }},\n{tracking}{hosts}    security: &[{}],\n{others}{limits}{secrets}    ..rt::Server::DEFAULT\n}};",
        server.key,
        constant(&server.key),
        text(&server.key),
        text(rules.url.trim_end_matches('/')),
        security.join(", "),
    )
}

/// The names of values that are secret wherever they stand, credentials among them.
fn secrets(emitter: &Emitter<'_>) -> String {
    let rules = &emitter.settings.rules;
    let names = rules.secrets.iter().filter(|pattern| !pattern.contains([' ', '*']));
    let names: Vec<String> = names.chain(&rules.credentials).cloned().collect();
    if names.is_empty() { String::new() } else { format!("    secrets: {},\n", list(&names)) }
}

/// Lists of credentials, any of which will do.
pub(super) fn alternatives(lists: &[Vec<String>]) -> String {
    let lists: Vec<String> = lists
        .iter()
        .map(|list| {
            let list: Vec<String> = list.iter().map(|one| scheme(one)).collect();
            format!("&[{}]", list.join(", "))
        })
        .collect();
    format!("&[{}]", lists.join(", "))
}

pub(super) fn scheme(rule: &str) -> String {
    match Credential::try_from(rule) {
        Ok(Credential::Bearer) => "rt::Scheme::Bearer".into(),
        Ok(Credential::Basic) => "rt::Scheme::Basic".into(),
        Ok(Credential::Header(name)) => format!("rt::Scheme::Header({})", text(&name)),
        Ok(Credential::Query(name)) => format!("rt::Scheme::Query({})", text(&name)),
        Ok(Credential::Cookie(name)) => format!("rt::Scheme::Cookie({})", text(&name)),
        Ok(Credential::Form(name)) => format!("rt::Scheme::Form({})", text(&name)),
        // Settings and lowering give no other; sending another credential instead would be worse than no crate.
        Err(fault) => format!("compile_error!({})", text(&fault)),
    }
}

pub(super) fn text(text: &str) -> String {
    Literal::string(text).to_string()
}

pub(super) fn list(list: &[String]) -> String {
    let list: Vec<String> = list.iter().map(|one| text(one)).collect();
    format!("&[{}]", list.join(", "))
}
