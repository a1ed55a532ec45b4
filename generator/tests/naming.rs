//! Tables of wire names and the Rust names that they get, from real documents: `naming/*.tsv`, an entry a line,
//! the input first. Every entry is a document of its own, so that no two of them compete for a name.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};
use zoom_codegen::{Inputs, Output};

/// The columns of a table; lines that begin with `# ` say what follows.
fn table(name: &str) -> Vec<Vec<String>> {
    let path = cases::folder("naming").join(format!("{name}.tsv"));
    let text = fs::read_to_string(path).expect("a table");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    lines.map(|line| line.split('\t').map(|cell| cell.replace("\\n", "\n")).collect()).collect()
}

/// The crate of one operation.
fn generated(path: &str, method: &str, operation: Value) -> Output {
    generated_of(json!({path: {method: operation}}))
}

/// The crate of these paths.
fn generated_of(paths: Value) -> Output {
    let document = json!({
        "openapi": "3.0.1",
        "info": {"title": "One", "version": "1"},
        "paths": paths,
    });
    let specs = BTreeMap::from([
        ("doc.json".to_owned(), document.to_string()),
        (
            "sources.toml".to_owned(),
            "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\n\n[[document]]\nid = \"doc\"\nfile = \"doc.json\"\n"
                .to_owned(),
        ),
    ]);
    cases::output("naming", &Inputs { specs, templates: cases::stubs(), threads: 1 })
}

fn answering(schema: Value) -> Output {
    let content = json!({"application/json": {"schema": schema}});
    let operation =
        json!({"operationId": "a", "responses": {"200": {"description": "", "content": content}}});
    generated("/things/one", "get", operation)
}

/// The lines of api.txt that begin with a word, without it.
fn lines<'a>(output: &'a Output, word: &'a str) -> impl Iterator<Item = &'a str> {
    output.tree["api.txt"].lines().filter_map(move |line| line.strip_prefix(word))
}

/// Compares the last column with what comes out, all lines at once.
fn check(name: &str, actual: impl Fn(&[String]) -> String) {
    let mut wrong = String::new();
    let table = table(name);
    for row in &table {
        let (expected, input) = row.split_last().expect("two columns");
        let actual = actual(input);
        if actual != *expected {
            let _ = writeln!(
                wrong,
                "{}\t{actual}\t(expected {expected})",
                input.join("\t").replace('\n', "\\n")
            );
        }
    }
    assert!(wrong.is_empty(), "{name}.tsv:\n{wrong}");
    assert!(table.len() >= 20, "{name}.tsv has {} entries", table.len());
}

/// What is done to an item depends on the operations that the path has besides.
#[test]
fn verbs_follow_the_operations_of_the_path() {
    let says =
        |summary: &str| json!({"summary": summary, "responses": {"204": {"description": ""}}});
    let mut paths = json!({
        "/areas": {"post": says("Add an area")},
        "/areas/{id}": {"patch": says("Update an area"), "delete": says("Remove an area")},
        "/queues/{id}/members": {"post": says("Add members"), "delete": says("Delete all members")},
        "/queues/{id}/members/{member}": {"delete": says("Remove a member")},
        "/queues/{id}/numbers": {"post": says("Assign numbers")},
        "/queues/{id}/numbers/{number}": {"delete": says("Remove a number")},
        "/queues/{id}/settings/{type}":
            {"post": says("Add a setting"), "patch": says("Update a setting"), "delete": says("Delete a setting")},
        "/queues/{id}/pin_code": {"patch": says("Update the PIN code")},
        "/queues/{id}/status": {"put": says("Recover a queue")},
        "/recordings/download/{id}": {"get": says("Download a recording")},
        "/pets/find_by_status": {"get": says("Finds pets")},
    });
    for (path, item) in paths.as_object_mut().expect("an object") {
        let names = path.split('{').skip(1).filter_map(|part| part.split('}').next());
        let parameter = |name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
        item["parameters"] = names.map(parameter).collect();
    }
    let output = generated_of(paths);
    let functions: Vec<&str> =
        lines(&output, "fn ").filter_map(|line| line.split('(').next()).collect();
    for expected in [
        "areas::create",
        "areas::update",
        "areas::delete",
        "queues::members::add",
        "queues::members::remove",
        "queues::members::remove_all",
        "queues::numbers::assign",
        "queues::numbers::unassign",
        "queues::settings::add",
        "queues::settings::update",
        "queues::settings::remove",
        "queues::update_pin_code",
        "queues::recover",
        "recordings::download",
        "pets::find_by_status",
    ] {
        assert!(functions.contains(&expected), "{expected}: {functions:?}");
    }
}

