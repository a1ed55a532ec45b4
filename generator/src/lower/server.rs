//! Servers: an entry of rules.yaml, or what a document declares for itself, its paths and its operations.

use serde_json::Value;

use super::security::{self, Security};
use super::{Lowerer, Rejection};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::Tree;
use crate::model::{Api, Server, ServerRules};
use crate::pointer::Pointer;
use crate::settings::{DocumentEntry, Settings};
use crate::word::snake;

/// The key of the document's server, and why its credentials cannot be sent. The server is added to `api` when it is
/// not there yet.
pub(super) fn server(
    tree: &Tree,
    entry: &DocumentEntry,
    settings: &Settings,
    api: &mut Api,
    findings: &mut Findings,
) -> (String, Option<Rejection>) {
    let key = if entry.server.is_empty() { "api".to_owned() } else { entry.server.clone() };
    let mut note = |code, at: &Pointer, message: String, help: &str| {
        findings.push(Finding::new(Severity::Note, code, &tree.file, at, message, help));
    };
    if let Some(rules) = settings.rules.servers.get(&key) {
        if !api.servers.iter().any(|server| server.key == key) {
            api.servers.push(Server { key: key.clone(), rules: rules.clone() });
        }
        return (key, None);
    }
    let (security, fault) = declared_security(&tree.root, &mut note);
    if !api.servers.iter().any(|server| server.key == key) {
        let url = declared_url(&tree.root, &mut note);
        let Security { first: security, others: alternatives } = security;
        let rules = ServerRules { url, security, alternatives, ..ServerRules::default() };
        api.servers.push(Server { key: key.clone(), rules });
    }
    (key, fault)
}

type Note<'a> = dyn FnMut(&'static str, &Pointer, String, &str) + 'a;

/// The credentials that the document requires as a whole.
fn declared_security(root: &Value, note: &mut Note<'_>) -> (Security, Option<Rejection>) {
    let Some(security) = root.get("security").filter(|one| one.is_array()) else {
        return (Security::default(), None);
    };
    let schemes = root.pointer("/components/securitySchemes");
    let read = security::read(schemes, security, &Pointer::root().join("security"));
    for (at, message, help) in read.notes {
        note("security", &at, message, help);
    }
    match read.security {
        Ok(security) => (security, None),
        Err(fault) => (Security::default(), Some(fault)),
    }
}

/// The base URL of the document.
fn declared_url(root: &Value, note: &mut Note<'_>) -> String {
    const HELP: &str = "set `base_url` when the client is built";
    let at = Pointer::root().join("servers");
    let list = root.get("servers").and_then(Value::as_array).filter(|list| !list.is_empty());
    let Some(list) = list else {
        let message = "the document declares no server: requests have no base URL".to_owned();
        note("no-base-url", &Pointer::root(), message, HELP);
        return String::new();
    };
    let Some(first) = list.first() else { return String::new() };
    let (mut url, unknown) = expand(first);
    if let Some((plain, message)) = without_query(&url) {
        note("server-query", &at.join(0), message, QUERY_HELP);
        url = plain;
    }
    if list.len() > 1 {
        let message = format!("{} servers are declared: the first, `{url}`, is used", list.len());
        note("servers", &at, message, "to use another one, set `base_url`");
    }
    if let Some(name) = unknown {
        let message = format!("the variable `{{{name}}}` of the server `{url}` has no default");
        note("no-base-url", &at.join(0), message, HELP);
    } else if !is_full(&url) {
        let message = format!("the server `{url}` is relative to where the document was found");
        note("no-base-url", &at.join(0), message, HELP);
    }
    url
}

impl Lowerer<'_> {
    /// The server that an operation has for itself, or its path has.
    pub(super) fn own_server(
        &mut self,
        item: &Value,
        operation: &Value,
        at: &Pointer,
    ) -> Option<String> {
        let path = at.parent().unwrap_or_else(Pointer::root);
        let listed = |owner: &Value, at: &Pointer| {
            let first = owner.get("servers")?.as_array()?.first()?;
            Some((first.clone(), at.join("servers").join(0)))
        };
        let (server, at) = listed(operation, at).or_else(|| listed(item, &path))?;
        let document = self.api.servers.iter().find(|one| one.key == self.server)?.clone();
        let (mut url, unknown) = expand(&server);
        if let Some((plain, message)) = without_query(&url) {
            self.note("server-query", &at, message, QUERY_HELP);
            url = plain;
        }
        if let Some(name) = &unknown {
            let message = format!("the variable `{{{name}}}` of the server `{url}` has no default");
            let help = "set `server_url` of this server when the client is built";
            self.note("no-base-url", &at, message, help);
        } else if !is_full(&url) {
            let resolved = resolve(&document.rules.url, &url);
            let message = match &resolved {
                Some(full) => format!("the server `{url}` is relative: taken as `{full}`"),
                None => format!("the server `{url}` is relative to where the document was found"),
            };
            let help = "write a full URL, or set `server_url` when the client is built";
            self.note("no-base-url", &at, message, help);
            url = resolved.unwrap_or(url);
        }
        if url == document.rules.url {
            return None;
        }
        let words = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let wanted = format!("{}_{}", document.key, snake(words));
        let mut key = wanted.clone();
        let mut number = 2;
        while let Some(known) = self.api.servers.iter().find(|one| one.key == key) {
            if known.rules.url == url && known.rules.security == document.rules.security {
                return Some(key);
            }
            key = format!("{wanted}_{number}");
            number += 1;
        }
        let rules = ServerRules { url, ..document.rules };
        self.api.servers.push(Server { key: key.clone(), rules });
        Some(key)
    }
}

