//! A report of `cargo xtask diff` while specs/ need a person: it is complete, and lists what has to be settled.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::collections::BTreeMap;

use zoom_codegen::diff::{Report, State, compare};

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\nrequires_names = true\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";

const ENUMS: &str = "Size:
  doc: How large it is.
  values:
    1: {name: Small}
    2: {name: Large}
  places: [size, gone_size]
";

fn document(fields: &str) -> String {
    format!(
        "openapi: 3.0.1
info: {{title: Rooms, version: 1.0.0}}
paths:
  /rooms:
    get:
      operationId: listRooms
      tags: [Rooms]
      summary: List rooms
      responses:
        '200':
          description: Done.
          content:
            application/json:
              schema:
                type: object
                properties:
{fields}"
    )
}

fn state(fields: &str) -> State {
    described(fields, "size: How large it is.\n")
}

fn described(fields: &str, glossary: &str) -> State {
    let specs = BTreeMap::from([
        ("sources.toml".to_owned(), SOURCES.to_owned()),
        ("enums.yaml".to_owned(), ENUMS.to_owned()),
        ("glossary/doc.yaml".to_owned(), glossary.to_owned()),
        ("doc.yaml".to_owned(), document(fields)),
    ]);
    State::read("sample", specs, &|_| {})
        .unwrap_or_else(|failure| panic!("{}", cases::rendered(&failure.diagnostics)))
}

const BEFORE: &str = "                  size: {type: integer, enum: [1, 2]}
                  gone_size: {type: integer, enum: [1, 2]}
";

/// A value more, an integer without names, a pattern without a match, and a name without a description.
const AFTER: &str = "                  size: {type: integer, enum: [1, 2, 3]}
                  level: {type: integer, enum: [7, 8]}
                  tags: {type: array, items: {type: string}}
";

fn report() -> Report {
    compare(&state(BEFORE), &state(AFTER), None)
}

#[test]
fn everything_that_needs_a_person_is_listed_in_one_round() {
    let report = report();
    let found: Vec<(&str, bool, Vec<String>)> = report
        .tasks
        .iter()
        .map(|task| {
            let edits = task.edits.iter().map(|edit| {
                let mark = if edit.remove { "-" } else { "+" };
                format!("{}: {mark} {}", edit.file, edit.line)
            });
            (task.code, task.blocks, edits.collect())
        })
        .collect();
    let line = |text: &str| vec![text.to_owned()];
    assert_eq!(
        found,
        [
            ("enum-mismatch", true, line("enums.yaml: + 3: {name: N3}  # below Size.values")),
            ("unmatched-entry", true, vec![]),
            (
                "unnamed-values",
                true,
                line(
                    "unnamed/doc.yaml: + - {place: \"doc GET /rooms 200 level\", reason: undocumented}"
                )
            ),
            ("no-description", false, line("glossary/doc.yaml: + level: ")),
            ("no-description", false, line("glossary/doc.yaml: + tags: ")),
        ]
    );
    assert!(report.is_blocked());
}

#[test]
fn the_rest_is_compared_as_if_it_were_settled() {
    let report = report();
    let found: Vec<(&str, &str)> =
        report.changes.iter().map(|change| (change.rule, change.item.as_str())).collect();
    assert_eq!(
        found,
        [
            ("response-field-removed", "rooms::Room.gone_size"),
            ("enum-value-added", "enums::Size::N3"),
            ("response-field-added", "rooms::Room.level"),
            ("response-field-added", "rooms::Room.tags"),
        ]
    );
}

#[test]
fn a_state_without_open_tasks_blocks_nothing() {
    let report = compare(&state(BEFORE), &state(BEFORE), None);
    assert!(report.tasks.is_empty(), "{:#?}", report.tasks);
    assert!(!report.is_blocked());
}

/// A second key would be an error.
#[test]
fn a_name_with_patterns_gets_another_item() {
    let glossary = "size: How large it is.\ngone_size: How large it was.\nlamp: A lamp.\ntags:\n  \
                    - {at: \"doc GET /rooms 200 lamp.tags\", text: Words about a lamp.}\n";
    let lamp = format!(
        "{BEFORE}                  lamp: {{type: object, properties: {{tags: {{type: string}}}}}}\n"
    );
    let head = format!("{lamp}                  tags: {{type: array, items: {{type: string}}}}\n");
    let report = compare(&described(&lamp, glossary), &described(&head, glossary), None);
    let [task] = report.tasks.as_slice() else { panic!("{:#?}", report.tasks) };
    let [edit] = task.edits.as_slice() else { panic!("{task:#?}") };
    assert_eq!(edit.file, "glossary/doc.yaml");
    assert_eq!(edit.line, "- {at: \"doc GET /rooms 200 tags\", text: \"\"}  # below tags");
}
