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

#[test]
fn an_integer_in_quotes_that_became_a_string_is_written_as_before() {
    let of = |kind: &str| {
        let entry = format!("Kind:\n  doc: A kind.\n  places: [kind]\n  values: {kind}\n");
        let operations = [("/rooms", "", "kind: {type: string}, name: {type: string}")];
        state(&operations, &[("enums.yaml", &entry)])
    };
    let (numbers, names) =
        (of("{1: {name: Small}, 2: {name: Large}}"), of("{small: {name: Small}}"));
    let report = compare(&numbers, &names, None);
    let rules: Vec<&str> = report.changes.iter().map(|change| change.rule).collect();
    assert!(rules.contains(&"enum-repr-changed"), "{rules:?}");
    assert!(!rules.contains(&"response-field-encoding-changed"), "{:#?}", report.changes);
}

#[test]
fn a_schema_of_a_component_that_operations_have_themselves_now_is_compared() {
    let (plain, old) = ("size: {type: integer}", "size: {type: integer, deprecated: true}");
    let room =
        |size: &str| format!("{{type: object, properties: {{{size}, name: {{type: string}}}}}}");
    let of = |schemas: [&str; 2], components: &str| {
        let mut document =
            "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n".to_owned();
        for (path, schema) in ["halls", "rooms"].into_iter().zip(schemas) {
            document.push_str(&format!(
                "  /{path}:\n    get: {{operationId: get-{path}, tags: [Rooms], summary: Get {path}, responses: {{'200': \
                 {{description: Done., content: {{application/json: {{schema: {{type: object, properties: \
                 {{of_{path}: {{type: string}}, room: {schema}}}}}}}}}}}}}}}\n"
            ));
        }
        document.push_str(components);
        state(&[], &[("doc.yaml", &document), ("shared.yaml", SHARED)])
    };
    let components = format!("components: {{schemas: {{Room: {}}}}}\n", room(plain));
    let reference = "{$ref: '#/components/schemas/Room'}";
    let base = of([reference, reference], &components);
    let head = of([&room(plain), &room(old)], "");
    let change = only(&base, &head, "member-deprecated");
    assert!(change.text.ends_with(".size` is deprecated in 1 of its 2 schemas"), "{}", change.text);
    let wires: Vec<&str> = change.operations.iter().map(|one| one.wire.as_str()).collect();
    assert_eq!(wires, ["GET /rooms"]);
}

#[test]
fn a_conversion_of_a_type_that_has_another_path_is_new() {
    let document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n  /rooms/{roomId}:\n    \
        get: {operationId: getRoom, tags: [Rooms], summary: Get a room, parameters: [ID], responses: {'200': \
        {description: Done., content: {application/json: {schema: {type: object, properties: {id: {type: string}, \
        name: {type: string}, site: {type: string}}}}}}}}\n    \
        patch: {operationId: updateRoom, tags: [Rooms], summary: Update a room, parameters: [ID], requestBody: \
        {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}, \
        site: {type: string}}}}}}, responses: {'204': {description: Done.}}}\n";
    let id = "{name: roomId, in: path, required: true, schema: {type: string}}";
    let document = document.replace("[ID]", &format!("[{id}]"));
    let of = |updates: bool, entry: &str| {
        let rules = format!("conversions: {{updates: {updates}}}\n");
        let mut more = vec![("doc.yaml", document.as_str()), ("rules.yaml", rules.as_str())];
        more.extend((!entry.is_empty()).then_some(("shared.yaml", entry)));
        state(&[], &more)
    };
    let entry = "rooms::OneRoom:\n  doc: A room.\n  places: ['* GET /rooms/{} 200']\n";
    let (without, with) = (of(false, ""), of(true, entry));
    let added = only(&without, &with, "conversion-added");
    assert_eq!(added.after.as_deref(), Some("impl TryFrom<&rooms::OneRoom> for rooms::Update"));
    let removed = only(&with, &without, "conversion-removed");
    assert_eq!(removed.before, added.after);
    // There is one before and after: the new path is all that differs.
    let report = compare(&of(true, ""), &with, None);
    let rules: Vec<&str> = report.changes.iter().map(|change| change.rule).collect();
    assert!(rules.iter().all(|rule| !rule.starts_with("conversion-")), "{rules:?}");
}

#[test]
fn a_description_is_cited_from_its_line_alone() {
    let of = |glossary: &str| {
        let operations = [("/rooms", "", "name: {type: string, description: The name.}")];
        state(&operations, &[("glossary/doc.yaml", glossary)])
    };
    let files = |change: &zoom_codegen::diff::Change| {
        let places = change.at.iter();
        places.map(|at| format!("{:?} {}", at.side, at.file)).collect::<Vec<_>>()
    };
    let line = |text: &str| format!("name: {text}\n");
    let (one, other) = (of(&line("Name.")), of(&line("Name of the room.")));
    let change = only(&one, &other, "text-changed");
    assert_eq!(files(&change), ["Base glossary/doc.yaml", "Head glossary/doc.yaml"]);
    // Without a line it is the text of the document, if that has one.
    let change = only(&one, &of("{}\n"), "text-changed");
    assert_eq!(change.after.as_deref(), Some("The name."));
    assert_eq!(files(&change), ["Base glossary/doc.yaml", "Head doc.yaml"]);
}

#[test]
fn what_a_type_no_longer_has_is_cited_from_a_schema_that_has_it() {
    let (old, plain) = ("size: {type: integer, default: 3}", "size: {type: integer}");
    let name = |size: &str| format!("{size}, name: {{type: string}}");
    let (old, plain) = (name(old), name(plain));
    let base = rooms(&[("/rooms", &old)], &[]);
    let head = rooms(&[("/halls", &plain), ("/rooms", &old)], &[]);
    let change = only(&base, &head, "default-changed");
    assert!(change.text.ends_with(", because other schemas are the same type now"));
    let places: Vec<(zoom_codegen::diff::Side, &str)> = change
        .at
        .iter()
        .map(|at| (at.side, at.pointer.split('/').nth(2).unwrap_or_default()))
        .collect();
    use zoom_codegen::diff::Side;
    assert_eq!(places, [(Side::Base, "~1rooms"), (Side::Head, "~1halls")]);
}

#[test]
fn a_name_of_several_documents_is_cited_from_one_that_both_states_have() {
    let of = |operations: &[(&str, &str)]| {
        let kind = |label: &str| {
            format!("kind: {{type: integer, enum: [1, 2], x-enum-descriptions: [{label}, Large]}}")
        };
        let kinds: Vec<String> = operations.iter().map(|(_, label)| kind(label)).collect();
        let list: Vec<(&str, &str, &str)> = operations
            .iter()
            .zip(&kinds)
            .map(|((path, _), kind)| (*path, "", kind.as_str()))
            .collect();
        state(&list, &[("enums.yaml", KIND)])
    };
    let base = of(&[("/rooms", "Small"), ("/suites", "Small")]);
    let head = of(&[("/attics", "Tiny"), ("/rooms", "Tiny"), ("/suites", "Small")]);
    let change = only(&base, &head, "enum-value-relabelled");
    assert_eq!(change.text, "the documentation of `enums::Kind::Small` lists further names now");
    // The documentation is one for both, and the name comes from one of them.
    assert_eq!(users(&change), ["/rooms", "/suites"]);
    let pointers: Vec<&str> = change.at.iter().map(|at| at.pointer.as_str()).collect();
    let [only] = pointers.as_slice() else { panic!("{pointers:?}") };
    assert!(only.starts_with("/paths/~1rooms/"), "{only}");
}
