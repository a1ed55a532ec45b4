//! servers.rs: base URLs, credentials, formats of errors, limits, and the names of secrets.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Emitter, literal};
use crate::layout::Layout;
use crate::model::{Api, Server};
use crate::settings::Settings;
use crate::word::snake;

/// `v2` → `V2`.
pub(crate) fn constant(key: &str) -> String {
    snake(key).to_ascii_uppercase()
}

pub(super) fn servers(emitter: &Emitter<'_>) -> Layout {
    let mut layout = emitter.layout("rules.yaml");
    layout.docs(["The servers that operations talk to, with their conventions.".to_owned()]);
    layout.uses("crate::runtime::private as rt");
    let secrets = literal::expression(&Secrets::of(emitter));
    layout.text(format!(
        "/// Which names are secret: what has such a name is never printed.\n#[doc(hidden)]\npub static SECRETS: rt::Secrets = {secrets};"
    ));
    for server in &emitter.api.servers {
        layout.text(one(server));
    }
    layout.text(default(emitter));
    layout
}

/// The server of requests that name none: the one in rules.yaml, else the one of most operations.
pub(crate) fn default_server<'a>(api: &'a Api, settings: &Settings) -> Option<&'a Server> {
    let used = |server: &&Server| {
        api.operations.iter().filter(|operation| operation.server == server.key).count()
    };
    let named = api.servers.iter().find(|server| server.key == settings.rules.default_server);
    // Of several with as many operations the first.
    named.or_else(|| api.servers.iter().rev().max_by_key(used))
}

fn default(emitter: &Emitter<'_>) -> String {
    let value = match default_server(emitter.api, emitter.settings) {
        Some(server) => constant(&server.key),
        None => "rt::Server::DEFAULT_SERVER".to_owned(),
    };
    format!(
        "/// The server of `Raw` and `Download` where the caller names none.\npub const DEFAULT: &rt::Server = {value};"
    )
}

fn one(server: &Server) -> String {
    let (key, value) = (&server.key, literal::expression(server));
    let name = constant(key);
    format!("/// The server `{key}`.\npub const {name}: &rt::Server = &{value};")
}

/// Which names are secret, where no document describes the value.
#[derive(Serialize)]
struct Secrets<'a> {
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    hidden: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    shown: BTreeSet<String>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    query: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    words: &'a [String],
}

impl<'a> Secrets<'a> {
    fn of(emitter: &Emitter<'a>) -> Self {
        let rules = &emitter.settings.rules.secrets;
        let is_name = |entry: &&str| !entry.contains(' ');
        let by_name = rules.hidden.iter().map(String::as_str).filter(is_name);
        let credentials = emitter.settings.rules.credentials.iter().map(String::as_str);
        let mut hidden: BTreeSet<String> = by_name.chain(credentials).map(name).collect();
        // A name that is secret at one schema path is secret wherever only the name is known.
        for field in emitter.api.fields().filter(|field| field.secret) {
            if rules.by_name(&field.wire) != Some(true) {
                hidden.insert(name(&field.wire));
            }
        }
        let shown = rules.shown().filter(is_name).map(name);
        let shown = shown.filter(|name| !hidden.contains(name)).collect();
        Secrets { shown, hidden, query: &rules.query, words: &rules.words }
    }
}

/// A name as the runtime compares it.
fn name(entry: &str) -> String {
    if entry.contains('*') { entry.to_owned() } else { snake(entry) }
}
