//! The levels of the rules of `cargo xtask diff`, checked with rustc.
//!
//! Each case under tests/diff has two states. A program uses every line of the base's api.txt; it must compile against
//! the base, and against the head exactly if the rule is not breaking. All cases take minutes:
//!
//!     cargo test -p zoom-codegen --test levels -- --ignored
//!
//! `LEVELS=RULE,…` checks some of them, and `UPDATE_LEVELS=1` writes the table of docs/SEMVER.md.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;
#[path = "levels/rustc.rs"]
mod compiler;
#[path = "diff/pair.rs"]
mod pair;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use compiler::Rustc;
use pair::Pair;
use rayon::prelude::*;
use zoom_codegen::diff::{Level, rules};

/// The result for one rule.
struct Row {
    rule: String,
    level: Level,
    /// `compiles`, or `fails` with the first reason: a code of rustc, or a feature that does not exist.
    head: String,
    /// `yes`, `not checked`, or the disagreement.
    agrees: String,
}

/// Compiles one case.
fn row(rustc: &Rustc, pair: &Pair) -> Row {
    let level = rules().find(|rule| rule.id == pair.name).expect("a rule").level;
    let (base, head) = match pair.text("caller.runtime.rs") {
        Some(caller) => {
            let side = |side: &str| {
                let text = pair.text(&format!("{side}.runtime.rs")).expect("a runtime");
                let folder = rustc.folder(&format!("{}-{side}", pair.name));
                fs::write(folder.join("sample.rs"), text).expect("the file is written");
                rustc.library(&folder.join("sample.rs"), &[])?;
                rustc.caller(&folder, caller)
            };
            (side("before"), side("after"))
        }
        None => {
            let [before, after] =
                pair.inputs().map(|inputs| cases::output(&pair.name, &inputs).tree);
            let lines: Vec<String> = before["api.txt"]
                .lines()
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect();
            let caller = cases::caller::caller(&lines, "sample", "sample::runtime");
            let wanted = pair.text("caller.features").unwrap_or_default();
            let side = |name: &str, tree: &zoom_codegen::Tree| {
                let folder = rustc.folder(&format!("{}-{name}", pair.name));
                let root = written(&folder, tree);
                rustc.library(&root, &features(&tree["Cargo.toml"], wanted)?)?;
                rustc.caller(&folder, &caller)
            };
            (side("before", &before), side("after", &after))
        }
    };
    let agrees = match (&base, level, &head) {
        (Err(error), ..) => format!("NO: the base fails: {error}"),
        // The output of an earlier generator is a line of text in these cases, not code.
        (_, Level::Breaking, Ok(())) if pair.text("before.api.txt").is_some() => {
            "not checked".into()
        }
        (_, Level::Breaking, Err(_)) => "yes".to_owned(),
        (_, Level::Additive | Level::Documentation, Ok(())) => "yes".to_owned(),
        _ => "NO".to_owned(),
    };
    let head = head.err().map_or("compiles".to_owned(), |error| format!("fails ({error})"));
    Row { rule: pair.name.clone(), level, head, agrees }
}

/// Writes the files of a state, with the real runtime as a module; returns the path of lib.rs.
fn written(folder: &Path, tree: &zoom_codegen::Tree) -> PathBuf {
    let runtime = cases::folder("../../templates/src/runtime/mod.rs");
    for (path, text) in tree.iter().filter(|(path, _)| !path.starts_with("src/runtime/")) {
        let module = format!("#[path = {runtime:?}]\npub mod runtime;");
        let text = match path.as_str() {
            "src/lib.rs" => text.replace("pub mod runtime;", &module),
            _ => text.clone(),
        };
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("the folder is created");
        fs::write(file, text).expect("the file is written");
    }
    folder.join("src/lib.rs")
}

/// The default features of a manifest and the wanted ones; the reason if one does not exist.
fn features(manifest: &str, wanted: &str) -> Result<Vec<String>, String> {
    let manifest: toml::Table = toml::from_str(manifest).expect("a manifest");
    let known = manifest.get("features").and_then(toml::Value::as_table);
    let default = known.and_then(|known| known.get("default")?.as_array());
    let default = default.into_iter().flatten().filter_map(toml::Value::as_str);
    let all: Vec<String> = default.chain(wanted.split_whitespace()).map(str::to_owned).collect();
    match all.iter().find(|name| !known.is_some_and(|known| known.contains_key(*name))) {
        Some(missing) => Err(format!("no feature {missing}")),
        None => Ok(all),
    }
}

