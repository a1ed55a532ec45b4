//! Facts of schemas that the other schemas of a shared type do not have: what a change says of them, and its cause.

use zoom_codegen::diff::{State, compare};

use super::own::{SHARED, object, only, state, users};

const KIND: &str = "Kind:\n  doc: The kind of a room.\n  places: [kind]\n  values: {1: {name: Small}, 2: {name: Large}}\n";

/// Operations whose responses have a `room` of these properties.
fn rooms(operations: &[(&str, &str)], more: &[(&str, &str)]) -> State {
    let rooms: Vec<String> = operations.iter().map(|(_, room)| object("room", room)).collect();
    let operations: Vec<(&str, &str, &str)> =
        operations.iter().zip(&rooms).map(|((path, _), room)| (*path, "", room.as_str())).collect();
    let more: Vec<(&str, &str)> = more.iter().copied().chain([("shared.yaml", SHARED)]).collect();
    state(&operations, &more)
}

#[test]
fn a_value_of_new_operations_alone_is_said_to_be() {
    let of = |more: &[(&str, &str)], values: &str| {
        let kind = |list: &str| format!("kind: {{type: integer, enum: [{list}]}}");
        let kinds: Vec<String> = more.iter().map(|(_, list)| kind(list)).collect();
        let operations: Vec<(&str, &str, &str)> =
            more.iter().zip(&kinds).map(|((path, _), kind)| (*path, "", kind.as_str())).collect();
        state(&operations, &[("enums.yaml", &KIND.replace("Large}", values))])
    };
    let base = of(&[("/rooms", "1, 2")], "Large}");
    let head = of(&[("/halls", "1, 2, 3"), ("/rooms", "1, 2")], "Large}, 3: {name: Huge}");
    let change = only(&base, &head, "enum-value-added");
    let text = "`enums::Kind` has a value `Huge`; only new operations or events document this";
    assert_eq!(change.text, text);
    assert_eq!(change.hint, "");
    assert!(change.operations.is_empty());
}

#[test]
fn what_is_gone_is_counted_without_schemas_that_never_had_it() {
    let (limited, plain) = (
        "size: {type: integer, maximum: 9}, name: {type: string}",
        "size: {type: integer}, name: {type: string}",
    );
    let base = rooms(&[("/halls", limited), ("/rooms", limited), ("/suites", plain)], &[]);
    let head = rooms(
        &[("/attics", plain), ("/halls", plain), ("/rooms", limited), ("/suites", plain)],
        &[],
    );
    let change = only(&base, &head, "limit-changed");
    assert_eq!(
        change.text,
        "the limits of `rooms::Room.size` are no longer documented in 1 of its 4 schemas"
    );
    assert_eq!(users(&change), ["/halls"]);
}

#[test]
fn named_values_that_became_another_type_are_no_plain_values() {
    let of = |kind: &str| {
        state(&[("/rooms", "", &format!("kind: {{{kind}}}, name: {{type: string}}"))], &[])
    };
    let named = of("type: string, enum: [small, large]");
    let change = only(&named, &of("type: boolean"), "response-field-type-changed");
    assert_eq!(change.hint, "adapt the code that uses the value");
    only(&named, &of("type: string"), "response-field-became-plain");
}

#[test]
fn a_field_that_shared_yaml_requires_is_cited_from_there() {
    let room = object("room", "name: {type: string}, size: {type: integer}");
    let of = |more: &str| {
        let operations = [("/halls", &*room, ""), ("/rooms", &*room, "")];
        state(&operations, &[("shared.yaml", &format!("{SHARED}{more}"))])
    };
    let (base, head) = (of(""), of("  required: [name]\n"));
    for (base, head, rule) in [
        (&base, &head, "request-field-became-required"),
        (&head, &base, "request-field-became-optional"),
    ] {
        let change = only(base, head, rule);
        let places: Vec<(&str, &str)> =
            change.at.iter().map(|at| (at.file.as_str(), at.pointer.as_str())).collect();
        assert_eq!(places, [("shared.yaml", "/rooms::Room/required/0")], "{rule}");
    }
}

#[test]
fn what_a_request_requires_is_not_always_present_in_responses() {
    let room = object("room", "name: {type: string}, size: {type: integer}");
    let required = room.replace("type: object", "type: object, required: [name]");
    let of = |body: &str| {
        let operations = [("/halls", "", &*room), ("/rooms", body, &*room)];
        state(&operations, &[("shared.yaml", SHARED)])
    };
    let report = compare(&of(""), &of(&required), None);
    let rules: Vec<&str> = report.changes.iter().map(|change| change.rule).collect();
    assert!(rules.contains(&"type-became-input"), "{rules:?}");
    assert!(!rules.contains(&"response-field-presence-changed"), "{:#?}", report.changes);
}
