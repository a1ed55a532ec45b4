//! One document gives the same Rust through both doors: a crate generated from it directly, and one generated after it
//! was imported.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::collections::BTreeMap;

use zoom_codegen::import::{Imported, Source, import, lint};
use zoom_codegen::{Inputs, Output, Severity};

const SOURCES: &str = r#"
[crate]
name = "things"
version = "0.1.0"
single = true

[[source]]
id = "published"
precedence = 1

[[source.map]]
tags = ["*"]
file = "api.yaml"

[[document]]
id = "api"
file = "api.yaml"
"#;

/// Documents that cannot be imported as a whole, with the reason.
const EXCEPTIONS: [(&str, &str); 2] = [
    ("names_clash_operations", "two paths differ only in the names of their parameters"),
    ("openapi_3_2", "an operation of a method that a path item has no key for is refused"),
];

fn direct(text: &str) -> Inputs {
    Inputs::single("api.yaml", text.to_owned(), "things", cases::stubs())
}

fn run(specs: &BTreeMap<String, String>, text: &str) -> Imported {
    let (id, file, sha256) = ("published", "doc.yaml", "0");
    let source = Source { id, file, text, sha256, accept_removals: false };
    import(specs, &source).unwrap_or_else(|failure| panic!("{:#?}", failure.diagnostics))
}

/// The inputs after an import, which a second one does not change.
fn imported(text: &str) -> Inputs {
    let files = [("sources.toml", SOURCES), ("rules.yaml", "servers: {}\n")];
    let mut specs: BTreeMap<String, String> =
        files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    let imported = run(&specs, text);
    specs.extend(imported.files);
    assert_eq!(run(&specs, text).files, BTreeMap::new(), "importing again changes something");
    Inputs { specs, templates: cases::stubs(), threads: 0 }
}

/// The public API of a crate, without servers: the importer leaves their URLs to rules.yaml.
fn api(output: &Output) -> Vec<&str> {
    output.tree["api.txt"].lines().filter(|line| !line.contains("servers::")).collect()
}

/// The variants of a field's enumeration, with their documentation.
fn variants(output: &Output, of: &str) -> Vec<String> {
    let found = output.api.enums.iter().find(|one| one.schema_path.name() == of);
    let found = found.unwrap_or_else(|| panic!("no enumeration `{of}`"));
    let variants = found.variants.iter().map(|one| {
        let label = one.label.as_deref().unwrap_or_default();
        format!("{} {label}{}", one.wire, if one.deprecated { ", deprecated" } else { "" })
    });
    variants.collect()
}

fn case(name: &str) -> (String, Output, Output) {
    let text = cases::one("doors", name).specs["doc.yaml"].clone();
    let (one, other) = (direct(&text), imported(&text));
    (text, cases::output(name, &one), cases::output(name, &other))
}

#[test]
fn every_document_gives_the_same_api_through_both_doors() {
    for kind in ["doors", "fixtures", "foreign"] {
        cases::each(&cases::all(kind), |case| {
            let exception = EXCEPTIONS.iter().any(|(name, _)| *name == case.name);
            let Some(text) = case.specs.get("doc.yaml").filter(|_| !exception) else { return };
            let one = cases::output(&case.name, &direct(text));
            let other = cases::output(&case.name, &imported(text));
            assert_eq!(api(&one), api(&other), "{}", case.name);
        });
    }
}

#[test]
fn a_custom_method_is_rejected_by_the_import() {
    let text = cases::one("fixtures", "openapi_3_2").specs["doc.yaml"].clone();
    let files = [("sources.toml", SOURCES), ("rules.yaml", "servers: {}\n")];
    let specs = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    let imported = run(&specs, &text);
    let refused = imported.diagnostics.iter().filter(|one| one.severity == Severity::Refused);
    let refused: Vec<&str> = refused.map(|one| one.message.as_str()).collect();
    assert_eq!(refused, ["an operation of the method COPY cannot be imported"]);
}

