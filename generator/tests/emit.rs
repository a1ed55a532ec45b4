//! One feature a case: small documents, and the code generated from them.
//!
//! The code is in `tests/compiled`, where it is compiled too; `code` compares each case with it. The snapshots contain
//! the rest: diagnostics, and the other files of a crate in the cases about them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use cases::compiled::{committed, generated};
use zoom_codegen::Output;

/// Cases about files that are not in `tests/compiled`.
const SHOWN: [(&str, &[&str]); 4] = [
    ("skeleton", &["Cargo.toml", "README.md", "REPORT.md", "api.txt", "src/lib.rs"]),
    ("many_documents", &["Cargo.toml", "src/lib.rs", "api.txt"]),
    ("enum_unnamed", &["REPORT.md"]),
    ("names_lock", &["api.txt", "names.lock"]),
];

/// Files that are the same for most cases, or are made from the others.
const COMMON: [&str; 2] = ["caller.rs", "servers.rs"];

/// The note about a document without a server, which only cases about servers show.
const NO_BASE_URL: &str = "no-base-url";

#[test]
fn code() {
    cases::each(&cases::all("fixtures"), |case| {
        let output = cases::output(&case.name, &case.inputs());
        let (wanted, found) = (generated(case, &output.tree), committed(&case.name));
        let changed = wanted.iter().filter(|(path, text)| found.get(*path) != Some(text));
        let changed: Vec<&String> = changed.map(|(path, _)| path).collect();
        let stale: Vec<&String> = found.keys().filter(|path| !wanted.contains_key(*path)).collect();
        // `UPDATE_FIXTURES=1` writes the files in the test program `compiled`, which may not have run yet.
        let is_updated = std::env::var_os("UPDATE_FIXTURES").is_some_and(|value| value == "1");
        assert!(
            is_updated || (changed.is_empty() && stale.is_empty()),
            "{}: changed or missing in tests/compiled/src: {changed:?}, stale: {stale:?}; run \
             `UPDATE_FIXTURES=1 cargo test -p zoom-codegen --test compiled` and review the difference",
            case.name
        );
        let own = wanted.iter().filter(|(path, _)| !COMMON.iter().any(|name| path.ends_with(name)));
        // Documentation does not count: that of every operation is alike.
        let code = |text: &str| text.lines().filter(|line| !line.trim().starts_with("//")).count();
        let lines: usize = own.map(|(_, text)| code(text)).sum();
        assert!(lines <= 600, "{}: {lines} lines; split the case", case.name);
    });
}

#[test]
fn diagnostics_and_other_files() {
    let mut shown = Vec::new();
    cases::each(&cases::all("fixtures"), |case| {
        let output = cases::output(&case.name, &case.inputs());
        let text = rest(&case.name, &output);
        if !text.is_empty() {
            shown.push(case.name.clone());
            cases::snapshot("emit", case, &text);
        }
    });
    assert_eq!(cases::snapshots("emit"), shown, "a snapshot without anything to show");
}

/// The part of the output that is not in `tests/compiled`, each file under its name.
fn rest(name: &str, output: &Output) -> String {
    let mut text = String::new();
    let own = SHOWN.iter().find(|(own, _)| *own == name).map_or(&[][..], |(_, files)| *files);
    let lock = [("names.lock", output.names_lock.as_str())];
    let files = output.tree.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    for (path, content) in files.chain(lock).filter(|(path, _)| own.contains(path)) {
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
fn a_crate_without_the_feature_for_events_has_what_receives_them() {
    let text = "openapi: 3.0.3\ninfo: {title: One, version: '1'}\npaths: {}\n".to_owned();
    let inputs = zoom_codegen::Inputs::single("one.yaml", text, "one", cases::templates());
    let tree = cases::output("one.yaml", &inputs).tree;
    let named: Vec<&String> = tree
        .iter()
        .filter(|(_, text)| text.contains("feature = \"events\""))
        .map(|(path, _)| path)
        .collect();
    assert!(named.is_empty(), "{named:?}");
    let stores = &tree["src/runtime/stores/mod.rs"];
    assert!(stores.contains(")]\nmod database;\nmod error;"), "other conditions stay: {stores}");
    assert!(stores.contains("mod file_keys;\nmod inbox;\nmod keys;\n"), "{stores}");
    assert!(tree["src/runtime/mod.rs"].contains("mod error;\npub(crate) mod event;"));
}

#[test]
fn every_case_is_small() {
    for case in &cases::all("fixtures") {
        for (file, text) in &case.specs {
            // The importer writes a line for each value.
            let most = if text.contains("x-source: hub-errands") { 130 } else { 60 };
            assert!(
                text.lines().count() <= most,
                "{}/{file} is longer than {most} lines",
                case.name
            );
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
