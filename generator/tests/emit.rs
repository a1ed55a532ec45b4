//! One feature a case: small documents, and the code that comes out.
//!
//! What is the same for every document (manifest, README, lib.rs, a server without rules) is left out of the
//! snapshots; the case `skeleton` shows all of it. Cases about names and labels show the public API, an item
//! a line, instead of the code. All of the code is compiled by `tests/compiled`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use zoom_codegen::Output;

/// Files that say nothing about most features.
const COMMON: [&str; 5] = ["Cargo.toml", "README.md", "REPORT.md", "api.txt", "src/lib.rs"];

/// Cases that are about one of those files.
const SHOWN: [(&str, &[&str]); 6] = [
    ("skeleton", &COMMON),
    ("many_documents", &["Cargo.toml", "src/lib.rs", "src/servers.rs", "src/enums.rs", "api.txt"]),
    ("enum_unnamed", &["REPORT.md"]),
    ("names_lock", &["api.txt", "names.lock"]),
    ("security_override", &["src/servers.rs"]),
    ("secrets", &["src/servers.rs"]),
];

/// Cases in which the names matter, not the code around them.
const API: [&str; 13] = [
    "enum_operators",
    "enum_prose",
    "enum_text",
    "hostile_names",
    "many_documents",
    "keywords",
    "maps_",
    "names_",
    "openapi_3_",
    "published_v1",
    "response_statuses",
    "schema_repairs",
    "shared_containers",
];

/// A document that declares no server gets this.
const NO_SERVER: &str = "url: \"\",\n    errors: rt::ErrorShape {\n        ..rt::ErrorShape::DEFAULT\n    },\n    security: &[],";

/// The note about it, which only cases about servers show.
const NO_BASE_URL: &str = "no-base-url";

#[test]
fn code() {
    cases::each(&cases::all("fixtures"), |case| {
        let output = cases::output(&case.name, &case.inputs());
        let text = joined(&case.name, &output);
        cases::snapshot("emit", case, &text);
        let lines = text.lines().count();
        assert!(lines <= 220, "{}: {lines} lines; split the case", case.name);
    });
}

/// The files of a case, joined under their names.
fn joined(name: &str, output: &Output) -> String {
    let mut text = String::new();
    let lock = [("names.lock", output.names_lock.as_str())];
    let files = output.tree.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    for (path, content) in files.chain(lock).filter(|(path, text)| is_shown(name, path, text)) {
        // The header is the same in every file, and `skeleton` shows it.
        let content = match content.split_once("\n\n") {
            Some((header, rest)) if header.starts_with("// @generated") && name != "skeleton" => {
                rest
            }
            _ => content,
        };
        text.push_str(&format!("// ==== {path}\n{content}\n"));
    }
    let shown: Vec<_> = output
        .diagnostics
        .iter()
        .filter(|one| one.code != NO_BASE_URL || name.starts_with("servers_"))
        .cloned()
        .collect();
    if !shown.is_empty() {
        text.push_str(&format!("// ==== diagnostics\n{}\n", cases::rendered(&shown)));
    }
    text
}

fn is_shown(name: &str, path: &str, text: &str) -> bool {
    if let Some((_, files)) = SHOWN.iter().find(|(own, _)| *own == name)
        && files.contains(&path)
    {
        return true;
    }
    let api = API.iter().any(|start| name.starts_with(start));
    match path {
        "names.lock" | "src/runtime/mod.rs" => false,
        "api.txt" => api,
        _ if api || COMMON.contains(&path) => false,
        "src/servers.rs" => !text.contains(NO_SERVER),
        _ => true,
    }
}

#[test]
fn no_operation_is_lost() {
    cases::each(&cases::all("fixtures"), |case| {
        let output = cases::output(&case.name, &case.inputs());
        cases::conserved(&case.name, &output);
        let all = output.summary.operations_in + output.summary.events_in;
        assert!(all > 0, "a case without an operation or event");
    });
}

#[test]
fn every_snapshot_has_its_case_and_every_case_is_small() {
    let cases = cases::all("fixtures");
    let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(cases::snapshots("emit"), names);
    for case in &cases {
        for (file, text) in &case.specs {
            assert!(text.lines().count() <= 60, "{}/{file} is longer than 60 lines", case.name);
        }
    }
}

#[test]
fn what_only_the_server_sends_is_no_required_input() {
    let case = cases::one("fixtures", "read_and_write_only");
    let output = cases::output(&case.name, &case.inputs());
    for operation in &output.api.operations {
        for input in zoom_codegen::name::inputs(&output.api, operation) {
            let read_only = input.field.is_some_and(|field| field.facts.read_only);
            assert!(!(input.required && read_only), "{} {}", operation.method, operation.path);
        }
    }
    let constructor =
        output.tree["api.txt"].lines().find(|line| line.starts_with("fn types::User::new"));
    assert_eq!(constructor, Some("fn types::User::new(name: impl Into<String>)"));
}
