//! Facts of types that several operations share, and types that come and go with several operations.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, Level, SpecLine, State, compare};

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";

const SHARED: &str =
    "rooms::Room:\n  doc: A room.\n  places: ['* /rooms* ** room', '* /halls* ** room']\n";

/// Operations with a response that has a `room`, as a flow mapping of its properties.
fn state(operations: &[(&str, &str)], more: &[(&str, &str)]) -> State {
    let mut document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n".to_owned();
    for (path, properties) in operations {
        let id = path.trim_matches('/').replace('/', "-");
        document.push_str(&format!(
            "  {path}:\n    get:\n      operationId: get-{id}\n      tags: [Rooms]\n      summary: Get {id}\n      \
             responses:\n        '200':\n          description: Done.\n          content:\n            \
             application/json:\n              schema:\n                type: object\n                properties:\n                  \
             room: {{type: object, properties: {properties}}}\n                  \
             of_{}: {{type: string}}\n",
            id.replace('-', "_")
        ));
    }
    let mut specs = BTreeMap::from([
        ("sources.toml".to_owned(), SOURCES.to_owned()),
        ("doc.yaml".to_owned(), document),
    ]);
    specs.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    State::read("state", specs, &|_| {}).expect("a state")
}

/// The changes of one rule.
fn changes(base: &State, head: &State, rule: &str) -> Vec<Change> {
    let report = compare(base, head, None);
    let of_rule = report.changes.iter().filter(|change| change.rule == rule);
    let list: Vec<Change> = of_rule.cloned().collect();
    assert!(!list.is_empty(), "no {rule}: {:#?}", report.changes);
    list
}

/// The pointers of a change, without what all of them have in common.
fn places(change: &Change) -> Vec<String> {
    let short = |pointer: &str| {
        let path = pointer.trim_start_matches("/paths/~1").split("/get/").next();
        path.unwrap_or_default().to_owned()
    };
    change.at.iter().map(|at| format!("{:?} {}", at.side, short(&at.pointer))).collect()
}

#[test]
fn a_fact_is_cited_from_the_schema_whose_own_fact_differs() {
    let plain = "{name: {type: string}, size: {type: integer}}";
    let other = "{name: {type: string, deprecated: true}, size: {type: integer}}";
    let more = [("shared.yaml", SHARED)];
    let base = state(&[("/rooms", other), ("/halls", plain)], &more);
    let head = state(&[("/rooms", other), ("/halls", other)], &more);
    let [change] = changes(&base, &head, "member-deprecated").try_into().expect("one change");
    assert_eq!(
        change.text,
        "`rooms::Room.name` is deprecated in 1 more of its 2 schemas, and so in all of them"
    );
    assert_eq!(places(&change), ["Base halls", "Head halls"]);
}

#[test]
fn a_limit_of_a_new_schema_is_cited_there() {
    let plain = "{name: {type: string}, size: {type: integer}}";
    let limited = "{name: {type: string, maxLength: 9}, size: {type: integer}}";
    let more = [("shared.yaml", SHARED)];
    let base = state(&[("/rooms", plain), ("/halls", plain)], &more);
    let head = state(&[("/rooms", plain), ("/halls", plain), ("/rooms/big", limited)], &more);
    let [change] = changes(&base, &head, "limit-changed").try_into().expect("one change");
    let because = "because other schemas are the same type now";
    assert_eq!(
        change.text,
        format!("the limits of `rooms::Room.name` are documented now, {because}")
    );
    assert_eq!(change.hint, "");
    assert_eq!(change.after.as_deref(), Some("at most 9 long"));
    assert_eq!(places(&change), ["Head rooms~1big"]);
    let [change] = changes(&head, &base, "limit-changed").try_into().expect("one change");
    let because = "because other schemas are no longer the same type";
    assert_eq!(
        change.text,
        format!("the limits of `rooms::Room.name` are no longer documented, {because}")
    );
    assert_eq!(places(&change), ["Base rooms~1big"]);
}

