//! What a change affects, and why: operations of both states, causes and hints that lead somewhere.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, State, compare};

const CRATE: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\ndefault = []\n";

const KIND: &str = "Kind:\n  doc: The kind of a room.\n  places: [kind]\n  values: {1: {name: Small}, 2: {name: Large}}\n";

/// Operations on paths, each with a response of these properties and with further keywords.
fn document(operations: &[(&str, &str, &str)]) -> String {
    let mut document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n".to_owned();
    for (path, properties, more) in operations {
        let id = path.trim_matches('/');
        document.push_str(&format!(
            "  {path}:\n    get:\n      operationId: get-{id}\n      tags: [Rooms]\n      summary: Get {id}\n{more}      \
             responses:\n        '200':\n          description: Done.\n          content:\n            \
             application/json:\n              schema: {{type: object, properties: {{of_{id}: {{type: string}}, {properties}}}}}\n"
        ));
    }
    document
}

/// A state with documents (id → text), and other files.
fn state(documents: &[(&str, String)], more: &[(&str, &str)]) -> State {
    let mut sources = CRATE.to_owned();
    let mut specs: BTreeMap<String, String> =
        more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    for (id, text) in documents {
        sources.push_str(&format!(
            "\n[[document]]\nid = \"{id}\"\nfile = \"{id}.yaml\"\ntitle = \"{id}\"\nfeature = \"{id}\"\n"
        ));
        specs.insert(format!("{id}.yaml"), text.clone());
    }
    specs.insert("sources.toml".to_owned(), sources);
    State::read("state", specs, &|_| {}).expect("a state")
}

fn only(base: &State, head: &State, rule: &str) -> Change {
    let report = compare(base, head, None);
    let list: Vec<&Change> = report.changes.iter().filter(|one| one.rule == rule).collect();
    let [change] = list.as_slice() else { panic!("{rule}: {:#?}", report.changes) };
    (*change).clone()
}

/// The names of the operations of a change.
fn users(change: &Change) -> Vec<&str> {
    change.operations.iter().map(|one| one.name.as_str()).collect()
}

/// File and line of the places of a change.
fn lines(change: &Change) -> Vec<(&str, usize)> {
    change.at.iter().map(|at| (at.file.as_str(), at.line)).collect()
}

#[test]
fn a_change_affects_no_operation_that_one_state_alone_has() {
    let kind = "kind: {type: integer}";
    let with = |paths: &[&str], value: &str| {
        let operations: Vec<_> = paths.iter().map(|path| (*path, kind, "")).collect();
        let enums = KIND.replace("Large", value);
        state(&[("doc", document(&operations))], &[("enums.yaml", &enums)])
    };
    let base = with(&["/rooms", "/halls", "/attics"], "Large");
    let head = with(&["/rooms", "/halls", "/cellars"], "Great");
    let change = only(&base, &head, "enum-value-renamed");
    assert_eq!(users(&change), ["halls::get", "rooms::get"]);
}

#[test]
fn an_operation_that_uses_a_type_now_is_not_affected_by_its_changes() {
    let with = |halls: &str, value: &str| {
        let operations = [("/rooms", "kind: {type: integer}", ""), ("/halls", halls, "")];
        let enums = KIND.replace("Large", value);
        state(&[("doc", document(&operations))], &[("enums.yaml", &enums)])
    };
    let (base, head) = (with("", "Large"), with("kind: {type: integer}", "Great"));
    assert_eq!(users(&only(&base, &head, "enum-value-renamed")), ["rooms::get"]);
}

#[test]
fn a_value_that_is_only_sent_is_written() {
    let with = |values: &str| {
        let enums = KIND.replace("2: {name: Large}", values);
        let parameter = "      parameters: [{name: kind, in: query, schema: {type: integer}}]\n";
        let operation = ("/rooms", "", parameter);
        state(&[("doc", document(&[operation]))], &[("enums.yaml", &enums)])
    };
    let change = only(
        &with("2: {name: Large}"),
        &with("2: {name: Large}, 3: {name: Huge}"),
        "enum-value-added",
    );
    assert_eq!(
        change.hint,
        "`enums::Kind::Huge` can be written instead of `enums::Kind::Unknown(3)`"
    );
}

#[test]
fn limits_of_responses_are_not_checked() {
    let with = |limit: &str| {
        let fields = format!("name: {{type: string{limit}}}, size: {{type: integer}}");
        state(&[("doc", document(&[("/rooms", &fields, "")]))], &[])
    };
    let change = only(&with(""), &with(", maxLength: 9"), "limit-changed");
    assert_eq!(change.text, "the limits of `rooms::Room.name` are documented now");
    assert_eq!(change.hint, "");
}

#[test]
fn an_operation_whose_document_is_gone_is_kept_by_the_document() {
    let [rooms, halls] = ["/rooms", "/halls"].map(|path| document(&[(path, "", "")]));
    let base = state(&[("one", rooms.clone()), ("two", halls)], &[]);
    let head = state(&[("one", rooms)], &[]);
    let change = only(&base, &head, "operation-removed");
    assert_eq!(
        change.hint,
        "remove the call; to keep it, keep the document `two` in specs/sources.toml"
    );
    let both = [("/rooms", "", ""), ("/halls", "", "")];
    let base = state(&[("one", document(&both))], &[]);
    let change = only(&base, &head, "operation-removed");
    assert_eq!(
        change.hint,
        "remove the call; an overlay of `one` keeps an operation that still works"
    );
}