fn page() -> PathBuf {
    cases::folder("../../docs/SEMVER.md")
}

/// The cells of each row of the table in docs/SEMVER.md, by rule.
fn table(text: &str) -> BTreeMap<String, Vec<String>> {
    let (_, table) = text.split_once("<!-- table -->\n").expect("the start of the table");
    let (table, _) = table.split_once("<!-- end -->").expect("the end of the table");
    let rows = table.lines().skip(2).map(|line| {
        let cells: Vec<String> =
            line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
        // `<a id="RULE"></a>`RULE``: reports lead to the row.
        let rule = cells[0].trim_matches('`').rsplit('`').next().expect("a rule");
        (rule.to_owned(), cells)
    });
    rows.collect()
}

#[test]
fn the_table_has_every_rule_with_its_level() {
    let text = fs::read_to_string(page()).expect("the page");
    let found: BTreeMap<String, String> =
        table(&text).into_iter().map(|(rule, cells)| (rule, cells[1].clone())).collect();
    let wanted: BTreeMap<String, String> =
        rules().map(|rule| (rule.id.to_owned(), rule.level.to_string())).collect();
    assert_eq!(
        found, wanted,
        "UPDATE_LEVELS=1 cargo test -p zoom-codegen --test levels -- --ignored"
    );
}

/// The check itself works: for a generated crate, and for hand-written modules with a rule of each kind.
#[test]
fn rustc_agrees_with_a_few_rules() {
    let rustc = Rustc::new();
    for (rule, head) in [
        ("enum-value-removed", "fails (E0599)"),
        ("runtime-added", "compiles"),
        ("runtime-removed", "fails (E0425)"),
    ] {
        let pair = Pair::all().into_iter().find(|pair| pair.name == rule).expect("a case");
        let row = row(&rustc, &pair);
        assert_eq!((row.head.as_str(), row.agrees.as_str()), (head, "yes"), "{rule}");
    }
}

#[test]
#[ignore = "takes minutes"]
fn rustc_agrees_with_every_rule() {
    let rustc = Rustc::new();
    let chosen = std::env::var("LEVELS").unwrap_or_default();
    let is_chosen = |pair: &Pair| chosen.is_empty() || chosen.split(',').any(|id| id == pair.name);
    let pairs: Vec<Pair> = Pair::all().into_iter().filter(is_chosen).collect();
    let rows: Vec<Row> = pairs.par_iter().map(|pair| row(&rustc, pair)).collect();
    let text = fs::read_to_string(page()).expect("the page");
    let known = table(&text);
    let mut new = String::from(
        "<!-- table -->\n| rule | level | rustc: caller against the head | agrees | cargo-semver-checks |\n\
         |---|---|---|---|---|\n",
    );
    for Row { rule, level, head, agrees } in &rows {
        let recorded = known.get(rule).and_then(|cells| cells.get(4));
        let recorded = recorded.map_or("not run", String::as_str);
        let anchor = format!("<a id=\"{rule}\"></a>");
        new.push_str(&format!("| {anchor}`{rule}` | {level} | {head} | {agrees} | {recorded} |\n"));
    }
    println!("{new}");
    if chosen.is_empty() && std::env::var_os("UPDATE_LEVELS").is_some_and(|value| value == "1") {
        let (before, rest) = text.split_once("<!-- table -->\n").expect("the start of the table");
        let (_, after) = rest.split_once("<!-- end -->").expect("the end of the table");
        fs::write(page(), format!("{before}{new}<!-- end -->{after}"))
            .expect("the page is written");
    }
    let wrong: Vec<String> = rows
        .iter()
        .filter(|row| row.agrees.starts_with("NO"))
        .map(|row| format!("{}: {}, {}; {}", row.rule, row.level, row.head, row.agrees))
        .collect();
    assert_eq!(wrong, [""; 0]);
}
