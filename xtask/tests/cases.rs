//! docs/CASES.md names tests; each of them is there.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The texts between backticks that name a test: `file::name`.
fn named(text: &str) -> Vec<(&str, &str)> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|quoted| quoted.split_once("::"))
        .filter(|(file, _)| file.ends_with(".rs"))
        .collect()
}

/// The functions of a file that are tests.
fn tests(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        }
        let head = line.trim_start_matches("async ");
        if let (true, Some(rest)) = (is_test, head.strip_prefix("fn ")) {
            found.push(rest.split('(').next().unwrap_or_default());
            is_test = false;
        }
    }
    found
}

#[test]
fn every_test_that_is_named_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let table = fs::read_to_string(root.join("docs/CASES.md")).expect("the table");
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    let mut missing = Vec::new();
    let named = named(&table);
    for (file, name) in &named {
        let text = files
            .entry(file)
            .or_insert_with(|| fs::read_to_string(root.join(file)).unwrap_or_default());
        if !tests(text).contains(name) {
            missing.push(format!("{file}::{name}"));
        }
    }
    assert_eq!(missing, [""; 0], "docs/CASES.md names tests that are not there");
    assert!(named.len() > 100, "{} tests are named", named.len());
}

#[test]
fn every_number_of_the_notes_has_a_row() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let table = fs::read_to_string(root.join("docs/CASES.md")).expect("the table");
    for number in (1..=60).filter(|number| *number != 58) {
        let row = table.lines().find(|line| line.starts_with(&format!("| {number} |")));
        let test = format!("::p{number:02}_");
        assert!(row.is_some_and(|row| row.contains(&test)), "number {number} has no test");
    }
}

#[test]
fn tests_are_recognized() {
    let text = "#[test]\nfn one() {}\nfn two() {}\n    #[tokio::test(start_paused = true)]\n    async fn three() {}";
    assert_eq!(tests(text), ["one", "three"]);
    assert_eq!(
        named("`a.rs::b` and `c::d` or `e.rs`, `f/g.rs::h`"),
        [("a.rs", "b"), ("f/g.rs", "h")]
    );
}
