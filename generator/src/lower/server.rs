//! The server of a document: an entry of rules.yaml, or what the document itself declares.

use serde_json::{Map, Value};

use super::Lowerer;
use crate::model::{Api, Server};
use crate::overlay::Tree;
use crate::settings::{DocumentEntry, ServerRules, Settings};

/// The key of the document's server; the server is added to `api` when it is not there yet.
pub(super) fn server(
    tree: &Tree,
    entry: &DocumentEntry,
    settings: &Settings,
    api: &mut Api,
) -> String {
    let key = if entry.server.is_empty() { "api".to_owned() } else { entry.server.clone() };
    if api.servers.iter().any(|server| server.key == key) {
        return key;
    }
    let rules = settings.rules.servers.get(&key).cloned();
    let rules = rules.unwrap_or_else(|| declared(&tree.root));
    api.servers.push(Server { key: key.clone(), rules });
    key
}

/// URL and credentials as the document declares them.
fn declared(root: &Value) -> ServerRules {
    let url = root.pointer("/servers/0").map(expand).unwrap_or_default();
    let schemes = root.pointer("/components/securitySchemes");
    let security = requirement(schemes, root.get("security")).unwrap_or_default();
    ServerRules { url, security, ..ServerRules::default() }
}

/// The first requirement that names credentials and can be expressed.
fn requirement(schemes: Option<&Value>, security: Option<&Value>) -> Option<Vec<String>> {
    let expressed = |names: &Map<String, Value>| -> Option<Vec<String>> {
        names.keys().map(|name| scheme(schemes?.get(name)?)).collect()
    };
    let list = security?.as_array()?.iter().filter_map(Value::as_object);
    list.filter(|names| !names.is_empty()).find_map(expressed)
}

impl Lowerer<'_> {
    /// What an operation needs instead of what its server does.
    pub(super) fn own_security(&self, operation: &Value) -> Option<Vec<String>> {
        let security = operation.get("security")?;
        if security.as_array().is_some_and(Vec::is_empty) {
            return Some(Vec::new());
        }
        let schemes = self.tree.root.pointer("/components/securitySchemes");
        let own = requirement(schemes, Some(security))?;
        let server = self.api.servers.iter().find(|server| server.key == self.server)?;
        (own != server.rules.security).then_some(own)
    }
}

/// A server URL with the defaults of its variables, without a trailing slash.
fn expand(server: &Value) -> String {
    let mut url = server.get("url").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(variables) = server.get("variables").and_then(Value::as_object) {
        for (name, variable) in variables {
            let default = variable.get("default").and_then(Value::as_str).unwrap_or_default();
            url = url.replace(&format!("{{{name}}}"), default);
        }
    }
    url.trim_end_matches('/').to_owned()
}

/// A security scheme in the words of rules.yaml.
fn scheme(scheme: &Value) -> Option<String> {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "oauth2" | "openIdConnect" => Some("bearer".into()),
        "http" if text("scheme").eq_ignore_ascii_case("basic") => Some("basic".into()),
        "http" => Some("bearer".into()),
        "apiKey" => {
            let location = scheme.get("x-in").and_then(Value::as_str).unwrap_or_else(|| text("in"));
            let name = text("name");
            if location == "header" && name.eq_ignore_ascii_case("authorization") {
                return Some("bearer".into());
            }
            ["header", "query", "cookie", "form"]
                .contains(&location)
                .then(|| format!("{location}:{name}"))
        }
        _ => None,
    }
}
