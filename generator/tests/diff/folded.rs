//! Several changes in one line: each item has its cause among the places.

use zoom_codegen::diff::Side;

use super::own::{SHARED, object, only, state};

#[test]
fn each_field_of_other_schemas_is_cited() {
    let (small, large) = (
        object("room", "name: {type: string}, size: {type: integer}"),
        object("room", "name: {type: string}, floor: {type: integer}, wing: {type: string}"),
    );
    let more = [("shared.yaml", SHARED)];
    let base = state(&[("/rooms", "", &small), ("/suites", "", &small)], &more);
    let operations = [("/halls", "", &*large), ("/rooms", "", &*small), ("/suites", "", &*small)];
    let change = only(&base, &state(&operations, &more), "shared-field-added");
    assert!(change.text.starts_with("`rooms::Room` has 2 fields of other schemas"), "{change:#?}");
    let names: Vec<&str> =
        change.at.iter().filter_map(|at| at.pointer.rsplit('/').next()).collect();
    assert_eq!(names, ["floor", "wing"]);
}

#[test]
fn each_item_of_a_folded_fact_is_cited() {
    let of = |limit: &str| {
        let rooms = format!(
            "floor: {{type: integer{limit}}}, size: {{type: integer{limit}}}, wing: {{type: integer}}"
        );
        state(&[("/rooms", "", &rooms)], &[])
    };
    let change = only(&of(""), &of(", maximum: 9"), "limit-changed");
    assert_eq!(change.text, "the limits of 2 inputs or fields are documented now");
    let places: Vec<(Side, &str)> = change
        .at
        .iter()
        .map(|at| (at.side, at.pointer.rsplit('/').next().unwrap_or_default()))
        .collect();
    // Those of the base first.
    let (base, head) = (Side::Base, Side::Head);
    assert_eq!(places, [(base, "floor"), (base, "size"), (head, "floor"), (head, "size")]);
}
