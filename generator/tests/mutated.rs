//! Seeded changes of the documents in specs/, judged by rustc: a report has a breaking change exactly if a caller with
//! every line of the base's api.txt does not compile against the head.
//!
//!     cargo test -p zoom-codegen --test mutated -- --ignored --nocapture
//!
//! `MUTATIONS=300` is the number, and `SEED=1` where it begins.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;
#[path = "levels/rustc.rs"]
mod compiler;
#[path = "mutated/document.rs"]
mod document;
#[path = "mutated/kinds.rs"]
mod kinds;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use compiler::Rustc;
use document::{Random, excerpt};
use kinds::KINDS;
use rayon::prelude::*;
use serde_json::Value;
use zoom_codegen::diff::{Change, Level, State, compare};
use zoom_codegen::{Inputs, Tree, generate};

/// How many changes one run of rustc judges.
const BATCH: usize = 60;

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.json\"\ntitle = \"Sample\"\n";

/// One change of a document.
struct Mutation {
    number: usize,
    kind: &'static str,
    place: String,
    base: Tree,
    head: Tree,
    breaking: Vec<Change>,
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The documents of specs/v2 as data, by name.
fn documents() -> Vec<(String, Value)> {
    let folder = cases::folder("../../specs/v2");
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).expect("a text");
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        (name.to_owned(), serde_yaml::from_str(&text).expect("a document"))
    };
    cases::entries(&folder).iter().filter(|path| path.is_file()).map(read).collect()
}

/// The conventions of lists with pages, as in specs/rules.yaml.
const RULES: &str = "paging:
  - {style: token, request: next_page_token, response: next_page_token, sync: [next_sync_token]}
  - {style: number, request: page_number, response: page_number, count: page_count}
conversions: {updates: true}
";

fn specs(document: &Value, lock: &str) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("sources.toml".to_owned(), SOURCES.to_owned()),
        ("rules.yaml".to_owned(), RULES.to_owned()),
        ("names.lock".to_owned(), lock.to_owned()),
        ("doc.json".to_owned(), document.to_string()),
    ])
}

/// The tree and the state of a document; `None` if it cannot be generated.
fn made(label: &str, document: &Value, lock: &str) -> Option<(Tree, State)> {
    let specs = specs(document, lock);
    let state = State::read(label, specs.clone(), &|_| {}).ok()?;
    let inputs = Inputs { specs, templates: cases::stubs(), threads: 1 };
    Some((generate(&inputs, &|_| {}).ok()?.tree, state))
}

/// The change with this number: kinds take turns, the document and the place are chosen.
fn mutation(documents: &[(String, Value)], number: usize, seed: usize) -> Mutation {
    let mut random = Random::new((seed * 1_000_003 + number) as u64);
    let (kind, change) = KINDS[number % KINDS.len()];
    for _ in 0..2000 {
        let Some((name, whole)) = random.one(documents) else { break };
        let paths: Vec<&String> =
            whole["paths"].as_object().into_iter().flat_map(|map| map.keys()).collect();
        let Some(path) = random.one(&paths) else { continue };
        let before = excerpt(whole, path);
        let mut after = before.clone();
        if change(&mut after, &mut random).is_none() || before == after {
            continue;
        }
        let Some((base, old)) = made("base", &before, "") else { continue };
        let Some((head, new)) = made("head", &after, &old.names_lock) else { continue };
        let breaking = compare(&old, &new, None).changes;
        let breaking = breaking.into_iter().filter(|one| one.level == Level::Breaking).collect();
        return Mutation { number, kind, place: format!("{name} {path}"), base, head, breaking };
    }
    panic!("{kind}: no document has anything to change");
}

/// Writes a tree as the module `name`, and a caller with the lines of `api`.
fn write(folder: &Path, name: &str, tree: &Tree, api: &str) {
    let case =
        cases::Case { name: name.to_owned(), folder: folder.to_owned(), specs: BTreeMap::new() };
    for (path, text) in cases::compiled::generated(&case, tree) {
        if path.ends_with("/caller.rs") {
            continue;
        }
        let text = text.replace("\n#[cfg(test)]\nmod caller;\n", "\n");
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("the folder is created");
        fs::write(file, text).expect("the file is written");
    }
    let lines: Vec<String> =
        api.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let text = cases::caller::caller(&lines, &format!("crate::fixtures::{name}"), "crate::runtime");
    fs::write(folder.join(format!("caller_{name}.rs")), text).expect("the file is written");
}

