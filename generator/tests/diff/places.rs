//! The places of specs/ that a change cites: those that changed, and none where there is no such place.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, State, compare};

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";

const SHARED: &str = "rooms::Room:\n  doc: A room.\n  places: ['* room']\n";

/// Operations, each with the status and the schema of a `room` in its response.
fn state(operations: &[(&str, &str, &str)], more: &[(&str, &str)]) -> State {
    let mut document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n".to_owned();
    for (path, status, schema) in operations {
        let id = path.rsplit('/').next().unwrap_or_default();
        document.push_str(&format!(
            "  {path}:\n    get:\n      operationId: get-{id}\n      tags: [Rooms]\n      summary: Get {id}\n      \
             responses:\n        '{status}':\n          description: Done.\n          content:\n            \
             application/json:\n              schema:\n                type: object\n                properties:\n                  \
             room: {schema}\n                  of_{id}: {{type: string}}\n"
        ));
    }
    let mut specs = BTreeMap::from([
        ("sources.toml".to_owned(), SOURCES.to_owned()),
        ("doc.yaml".to_owned(), document),
    ]);
    specs.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    State::read("state", specs, &|_| {}).expect("a state")
}

/// The only change of a rule.
fn only(base: &State, head: &State, rule: &str) -> Change {
    let report = compare(base, head, None);
    let list: Vec<&Change> = report.changes.iter().filter(|one| one.rule == rule).collect();
    let [change] = list.as_slice() else { panic!("{rule}: {:#?}", report.changes) };
    (*change).clone()
}

/// The places of a change; in the document only the path of the operation.
fn places(change: &Change) -> Vec<String> {
    let place = |file: &str, pointer: &str| match pointer.strip_prefix("/paths/~1") {
        Some(path) => path.split('/').next().unwrap_or_default().to_owned(),
        None => format!("{file} {pointer}"),
    };
    let list = change.at.iter();
    list.map(|at| format!("{:?} {}", at.side, place(&at.file, &at.pointer))).collect()
}

fn wires(change: &Change) -> Vec<&str> {
    change.operations.iter().map(|one| one.wire.as_str()).collect()
}

const PLAIN: &str = "{type: object, properties: {size: {type: integer}, name: {type: string}}}";
const LIMITED: &str =
    "{type: object, properties: {size: {type: integer, maximum: 9}, name: {type: string}}}";

#[test]
fn a_schema_of_a_response_with_another_status_is_the_same_schema() {
    let more = [("shared.yaml", SHARED)];
    let base = state(&[("/rooms", "default", PLAIN)], &more);
    let head = state(&[("/halls", "200", LIMITED), ("/rooms", "200", LIMITED)], &more);
    let change = only(&base, &head, "limit-changed");
    let text = "the limits of `rooms::Room.size` are documented now, in all of its schemas";
    assert_eq!(change.text, text);
    assert_eq!(places(&change), ["Base rooms", "Head rooms"]);
    assert_eq!(wires(&change), ["GET /rooms"]);
}

#[test]
fn a_schema_of_a_response_with_another_status_is_not_new() {
    let shared = "rooms::Room:\n  doc: A room.\n  places: ['* GET /* room']\n";
    let more = [("shared.yaml", shared)];
    let base = state(&[("/rooms", "default", PLAIN), ("/suites", "200", PLAIN)], &more);
    let head = state(
        &[("/halls", "200", PLAIN), ("/rooms", "200", PLAIN), ("/suites", "200", PLAIN)],
        &more,
    );
    let change = only(&base, &head, "shared-schema-added");
    assert_eq!(wires(&change), ["GET /halls"]);
    assert_eq!(change.with.len(), 1, "{change:#?}");
}

#[test]
fn a_schema_of_an_operation_with_another_path_is_the_same_schema() {
    let more = [("shared.yaml", SHARED)];
    let base = state(&[("/halls", "200", LIMITED), ("/old/rooms", "200", PLAIN)], &more);
    let head = state(&[("/halls", "200", LIMITED), ("/new/rooms", "200", LIMITED)], &more);
    let change = only(&base, &head, "limit-changed");
    let text = "the limits of `rooms::Room.size` are documented now in 1 more of its 2 schemas, and so in \
                all of them";
    assert_eq!(change.text, text);
    assert_eq!(places(&change), ["Base old~1rooms", "Head new~1rooms"]);
    assert_eq!(wires(&change), ["GET /new/rooms"]);
}

