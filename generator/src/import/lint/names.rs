//! Names that a caller would stumble over: too long, too many in a module, or other words than those of their siblings.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, Tally, file_of};
use crate::model::{Api, Method};
use crate::name::Names;
use crate::pointer::Pointer;
use crate::schema_path::Pattern;
use crate::settings::{Settings, file};

pub(super) fn names(api: &Api, names: &Names, settings: &Settings, report: &mut Report<'_>) {
    lengths(api, names, settings, report);
    modules(api, names, settings, report);
    verbs(api, names, settings, report);
}

/// A function or type: its path, how long its own name may be, and its position.
struct Named<'a> {
    path: String,
    is_type: bool,
    at: (&'a str, &'a Pointer),
}

fn all<'a>(api: &'a Api, names: &Names, settings: &'a Settings) -> Vec<Named<'a>> {
    let mut list = Vec::new();
    for (operation, name) in api.operations.iter().zip(&names.operations) {
        let at = (file_of(settings, &operation.document), &operation.pointer);
        list.push(Named { path: name.path(), is_type: false, at });
    }
    for (id, path) in &names.types {
        let ty = api.ty(*id);
        let at = (ty.file.as_str(), &ty.pointer);
        list.push(Named { path: path.to_string(), is_type: true, at });
    }
    for (id, path) in &names.enums {
        let one = api.enumeration(*id);
        let at = (one.file.as_str(), &one.pointer);
        list.push(Named { path: path.to_string(), is_type: true, at });
    }
    list
}

fn lengths(api: &Api, names: &Names, settings: &Settings, report: &mut Report<'_>) {
    let rules = &settings.rules.names;
    let exceptions: Vec<Pattern> =
        rules.longer.iter().flat_map(|entry| &entry.names).map(|name| Pattern::new(name)).collect();
    let mut used = vec![false; exceptions.len()];
    let mut tally = Tally::default();
    for one in all(api, names, settings) {
        let parts: Vec<&str> = one.path.split("::").collect();
        let own = parts.last().map_or(0, |name| name.len());
        let over = |limit: Option<usize>, count: usize| limit.is_some_and(|limit| count > limit);
        let is_long = over(rules.path, one.path.len())
            || over(rules.modules, parts.len().saturating_sub(1))
            || one.is_type && over(rules.type_name, own);
        if !is_long {
            continue;
        }
        let mut excepted = false;
        for (pattern, used) in exceptions.iter().zip(&mut used) {
            if pattern.is_name(&one.path) {
                (*used, excepted) = (true, true);
            }
        }
        if !excepted {
            tally.add(&format!("{} ({} characters)", one.path, one.path.len()), one.at.0, one.at.1);
        }
    }
    for (pattern, _) in exceptions.iter().zip(used).filter(|(_, used)| !used) {
        let text = format!("`{}` of `names` in rules.yaml matches no long name", pattern.as_str());
        tally.add(&text, file::RULES, &Pointer::root());
    }
    report.add(
        "long-name",
        "names that are too long or in too many modules",
        "give the object a name in shared.yaml, or the operation one in names.lock; or give the reason in rules.yaml",
        tally.noted(),
    );
}

fn modules(api: &Api, names: &Names, settings: &Settings, report: &mut Report<'_>) {
    let Some(most) = settings.rules.names.functions else { return };
    let mut modules: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, name) in names.operations.iter().enumerate() {
        modules.entry(name.module.to_string()).or_default().push(index);
    }
    let mut tally = Tally::default();
    for (module, list) in modules.iter().filter(|(_, list)| list.len() > most) {
        let first = list.first().and_then(|index| api.operations.get(*index));
        let Some(operation) = first else { continue };
        let text = format!("`{module}` has {} functions", list.len());
        tally.add(&text, file_of(settings, &operation.document), &operation.pointer);
    }
    report.add(
        "crowded-module",
        "modules with many functions",
        "give some of them a module below, by lines of names.lock",
        tally.noted(),
    );
}

/// A verb for what is new, the one for what goes, and those that do not go with it.
const PAIRS: [(&str, &str, &[&str]); 3] = [
    ("create", "delete", &["remove", "unassign"]),
    ("add", "remove", &["delete", "unassign"]),
    ("assign", "unassign", &["remove"]),
];

fn verbs(api: &Api, names: &Names, settings: &Settings, report: &mut Report<'_>) {
    let mut modules: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for name in &names.operations {
        modules.entry(name.module.to_string()).or_default().insert(name.function.as_str());
    }
    let mut tally = Tally::default();
    for (operation, name) in api.operations.iter().zip(&names.operations) {
        let at = (file_of(settings, &operation.document), &operation.pointer);
        let path = name.path();
        let Some(siblings) = modules.get(&name.module.to_string()) else { continue };
        for (new, gone, others) in PAIRS {
            let other = others.iter().find(|other| siblings.contains(**other));
            if let Some(other) = other
                && name.function == new
                && !siblings.contains(gone)
            {
                tally.add(&format!("`{path}` beside `{other}`: use `{gone}`"), at.0, at.1);
            }
        }
        if let Some(meant) = unlike(operation.method, &name.function) {
            let text = format!("`{path}` is a {}: {meant}", operation.method);
            tally.add(&text, at.0, at.1);
        }
    }
    report.add(
        "unlike-siblings",
        "functions that use another verb than their siblings",
        "see `Names of operations` in specs/README.md; correct the lines of names.lock",
        tally.noted(),
    );
}

/// What is wrong with the verb of a function, if its method says something else.
fn unlike(method: Method, function: &str) -> Option<&'static str> {
    let verb = function.split('_').next().unwrap_or_default();
    match (method, verb) {
        (
            Method::Get,
            "create" | "add" | "assign" | "update" | "delete" | "remove" | "unassign",
        ) => Some("a verb that changes something"),
        (Method::Delete, "get" | "list" | "create" | "add" | "assign") => {
            Some("a verb that removes nothing")
        }
        (Method::Put | Method::Patch, "get" | "list") => Some("a verb that changes nothing"),
        _ => None,
    }
}
