//! The operations of a change: those whose own documents have what changed, although others reach the same Rust type.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, State, compare};

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";

pub(super) const SHARED: &str = "rooms::Room:\n  doc: A room.\n  places: ['** room']\n";

const KIND: &str = "Kind:\n  doc: The kind of a room.\n  places: [kind]\n  values: {1: {name: Small}, 2: {name: Large}}\n";

/// Operations: path, properties of the request body and of the response, as flow mappings.
pub(super) fn state(operations: &[(&str, &str, &str)], more: &[(&str, &str)]) -> State {
    let mut document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n".to_owned();
    for (path, body, response) in operations {
        let id = path.trim_matches('/');
        let content = |properties: &str| {
            format!(
                "content: {{application/json: {{schema: {{type: object, properties: {{{properties}}}}}}}}}"
            )
        };
        let body = match *body {
            "" => String::new(),
            body => format!("requestBody: {{{}}}, ", content(body)),
        };
        let response = content(&format!("of_{id}: {{type: string}}, {response}"));
        document.push_str(&format!(
            "  {path}:\n    post:\n      {{operationId: make-{id}, tags: [Rooms], summary: Make {id}, {body}responses: \
             {{'200': {{description: Done., {response}}}}}}}\n"
        ));
    }
    let mut specs = BTreeMap::from([
        ("sources.toml".to_owned(), SOURCES.to_owned()),
        ("doc.yaml".to_owned(), document),
    ]);
    specs.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    State::read("state", specs, &|_| {}).expect("a state")
}

/// A property with an object of these properties.
pub(super) fn object(name: &str, properties: &str) -> String {
    format!("{name}: {{type: object, properties: {{{properties}}}}}")
}

/// Two operations with a `room`, of which only that of halls has further properties.
fn halls(more: &str, files: &[(&str, &str)]) -> State {
    let plain = object("room", "name: {type: string}, size: {type: integer}");
    let full = object("room", &format!("name: {{type: string}}, size: {{type: integer}}, {more}"));
    let files: Vec<(&str, &str)> = files.iter().copied().chain([("shared.yaml", SHARED)]).collect();
    state(&[("/halls", "", &full), ("/rooms", "", &plain)], &files)
}

pub(super) fn only(base: &State, head: &State, rule: &str) -> Change {
    let report = compare(base, head, None);
    let list: Vec<&Change> = report.changes.iter().filter(|one| one.rule == rule).collect();
    let [change] = list.as_slice() else { panic!("{rule}: {:#?}", report.changes) };
    (*change).clone()
}

/// The paths of the operations of a change.
pub(super) fn users(change: &Change) -> Vec<&str> {
    change.operations.iter().map(|one| one.wire.trim_start_matches("POST ")).collect()
}

#[test]
fn a_field_below_a_shared_type_is_new_where_a_document_has_it() {
    let phone = |more: &str| object("phone", &format!("number: {{type: string}}{more}"));
    let base = halls(&phone(""), &[]);
    let head = halls(&phone(", label: {type: string}"), &[]);
    let change = only(&base, &head, "response-field-added");
    assert_eq!(change.item, "rooms::room::Phone.label");
    assert_eq!(users(&change), ["/halls"]);
}

#[test]
fn a_type_below_a_shared_type_is_new_where_a_document_has_it() {
    let head = halls(&object("phone", "number: {type: string}"), &[]);
    let change = only(&halls("", &[]), &head, "type-added");
    assert_eq!(change.item, "rooms::room::Phone");
    assert_eq!(users(&change), ["/halls"]);
}

#[test]
fn a_field_of_new_operations_alone_is_no_addition_to_the_schemas_that_had_the_type() {
    let room = |more: &str| object("room", &format!("name: {{type: string}}{more}"));
    let (plain, tall) = (room(""), room(", height: {type: integer}"));
    let more = [("shared.yaml", SHARED)];
    // That one of them is gone does not matter: the new operation cannot be that one.
    let base = state(&[("/attics", "", &plain), ("/rooms", "", &plain)], &more);
    let head = state(&[("/halls", "", &tall), ("/rooms", "", &plain)], &more);
    let change = only(&base, &head, "shared-field-added");
    assert_eq!(change.item, "rooms::Room.height");
    assert_eq!(users(&change), ["/rooms"]);
    assert_eq!(change.hint, "");
}

