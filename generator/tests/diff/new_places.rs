//! Values and types of several places: only new fields document a value, all users have a description, and a document
//! changed before the overlay of another place.

use super::own::{SHARED, object, only, state};

const KIND: &str = "Kind:\n  doc: The kind of a room.\n  places: ['** kind', '** other']\n";

const TWO: &str = "1: {name: Small}, 2: {name: Large}";

fn kinds(values: &str) -> String {
    format!("{KIND}  values: {{{values}}}\n")
}

/// The change of a new value: fields of a request and a response before, and after.
fn added(before: (&str, &str), after: (&str, &str)) -> zoom_codegen::diff::Change {
    let of = |(body, response): (&str, &str), values: &str| {
        let enums = kinds(values);
        state(&[("/halls", body, response)], &[("enums.yaml", &enums)])
    };
    only(&of(before, TWO), &of(after, &format!("{TWO}, 3: {{name: Huge}}")), "enum-value-added")
}

#[test]
fn a_value_that_only_new_fields_document_was_never_another_one() {
    let kind = "kind: {type: integer, enum: [1, 2]}";
    let both = format!("{kind}, other: {{type: integer, enum: [1, 3]}}");
    let sent = "name: {type: string}";
    let change = added((sent, kind), (sent, &both));
    assert_eq!(change.text, "`enums::Kind` has a value `Huge`; only new fields document it");
    assert_eq!(change.hint, "");
    let place = change.at.last().expect("a place");
    assert_eq!(place.file, "doc.yaml");
    assert!(place.pointer.ends_with("/properties/other"), "{:?}", change.at);
    // In a request it can be written.
    let body = format!("{sent}, other: {{type: integer, enum: [1, 3]}}");
    let change = added((sent, kind), (&body, kind));
    assert_eq!(
        change.hint,
        "`enums::Kind::Huge` can be written instead of `enums::Kind::Unknown(3)`"
    );
}

#[test]
fn a_new_value_of_an_old_field_was_another_one() {
    let matched =
        "values that were matched as `enums::Kind::Unknown(3)` are `enums::Kind::Huge` now";
    let kind = "kind: {type: integer, enum: [1, 2]}";
    let sent = "name: {type: string}";
    let more = "kind: {type: integer, enum: [1, 2, 3]}, other: {type: integer, enum: [1, 3]}";
    let change = added((sent, kind), (sent, more));
    assert_eq!(change.text, "`enums::Kind` has a value `Huge`");
    assert_eq!(change.hint, matched);
    // Also where the field was a plain integer.
    let plain = format!("{kind}, other: {{type: integer}}");
    let change =
        added((sent, &plain), (sent, &format!("{kind}, other: {{type: integer, enum: [3]}}")));
    assert_eq!(change.hint, matched);
}

#[test]
fn all_users_of_an_enumeration_have_its_deprecation() {
    let of = |values: &str| {
        let enums = kinds(values);
        let (both, one) =
            ("kind: {type: integer, enum: [1, 2]}", "kind: {type: integer, enum: [1]}");
        state(&[("/halls", "", both), ("/rooms", "", one)], &[("enums.yaml", &enums)])
    };
    let base = of(TWO);
    let head = of("1: {name: Small}, 2: {name: Large, deprecated: true}");
    let change = only(&base, &head, "enum-value-deprecated");
    assert_eq!(change.text, "`enums::Kind::Large` is documented as deprecated");
    assert_eq!(change.operations.len(), 2, "{:?}", change.operations);
    let change = only(&head, &base, "enum-value-undeprecated");
    assert_eq!(change.text, "`enums::Kind::Large` is no longer documented as deprecated");
    assert_eq!(change.operations.len(), 2, "{:?}", change.operations);
}

#[test]
fn the_document_is_cited_before_the_overlay_that_follows_it() {
    let room = |lock: &str| object("room", &format!("name: {{type: string}}, lock: {lock}"));
    let (text, flag) = (room("{type: string}"), room("{type: boolean}"));
    let overlay = "overlay: 1.0.0\ninfo: {title: Attics, version: 1.0.0}\nextends: doc\nactions:\n  \
        - {target: \"$.paths['/attics']..lock\", description: As for halls., update: {type: boolean}}\n";
    let base = state(&[("/attics", "", &text), ("/halls", "", &text)], &[("shared.yaml", SHARED)]);
    let head = state(
        &[("/attics", "", &text), ("/halls", "", &flag)],
        &[("shared.yaml", SHARED), ("overlays/attics.yaml", overlay)],
    );
    let change = only(&base, &head, "response-field-type-changed");

    let sides: Vec<String> = change
        .at
        .iter()
        .filter(|at| at.pointer.starts_with("/paths/~1halls/"))
        .map(|at| format!("{:?}", at.side))
        .collect();
    assert_eq!(sides, ["Base", "Head"], "{:?}", change.at);
    let files: Vec<&str> = change
        .at
        .iter()
        .filter(|at| format!("{:?}", at.side) == "Head")
        .map(|at| at.file.as_str())
        .collect();
    assert_eq!(files, ["doc.yaml", "overlays/attics.yaml"], "{:?}", change.at);
}
