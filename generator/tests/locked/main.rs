//! Whatever changes in the documents, code generation accepts the names.lock that it wrote itself: so do a second
//! run, which changes nothing, and the comparison with the state before.
//!
//! To try more changes, and to see how many there were:
//!
//!     ZOOM_LOCK_ROUNDS=200 cargo test --release -p zoom-codegen --test locked -- --nocapture

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

#[path = "../cases/mod.rs"]
mod cases;
mod changes;

use std::collections::BTreeMap;

use changes::{Random, change};
use serde_yaml::Value;
use zoom_codegen::diff::{State, compare};
use zoom_codegen::{Inputs, Output, Severity, generate};

type Specs = BTreeMap<String, String>;

const LOCK: &str = "names.lock";

fn rounds(default: u64) -> u64 {
    let told = std::env::var("ZOOM_LOCK_ROUNDS").ok();
    told.map_or(default, |text| text.parse().expect("a number of rounds"))
}

fn inputs(specs: &Specs) -> Inputs {
    Inputs { specs: specs.clone(), templates: cases::stubs(), threads: 0 }
}

/// Generates; the errors where it does not.
fn run(specs: &Specs) -> Result<Output, Vec<String>> {
    generate(&inputs(specs), &|_| {}).map_err(|failure| {
        let errors = failure.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        errors.map(|one| format!("{}: {}", one.code, one.message)).collect()
    })
}

/// The real documents with these indexes and nothing that selects places in them, which a change of a document
/// would make wrong: what is left to stop a run are names.
fn slice(picked: &[usize]) -> Specs {
    let real = cases::real();
    let mut sources: toml::Table = toml::from_str(&real["sources.toml"]).expect("sources.toml");
    let documents = sources["document"].as_array().expect("documents").clone();
    let chosen: Vec<_> = picked.iter().map(|at| documents[at % documents.len()].clone()).collect();
    let files: Vec<String> =
        chosen.iter().map(|one| one["file"].as_str().expect("a file").to_owned()).collect();
    let servers: Vec<&str> = chosen.iter().filter_map(|one| one.get("server")?.as_str()).collect();
    // Events alone name no server, and the rules of one that nothing names are an error.
    let keys: &[&str] = if servers.is_empty() {
        &["paging", "items", "events"]
    } else {
        &["servers", "paging", "items", "events"]
    };
    sources.insert("document".to_owned(), toml::Value::Array(chosen.clone()));
    let krate = sources["crate"].as_table_mut().expect("a crate");
    krate.remove("default");
    krate.remove("product_crates");
    // Without enums.yaml nothing has reviewed names.
    krate.remove("requires_names");
    let rules: Value = serde_yaml::from_str(&real["rules.yaml"]).expect("rules.yaml");
    let mut kept = serde_yaml::Mapping::new();
    for key in keys {
        kept.insert((*key).into(), rules[*key].clone());
    }
    let mut specs = Specs::from([
        ("sources.toml".to_owned(), toml::to_string(&sources).expect("sources.toml")),
        ("rules.yaml".to_owned(), serde_yaml::to_string(&kept).expect("rules.yaml")),
        (LOCK.to_owned(), String::new()),
    ]);
    specs.extend(files.iter().map(|file| (file.clone(), real[file].clone())));
    let first = run(&specs).unwrap_or_else(|errors| panic!("{files:?}: {errors:#?}"));
    specs.insert(LOCK.to_owned(), first.names_lock);
    specs
}

/// Some changes of one document; what was done.
fn changed(specs: &mut Specs, random: &mut Random, count: usize) -> Vec<String> {
    let files: Vec<String> = specs
        .keys()
        .filter(|file| file.contains('/') && file.ends_with(".yaml"))
        .cloned()
        .collect();
    let documents: Vec<&String> =
        files.iter().filter(|file| !file.starts_with("overlays/")).collect();
    let file = documents[random.below(documents.len())];
    let mut root: Value = serde_yaml::from_str(&specs[file]).expect("a document");
    let mut done = Vec::new();
    for _ in 0..200 {
        done.extend(change(&mut root, random).map(|what| format!("{file}: {what}")));
        if done.len() == count {
            break;
        }
    }
    specs.insert(file.clone(), serde_yaml::to_string(&root).expect("a document"));
    done
}