#[test]
fn a_feature_is_cited_from_its_line() {
    let [rooms, halls] = ["/rooms", "/halls"].map(|path| document(&[(path, "", "")]));
    let one = state(&[("one", rooms.clone())], &[]);
    let two = state(&[("one", rooms), ("two", halls)], &[]);
    let added = only(&one, &two, "feature-added");
    assert_eq!(lines(&added), [("sources.toml", 16)]);
    assert_eq!(added.at[0].pointer, "/document/1/feature");
    assert_eq!(lines(&only(&two, &one, "feature-removed")), [("sources.toml", 16)]);
}

#[test]
fn an_enumeration_that_nothing_uses_is_not_there() {
    let enums = |label: &str| KIND.replace("Large", label);
    let rooms = ("/rooms", "", "");
    let base = state(&[("doc", document(&[rooms]))], &[("enums.yaml", &enums("Large"))]);
    let head = [rooms, ("/halls", "kind: {type: integer}", "")];
    let head = state(&[("doc", document(&head))], &[("enums.yaml", &enums("Great"))]);
    let report = compare(&base, &head, None);
    let rules: Vec<&str> = report.changes.iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["operation-added"], "{:#?}", report.changes);
    assert!(report.changes[0].with.contains(&"enum enums::Kind: i64".to_owned()));
    // The other way it is gone with the operation.
    let back = only(&head, &base, "operation-removed");
    assert!(back.with.contains(&"enum enums::Kind: i64".to_owned()), "{:?}", back.with);
}

#[test]
fn a_description_in_place_of_that_of_the_enumeration_is_another_one() {
    let with = |glossary: &str| {
        let operation = ("/rooms", "kind: {type: integer}", "");
        let more = [("enums.yaml", KIND), ("glossary.yaml", glossary)];
        state(&[("doc", document(&[operation]))], &more)
    };
    let change = only(&with("{}\n"), &with("kind: How large it is.\n"), "text-changed");
    assert_eq!(change.text, "`rooms::Room.kind` has another description");
    assert_eq!(change.before.as_deref(), Some("The kind of a room."));
    assert_eq!(change.after.as_deref(), Some("How large it is."));
    assert!(lines(&change).contains(&("enums.yaml", 2)), "{:?}", change.at);
    let report = compare(&with("{}\n"), &with("{}\n"), None);
    assert!(report.changes.is_empty());
}

#[test]
fn a_replacement_is_cited_from_the_key_that_differs() {
    let with = |replacement: &str| {
        let more = format!("      deprecated: true\n{replacement}");
        state(&[("doc", document(&[("/rooms", "", &more), ("/halls", "", "")]))], &[])
    };
    let base = with("      x-deprecated-since: 2025-01-01\n");
    let by = "      x-deprecated-since: 2025-01-01\n      x-replaced-by: GET /halls\n";
    let change = only(&base, &with(by), "replacement-changed");
    let pointers: Vec<&str> = change.at.iter().map(|at| at.pointer.as_str()).collect();
    // The base has no such key.
    assert_eq!(pointers, ["/paths/~1rooms/get", "/paths/~1rooms/get/x-replaced-by"]);
    assert_eq!(lines(&change), [("doc.yaml", 5), ("doc.yaml", 11)]);
}

#[test]
fn the_name_of_an_alternative_is_cited_from_names_lock() {
    let kinds = "kind: {oneOf: [{title: Plain, type: object, properties: {a: {type: string}}}, {type: string}]}";
    let with =
        |lock: &str| state(&[("doc", document(&[("/rooms", kinds, "")]))], &[("names.lock", lock)]);
    let first = with("");
    let line = first.names_lock.lines().find(|line| line.starts_with("alternative "));
    let (key, _) = line.and_then(|line| line.split_once(" = ")).expect("an alternative");
    let key = key.trim_start_matches("alternative ");
    let base = with(&format!("variant {key} = Simple\n"));
    let head = with(&format!("# Better.\nvariant {key} = Bare\n"));
    let change = only(&base, &head, "union-alternative-renamed");
    assert_eq!(lines(&change), [("names.lock", 1), ("names.lock", 2)]);
}

#[test]
fn names_of_values_by_another_schema_are_said_to_be() {
    let shared = "rooms::Room:\n  doc: A room.\n  places: ['** room']\n";
    let enums = KIND.replace("[kind]", "['* /halls* ** kind']");
    let room = "room: {type: object, properties: {kind: {type: integer}, size: {type: integer}}}";
    let with = |paths: &[&str]| {
        let operations: Vec<_> = paths.iter().map(|path| (*path, room, "")).collect();
        let more = [("enums.yaml", enums.as_str()), ("shared.yaml", shared)];
        state(&[("doc", document(&operations))], &more)
    };
    let (base, head) = (with(&["/rooms", "/attics"]), with(&["/rooms", "/attics", "/halls"]));
    let change = only(&base, &head, "response-field-became-enum");
    assert_eq!(
        change.text,
        "`kind` of `rooms::Room` has named values, because other schemas are the same type now"
    );
    assert_eq!(users(&change), ["attics::get", "rooms::get"]);
    let last = change.at.last().expect("a place");
    assert!(last.pointer.starts_with("/paths/~1halls/"), "{:?}", change.at);
}

#[test]
fn a_field_that_is_spelled_in_another_way_is_named() {
    let with = |field: &str| {
        let fields = format!("{field}: {{type: string}}, size: {{type: integer}}");
        state(&[("doc", document(&[("/rooms", &fields, "")]))], &[])
    };
    let change = only(&with("domians"), &with("domains"), "response-field-removed");
    assert_eq!(change.hint, "read `rooms::Room.domains`, which takes its place");
}
