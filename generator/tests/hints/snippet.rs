//! The pieces of code in a hint, and what has to compile so that they are right.

use std::collections::{BTreeMap, BTreeSet};

use zoom_codegen::listing::{Entry, Kind, Listing};

/// What proves a piece of code.
pub enum Check {
    /// A caller of this line of api.txt.
    Line(String),
    /// A function `NAME`; `head` is the crate.
    Code(String),
    /// A line of names.lock that gives a name.
    Lock(String),
}

/// The items of a crate by path, and its features.
pub struct Crate<'a> {
    entries: BTreeMap<String, &'a Entry>,
    modules: BTreeSet<String>,
    features: &'a [String],
}

impl<'a> Crate<'a> {
    pub fn new(listing: &'a Listing, features: &'a [String]) -> Crate<'a> {
        let entries = listing.entries().iter();
        let entries: BTreeMap<String, &Entry> =
            entries.map(|entry| (entry.path(), entry)).collect();
        let above = |path: &String| {
            let parts = path.match_indices("::");
            parts.filter_map(|(at, _)| path.get(..at).map(str::to_owned)).collect::<Vec<_>>()
        };
        let modules = entries.keys().flat_map(above).collect();
        Crate { entries, modules, features }
    }
}

/// Words between backticks that are no code of the crate.
const WORDS: [&str; 3] = ["MoreInputs", "Option", "#[allow(deprecated)]"];

/// Words before what callers of the base have.
const OF_BASE: [&str; 4] =
    ["values that were in ", "values that were ", "matched as ", "can be written instead of "];

/// Words before what is no code: documents, and features of the runtime, which the manifests of cases lack.
const NO_CODE: [&str; 3] = ["an overlay of ", "the document ", "features of the dependency: "];

/// What has to compile for a hint; the reason if a part of it is not in the head.
pub fn checks(hint: &str, base: &Crate<'_>, head: &Crate<'_>) -> Result<Vec<Check>, String> {
    let parts: Vec<&str> = hint.split('`').collect();
    let mut checks = Vec::new();
    for pair in parts.chunks(2) {
        let [before, code] = pair else { continue };
        let was = || base.entries.contains_key(*code) || base.modules.contains(*code);
        if before.ends_with("instead of ") && was() {
            continue;
        }
        if NO_CODE.iter().any(|words| before.ends_with(words)) {
            continue;
        }
        if OF_BASE.iter().any(|words| before.ends_with(words)) {
            let path = code.split('(').next().unwrap_or_default().trim_end_matches(".extra");
            let owner = path.rsplit_once("::").map_or(path, |(owner, _)| owner);
            if base.entries.contains_key(path) || base.entries.contains_key(owner) {
                continue;
            }
            return Err(format!("`{code}` is not in the base: {hint}"));
        }
        if WORDS.contains(code) || head.features.iter().any(|feature| feature == code) {
            continue;
        }
        checks
            .push(check(code, head).ok_or_else(|| format!("`{code}` is not in the head: {hint}"))?);
    }
    Ok(checks)
}

fn check(code: &str, head: &Crate<'_>) -> Option<Check> {
    let kinds = ["operation ", "event ", "type ", "field ", "variant "];
    if kinds.iter().any(|kind| code.starts_with(kind)) && code.contains(" = ") {
        return Some(Check::Lock(code.to_owned()));
    }
    let line = |path: &str| Some(Check::Line(head.entries.get(path)?.to_string()));
    if let Some(found) = line(code) {
        return Some(found);
    }
    if head.modules.contains(code) && !head.entries.contains_key(code) {
        return Some(Check::Code(format!("pub fn NAME() {{ use head::{code} as module; }}")));
    }
    if let Some(owner) = code.strip_suffix(".extra") {
        head.entries.get(owner)?;
        return Some(Check::Code(format!(
            "pub fn NAME(value: head::{owner}) -> crate::runtime::Extra {{ value.extra }}"
        )));
    }
    let Some((path, rest)) = code.split_once('(') else {
        // A method that every enumeration has.
        let (owner, _) = code.rsplit_once("::")?;
        head.entries.get(owner)?;
        return Some(Check::Code(format!("pub fn NAME() {{ let _ = head::{code}; }}")));
    };
    match head.entries.get(path).filter(|entry| entry.kind == Kind::Fn) {
        Some(entry) if entry.to_string() == format!("fn {code}") => line(path),
        Some(entry) => call(entry, rest, head),
        None => value(code, path, rest, head),
    }
}

/// `path(…)` and `path(…).method(…)`.
fn call(entry: &Entry, rest: &str, head: &Crate<'_>) -> Option<Check> {
    let rest = rest.strip_prefix("…)").or(rest.strip_prefix(')'))?;
    let Some(rest) = rest.strip_prefix('.') else { return Some(Check::Line(entry.to_string())) };
    let owner = match entry.signature.rsplit_once(" -> ") {
        Some((_, owner)) => owner,
        None => &entry.owner,
    };
    let (method, arguments) = rest.split_once('(')?;
    if ["extra", "null"].contains(&method) {
        let call = format!("{method}({}", arguments.replace('…', "1"));
        return Some(Check::Code(format!(
            "pub fn NAME(value: head::{owner}) -> head::{owner} {{ value.{call} }}"
        )));
    }
    let entry = head.entries.get(&format!("{owner}::{method}"))?;
    (entry.kind == Kind::Method).then(|| Check::Line(entry.to_string()))
}

/// A value or pattern of a type: `Enum::Unknown(5)`, `Enum::Other(…)`, `Struct::default()`.
fn value(code: &str, path: &str, rest: &str, head: &Crate<'_>) -> Option<Check> {
    let (owner, _) = path.rsplit_once("::")?;
    head.entries.get(owner)?;
    Some(Check::Code(match rest {
        "…)" => format!(
            "pub fn NAME(value: &head::{owner}) -> bool {{ matches!(value, head::{path}(..)) }}"
        ),
        _ => format!("pub fn NAME() -> head::{owner} {{ head::{code} }}"),
    }))
}