/// A state of specs/ as the comparison reads it.
fn read(label: &str, specs: &Specs) -> Result<State, String> {
    State::read(label, specs.clone(), &|_| {}).map_err(|failure| {
        format!("diff cannot read {label}: {}", cases::rendered(&failure.diagnostics))
    })
}

/// Generates twice and compares, as a maintainer does after a change: the resulting state, or the reason why a step
/// failed.
fn accepted(base: &State, after: &Specs) -> Result<State, String> {
    let stopped = |step: &str, errors: Vec<String>| format!("{step}: {}", errors.join("\n"));
    let first = run(after).map_err(|errors| stopped("codegen", errors))?;
    let mut settled = after.clone();
    settled.insert(LOCK.to_owned(), first.names_lock.clone());
    let second = run(&settled).map_err(|errors| stopped("codegen again", errors))?;
    if second.names_lock != first.names_lock {
        return Err("names.lock still changes after one run".to_owned());
    }
    for (path, text) in &first.tree {
        let other = second.tree.get(path).map(String::as_str).unwrap_or_default();
        if text != other {
            let only = |a: &str, b: &str| -> Vec<String> {
                a.lines()
                    .filter(|line| !b.lines().any(|one| one == *line))
                    .map(str::to_owned)
                    .collect()
            };
            let pair = (only(text, other), only(other, text));
            return Err(format!("a second run writes other code: {path}, {pair:?}"));
        }
    }
    let unsettled = read("before codegen", after)?;
    let head = read("head", &settled)?;
    compare(base, &unsettled, None);
    compare(base, &head, None);
    Ok(head)
}

#[test]
fn codegen_accepts_what_it_wrote_after_any_change() {
    let rounds = rounds(12);
    let mut done = 0;
    for seed in 1..=rounds {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let picked = [random.below(1000), random.below(1000)];
        let original = slice(&[picked[0], picked[0] + 1 + picked[1] % 7]);
        let mut before = original.clone();
        let mut base = read("base", &before).unwrap_or_else(|stop| panic!("seed {seed}\n{stop}"));
        // A single change, then several at once, each upon the lock that the one before left.
        for count in [1, 6] {
            let mut after = before.clone();
            let what = changed(&mut after, &mut random, count);
            base = accepted(&base, &after)
                .unwrap_or_else(|stop| panic!("seed {seed}, {what:#?}\n{stop}"));
            after.insert(LOCK.to_owned(), base.names_lock.clone());
            before = after;
            done += what.len();
        }
        // And back to the first state, with a lock that has seen all of it.
        let mut back = original;
        back.insert(LOCK.to_owned(), before[LOCK].clone());
        accepted(&base, &back).unwrap_or_else(|stop| panic!("seed {seed}, back again\n{stop}"));
    }
    println!("{rounds} rounds, {done} changes, {} runs of codegen", rounds * 7);
}

/// The whole of specs/ as it is. Entries of the configuration that no longer match a document stop a run, rightly;
/// such changes are counted and left out.
#[test]
fn the_real_specs_with_all_of_their_configuration() {
    let rounds = rounds(0);
    let original = cases::real();
    let (mut done, mut stopped) = (0, 0);
    for seed in 1..=rounds {
        let mut random = Random(seed.wrapping_mul(0xD1B5_4A32_D192_ED03));
        let mut after = original.clone();
        let what = changed(&mut after, &mut random, 1);
        match run(&after) {
            Err(errors) => {
                // Names of fields and values are not recorded: lines of a person about them, and members of one type
                // that want one name, are for a person.
                let of_a_person = |one: &&String| {
                    one.starts_with("names-lock-unmatched") || one.contains(" both become ")
                };
                let own = errors.iter().filter(|error| error.starts_with("name"));
                let own: Vec<_> = own.filter(|one| !of_a_person(one)).collect();
                assert!(own.is_empty(), "seed {seed}, {what:#?}\n{own:#?}");
                stopped += 1;
            }
            Ok(_) => {
                let base = read("base", &original).unwrap_or_else(|stop| panic!("{stop}"));
                accepted(&base, &after)
                    .unwrap_or_else(|stop| panic!("seed {seed}, {what:#?}\n{stop}"));
                done += 1;
            }
        }
    }
    println!("{done} changes accepted, {stopped} stopped by configuration that no longer matches");
}

