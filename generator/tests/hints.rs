//! The hints of `cargo xtask diff`, compiled: what a hint names has to be in the head.
//!
//! One crate has the heads of all cases under tests/diff as modules, and a function for each piece of code in a hint.

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
#[path = "hints/snippet.rs"]
mod snippet;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use compiler::Rustc;
use pair::Pair;
use snippet::{Check, Crate};
use zoom_codegen::diff::State;

#[test]
fn every_hint_compiles() {
    let rustc = Rustc::new();
    let folder = rustc.folder("hints");
    let (mut modules, mut features) = (String::new(), BTreeSet::new());
    let mut wrong = Vec::new();
    for pair in Pair::all() {
        let name = pair.name.replace('-', "_");
        let inputs = pair.inputs();
        let tree = cases::output(&pair.name, &inputs[1]).tree;
        features.extend(features_of(&tree["Cargo.toml"]));
        let case = cases::Case {
            name: name.clone(),
            folder: pair.folder.clone(),
            specs: inputs[1].specs.clone(),
        };
        for (path, text) in cases::compiled::generated(&case, &tree) {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("the folder is created");
            fs::write(file, text).expect("the file is written");
        }
        let _ = writeln!(modules, "pub mod {name};");
        let text = caller(&pair, &name, &tree["Cargo.toml"], &mut wrong);
        fs::write(folder.join(format!("hints_{name}.rs")), text).expect("the file is written");
        let _ = writeln!(modules, "#[path = \"hints_{name}.rs\"] mod hints_{name};");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let runtime = cases::folder("../../templates/src/runtime/mod.rs");
    let servers = cases::folder("compiled/src/servers.rs");
    let root = format!(
        "#![allow(deprecated)]\n#[path = {runtime:?}]\npub mod runtime;\npub use runtime::private as rt;\n#[path = {servers:?}]\npub mod servers;\npub mod fixtures;\n"
    );
    fs::write(folder.join("fixtures.rs"), modules).expect("the file is written");
    fs::write(folder.join("lib.rs"), root).expect("the file is written");
    let features: Vec<String> = features.into_iter().collect();
    rustc.explained(&folder.join("lib.rs"), &features).unwrap_or_else(|errors| panic!("{errors}"));
}

/// The same for a report about the whole API: against a folder with an older specs/.
///
///     HINTS_BASE=DIR cargo test -p zoom-codegen --test hints -- --ignored --nocapture
#[test]
#[ignore = "compiles the whole crate"]
fn every_hint_of_a_real_report_compiles() {
    let base = std::env::var("HINTS_BASE").expect("HINTS_BASE");
    let mut files = std::collections::BTreeMap::new();
    cases::gather(
        &std::path::Path::new(&base).join("specs"),
        "",
        &["yaml", "toml", "lock"],
        &mut files,
    );
    let state = |label: &str, specs| State::read(label, specs, &|_| {}).expect("a state");
    let (before, after) = (state("base", files), state("head", cases::real()));
    let manifest =
        fs::read_to_string(cases::folder("../../generated/Cargo.toml")).expect("a manifest");
    let features = features_of(&manifest);
    let (base, head) = (Crate::new(&before.listing, &[]), Crate::new(&after.listing, &features));
    let report = zoom_codegen::diff::compare(&before, &after, None);
    let (mut lines, mut code, mut wrong) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for change in &report.changes {
        match snippet::checks(&change.hint, &base, &head) {
            Err(why) => wrong.push(format!("{}: {why}", change.rule)),
            Ok(checks) => checks.into_iter().for_each(|check| match check {
                Check::Line(line) => drop(lines.insert(line)),
                Check::Code(text) => drop(code.insert(text)),
                Check::Lock(_) => {}
            }),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let hints = report.changes.iter().filter(|change| !change.hint.is_empty()).count();
    println!(
        "{} changes, {hints} hints, {} pieces of code",
        report.changes.len(),
        lines.len() + code.len()
    );
    let lines: Vec<String> = lines.into_iter().collect();
    let text = cases::caller::caller(&lines, "zoom_client", "zoom_client::runtime");
    let code: Vec<String> = code.into_iter().collect();
    let code = numbered(&code.join("\n")).replace("crate::runtime", "zoom_client::runtime");
    let rustc = Rustc::new();
    let source = rustc.folder("hints-real").join("caller.rs");
    fs::write(
        &source,
        format!("{text}\nuse zoom_client::MoreInputs as _;\nuse zoom_client as head;\n{code}"),
    )
    .expect("the file is written");
    rustc.against(&source, "zoom-client").unwrap_or_else(|errors| panic!("{errors}"));
}

/// A function for each piece of code in the hints of a case.
fn caller(pair: &Pair, name: &str, manifest: &str, wrong: &mut Vec<String>) -> String {
    let (before, after) = (pair.before(), pair.after());
    let features = features_of(manifest);
    let base = Crate::new(&before.listing, &[]);
    let head = Crate::new(&after.listing, &features);
    let (mut lines, mut code) = (Vec::new(), String::new());
    for change in pair.report().changes {
        let found = snippet::checks(&change.hint, &base, &head);
        let found = found.unwrap_or_else(|why| {
            wrong.push(format!("{}: {why}", change.rule));
            Vec::new()
        });
        for check in found {
            match check {
                Check::Line(line) => lines.push(line),
                Check::Code(text) => {
                    let _ = writeln!(code, "// {}\n{text}", change.rule);
                }
                Check::Lock(line) => {
                    let (_, path) = line.rsplit_once(" = ").expect("a name");
                    let kept = pair.after_with(&line);
                    assert!(kept.listing.to_string().contains(path), "{line} does not keep {path}");
                }
            }
        }
    }
    let root = format!("crate::fixtures::{name}");
    let text = cases::caller::caller(&lines, &root, "crate::runtime");
    let text = text.replace("//! Uses", "// Uses").replace("#![allow", "// #![allow");
    format!(
        "#[allow(unused_imports)]\nuse crate::runtime::MoreInputs as _;\nuse crate::fixtures::{name} as head;\n{text}\n{}",
        numbered(&code)
    )
}

/// Functions need names of their own.
fn numbered(code: &str) -> String {
    let mut parts = code.split("fn NAME");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (number, part) in parts.enumerate() {
        let _ = write!(text, "fn code_{number}{part}");
    }
    text
}

fn features_of(manifest: &str) -> Vec<String> {
    let manifest: toml::Table = toml::from_str(manifest).expect("a manifest");
    let features = manifest.get("features").and_then(toml::Value::as_table);
    features.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}