#[test]
fn units_and_formats_are_no_limits() {
    for (before, after, text) in [
        (
            "{type: integer}",
            "{type: integer, x-unit: bytes}",
            "the unit of `get::Room.size` is documented now",
        ),
        (
            "{type: string, format: email}",
            "{type: string}",
            "the format of `get::Room.size` is no longer documented",
        ),
        (
            "{type: integer, x-unit: bytes}",
            "{type: integer, x-unit: MB, maximum: 5}",
            "the limits and unit of `get::Room.size` differ",
        ),
    ] {
        let one = |size: &str| {
            let room = format!("{{size: {size}, name: {{type: string}}}}");
            state(&[("/rooms", &room)], &[])
        };
        let [change] =
            changes(&one(before), &one(after), "limit-changed").try_into().expect("one change");
        assert_eq!(change.text.replace("rooms::", ""), text);
        assert_eq!(change.hint, "");
    }
}

#[test]
fn values_are_those_of_one_schema() {
    let of = |values: &str| {
        format!("{{kind: {{type: integer, enum: [{values}]}}, name: {{type: string}}}}")
    };
    let kinds = "Kind:\n  doc: Kind of a room.\n  values:\n    1: {name: Small}\n    2: {name: Large}\n    \
                 10: {name: Huge}\n  places: [kind]\n";
    let more = [("shared.yaml", SHARED), ("enums.yaml", kinds)];
    let base = state(&[("/rooms", &of("1, 2, 10")), ("/halls", &of("10, 1"))], &more);
    let grown = kinds.replace("10: {name: Huge}", "10: {name: Huge}\n    11: {name: Vast}");
    let more = [("shared.yaml", SHARED), ("enums.yaml", grown.as_str())];
    let head = state(&[("/rooms", &of("1, 2, 10, 11")), ("/halls", &of("10, 2, 1, 11"))], &more);
    let [change] =
        changes(&base, &head, "documented-values-changed").try_into().expect("one change");
    let lines = (change.before.as_deref(), change.after.as_deref());
    assert_eq!(lines, (Some("1, 10"), Some("1, 2, 10, 11")));
    assert_eq!(places(&change), ["Base halls", "Head halls"]);
}

#[test]
fn another_name_of_a_value_is_no_change_of_its_label() {
    let of = |label: &str| {
        format!(
            "{{kind: {{type: integer, enum: [1], x-enum-descriptions: [{label}]}}, name: {{type: string}}}}"
        )
    };
    let kinds = [(
        "enums.yaml",
        "Kind:\n  doc: Kind of a room.\n  values: {1: {name: Small}}\n  places: [kind]\n",
    )];
    let (base, head) =
        (state(&[("/rooms", &of("Small"))], &kinds), state(&[("/rooms", &of("Tiny"))], &kinds));
    let [change] = changes(&base, &head, "enum-value-relabelled").try_into().expect("one change");
    assert_eq!(change.text, "the documentation of `enums::Kind::Small` lists further names now");
    assert_eq!(lines(&change), (None, Some("Tiny")));
    assert_eq!(places(&change), ["Head rooms"]);
}

#[test]
fn types_of_several_operations_come_and_go_with_them() {
    let room = "{name: {type: string}, size: {type: integer}}";
    let more = [("shared.yaml", SHARED)];
    let base = state(&[("/lamps", room)], &[]);
    let head = state(&[("/lamps", room), ("/rooms", room), ("/halls", room)], &more);
    let list = changes(&base, &head, "type-added");
    let [change] = list.as_slice() else { panic!("{list:#?}") };
    assert_eq!(change.text, "`rooms::Room` is new, for new operations");
    assert_eq!(change.after.as_deref(), Some("struct rooms::Room: Default"));
    assert_eq!(change.operations.len(), 2);
    let [change] = changes(&head, &base, "type-removed").try_into().expect("one change");
    assert_eq!(change.text, "`rooms::Room` is gone with the operations that used it");
    assert_eq!(change.level, Level::Breaking);
}