#[test]
fn examples_give_dates_times_and_lists_their_types() {
    let (_, one, _) = case("examples");
    let api = api(&one);
    for line in [
        "field trees::Get.id: Option<String>",
        "field trees::Tree.planted: Option<rt::Date>",
        "field trees::Tree.measured: Option<rt::Timestamp>",
        "field trees::Tree.seen: Option<rt::Timestamp>",
        "field trees::Tree.height: Option<i64>",
        "field trees::Tree.branches: Vec<trees::get::Branch>",
        "field trees::get::Branch.length: Option<f64>",
        "field trees::get::Branch.cut: Option<rt::Date>",
        "field trees::Tree.mixed: Vec<rt::Value>",
        "field trees::list::Response.trees: Vec<trees::list::Tree>",
    ] {
        assert!(api.contains(&line), "{line} is not in\n{}", api.join("\n"));
    }
}

#[test]
fn several_members_describe_one_property_together() {
    let (_, one, other) = case("members");
    for output in [&one, &other] {
        let api = api(output);
        for line in [
            "variant trees::update::Kind::Oak = oak",
            "field trees::Update.owner: Option<types::Owner>",
            "field trees::update::Place.north: Option<f64>",
            "field trees::update::Place.east: Option<f64>",
            "field trees::Update.count: Option<String>",
        ] {
            assert!(api.contains(&line), "{line} is not in\n{}", api.join("\n"));
        }
    }
}

#[test]
fn values_in_prose_are_named_whatever_its_markup() {
    let (_, one, _) = case("labels");
    let both = ["0 Low", "1 High"];
    for field in ["escaped", "heading", "table", "quoted", "listed"] {
        assert_eq!(variants(&one, field), both, "{field}");
    }
    assert_eq!(variants(&one, "season"), ["1 Spring", "2 Autumn"]);
    assert_eq!(variants(&one, "states"), ["1 alive", "2 felled"]);
    assert_eq!(variants(&one, "map"), ["0 low", "1 high"]);
    assert!(api(&one).contains(&"variant types::Level::Low = 1"), "{}", api(&one).join("\n"));
    assert_eq!(variants(&one, "number"), ["0 Grower's pick", "1 Other's pick"]);
    // The documentation of a crate has all of a label; the names and specs/ have its first words.
    assert_eq!(variants(&one, "long")[0], "0 A label of far more words than a name has");
    let is_string =
        |line: &&str| line.starts_with("field ") && line.ends_with(".text: Option<String>");
    assert!(api(&one).iter().any(is_string), "a string stays a string");
}

#[test]
fn values_that_are_struck_out_are_deprecated() {
    let (_, one, other) = case("struck");
    for output in [&one, &other] {
        assert_eq!(variants(output, "state"), ["0 Alive", "1 Ill, deprecated", "2 Felled"]);
        assert_eq!(variants(output, "kind"), ["0 Oak", "1 Elm, deprecated"]);
    }
}

/// Numbers of a description that no keyword has are lost in specs/, so that the import and lint list them.
#[test]
fn numbers_in_prose_that_are_no_values_are_noted() {
    let (text, one, _) = case("labels");
    let noted = |list: &[zoom_codegen::Diagnostic]| -> Vec<String> {
        let list = list.iter().filter(|one| one.code == "unread-values");
        list.map(|one| format!("{} {}", one.at.line, one.message)).collect()
    };
    let line = text.lines().position(|line| line.contains("amounts:")).expect("a line") + 1;
    let expected = format!(
        "{line} the description of an integer has numbers that are not read as its values: 40, 80, 120"
    );
    assert_eq!(noted(&one.diagnostics), [expected.as_str()]);
    let start = imported(&text).specs;
    assert_eq!(noted(&run(&start, &text).diagnostics), [expected.as_str()]);

    let mut specs = direct(&text).specs;
    let listed = |specs: &BTreeMap<String, String>| -> usize {
        let lint = lint(specs).expect("documents");
        let found = lint.concerns.iter().find(|one| one.code == "unread-values");
        found.map_or(0, |one| one.entries.len())
    };
    assert_eq!(listed(&specs), 1);
    let reason = "- {place: 'api GET /trees 200 amounts', reason: quantity}\n";
    specs.insert("unnamed.yaml".into(), reason.into());
    assert_eq!(listed(&specs), 0, "unnamed.yaml has the reason");
}