#[test]
fn a_difference_of_several_new_schemas_is_cited_from_none_of_them() {
    let more = [("shared.yaml", SHARED)];
    let base = state(&[("/rooms", "200", PLAIN)], &more);
    let head = state(&[("/halls", "200", LIMITED), ("/suites", "200", LIMITED)], &more);
    let change = only(&base, &head, "limit-changed");
    assert_eq!(places(&change), ["Base rooms"]);
}

#[test]
fn the_description_of_an_enumeration_is_cited_from_the_file_that_has_it() {
    let room = "{type: object, properties: {kind: {type: string, enum: [small, large]}, name: {type: string}}}";
    let glossary = ("glossary/doc.yaml", "kind: Kind of the room.\n");
    let kinds = "Kind:\n  doc: Kinds of rooms.\n  values: {small: {name: Small}, large: {name: Large}}\n  \
                 places: [kind]\n";
    let base = state(&[("/rooms", "200", room)], &[glossary]);
    let head = state(&[("/rooms", "200", room)], &[glossary, ("enums.yaml", kinds)]);
    let change = only(&base, &head, "text-changed");
    assert_eq!(change.item, "enums::Kind");
    let both = ["Base glossary/doc.yaml /kind", "Head enums.yaml /Kind/doc"];
    assert_eq!(places(&change), both);
    // Of a shared type, the path of that selects the line.
    let of = |line: &str| {
        let operations = [("/halls", "200", room), ("/rooms", "200", room)];
        state(&operations, &[("glossary/shared.yaml", line), ("shared.yaml", SHARED)])
    };
    let change = only(&of("kind: Kind.\n"), &of("kind: Kind of a room.\n"), "text-changed");
    let line = |side: &str| format!("{side} glossary/shared.yaml /kind");
    assert!(places(&change).ends_with(&[line("Base"), line("Head")]), "{change:#?}");
}

/// A union of so many alternatives, of which only the fields differ.
fn union(count: usize) -> String {
    let one =
        |index: usize| format!("{{type: object, properties: {{f{index}: {{type: string}}}}}}");
    let all: Vec<String> = (0..count).map(one).collect();
    format!("{{oneOf: [{}]}}", all.join(", "))
}

#[test]
fn the_description_of_a_union_is_compared_and_cited() {
    let union = union(2);
    let operations = [("/rooms", "200", union.as_str())];
    let base = state(&operations, &[("shared.yaml", SHARED)]);
    let other = SHARED.replace("A room.", "A room or hall.");
    let head = state(&operations, &[("shared.yaml", &other)]);
    let change = only(&base, &head, "text-changed");
    assert_eq!(change.item, "rooms::Room");
    let both = ["Base shared.yaml /rooms::Room/doc", "Head shared.yaml /rooms::Room/doc"];
    assert_eq!(places(&change), both);
}

#[test]
fn shared_unions_of_different_sizes_give_a_report() {
    let more = [("shared.yaml", SHARED)];
    let of = |rooms: usize, halls: usize| {
        let (rooms, halls) = (union(rooms), union(halls));
        state(&[("/halls", "200", halls.as_str()), ("/rooms", "200", rooms.as_str())], &more)
    };
    let (two, three) = (of(2, 2), of(3, 3));
    let change = only(&two, &three, "union-alternative-added");
    assert_eq!(places(&change).last().map(String::as_str), Some("Head halls"));
    assert_eq!(only(&three, &two, "union-alternative-removed").level.to_string(), "breaking");
    // Schemas of one state that do not fit are a task for a person; the rest is compared.
    for mixed in [of(2, 3), of(3, 2)] {
        for (base, head) in [(&two, &mixed), (&mixed, &two), (&three, &mixed), (&mixed, &three)] {
            let report = compare(base, head, None);
            assert!(report.notes.len() + report.tasks.len() > 0, "{report:#?}");
        }
        // An alternative that one schema has more of is new, and the others keep their names.
        let report = compare(&two, &mixed, None);
        let rules: Vec<&str> = report.changes.iter().map(|one| one.rule).collect();
        assert_eq!(rules, ["union-alternative-added", "type-added"], "{report:#?}");
    }
}

