//! Documents that are broken in every place: no panic, no lost operation, no file outside the crate, and what
//! comes out is Rust.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use zoom_codegen::{Inputs, Severity};

/// What takes the place of a node.
fn replacements() -> [Value; 9] {
    [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5),
        json!(""),
        json!("*/ \"# \u{202e} x"),
        json!([]),
        json!([{"$ref": "#/nothing"}]),
        json!({"$ref": "#/paths"}),
    ]
}

/// The pointers of all nodes.
fn pointers(value: &Value, at: &str, list: &mut Vec<String>) {
    list.push(at.to_owned());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{at}/{key}"), list);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), list);
            }
        }
        _ => {}
    }
}

fn check(what: &str, specs: &BTreeMap<String, String>) {
    let inputs = Inputs { specs: specs.clone(), templates: cases::stubs(), threads: 1 };
    match cases::run(&inputs) {
        Ok(output) => {
            cases::conserved(what, &output);
            for path in output.tree.keys() {
                let fine =
                    path.split('/').all(|part| !part.is_empty() && part != ".." && part != ".");
                assert!(fine && !path.contains('\\'), "{what}: {path} leaves the crate");
            }
        }
        Err(failure) => {
            let errors = failure.diagnostics.iter().filter(|one| one.severity == Severity::Error);
            assert!(errors.clone().count() > 0, "{what}: failed without a reason");
            for error in errors {
                assert_ne!(error.code, "not-rust", "{what}: {error}");
            }
        }
    }
}

/// Every node of a document, replaced; which replacement, turns with the node, so that a run stays short.
fn broken(name: &str, file: &str, specs: &BTreeMap<String, String>, step: usize) {
    let root: Value =
        serde_yaml::from_str(&specs[file]).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut list = Vec::new();
    pointers(&root, "", &mut list);
    let replacements = replacements();
    for (index, pointer) in list.iter().enumerate().step_by(step) {
        for turn in 0..1 {
            let mut root = root.clone();
            let with = &replacements[(index + turn) % replacements.len()];
            if let Some(node) = root.pointer_mut(pointer) {
                *node = with.clone();
            }
            let mut specs = specs.clone();
            // JSON is YAML, and keeps `1.5` and `""` what they are.
            specs.insert(file.to_owned(), root.to_string());
            check(&format!("{name}/{file} with {with} at {pointer}"), &specs);
        }
    }
}

#[test]
fn documents_with_any_node_replaced() {
    cases::each(&cases::all("fixtures"), |case| {
        if case.specs.contains_key("doc.yaml") {
            broken(&case.name, "doc.yaml", &case.specs, 2);
        }
    });
}

#[test]
fn configuration_with_any_node_replaced() {
    cases::each(&cases::all("fixtures"), |case| {
        for file in case
            .specs
            .keys()
            .filter(|file| !matches!(file.as_str(), "doc.yaml" | "sources.toml" | "names.lock"))
        {
            broken(&case.name, file, &case.specs, 2);
        }
    });
}

#[test]
fn documents_that_stop_anywhere() {
    let case = cases::one("fixtures", "published_v1");
    let text = &case.specs["doc.yaml"];
    for end in (0..text.len()).step_by(37).filter(|end| text.is_char_boundary(*end)) {
        let mut specs = case.specs.clone();
        specs.insert("doc.yaml".to_owned(), text[..end].to_owned());
        check(&format!("the first {end} bytes"), &specs);
    }
}

#[test]
fn nesting_without_end() {
    let open = "{type: object, properties: {a: ".repeat(60);
    let close = "}}".repeat(60);
    let text = format!(
        "openapi: 3.0.1\ninfo: {{title: Deep, version: 1.0.0}}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses: {{'200': {{description: ., content: {{application/json: {{schema: {open}{{type: string}}{close}}}}}}}}}\n"
    );
    let mut specs = cases::one("fixtures", "skeleton").specs;
    specs.insert("doc.yaml".to_owned(), text);
    check("sixty objects inside each other", &specs);
}

#[test]
fn thousands_of_values() {
    let values: Vec<String> = (0..5_000).map(|value| value.to_string()).collect();
    let text = format!(
        "openapi: 3.0.1\ninfo: {{title: Wide, version: 1.0.0}}\npaths:\n  /a:\n    get:\n      operationId: a\n      parameters: [{{name: n, in: query, schema: {{type: string, enum: [{}]}}}}]\n      responses: {{'204': {{description: .}}}}\n",
        values.iter().map(|value| format!("v{value}")).collect::<Vec<_>>().join(", ")
    );
    let mut specs = cases::one("fixtures", "skeleton").specs;
    specs.insert("doc.yaml".to_owned(), text);
    check("5000 values", &specs);
}
