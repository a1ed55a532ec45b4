//! Enumerations and types of IDs that no operation or event uses: they are not in the crate, and the report agrees.

use std::collections::BTreeMap;

use zoom_codegen::diff::{State, compare};
use zoom_codegen::{Inputs, generate};

use super::cases;
use super::own::{only, users};

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";

const KIND: &str = "Kind:\n  doc: The kind of a room.\n  values: {1: {name: Small}, 2: {name: Large}}\n  \
    places:\n    - 'doc * kind'\n";

const ROOM_ID: &str = "ids:\n  RoomId:\n    doc: ID of a room.\n    places: [room_id]\n";

/// A document with a list of rooms that have these properties.
fn specs(response: &str) -> BTreeMap<String, String> {
    let document = format!(
        "openapi: 3.0.1\ninfo: {{title: Rooms, version: 1.0.0}}\nservers: [{{url: 'https://api.example.com'}}]\npaths:\n  \
         /rooms:\n    get:\n      operationId: list\n      tags: [Rooms]\n      summary: List rooms\n      responses:\n        \
         '200': {{description: Done., content: {{application/json: {{schema: {{type: object, properties: {{{response}}}}}}}}}}}\n"
    );
    let files = [
        ("sources.toml", SOURCES),
        ("doc.yaml", &document),
        ("enums.yaml", KIND),
        ("rules.yaml", ROOM_ID),
    ];
    files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

const USED: &str =
    "kind: {type: integer, enum: [1, 2]}, room_id: {type: string}, size: {type: integer}";

const PLAIN: &str = "size: {type: integer}";

fn state(specs: &BTreeMap<String, String>) -> State {
    State::read("state", specs.clone(), &|_| {}).expect("a state")
}

fn api(specs: &BTreeMap<String, String>) -> String {
    let inputs = Inputs { specs: specs.clone(), templates: cases::stubs(), threads: 1 };
    cases::output("unused", &inputs).tree["api.txt"].clone()
}

#[test]
fn what_no_operation_uses_any_longer_is_gone() {
    let (used, unused) = (state(&specs(USED)), state(&specs(PLAIN)));
    for (rule, item) in [("type-removed", "enums::Kind"), ("id-type-removed", "ids::RoomId")] {
        let change = only(&used, &unused, rule);
        assert_eq!(change.item, item);
        assert_eq!(change.text, format!("`{item}` is gone"));
        assert_eq!(users(&change), ["GET /rooms"]);
        // Both states have the entry: the schema is the reason.
        let places: Vec<&str> = change.at.iter().map(|at| at.file.as_str()).collect();
        assert_eq!(places.last(), Some(&"doc.yaml"), "{change:#?}");
    }
    let report = compare(&unused, &used, None);
    let rules: Vec<&str> = report.changes.iter().map(|change| change.rule).collect();
    assert!(rules.contains(&"type-added") && rules.contains(&"id-type-added"), "{rules:?}");
    assert!(!rules.iter().any(|rule| rule.starts_with("generator-")), "{rules:?}");
}

/// The report is the same before and after a person removes the entries that match nothing.
#[test]
fn entries_that_match_nothing_are_compared_as_if_they_were_removed() {
    let used = state(&specs(USED));
    let unmatched = specs(PLAIN);
    let mut settled = unmatched.clone();
    settled.retain(|name, _| !["enums.yaml", "rules.yaml"].contains(&name.as_str()));
    let texts = |head: &State| -> Vec<String> {
        compare(&used, head, None).changes.into_iter().map(|change| change.text).collect()
    };
    let (open, done) = (state(&unmatched), state(&settled));
    assert_eq!(texts(&open), texts(&done));
    let codes: Vec<&str> = open.open.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["unmatched-entry", "unmatched-entry"]);
    assert_eq!(open.listing.to_string(), api(&settled));
}

#[test]
fn a_type_of_ids_that_goes_with_its_operation_says_so() {
    let base = specs(USED);
    let mut head = base.clone();
    if let Some(document) = head.get_mut("doc.yaml") {
        *document =
            document.replace("/rooms:", "/halls:").replace("list", "find").replace(USED, PLAIN);
        *document = document.replace("List rooms", "Find a hall");
    }
    let change = only(&state(&base), &state(&head), "id-type-removed");
    assert_eq!(change.text, "`ids::RoomId` is gone with the operations that used it");
    assert_eq!(change.hint, "see the operations that are gone");
    assert_eq!(users(&change), ["GET /rooms"]);
}

#[test]
fn an_entry_without_a_pattern_is_an_error() {
    let mut specs = specs(USED);
    specs.insert("enums.yaml".to_owned(), KIND.replace("\n    - 'doc * kind'", " []"));
    specs.insert("rules.yaml".to_owned(), ROOM_ID.replace("[room_id]", "[]"));
    specs.insert("shared.yaml".to_owned(), "rooms::Room: {doc: A room., places: []}\n".to_owned());
    let inputs = Inputs { specs, templates: cases::stubs(), threads: 1 };
    let failure = generate(&inputs, &|_| {}).map(|_| ()).expect_err("three entries");
    let found = failure.diagnostics.iter().filter(|one| one.code == "unmatched-entry");
    let found: Vec<String> =
        found.map(|one| format!("{}:{} {}", one.at.file, one.at.line, one.message)).collect();
    assert_eq!(
        found,
        [
            "enums.yaml:1 `Kind` selects no schema path",
            "rules.yaml:2 `RoomId` selects no schema path",
            "shared.yaml:1 `rooms::Room` selects no schema path",
        ]
    );
}