/// The changes in which a name went to its successor beside a retired line.
#[test]
fn a_name_passes_to_its_successor() {
    let case = "
openapi: 3.0.1
info: {title: T, version: '1'}
paths:
  /groups/{id}/members:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    patch:
      operationId: change
      responses:
        '201': {description: D, content: {application/json: {schema: {type: object, properties: {ids: {type: string}}}}}}
";
    let sources = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\nrequires_names = true\n\n[[document]]\nid = \"doc\"\nfile = \"doc/doc.yaml\"\n";
    let specs = |text: &str, lock: &str| {
        Specs::from([
            ("sources.toml".to_owned(), sources.to_owned()),
            ("doc/doc.yaml".to_owned(), text.to_owned()),
            (LOCK.to_owned(), lock.to_owned()),
        ])
    };
    let lock = run(&specs(case, "")).expect("the first state").names_lock;
    let before = read("base", &specs(case, &lock)).expect("the first state");
    for (from, to, expected) in [
        (
            "'201'",
            "'200'",
            "type api PATCH /groups/{} 200".replace("/groups/{}", "/groups/{}/members"),
        ),
        ("/groups/", "/beta/groups/", "operation api PATCH /beta/groups/{}/members".to_owned()),
        ("patch:", "put:", "operation api PUT /groups/{}/members".to_owned()),
    ] {
        let after = specs(&case.replace(from, to), &lock);
        let written = accepted(&before, &after).unwrap_or_else(|stop| panic!("{to}: {stop}"));
        let written = written.names_lock;
        assert!(written.contains(&expected), "{to}: {written}");
        let names: Vec<&str> =
            written.lines().filter_map(|line| Some(line.rsplit_once(" = ")?.1)).collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{to}: a name occurs twice in\n{written}");
        if from != "/groups/" {
            assert!(!written.contains("\nretired "), "{to}: {written}");
        }
    }
}

/// A lock that an earlier generator left: the name of something that is gone is that of something else too.
#[test]
fn a_retired_line_beside_its_successor_is_dropped() {
    let lock =
        "retired operation api GET /people = users::list\noperation api GET /users = users::list\n";
    let mut specs = cases::one("faults", "names_lock_taken").specs;
    specs.insert(LOCK.to_owned(), lock.to_owned());
    let output = run(&specs).expect("a lock that codegen wrote");
    let lines: Vec<&str> =
        output.names_lock.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines.contains(&"operation api GET /users = users::list"), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with("retired ")), "{lines:?}");
    let note = output.diagnostics.iter().find(|one| one.code == "names-lock-retired");
    let note = note.expect("a note");
    assert_eq!((note.severity, note.at.file.as_str(), note.at.line), (Severity::Note, LOCK, 1));
    assert!(note.message.contains("`api GET /people`"), "{note}");
}

/// The line that the help of a clash names is one that ends the clash.
#[test]
fn the_line_that_is_advised_works() {
    for name in ["names_two_operations", "names_two_fields", "names_lock_taken"] {
        let mut specs = cases::one("faults", name).specs;
        // A type with several clashes reports each.
        for _ in 0..4 {
            let Err(failure) = generate(&inputs(&specs), &|_| {}) else { break };
            let clashes = failure.diagnostics.iter().filter(|one| one.code == "name-collision");
            let line = clashes.clone().find_map(|one| one.help.split('`').nth(1));
            let line = line.unwrap_or_else(|| panic!("{name}: {:#?}", failure.diagnostics));
            let (identity, _) = line.rsplit_once(" = ").expect("a line");
            let lock = specs.entry(LOCK.to_owned()).or_default();
            let others = lock.lines().filter(|one| !one.starts_with(identity));
            *lock = others.chain([line]).map(|one| format!("{one}\n")).collect();
        }
        let output = run(&specs).unwrap_or_else(|errors| panic!("{name}: {errors:#?}"));
        let advised = specs[LOCK].lines().last().expect("a line");
        assert!(output.names_lock.contains(advised), "{name}: {advised}");
    }
}