#[test]
fn facts_of_a_field_are_those_of_documents_that_have_it() {
    let floor = "floor: {type: integer}";
    let change = only(
        &halls(floor, &[("glossary/shared.yaml", "floor: Floor.\n")]),
        &halls(floor, &[("glossary/shared.yaml", "floor: Floor of the building.\n")]),
        "text-changed",
    );
    assert_eq!(users(&change), ["/halls"]);
    for (fact, rule) in [
        ("maximum: 9", "limit-changed"),
        ("default: 1", "default-changed"),
        ("deprecated: true", "member-deprecated"),
        ("nullable: true", "null-accepted"),
    ] {
        let head = halls(&format!("floor: {{type: integer, {fact}}}"), &[]);
        let change = only(&halls(floor, &[]), &head, rule);
        assert_eq!(users(&change), ["/halls"], "{rule}");
        // Of a response there is nothing to do.
        assert_eq!(change.hint, "", "{rule}");
    }
}

#[test]
fn the_text_of_a_type_is_that_of_documents_that_have_it() {
    let phone = object("phone", "number: {type: string}");
    let change = only(
        &halls(&phone, &[("glossary/shared.yaml", "phone: Phone.\n")]),
        &halls(&phone, &[("glossary/shared.yaml", "phone: Phone of the room.\n")]),
        "text-changed",
    );
    assert_eq!(users(&change), ["/halls"]);
}

#[test]
fn a_value_is_new_where_a_document_lists_it() {
    let of = |halls: &str, values: &str| {
        let kind = |list: &str| format!("kind: {{type: integer{list}}}");
        let (halls, rooms, suites) = (kind(halls), kind(", enum: [1, 2]"), kind(""));
        let operations =
            [("/halls", "", &*halls), ("/rooms", "", &*rooms), ("/suites", "", &*suites)];
        state(&operations, &[("enums.yaml", &KIND.replace("Large}", values))])
    };
    let (two, three) = (", enum: [1, 2]", ", enum: [1, 2, 3]");
    let huge = "Large}, 3: {name: Huge, label: Very large}";
    let change = only(&of(two, "Large}"), &of(three, huge), "enum-value-added");
    assert_eq!(users(&change), ["/halls"]);
    // Of a value that no document lists, the entry is about all of them.
    let change = only(&of(two, "Large}"), &of(two, huge), "enum-value-added");
    assert_eq!(users(&change), ["/halls", "/rooms", "/suites"]);
    // The other way it is gone where it was listed.
    let change = only(&of(three, huge), &of(two, "Large}"), "enum-value-removed");
    assert_eq!(users(&change), ["/halls"]);
    // The crate describes a value once, for all that have the enumeration.
    let change =
        only(&of(three, huge), &of(three, &huge.replace("Very", "Most")), "enum-value-relabelled");
    assert_eq!(users(&change), ["/halls", "/rooms", "/suites"]);
}

#[test]
fn a_label_of_a_shared_type_differs_for_all_that_have_it() {
    let labels = |label: &str| {
        format!(
            "kind: {{type: integer, enum: [1, 2], x-enum-varnames: [Small, Large], x-enum-descriptions: [{label}, Big]}}"
        )
    };
    let of = |halls: &str| {
        let rooms = |kind: String| object("room", &format!("name: {{type: string}}, {kind}"));
        let (halls, rooms) = (rooms(labels(halls)), rooms(labels("Tiny")));
        let operations = [("/halls", "", &*halls), ("/rooms", "", &*rooms)];
        state(&operations, &[("shared.yaml", SHARED)])
    };
    let change = only(&of("Tiny"), &of("Very small"), "enum-value-relabelled");
    assert_eq!(users(&change), ["/halls", "/rooms"]);
}

#[test]
fn a_type_that_callers_build_now_is_cited_from_the_request() {
    let room = object("room", "name: {type: string}, size: {type: integer}");
    let with = |body: &str| {
        let operations = [("/halls", "", &*room), ("/rooms", body, &*room)];
        state(&operations, &[("shared.yaml", SHARED)])
    };
    let change = only(&with(""), &with(&room), "type-became-buildable");
    assert_eq!(users(&change), ["/rooms"]);
    let last = change.at.last().expect("a place");
    assert!(last.pointer.starts_with("/paths/~1rooms/post/requestBody/"), "{:?}", change.at);
    // A list in it breaks all that read it, and the hint names only what there is to do.
    let tags = object("room", "tags: {type: array, items: {type: string}}");
    let with = |body: &str| {
        let operations = [("/halls", "", &*tags), ("/rooms", body, &*tags)];
        state(&operations, &[("shared.yaml", SHARED)])
    };
    let change = only(&with(""), &with(&tags), "type-became-input");
    assert_eq!(users(&change), ["/halls", "/rooms"]);
    assert_eq!(change.hint, "read lists through their `Option`");
}

