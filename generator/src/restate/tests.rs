//! Restating a restated document changes nothing.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::{Patterns, restate};
use crate::diagnostic::Findings;
use crate::document::{self, Tree};
use crate::settings::{self, Numbers, Rules, file};

/// The files of specs/, by path.
fn specs() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut texts = BTreeMap::new();
    for folder in ["", "v1", "v2", "events", "files"] {
        let entries = std::fs::read_dir(root.join(folder)).expect("a folder of specs/");
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()) {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            let key = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            texts.insert(key, std::fs::read_to_string(&path).expect("a text"));
        }
    }
    texts
}

fn tree(file: &str, text: &str) -> Tree {
    let mut findings = Findings::default();
    let root = document::load::load(file, text, &mut findings).expect("a document");
    let mut tree = Tree { id: String::new(), file: file.to_owned(), root };
    document::repair(&mut tree, &mut findings);
    tree
}

fn restated(tree: &Tree, patterns: &Patterns) -> Tree {
    let mut tree = tree.clone();
    restate(&mut tree, Numbers::AsWritten, patterns, &mut Findings::default());
    tree
}

/// The pointer of the first difference.
fn difference(one: &Value, other: &Value) -> String {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys());
            let different = |key: &&String| one.get(*key) != other.get(*key);
            let below = |key: &String| match (one.get(key), other.get(key)) {
                (Some(one), Some(other)) => difference(one, other),
                _ => String::new(),
            };
            keys.clone().find(different).map(|key| format!("/{key}{}", below(key)))
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut each = one.iter().zip(other).enumerate();
            let found = each.find(|(_, (one, other))| one != other);
            found.map(|(at, (one, other))| format!("/{at}{}", difference(one, other)))
        }
        _ => None,
    }
    .unwrap_or_default()
}

#[test]
fn restating_the_documents_of_specs_again_changes_nothing() {
    let texts = specs();
    let mut findings = Findings::default();
    let rules = settings::rules(&texts, &mut findings);
    let patterns = Patterns::compile(&rules, &mut findings).expect("patterns");
    let documents = texts.iter().filter(|(path, _)| path.contains('/'));
    let mut count = 0;
    let mut unwritten = Vec::new();
    for (path, text) in documents {
        let before = tree(path, text);
        let once = restated(&before, &patterns);
        assert!(restated(&once, &patterns).root == once.root, "{path} changes a second time");
        // The importer restates what it writes; documents that a person wrote may have examples and prose.
        let is_imported = text.contains("x-source:") && !path.starts_with("v1/");
        if is_imported && once.root != before.root {
            unwritten.push(format!("{path}#{}", difference(&before.root, &once.root)));
        }
        count += 1;
    }
    assert_eq!(unwritten, Vec::<String>::new(), "facts that are not written as keywords");
    let sources = settings::sources(&texts, &mut findings).expect("sources.toml");
    assert_eq!(count, sources.document.len(), "every document of {} is tried", file::SOURCES);
}

#[test]
fn the_patterns_of_specs_take_whole_codes_and_single_units() {
    let mut findings = Findings::default();
    let rules = settings::rules(&specs(), &mut findings);
    let patterns = Patterns::compile(&rules, &mut findings).expect("patterns");
    let codes = "**Error Code:** `1004`<br>**Error Code:** `1002_006`<br>**Error Code:** `-1`";
    assert_eq!(patterns.codes(codes), [1004, -1], "a code that is no number is not cut to one");
    let unit = |text| patterns.only("unit", text);
    assert_eq!(unit("The hold time, in **milliseconds**.").as_deref(), Some("milliseconds"));
    assert_eq!(unit("Hold time in seconds or less.").as_deref(), Some("seconds"));
    assert_eq!(unit("Period. Could be in seconds, minutes, hours, and days."), None);
    assert_eq!(unit("Given in minutes or hours."), None);
}

/// A schema that is restated, and restated again.
fn schema(schema: Value) -> Value {
    let patterns =
        Patterns::compile(&Rules::default(), &mut Findings::default()).expect("patterns");
    let root = json!({"openapi": "3.0.3", "components": {"schemas": {
        "Subject": schema, "Level": {"type": "integer", "enum": [1, 2]}}}});
    let tree = Tree { id: String::new(), file: "doc.yaml".into(), root };
    let once = restated(&tree, &patterns);
    assert_eq!(restated(&once, &patterns).root, once.root, "restated a second time");
    once.root["components"]["schemas"]["Subject"].clone()
}

#[test]
fn prose_becomes_keywords_once() {
    let labels = |description: &str, more: Value| {
        let mut value = json!({"type": "integer", "description": description});
        if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
            value.extend(more);
        }
        let restated = schema(value);
        let keys = ["enum", "x-enum-labels", "x-enum-descriptions", "x-enum-deprecated"];
        let kept =
            keys.iter().filter_map(|key| Some(((*key).to_owned(), restated.get(*key)?.clone())));
        Value::Object(kept.collect())
    };
    assert_eq!(
        labels("0 - Off<br><del>1 - On</del><br>2 - Auto", json!({})),
        json!({"x-enum-labels": {"0": "Off", "1": "On", "2": "Auto"}, "x-enum-deprecated": [1]})
    );
    assert_eq!(
        labels("&lt;b&gt;0&lt;/b&gt; - Rock &#39;n&#39; roll, 1 - Jazz", json!({})),
        json!({"x-enum-labels": {"0": "Rock 'n' roll", "1": "Jazz"}})
    );
    assert_eq!(
        labels("`1`: Low, `2`: High", json!({"enum": [1, 2]})),
        json!({"enum": [1, 2], "x-enum-descriptions": ["Low", "High"]})
    );
    // A number in a string is an integer; any other string keeps its prose.
    let quoted = json!({"type": "string", "format": "int64"});
    assert_eq!(
        labels("0 - Off, 1 - On", quoted),
        json!({"x-enum-labels": {"0": "Off", "1": "On"}})
    );
    assert_eq!(labels("0 - Off, 1 - On", json!({"type": "string"})), json!({}));
}

#[test]
fn a_description_beside_a_reference_labels_the_values_of_its_target() {
    let value = json!({"allOf": [{"$ref": "#/components/schemas/Level"}], "description": "1 = low, 2 = high"});
    assert_eq!(schema(value)["x-enum-labels"], json!({"1": "low", "2": "high"}));
}