#[test]
fn a_value_of_a_shared_enumeration_is_cited_from_the_schema_that_changed() {
    let of = |rooms: (&str, &str), halls: (&str, &str)| {
        let schema = |(values, deprecated): (&str, &str)| {
            format!(
                "{{type: object, properties: {{kind: {{type: string, enum: [{values}], x-enum-deprecated: [{deprecated}]}}, \
                 name: {{type: string}}}}}}"
            )
        };
        let (rooms, halls, more) = (schema(rooms), schema(halls), [("shared.yaml", SHARED)]);
        state(&[("/halls", "200", halls.as_str()), ("/rooms", "200", rooms.as_str())], &more)
    };
    let base = of(("a, b", ""), ("a, b", "b"));
    let head = of(("a, b", "b"), ("a, b", "b"));
    let change = only(&base, &head, "enum-value-deprecated");
    assert_eq!(change.item, "rooms::room::Kind::B");
    assert_eq!(places(&change), ["Base rooms", "Head rooms"]);
    let change = only(&base, &of(("a, b, c", ""), ("a, b", "b")), "enum-value-added");
    assert_eq!(places(&change), ["Base rooms", "Head rooms"]);
    // A schema that became the same type has the value.
    let alone = {
        let one = "{type: object, properties: {kind: {type: string, enum: [a, b]}, name: {type: string}}}";
        state(&[("/halls", "200", one)], &[("shared.yaml", SHARED)])
    };
    let change = only(&alone, &of(("a, b, c", ""), ("a, b", "")), "enum-value-added");
    assert_eq!(places(&change), ["Head rooms"]);
}

#[test]
fn a_schema_below_a_field_that_another_document_had_is_new() {
    let shared = format!("{SHARED}rooms::Phone:\n  doc: A phone.\n  places: ['* ** phone']\n");
    let more = [("shared.yaml", shared.as_str())];
    let plain = "{type: object, properties: {size: {type: integer}, floor: {type: integer}}}";
    let phone = "{type: object, properties: {size: {type: integer}, phone: {type: object, properties: {number: \
         {type: string}, site: {type: string}}}}}";
    let of = |second: &str| {
        state(
            &[("/halls", "200", phone), ("/rooms", "200", second), ("/sites", "200", phone)],
            &more,
        )
    };
    let change = only(&of(plain), &of(phone), "shared-schema-added");
    assert_eq!(change.item, "rooms::Phone");
    assert_eq!(wires(&change), ["GET /rooms"]);
    assert_eq!(change.with, ["doc GET /rooms 200 room.phone (`* ** phone`)"]);
}

#[test]
fn a_type_that_another_one_became_has_not_changed() {
    let kind = |values: &str| {
        format!(
            "{{type: object, properties: {{kind: {{type: string, enum: [{values}]}}, name: {{type: string}}}}}}"
        )
    };
    let of = |rooms: &str, entry: &str, places: &str| {
        let entry =
            format!("Kind:\n  doc: Kinds of rooms.\n  values: {{{entry}}}\n  places: [{places}]\n");
        let glossary = ("glossary/doc.yaml", "kind: Kind of the room.\n");
        let operations = [("/halls", "200", &*kind("small")), ("/rooms", "200", &kind(rooms))];
        state(&operations, &[glossary, ("enums.yaml", &entry)])
    };
    let entry = "small: {name: Small}, large: {name: Large}";
    let base = of("small, large", entry, "'* /rooms* ** kind'");
    let report = compare(&base, &of("small, large", entry, "kind"), None);
    let texts = |rule: &str| -> Vec<String> {
        let of_rule = report.changes.iter().filter(|one| one.rule == rule);
        of_rule.map(|one| one.text.clone()).collect()
    };
    assert_eq!(texts("type-shared").len(), 1, "{:#?}", report.changes);
    assert_eq!(texts("text-changed"), [] as [&str; 0]);
    let old = "halls::get::room::Kind";
    let large = format!("`enums::Kind` has a value `Large`, where the type was `{old}`");
    assert_eq!(texts("enum-value-added"), [large]);
    // A value that the base had in neither of them.
    let head = of("small, large, huge", &format!("{entry}, huge: {{name: Huge}}"), "kind");
    let report = compare(&base, &head, None);
    let added = report.changes.iter().filter(|one| one.item == "enums::Kind::Huge");
    let texts: Vec<&str> = added.map(|one| one.text.as_str()).collect();
    assert!(!texts.is_empty(), "{:#?}", report.changes);
    assert!(texts.iter().all(|text| *text == "`enums::Kind` has a value `Huge`"), "{texts:?}");
}

