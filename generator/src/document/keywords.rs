//! The keywords of OpenAPI: which are honoured, and a note for each that is not.
//!
//! `keywords/table.tsv` has all of them, with a case of generator/tests that shows each; docs/KEYWORDS.md is made from
//! it. A keyword outside the table is unknown. A keyword gets one note for each document, with the number of its uses.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde_json::Value;

use super::Tree;
use super::diagnostic::{Finding, Findings, Severity};
use super::pointer::Pointer;

/// The table, a line a keyword.
pub const TABLE: &str = include_str!("keywords/table.tsv");

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// The object that it belongs to, in the words of the specification.
    pub object: &'static str,
    /// The keyword.
    pub name: &'static str,
    /// The version that has it first.
    pub since: &'static str,
    /// `honoured`, `noted`, or `ignored` if it has no effect on requests and responses.
    pub status: &'static str,
    /// Kind of the value: an object, `[objects]` or `{names: objects}`.
    inside: &'static str,
    /// The case that shows it.
    pub case: &'static str,
    /// How it is read, or why it is not.
    pub remark: &'static str,
}

/// All keywords, object by object.
pub fn all() -> impl Iterator<Item = Keyword> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let mut next = || cells.next();
        Some(Keyword {
            object: next()?,
            name: next()?,
            since: next()?,
            status: next()?,
            inside: next()?,
            case: next()?,
            remark: next()?,
        })
    })
}

static BY_OBJECT: LazyLock<HashMap<&'static str, HashMap<&'static str, Keyword>>> =
    LazyLock::new(|| {
        let mut objects: HashMap<_, HashMap<_, _>> = HashMap::new();
        for keyword in all() {
            objects.entry(keyword.object).or_default().insert(keyword.name, keyword);
        }
        objects
    });

/// The path to the current value; few paths become a pointer.
#[derive(Clone, Copy)]
enum At<'a> {
    Root,
    Member(&'a At<'a>, &'a str),
    Item(&'a At<'a>, usize),
}

impl At<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            At::Root => Pointer::root(),
            At::Member(above, key) => above.pointer().join(key),
            At::Item(above, index) => above.pointer().join(index),
        }
    }
}

/// Keywords that are not honoured: object and name, whether they are known, the first place and the number of places.
type Found<'a> = BTreeMap<(&'static str, &'a str), (Option<Keyword>, Pointer, usize)>;

/// Notes the parts of a document that the generator does not read.
pub(crate) fn check(tree: &Tree, findings: &mut Findings) {
    let mut found = Found::new();
    walk(&tree.root, "document", &At::Root, &mut found);
    for ((object, name), (keyword, at, count)) in found {
        let more = match count {
            1 => String::new(),
            count => format!(" ({count} places, this is the first)"),
        };
        let article = if object.starts_with(['e', 'i', 'o']) { "an" } else { "a" };
        let (code, message, help) = match keyword {
            Some(keyword) => (
                "unused-keyword",
                format!("`{name}` of {article} {object} is not used{more}"),
                keyword.remark,
            ),
            None => (
                "unknown-keyword",
                format!("`{name}` is no keyword of {article} {object}, and is not read{more}"),
                "is it misspelt, or in the wrong place? extensions begin with `x-`",
            ),
        };
        findings.push(Finding::new(Severity::Note, code, &tree.file, &at, message, help));
    }
}

fn walk<'a>(value: &'a Value, object: &'static str, at: &At<'_>, found: &mut Found<'a>) {
    let (Value::Object(map), Some(known)) = (value, BY_OBJECT.get(object)) else { return };
    for (key, value) in map {
        let here = At::Member(at, key);
        match known.get(key.as_str()) {
            Some(keyword) if keyword.status == "noted" => {
                note(found, object, key, Some(*keyword), &here);
            }
            Some(keyword) => inside(value, keyword.inside, &here, found),
            None if key.starts_with("x-") || key.starts_with("X-") => {}
            // Beside a reference nothing else counts; schemas are another matter.
            None if object != "schema" && map.contains_key("$ref") => {}
            None => note(found, object, key, None, &here),
        }
    }
}

fn inside<'a>(value: &'a Value, kind: &'static str, at: &At<'_>, found: &mut Found<'a>) {
    if let Some(object) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
        for (index, value) in value.as_array().into_iter().flatten().enumerate() {
            walk(value, object, &At::Item(at, index), found);
        }
    } else if let Some(object) = kind.strip_prefix('{').and_then(|kind| kind.strip_suffix('}')) {
        // Among paths and responses, `x-` is an extension; anywhere else, it is the beginning of a name.
        let extensible = ["path item", "response"].contains(&object);
        for (name, value) in value.as_object().into_iter().flatten() {
            if !(extensible && name.starts_with("x-")) {
                walk(value, object, &At::Member(at, name), found);
            }
        }
    } else if !kind.is_empty() {
        walk(value, kind, at, found);
    }
}

fn note<'a>(
    found: &mut Found<'a>,
    object: &'static str,
    name: &'a str,
    keyword: Option<Keyword>,
    at: &At<'_>,
) {
    let pointer = at.pointer();
    let known = found.entry((object, name)).or_insert((keyword, pointer.clone(), 0));
    known.2 = known.2.saturating_add(1);
    // Independent of the order in the document.
    if pointer.as_str() < known.1.as_str() {
        known.1 = pointer;
    }
}