#[test]
fn a_schema_below_a_field_with_another_name_is_the_same_schema() {
    let of = |name: &str, more: &str| {
        let list = |name: &str| {
            format!(
                "{name}: {{type: array, items: {{type: object, properties: {{name: {{type: string}}{more}}}}}}}"
            )
        };
        let (halls, rooms) = (list(name), list("rooms"));
        let operations = [("/halls", "", &*halls), ("/rooms", "", &*rooms)];
        state(&operations, &[("shared.yaml", &SHARED.replace("** room", "** *rooms[]"))])
    };
    let base = of("old_rooms", "");
    let head = of("rooms", ", size: {type: integer}");
    let change = only(&base, &head, "response-field-added");
    assert_eq!(change.item, "rooms::Room.size");
    assert_eq!(users(&change), ["/halls", "/rooms"]);
}

#[test]
fn an_enumeration_of_other_schemas_now_affects_those_that_had_it() {
    let of = |kind: &str, values: &str| {
        let operations =
            [("/halls", "", "kind: {type: string}"), ("/rooms", "", "kind: {type: integer}")];
        let entry =
            format!("Kind:\n  doc: A kind.\n  places: ['* /{kind} ** kind']\n  values: {values}\n");
        state(&operations, &[("enums.yaml", &entry)])
    };
    let base = of("rooms", "{1: {name: Small}, 2: {name: Large}}");
    let head = of("halls", "{small: {name: Small}, large: {name: Large}}");
    let change = only(&base, &head, "enum-repr-changed");
    assert_eq!(users(&change), ["/rooms"]);
    assert_eq!(change.with, ["- Small = 1", "- Large = 2", "+ Small = small", "+ Large = large"]);
}

#[test]
fn a_type_by_an_overlay_is_cited_from_the_overlay() {
    let overlay = "overlay: 1.0.0\ninfo: {title: A, version: 1.0.0}\nextends: doc\nactions:\n  \
        - {target: \"$.paths['/halls']..size\", description: It is a number., update: {type: integer}}\n";
    let operations = [("/halls", "", "size: {type: string}")];
    let base = state(&operations, &[]);
    let head = state(&operations, &[("overlays/halls.yaml", overlay)]);
    let change = only(&base, &head, "response-field-type-changed");
    let files: Vec<(&str, &str)> = change
        .at
        .iter()
        .map(|at| (at.file.as_str(), at.pointer.rsplit('/').next().unwrap_or_default()))
        .collect();
    assert_eq!(files, [("doc.yaml", "size"), ("overlays/halls.yaml", "type")]);
}

#[test]
fn types_of_new_operations_are_all_cited() {
    let one = object("one", "name: {type: string}");
    let two = object("two", "name: {type: string}");
    let both = format!("{one}, {two}");
    let shared = "rooms::One:\n  doc: One.\n  places: ['* one']\nrooms::Two:\n  doc: Two.\n  places: ['* two']\n";
    let of = |paths: &[&str]| {
        let operations: Vec<(&str, &str, &str)> = paths
            .iter()
            .map(|path| (*path, "", if *path == "/rooms" { "" } else { both.as_str() }))
            .collect();
        state(&operations, &[("shared.yaml", shared)])
    };
    // Entries that select nothing are tasks for a person.
    let (base, head) = (of(&["/rooms"]), of(&["/rooms", "/halls", "/suites"]));
    let change = only(&base, &head, "type-added");
    assert_eq!(change.text, "2 types are new, for new operations");
    let places: Vec<&str> =
        change.at.iter().filter_map(|at| at.pointer.rsplit('/').next()).collect();
    assert_eq!(places, ["one", "two"]);
    let change = only(&head, &base, "type-removed");
    assert_eq!(change.text, "2 types are gone with the operations that used them");
    assert_eq!(change.hint, "see the operations that are gone");
}