#[test]
fn a_new_default_of_the_generator_breaks_nobody() {
    let room = "{name: {type: string}, size: {type: integer}}";
    let base = state(&[("/rooms", room), ("/halls", room)], &[]);
    let line = |text: &str| text.replace(": Default", "");
    let earlier: Vec<String> = base.listing.entries().iter().map(ToString::to_string).collect();
    let earlier = earlier.iter().map(|entry| line(entry)).collect::<Vec<_>>().join("\n");
    let report = compare(&base, &base, Some(&earlier));
    let [change] = report.changes.as_slice() else { panic!("{:#?}", report.changes) };
    assert_eq!((change.rule, change.level), ("generator-added", Level::Additive));
    assert_eq!(
        change.text,
        format!("the generator emits a `Default` for {} types too", change.with.len())
    );
    assert!(change.with.len() > 1);
}

#[test]
fn a_value_that_documents_deprecate_is_cited_from_them() {
    let of = |deprecated: &str| {
        format!(
            "{{kind: {{type: integer, enum: [1, 2], x-enum-descriptions: [Small, Large], x-enum-deprecated: [{deprecated}]}}, name: {{type: string}}}}"
        )
    };
    let kinds = |more: &str| {
        format!(
            "Kind:\n  doc: Kind of a room.\n  values: {{1: {{name: Small{more}}}, 2: {{name: Large}}}}\n  places: [kind]\n"
        )
    };
    let at = |entry: &str, values: &str| {
        let base = state(&[("/rooms", &of(""))], &[("enums.yaml", &kinds(""))]);
        let head = state(&[("/rooms", &of(values))], &[("enums.yaml", &kinds(entry))]);
        let [change] =
            changes(&base, &head, "enum-value-deprecated").try_into().expect("one change");
        assert_eq!(change.text, "`enums::Kind::Small` is documented as deprecated");
        let place = |at: &SpecLine| format!("{:?} {} {}", at.side, at.file, at.pointer);
        change.at.iter().map(place).collect::<Vec<_>>()
    };
    let kind = "/paths/~1rooms/get/responses/200/content/application~1json/schema/properties/room/properties/kind";
    assert_eq!(at("", "1"), [format!("Head doc.yaml {kind}")]);
    let entry = ["Base enums.yaml /Kind/values/1", "Head enums.yaml /Kind/values/1"];
    assert_eq!(at(", deprecated: true", ""), entry);
}

#[test]
fn the_order_of_scopes_is_no_difference() {
    let room = "{name: {type: string}}";
    let with = |scopes: &str| {
        let overlay = format!(
            "overlay: 1.0.0\ninfo: {{title: Scopes, version: 1.0.0}}\nextends: doc\nactions:\n  - target: $.paths['/rooms'].get\n    update: {{{scopes}}}\n"
        );
        state(&[("/rooms", room)], &[("overlays/scopes.yaml", &overlay)])
    };
    let base = with("x-scopes: [a:read, b:read]");
    let report = compare(&base, &with("x-scopes: [b:read, a:read]"), None);
    assert!(report.changes.is_empty(), "{:#?}", report.changes);
    let head = with("x-scopes: [b:read, a:read], x-granular-scopes: [c:read]");
    let [change] = changes(&base, &head, "scopes-changed").try_into().expect("one change");
    assert_eq!(change.after.as_deref(), Some("a:read, b:read, c:read"));
}

/// The lines of a change.
fn lines(change: &Change) -> (Option<&str>, Option<&str>) {
    (change.before.as_deref(), change.after.as_deref())
}

#[test]
fn a_new_field_is_deprecated_only_where_the_crate_marks_it() {
    let plain = "{name: {type: string}, size: {type: integer}}";
    let of = |old: &str| format!("{{name: {{type: string}}, size: {{type: integer}}, old: {old}}}");
    let (deprecated, kept) = (of("{type: string, deprecated: true}"), of("{type: string}"));
    let base = state(&[("/rooms", plain), ("/halls", plain)], &[]);
    let texts = |halls: &str| -> Vec<String> {
        let operations = [("/rooms", deprecated.as_str()), ("/halls", halls)];
        let list =
            changes(&base, &state(&operations, &[("shared.yaml", SHARED)]), "response-field-added");
        let mut texts: Vec<String> = list.into_iter().map(|change| change.text).collect();
        texts.retain(|text| text.contains("`old`"));
        texts.dedup();
        texts
    };
    let marked = "`rooms::Room` has a field `old`, which is deprecated";
    assert_eq!(texts(&deprecated), [marked]);
    assert_eq!(texts(&kept), ["`rooms::Room` has a field `old`"]);
}