fn is_full(url: &str) -> bool {
    url.contains("://")
}

/// A relative URL as the full one that it means on the host of `base`. A URL relative to a folder (`../v2`) depends
/// on where the document was found, and behind a host it would become part of the host's name.
fn resolve(base: &str, url: &str) -> Option<String> {
    let host = host(base)?;
    if url.starts_with("//") {
        let (scheme, _) = host.split_once("://")?;
        return Some(format!("{scheme}:{url}"));
    }
    (url.is_empty() || url.starts_with('/')).then(|| format!("{host}{url}"))
}

const QUERY_HELP: &str = "a server is a prefix of paths: declare the query as parameters";

/// A server URL without its query and fragment, which paths cannot be appended to; `None` where it has none.
fn without_query(url: &str) -> Option<(String, String)> {
    let (plain, _) = url.split_once(['?', '#'])?;
    let plain = plain.trim_end_matches('/').to_owned();
    let message = format!("the server `{url}` has a query or fragment: taken as `{plain}`");
    Some((plain, message))
}

/// The scheme and host of a full URL.
fn host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let length = scheme.len() + 3 + rest.find('/').unwrap_or(rest.len());
    url.get(..length)
}

/// A server URL with the defaults of its variables, without a trailing slash; and a variable that has none.
fn expand(server: &Value) -> (String, Option<String>) {
    let mut url = server.get("url").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(variables) = server.get("variables").and_then(Value::as_object) {
        for (name, variable) in variables {
            // YAML reads `8443` as a number and `yes` as a boolean.
            let default = match variable.get("default") {
                Some(Value::String(text)) => text.clone(),
                Some(other @ (Value::Number(_) | Value::Bool(_))) => other.to_string(),
                _ => continue,
            };
            url = url.replace(&format!("{{{name}}}"), &default);
        }
    }
    let unknown = url.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    let unknown = unknown.map(|(name, _)| name.to_owned());
    (url.trim_end_matches('/').to_owned(), unknown)
}

#[cfg(test)]
mod tests {
    use super::{expand, host, resolve, without_query};
    use serde_json::json;

    #[test]
    fn variables_have_defaults_of_any_scalar() {
        let server = json!({"url": "http://{host}:{port}/v{version}/", "variables": {
            "host": {"default": "a.example"}, "port": {"default": 8443}, "version": {"default": 1.5}}});
        assert_eq!(expand(&server), ("http://a.example:8443/v1.5".to_owned(), None));
        let unknown = json!({"url": "https://{region}.example.com"});
        assert_eq!(expand(&unknown).1.as_deref(), Some("region"));
    }

    #[test]
    fn relative_servers_never_become_part_of_a_host() {
        let base = "https://a.example:1/b";
        for (url, expected) in [
            ("/v2", Some("https://a.example:1/v2")),
            ("", Some("https://a.example:1")),
            ("//files.example.com/v2", Some("https://files.example.com/v2")),
            ("../v2", None),
            ("v2", None),
            ("./v2", None),
            (".evil.example", None),
        ] {
            assert_eq!(resolve(base, url).as_deref(), expected, "{url}");
        }
        assert_eq!(resolve("/api", "/v2"), None);
    }

    #[test]
    fn queries_of_servers_are_left_out() {
        let plain = |url| without_query(url).map(|(plain, _)| plain);
        assert_eq!(plain("https://a.example/v1/?key=1").as_deref(), Some("https://a.example/v1"));
        assert_eq!(plain("https://a.example/v1#top").as_deref(), Some("https://a.example/v1"));
        assert_eq!(plain("https://a.example/v1"), None);
    }

    #[test]
    fn hosts() {
        assert_eq!(host("https://a.example:1/b/c"), Some("https://a.example:1"));
        assert_eq!(host("https://a.example"), Some("https://a.example"));
        assert_eq!(host("/v1"), None);
    }
}
