//! servers.rs: base URLs, credentials and error shapes.

use std::collections::BTreeSet;

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
    layout.uses("crate::runtime as rt");
    layout.text(secrets(emitter));
    for server in &emitter.api.servers {
        layout.text(one(server));
    }
    layout
}

fn one(server: &Server) -> String {
    let rules = &server.rules;
    let errors = &rules.errors;
    let mut expr = Vec::new();
    let keys = [
        ("envelope", &errors.envelope),
        ("code", &errors.code),
        ("kind", &errors.kind),
        ("message", &errors.message),
        ("list", &errors.list),
        ("field", &errors.field),
        ("detail", &errors.detail),
    ];
    for (name, keys) in keys.into_iter().filter(|(_, keys)| !keys.is_empty()) {
        expr.push(format!("{name}: {}", list(keys)));
    }
    if errors.in_success {
        expr.push("in_success: true".into());
    }
    let codes = [
        ("expired", &errors.expired),
        ("not_found", &errors.not_found),
        ("forbidden", &errors.forbidden),
    ];
    for (name, codes) in codes {
        if !codes.is_empty() {
            let codes: Vec<String> = codes.iter().map(i64::to_string).collect();
            expr.push(format!("{name}: &[{}]", codes.join(", ")));
        }
    }
    if let Some(marker) = &errors.scopes {
        expr.push(format!("scopes: Some({})", text(marker)));
    }
    if !errors.page_expired.is_empty() {
        expr.push(format!("page_expired: {}", list(&errors.page_expired)));
    }
    let expr: String = expr.iter().map(|line| format!("        {line},\n")).collect();
    let tracking = match &rules.tracking_header {
        Some(header) => format!("    tracking_header: Some({}),\n", text(header)),
        None => String::new(),
    };
    let hosts = match rules.hosts.as_slice() {
        [] => String::new(),
        hosts => format!("    hosts: {},\n", list(hosts)),
    };
    let limits = super::limits::limits(&rules.limits);
    let security: Vec<String> = rules.security.iter().map(|one| scheme(one)).collect();
    let others = match server.alternatives.as_slice() {
        [] => String::new(),
        others => format!("    alternatives: {},\n", alternatives(others)),
    };
    format!(
        "/// The server `{}`.\npub static {}: rt::Server = rt::Server {{\n    name: {},\n    url: {},\n    errors: rt::ErrorShape {{\n{expr}        ..rt::ErrorShape::DEFAULT\n    }},\n{tracking}{hosts}    security: &[{}],\n{others}{limits}    ..rt::Server::DEFAULT\n}};",
        server.key,
        constant(&server.key),
        text(&server.key),
        text(rules.url.trim_end_matches('/')),
        security.join(", "),
    )
}

/// Which names are secret, for what no document describes.
fn secrets(emitter: &Emitter<'_>) -> String {
    let rules = &emitter.settings.rules.secrets;
    let is_name = |entry: &&str| !entry.contains(' ');
    let hidden = rules.hidden.iter().map(String::as_str).filter(is_name);
    let credentials = emitter.settings.rules.credentials.iter().map(String::as_str);
    let mut names: BTreeSet<String> = hidden.chain(credentials).map(name).collect();
    // What is secret at one place is so everywhere else for those who know the name alone.
    for field in emitter.api.fields().filter(|field| field.secret) {
        if rules.by_name(&field.wire) != Some(true) {
            names.insert(name(&field.wire));
        }
    }
    let hidden: Vec<String> = names.into_iter().collect();
    let shown: BTreeSet<String> = rules.shown().filter(is_name).map(name).collect();
    let shown: Vec<String> = shown.into_iter().filter(|name| !hidden.contains(name)).collect();
    let lists =
        [("hidden", &hidden), ("shown", &shown), ("query", &rules.query), ("words", &rules.words)];
    let lists = lists.iter().filter(|(_, names)| !names.is_empty());
    let lines: String =
        lists.map(|(key, names)| format!("    {key}: {},\n", self::list(names))).collect();
    format!(
        "/// Which names are secret: what has such a name is never printed.\npub static SECRETS: rt::Secrets = rt::Secrets {{\n{lines}    ..rt::Secrets::DEFAULT\n}};"
    )
}

/// A name as the runtime compares it.
fn name(entry: &str) -> String {
    if entry.contains('*') { entry.to_owned() } else { snake(entry) }
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