#[test]
fn values_before_are_those_of_every_schema() {
    let of = |values: &str| {
        format!("{{kind: {{type: integer, enum: [{values}]}}, name: {{type: string}}}}")
    };
    let kinds = "Kind:\n  doc: Kind of a room.\n  values:\n    1: {name: Small}\n    2: {name: Large}\n    \
                 3: {name: Huge}\n  places: [kind]\n";
    let more = [("shared.yaml", SHARED), ("enums.yaml", kinds)];
    let base = state(&[("/rooms", &of("1, 2")), ("/halls", &of("1, 3"))], &more);
    let head = state(&[("/rooms", &of("1, 2, 3")), ("/halls", &of("1, 2, 3"))], &more);
    let list = changes(&base, &head, "documented-values-changed");
    let [halls, rooms] = list.as_slice() else { panic!("{list:#?}") };
    let text =
        "`rooms::Room.kind` documents other values of its enumeration, in all of its schemas now";
    assert_eq!((halls.text.as_str(), rooms.text.as_str()), (text, text));
    let mut all = [lines(halls), lines(rooms)];
    all.sort_unstable();
    assert_eq!(all, [(Some("1, 2"), Some("1, 2, 3")), (Some("1, 3"), Some("1, 2, 3"))]);
    for change in [halls, rooms] {
        let own = if change.before.as_deref() == Some("1, 2") { "/rooms" } else { "/halls" };
        let users: Vec<&str> = change.operations.iter().map(|one| one.wire.as_str()).collect();
        assert_eq!(users, [format!("GET {own}")]);
    }
    // All schemas with the same change are one change, about the type.
    let base = state(&[("/rooms", &of("1, 2")), ("/halls", &of("1, 2"))], &more);
    let [change] = changes(&base, &head, "documented-values-changed").try_into().expect("one");
    assert_eq!(change.text, "`rooms::Room.kind` documents other values of its enumeration");
    assert_eq!(change.operations.len(), 2);
}

#[test]
fn a_default_of_one_schema_is_said_to_be_that() {
    let of = |default: u8| {
        format!("{{size: {{type: integer, default: {default}}}, name: {{type: string}}}}")
    };
    let more = [("shared.yaml", SHARED)];
    let base = state(&[("/rooms", &of(1)), ("/halls", &of(1))], &more);
    let head = state(&[("/rooms", &of(1)), ("/halls", &of(2))], &more);
    let [change] = changes(&base, &head, "default-changed").try_into().expect("one change");
    assert_eq!(change.text, "`rooms::Room.size` has another default in 1 of its 2 schemas");
    assert_eq!(lines(&change), (Some("1"), Some("2")));
    assert_eq!(places(&change), ["Base halls", "Head halls"]);
    // Other schemas can have had it before.
    let gain = |third: u8| {
        let [one, two, three] = [of(1), of(2), of(third)];
        let operations =
            [("/rooms", one.as_str()), ("/halls", two.as_str()), ("/rooms/old", three.as_str())];
        state(&operations, &more)
    };
    let [change] = changes(&gain(1), &gain(2), "default-changed").try_into().expect("one change");
    assert_eq!(change.text, "`rooms::Room.size` has another default in 1 more of its 3 schemas");
    // Without a change of any schema, the reason is the type.
    let (room, hall) = (of(1), of(2));
    let operations = [("/rooms", room.as_str()), ("/halls", hall.as_str())];
    let rooms = "rooms::Room:\n  doc: A room.\n  places: ['* /rooms* ** room']\n";
    let base = state(&operations, &[("shared.yaml", rooms)]);
    let head = state(&operations, &more);
    for change in changes(&base, &head, "default-changed") {
        assert!(
            change.text.ends_with("because other schemas are the same type now"),
            "{change:#?}"
        );
        assert_eq!(change.hint, "", "no schema has changed");
    }
}