/// The modules whose callers do not compile, with the first error of each. Names are resolved before types are
/// checked, so what fails is taken out, and the rest compiled again.
fn failing(rustc: &Rustc, folder: &Path, names: &[String]) -> BTreeMap<String, String> {
    let mut failed: BTreeMap<String, String> = BTreeMap::new();
    loop {
        let kept: BTreeSet<&String> =
            names.iter().filter(|name| !failed.contains_key(*name)).collect();
        let mut modules = String::new();
        for name in kept {
            let _ = writeln!(
                modules,
                "pub mod {name};\n#[path = \"caller_{name}.rs\"] mod caller_{name};"
            );
        }
        fs::write(folder.join("fixtures.rs"), modules).expect("the file is written");
        let Err(errors) = rustc.explained(&folder.join("lib.rs"), &[]) else { return failed };
        let before = failed.len();
        for line in errors.lines().filter(|line| line.contains(": error")) {
            let file = line.split(':').next().unwrap_or_default();
            let file = Path::new(file).file_stem().and_then(|name| name.to_str());
            let name = file.and_then(|file| file.strip_prefix("caller_"));
            let name = name.unwrap_or_else(|| panic!("an error outside of callers: {line}"));
            failed.entry(name.to_owned()).or_insert_with(|| line.to_owned());
        }
        assert!(failed.len() > before, "{errors}");
    }
}

#[test]
#[ignore = "takes minutes"]
fn rustc_agrees_with_changes_of_the_documents() {
    let (count, seed) = (number("MUTATIONS", 300), number("SEED", 1));
    let documents = documents();
    // Types within types are walked by recursion.
    let pool = rayon::ThreadPoolBuilder::new().stack_size(64 << 20).build().expect("threads");
    let all: Vec<Mutation> = pool.install(|| {
        (0..count).into_par_iter().map(|number| mutation(&documents, number, seed)).collect()
    });
    let rustc = Rustc::new();
    let (mut wrong, mut breaks) = (Vec::new(), 0);
    for batch in all.chunks(BATCH) {
        let folder = rustc.folder("mutated");
        let runtime = cases::folder("../../templates/src/runtime/mod.rs");
        let servers = cases::folder("compiled/src/servers.rs");
        let root = format!(
            "#[path = {runtime:?}]\npub mod runtime;\n#[path = {servers:?}]\npub mod servers;\npub mod fixtures;\n"
        );
        fs::write(folder.join("lib.rs"), root).expect("the file is written");
        let mut names = Vec::new();
        for one in batch {
            let api = &one.base["api.txt"];
            for (side, tree) in [("base", &one.base), ("head", &one.head)] {
                let name = format!("{side}_{}", one.number);
                write(&folder, &name, tree, api);
                names.push(name);
            }
        }
        let failed = failing(&rustc, &folder, &names);
        for one in batch {
            let base = failed.get(&format!("base_{}", one.number));
            assert!(base.is_none(), "{}: {}: {base:?}", one.kind, one.place);
            let head = failed.get(&format!("head_{}", one.number));
            breaks += usize::from(head.is_some());
            if head.is_some() == one.breaking.is_empty() {
                let told: Vec<&str> =
                    one.breaking.iter().map(|change| change.text.as_str()).collect();
                wrong.push(format!(
                    "{} {} ({}): reported {told:?}, rustc {head:?}",
                    one.number, one.kind, one.place
                ));
            }
        }
    }
    println!(
        "{count} changes of {} kinds, seed {seed}: {breaks} break callers, {} disagreements",
        KINDS.len(),
        wrong.len()
    );
    wrong.iter().for_each(|line| println!("  {line}"));
    assert!(wrong.len() * 100 <= count, "{}", wrong.join("\n"));
}