#[test]
fn what_a_state_does_not_have_is_cited_from_the_nearest_node() {
    let room = "{type: object, properties: {name: {type: string}}}";
    let base = state(&[("/rooms", "200", room)], &[]);
    let required = "{type: object, required: [name], properties: {name: {type: string}}}";
    let head = state(&[("/rooms", "200", required)], &[]);
    let change = only(&base, &head, "response-field-presence-changed");
    let schema =
        "/paths/~1rooms/get/responses/200/content/application~1json/schema/properties/room";
    let list: Vec<&str> = change.at.iter().map(|at| at.pointer.as_str()).collect();
    assert_eq!(list, [schema, &format!("{schema}/required")]);
}

#[test]
fn what_alternatives_require_is_cited_from_an_alternative() {
    let of = |required: &str| {
        let one = |more: &str| {
            format!("{{type: object, {required}properties: {{name: {{type: string}}{more}}}}}")
        };
        let (small, large) = (one(", size: {type: integer}"), one(", floor: {type: integer}"));
        let room = format!("{{x-one-object: true, oneOf: [{small}, {large}]}}");
        state(&[("/rooms", "200", &room)], &[])
    };
    let change = only(&of(""), &of("required: [name], "), "response-field-presence-changed");
    let ends: Vec<&str> =
        change.at.iter().map(|at| at.pointer.rsplit("/room/").next().unwrap_or_default()).collect();
    assert_eq!(ends, ["oneOf/0", "oneOf/0/required"]);
}

#[test]
fn a_type_is_cited_from_the_schema_that_changed_it() {
    let of = |halls: &str| {
        let room = |ty: &str| {
            format!(
                "{{type: object, properties: {{size: {{type: {ty}}}, name: {{type: string}}}}}}"
            )
        };
        let (halls, rooms) = (room(halls), room("integer"));
        state(
            &[("/attics", "200", &rooms), ("/halls", "200", &halls), ("/rooms", "200", &rooms)],
            &[("shared.yaml", SHARED)],
        )
    };
    let (base, head) = (of("integer"), of("number"));
    for (base, head) in [(&base, &head), (&head, &base)] {
        let change = only(base, head, "response-field-type-changed");
        assert_eq!(places(&change), ["Base halls", "Head halls"]);
    }
}

#[test]
fn null_is_a_value_of_the_schema_that_documents_it() {
    let of = |halls: &str| {
        let room = |more: &str| {
            format!(
                "{{type: object, properties: {{size: {{type: integer{more}}}, name: {{type: string}}}}}}"
            )
        };
        let (halls, rooms) = (room(halls), room(""));
        state(&[("/attics", "200", &rooms), ("/halls", "200", &halls)], &[("shared.yaml", SHARED)])
    };
    let change = only(&of(""), &of(", nullable: true"), "null-accepted");
    assert_eq!(change.text, "`rooms::Room.size` may be `null` in 1 of its 2 schemas");
    assert_eq!(places(&change), ["Base halls", "Head halls"]);
}

#[test]
fn another_type_is_cited_from_schemas_that_have_it() {
    let of = |attics: &str, halls: &str| {
        let room = |ty: &str| {
            format!("{{type: object, properties: {{size: {{{ty}}}, name: {{type: string}}}}}}")
        };
        let (attics, halls) = (room(attics), room(halls));
        let operations = [("/attics", "200", attics.as_str()), ("/halls", "200", &halls)];
        state(&operations, &[("shared.yaml", SHARED)])
    };
    // The schema that leaves the type open has that of the other one.
    let (base, head) = (of("", "type: integer"), of("type: string", ""));
    let change = only(&base, &head, "response-field-type-changed");
    assert_eq!(places(&change), ["Base halls", "Head attics"]);
}