#[test]
fn fields() {
    check("fields", |input| {
        let output =
            answering(json!({"type": "object", "properties": {&input[0]: {"type": "string"}}}));
        let field = lines(&output, "field ")
            .find_map(|line| line.split_once("::Response.")?.1.split_once(": "));
        field.map(|(name, _)| name.to_owned()).unwrap_or_default()
    });
}

#[test]
fn items_of_lists() {
    check("items", |input| {
        let item = json!({"type": "object", "properties": {"id": {"type": "string"}}});
        let list =
            json!({"type": "object", "properties": {&input[0]: {"type": "array", "items": item}}});
        let output = answering(list);
        // Requests without required inputs have a default too.
        let requests = lines(&output, "method ").filter_map(|line| line.split_once("::send("));
        let requests: Vec<&str> = requests.map(|(request, _)| request).collect();
        let names = lines(&output, "struct ")
            .filter_map(|line| line.strip_suffix(": Default"))
            .filter(|path| !requests.contains(path))
            .filter_map(|path| path.rsplit("::").next());
        let names: Vec<&str> = names.filter(|name| *name != "Response").collect();
        names.join(" ")
    });
}

#[test]
fn variants_of_text() {
    check("variants", |input| {
        let output = answering(
            json!({"type": "object", "properties": {"field": {"type": "string", "enum": [&input[0], "-"]}}}),
        );
        variant(&output, 0)
    });
}

#[test]
fn variants_of_labelled_integers() {
    check("labels", |input| {
        let schema =
            json!({"type": "integer", "enum": [7, 8], "x-enum-descriptions": [&input[0], "Zzz"]});
        variant(&answering(json!({"type": "object", "properties": {"field": schema}})), 0)
    });
}

/// Labels that begin alike are distinguished by more of their words, not by underscores.
#[test]
fn labels_collide() {
    let labels = [
        "Attendees register once and can attend any",
        "Attendees register once and can select one",
    ];
    let schema = json!({"type": "integer", "enum": [1, 3], "x-enum-descriptions": labels});
    let output = answering(json!({"type": "object", "properties": {"field": schema}}));
    let (first, second) = (variant(&output, 0), variant(&output, 1));
    assert!(
        first != second && !first.ends_with('_') && !second.ends_with('_'),
        "{first}, {second}"
    );
    assert!(first.starts_with("AttendeesRegisterOnceAndCanAttend"), "{first}");
    assert!(second.starts_with("AttendeesRegisterOnceAndCanSelect"), "{second}");
}

fn variant(output: &Output, index: usize) -> String {
    let names = output.names.variants.values().next();
    names.and_then(|names| names.get(index)).cloned().unwrap_or_default()
}

#[test]
fn values_in_prose() {
    check("prose", |input| {
        let schema = json!({"type": "integer", "description": &input[0]});
        let output = answering(json!({"type": "object", "properties": {"field": schema}}));
        let Some(id) = output.names.enums.keys().next() else { return "-".to_owned() };
        let labels = output.api.enumeration(*id).variants.iter().map(|variant| {
            let label = variant.label.as_deref().unwrap_or("?");
            format!("{} {label}", variant.wire)
        });
        labels.collect::<Vec<_>>().join(" | ")
    });
}

#[test]
fn operations() {
    check("operations", |input| {
        let names = input[1].split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
        let parameters: Vec<Value> = names
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
            .collect();
        let list = json!({"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}});
        let schema = match input[3].as_str() {
            "list" => json!({"type": "object", "properties": {"entries": list}}),
            _ => json!({"type": "object", "properties": {"id": {"type": "string"}}}),
        };
        let operation = json!({
            "operationId": "a",
            "summary": &input[2],
            "parameters": parameters,
            "responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}},
        });
        generated(&input[1], &input[0].to_lowercase(), operation).names.operations[0].path()
    });
}