#[test]
fn fields_of_types_that_became_one_are_no_new_values() {
    let room = "{name: {type: string}, size: {type: integer}}";
    let hall = "{name: {type: string}, seats: {type: integer}, rows: {type: integer}}";
    let operations = [("/rooms", room), ("/halls", hall)];
    let rooms = "rooms::Room:\n  doc: A room.\n  places: ['* /rooms* ** room']\n";
    let base = state(&operations, &[("shared.yaml", rooms)]);
    let head = state(&operations, &[("shared.yaml", SHARED)]);
    let report = compare(&base, &head, None);
    let added = |rule: &str| report.changes.iter().filter(|one| one.rule == rule).count();
    assert_eq!((added("response-field-added"), added("type-shared")), (0, 1), "{report:#?}");
    // One change for each type of the base, with what that type lacked.
    let list = changes(&base, &head, "shared-field-added");
    let [own, other] = list.as_slice() else { panic!("{list:#?}") };
    assert_eq!(own.text, "`rooms::Room` has 2 fields of other schemas that are the same type now");
    let fields = ["field rooms::Room.rows: Option<i64>", "field rooms::Room.seats: Option<i64>"];
    assert_eq!(own.with, fields);
    assert_eq!(own.hint, "");
    let lacked = "; `halls::get::Room` had no such field";
    assert!(other.text.ends_with(lacked), "{}", other.text);
    assert_eq!(other.after.as_deref(), Some("field rooms::Room.size: Option<i64>"));
    // A field that its own schema has now is new.
    let hall = "{name: {type: string}, seats: {type: integer}, rows: {type: integer}, color: {type: string}}";
    let head = state(&[("/rooms", room), ("/halls", hall)], &[("shared.yaml", SHARED)]);
    let [change] = changes(&base, &head, "response-field-added").try_into().expect("one change");
    assert_eq!(change.item, "rooms::Room.color");
    let users: Vec<&str> = change.operations.iter().map(|one| one.wire.as_str()).collect();
    assert_eq!(users, ["GET /halls"]);
}

#[test]
fn sharing_explains_presence_that_the_only_schema_documents_as_before() {
    let room = "{name: {type: string}, code: {type: string}}, required: [code]";
    let hall = "{name: {type: string}, seats: {type: integer}}";
    let operations = [("/rooms", room), ("/halls", hall)];
    let alone = state(&operations, &[]);
    let shared = state(&operations, &[("shared.yaml", SHARED)]);
    let rule = "response-field-presence-changed";
    let [change] = changes(&alone, &shared, rule).try_into().expect("one change");
    let because = "because other schemas are the same type now";
    let text = format!("`code` of `rooms::Room` is documented as not always present, {because}");
    assert_eq!((change.text, change.hint.as_str()), (text, ""));
}

#[test]
fn a_value_that_became_a_list_of_a_shared_type_has_its_own_fields() {
    let item = "{type: object, properties: {name: {type: string}, size: {type: integer}";
    let of = |schema: &str| format!("{{desk: {schema}, kind: {{type: string}}}}");
    let one = of(&format!("{item}}}}}"));
    let list = |more: &str| of(&format!("{{type: array, items: {item}{more}}}}}}}"));
    let desks =
        ("shared.yaml", "rooms::Desk:\n  doc: A desk.\n  places: ['* desk', '* *.desk[]']\n");
    let base = state(&[("/rooms", &one)], &[]);
    let colored = list(", color: {type: string}");
    let head = state(&[("/rooms", &list("")), ("/halls", &colored)], &[desks]);
    let report = compare(&base, &head, None);
    let added = report.changes.iter().filter(|one| one.rule == "response-field-added");
    assert_eq!(added.count(), 0, "{:#?}", report.changes);
    let [change] = changes(&base, &head, "shared-field-added").try_into().expect("one change");
    assert_eq!(change.item, "rooms::Desk.color");
}
