//! Sources whose operations are those of other sources on behalf of a sub-account.
//!
//! Their paths begin with the `account_path` of the server. Only the fact that such calls exist is imported, and the
//! scopes for them, into a file of the source: so it does not matter which of the sources is imported first, or again.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Summary;
use super::extract::Restated;
use super::inventory::Inventory;
use super::yaml;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::reference;
use crate::model::erase;
use crate::pointer::Pointer;
use crate::settings::{Rules, SourceEntry, file};

/// What the file of a source begins with.
const HEAD: &str = "# Operations that can be called on behalf of a sub-account, with the scopes for that. Written by \
                    `cargo xtask specs import`.\n";

/// How many differences of one operation are listed.
const LISTED: usize = 4;

/// An operation on behalf of a sub-account, without the prefix.
#[derive(Debug)]
pub(super) struct OnBehalf {
    /// `GET /users/{}`.
    key: String,
    path: String,
    restated: Restated,
}

/// Splits the operations of a source into those on behalf of a sub-account and its own.
pub(super) fn split(
    restated: Vec<Restated>,
    source: &SourceEntry,
    rules: &Rules,
) -> (Vec<OnBehalf>, Vec<Restated>) {
    let prefix = rules.servers.get(&source.server).and_then(|server| server.account_path.clone());
    let prefix = prefix.filter(|_| source.sub_accounts).map(|prefix| erase(&prefix));
    let (mut behalf, mut own) = (Vec::new(), Vec::new());
    for one in restated {
        let path = erase(&one.path);
        let rest = prefix.as_deref().and_then(|prefix| path.strip_prefix(prefix));
        let rest = rest.filter(|rest| rest.starts_with('/'));
        let listed = source.map.iter().any(|entry| entry.operations.contains(&one.key()));
        match rest.filter(|_| !listed) {
            Some(rest) => {
                let key = format!("{} {rest}", one.method);
                behalf.push(OnBehalf { key, path: rest.to_owned(), restated: one });
            }
            None => own.push(one),
        }
    }
    behalf.sort_by(|a, b| a.key.cmp(&b.key));
    (behalf, own)
}

/// The file of a source.
pub(super) fn file_of(source: &SourceEntry) -> String {
    format!("{}{}.yaml", file::SUB_ACCOUNTS, source.id)
}

/// The content of the file.
pub(super) fn text(list: &[OnBehalf]) -> String {
    let entry = |one: &OnBehalf| {
        let scopes = ["x-scopes", "x-granular-scopes"].iter().filter_map(|key| {
            let scopes = one.restated.value.get(*key).and_then(Value::as_array);
            scopes.map(Vec::as_slice)
        });
        let scopes: Vec<Value> = scopes.flatten().cloned().collect();
        (one.key.clone(), json!(scopes))
    };
    let entries: Map<String, Value> = list.iter().map(entry).collect();
    format!("{HEAD}{}", yaml::write(&Value::Object(entries)))
}

/// Notes each operation whose inputs or response differ from those of its counterpart, and counts what has none.
pub(super) fn compare(
    list: &[OnBehalf],
    inventory: &Inventory<'_>,
    name: &str,
    summary: &mut Summary,
    findings: &mut Findings,
) {
    summary.on_behalf = list.len();
    for one in list {
        let at = Pointer::root().join_all(["paths", &one.restated.path, one.restated.method.key()]);
        let key = (one.path.clone(), one.restated.method);
        let Some(known) = inventory.operations.get(&key) else {
            summary.unmatched += 1;
            let message = format!("{} is in no document of specs/", one.key);
            let help = "import its product, or name it in `operations` of the source's `map`";
            findings.push(Finding::new(Severity::Note, "sub-account", name, &at, message, help));
            continue;
        };
        let theirs = |name: &str| {
            let component = inventory.components.get(&known.file)?.get(name)?;
            Some(component.value.clone())
        };
        let own = |name: &str| one.restated.components.get(name).cloned();
        let here = shape(&Value::Object(one.restated.value.clone()), &own);
        let there = shape(&known.value, &theirs);
        let added: Vec<&String> = here.difference(&there).collect();
        let lacks: Vec<&String> = there.difference(&here).collect();
        if added.is_empty() && lacks.is_empty() {
            continue;
        }
        summary.differing += 1;
        let message = format!(
            "{} differs on behalf of a sub-account{}{}",
            one.key,
            listed(", it has ", &added),
            listed(", it lacks ", &lacks)
        );
        let help = "the inputs and responses of its own document are used";
        findings.push(Finding::new(Severity::Note, "sub-account", name, &at, message, help));
    }
}

fn listed(before: &str, lines: &[&String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let shown: Vec<&str> = lines.iter().take(LISTED).map(|line| line.as_str()).collect();
    let more = lines.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{before}{}{more}", shown.join("; "))
}

/// A component schema by its name.
type Components<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// The inputs and the response of an operation, a line for each field.
fn shape(operation: &Value, components: Components<'_>) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for one in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let part = |key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default();
        // Those in the path follow from the path, and their names are not sent.
        if part("in") != "path"
            && let Some(schema) = one.get("schema")
        {
            let name = format!("{} {}", part("in"), part("name"));
            fields(schema, &name, components, 0, &mut lines);
        }
    }
    let mut content = |value: Option<&Value>, name: &str| {
        for (_, media) in value
            .and_then(|value| value.get("content"))
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if let Some(schema) = media.get("schema") {
                fields(schema, name, components, 0, &mut lines);
            }
        }
    };
    content(operation.get("requestBody"), "body");
    for (status, response) in
        operation.get("responses").and_then(Value::as_object).into_iter().flatten()
    {
        if status.starts_with('2') {
            content(Some(response), "response");
        }
    }
    lines
}

/// How deep schemas are compared: they may contain themselves.
const DEPTH: usize = 12;

fn fields(
    schema: &Value,
    name: &str,
    components: Components<'_>,
    depth: usize,
    lines: &mut BTreeSet<String>,
) {
    if depth > DEPTH {
        return;
    }
    if let Some(target) = reference::component(schema).and_then(|name| components(&name)) {
        return fields(&target, name, components, depth + 1, lines);
    }
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    lines.insert(format!("{name} {kind}").trim_end().to_owned());
    for (member, schema) in
        schema.get("properties").and_then(Value::as_object).into_iter().flatten()
    {
        fields(schema, &format!("{name}.{member}"), components, depth + 1, lines);
    }
    if let Some(items) = schema.get("items") {
        fields(items, &format!("{name}[]"), components, depth + 1, lines);
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        for one in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
            fields(one, name, components, depth + 1, lines);
        }
    }
}
