//! What a reader of a report relies on besides the level: names of the right state, causes, and places.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, State, compare};

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";

/// A document with one operation: its keywords, and the properties of its response.
fn state(operation: &str, properties: &str, more: &[(&str, &str)]) -> State {
    let document = format!(
        "openapi: 3.0.1\ninfo: {{title: Rooms, version: 1.0.0}}\npaths:\n  /rooms/{{roomId}}:\n    get:\n      \
         operationId: getRoom\n      tags: [Rooms]\n      summary: Get a room\n{operation}      parameters:\n        \
         - {{name: roomId, in: path, required: true, schema: {{type: string}}}}\n        \
         - {{name: first, in: query, schema: {{type: string}}}}\n        \
         - {{name: second, in: query, schema: {{type: string}}}}\n      responses:\n        '200':\n          \
         description: Done.\n          content:\n            application/json:\n              schema:\n                \
         type: object\n                properties: {{{properties}}}\n"
    );
    let mut specs = BTreeMap::from([
        ("sources.toml".to_owned(), SOURCES.to_owned()),
        ("doc.yaml".to_owned(), document),
    ]);
    specs.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    State::read("state", specs, &|_| {}).expect("a state")
}

fn only(base: &State, head: &State, rule: &str) -> Change {
    let report = compare(base, head, None);
    let list: Vec<&Change> = report.changes.iter().filter(|one| one.rule == rule).collect();
    let [change] = list.as_slice() else { panic!("{rule}: {:#?}", report.changes) };
    (*change).clone()
}

fn with_lock(head: impl Fn(&str) -> State, base: &State) -> State {
    head(&base.names_lock)
}

const TITLED: [&str; 4] = [
    "{title: Plain, type: object, properties: {name: {type: string}, color: {type: string}}}",
    "{type: object, properties: {level: {type: integer}, storey: {type: string}}}",
    "{title: Security, type: object, properties: {locked: {type: boolean}, code: {type: string}}}",
    "{title: Sessions, type: object, properties: {live: {type: boolean}, past: {type: boolean}}}",
];

fn union(alternatives: &[&str], lock: &str) -> State {
    let one_of = format!("kind: {{oneOf: [{}]}}", alternatives.join(", "));
    state("", &one_of, &[("names.lock", lock)])
}

#[test]
fn an_alternative_in_the_middle_is_one_new_variant() {
    let [plain, level, security, sessions] = TITLED;
    let base = union(&[plain, level, sessions], "");
    let head = with_lock(|lock| union(&[plain, level, security, sessions], lock), &base);
    let report = compare(&base, &head, None);
    let rules: Vec<&str> = report.changes.iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["union-alternative-added", "type-added"], "{:#?}", report.changes);
    let change = only(&base, &head, "union-alternative-added");
    assert_eq!(change.text, "`rooms::get::Kind` may be a `Security`");
    assert_eq!(
        change.hint,
        "values that were `rooms::get::Kind::Other(…)` may be `rooms::get::Kind::Security(…)` now"
    );
    let head_at =
        change.at.iter().find(|at| at.pointer.contains("/oneOf/")).expect("an alternative");
    assert!(head_at.pointer.ends_with("/kind/oneOf/2"), "{head_at:?}");
    // The other way it is one that is gone, and its number is not given to another one.
    let back = with_lock(|lock| union(&[plain, level, sessions], lock), &head);
    assert_eq!(
        only(&head, &back, "union-alternative-removed").text,
        "`rooms::get::Kind` is never a `Security`"
    );
    let line = "|3 = Security: security (locked, code)";
    let kept = |one: &str| one.starts_with("retired alternative ") && one.ends_with(line);
    assert!(back.names_lock.lines().any(kept), "{}", back.names_lock);
}

#[test]
fn what_is_the_same_in_rust_is_no_difference() {
    let [plain, level, security, _] = TITLED;
    // A names.lock of positions: what it calls Level is another schema now.
    let base = union(&[plain, security], "");
    let named = |state: &State| {
        let lock = state.names_lock.replace("rooms::get::Security", "rooms::get::Level");
        let lines = lock.lines().filter(|line| !line.starts_with("alternative "));
        let key = lock.lines().find_map(|line| {
            line.strip_prefix("type ")?.split_once(" = rooms::get::Level").map(|(key, _)| key)
        });
        let variant = format!("variant {} = Level", key.expect("the type"));
        lines.map(str::to_owned).chain([variant]).collect::<Vec<_>>().join("\n")
    };
    let lock = named(&base);
    let (base, head) = (union(&[plain, security], &lock), union(&[plain, level, security], &lock));
    let report = compare(&base, &head, None);
    let rules: Vec<&str> = report
        .changes
        .iter()
        .map(|one| one.rule)
        .filter(|rule| rule.starts_with("union"))
        .collect();
    assert_eq!(rules, ["union-alternative-added"], "{:#?}", report.changes);
}

#[test]
fn a_variant_keeps_its_name_when_its_fields_change() {
    let one = "{type: object, properties: {level: {type: integer}, storey: {type: string}}}";
    let more = "{type: object, properties: {above: {type: boolean}, level: {type: integer}, storey: {type: string}}}";
    let base = union(&[TITLED[0], one], "");
    assert!(base.listing.to_string().contains("variant rooms::get::Kind::Level("));
    let head = with_lock(|lock| union(&[TITLED[0], more], lock), &base);
    let report = compare(&base, &head, None);
    let rules: Vec<&str> = report.changes.iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["response-field-added"], "{:#?}", report.changes);
}

#[test]
fn the_order_of_alternatives_is_no_difference() {
    let [plain, level, security, sessions] = TITLED;
    let base = union(&[plain, level, security, sessions], "");
    let head = with_lock(|lock| union(&[sessions, security, level, plain], lock), &base);
    let report = compare(&base, &head, None);
    let breaking: Vec<&Change> = report
        .changes
        .iter()
        .filter(|one| one.rule.starts_with("union") || one.rule.starts_with("type"))
        .collect();
    assert!(breaking.is_empty(), "{breaking:#?}");
}

#[test]
fn a_pattern_with_a_number_selects_the_same_alternative() {
    let [plain, level, security, sessions] = TITLED;
    let shared = ("shared.yaml", "types::Sessions:\n  doc: Sessions.\n  places: ['* kind|2']\n");
    let with = |alternatives: &[&str], lock: &str| {
        let one_of = format!("kind: {{oneOf: [{}]}}", alternatives.join(", "));
        state("", &one_of, &[("names.lock", lock), shared])
    };
    let base = with(&[plain, level, sessions], "");
    let head = with_lock(|lock| with(&[plain, security, level, sessions], lock), &base);
    let line = "variant rooms::get::Kind::Sessions(types::Sessions)";
    assert!(head.listing.to_string().contains(line), "{}", head.listing);
}

#[test]
fn hints_about_former_values_name_what_the_base_has() {
    let room = |more: &str, lock: &str| {
        let room = format!(
            "room: {{type: object, properties: {{id: {{type: string}}, size: {{type: integer}}{more}}}}}"
        );
        state("", &room, &[("names.lock", lock)])
    };
    let base = room("", "");
    let lock = base.names_lock.replace("rooms::get::Room", "rooms::New");
    let head = room(", color: {type: string}", &lock);
    let change = only(&base, &head, "response-field-added");
    assert_eq!(
        change.hint,
        "values that were in `rooms::get::Room.extra` under “color” are in `rooms::New.color` now"
    );
}

#[test]
fn inputs_of_which_one_is_needed_are_named() {
    let sets = "      x-one-of-required: [[first], [second]]\n";
    let (without, with) =
        (state("", "id: {type: string}", &[]), state(sets, "id: {type: string}", &[]));
    let change = only(&without, &with, "one-of-changed");
    assert_eq!(change.text, "`rooms::get` needs one of these inputs now: first, or second");
    assert_eq!(change.hint, "a request without any of them is an error before it is sent");
    let change = only(&with, &without, "one-of-changed");
    assert_eq!(change.text, "`rooms::get` no longer needs one of several inputs");
    assert_eq!(change.hint, "");
}

#[test]
fn new_items_that_are_deprecated_are_said_to_be() {
    let base = state("", "id: {type: string}", &[]);
    let head = state("", "id: {type: string}, old: {type: string, deprecated: true}", &[]);
    let change = only(&base, &head, "response-field-added");
    assert!(change.text.ends_with("has a field `old`, which is deprecated"), "{}", change.text);
}

#[test]
fn a_type_that_configuration_gives_is_cited_from_it() {
    let base = state("", "id: {type: string}, room_id: {type: string}", &[]);
    let rules = "ids:\n  RoomId:\n    doc: ID of a room.\n    places: [room_id]\n";
    let head = state("", "id: {type: string}, room_id: {type: string}", &[("rules.yaml", rules)]);
    let change = only(&base, &head, "response-field-type-changed");
    let files: Vec<(&str, &str)> =
        change.at.iter().map(|at| (at.file.as_str(), at.pointer.as_str())).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    assert_eq!(files[2], ("rules.yaml", "/ids/RoomId/places/0"));
    let overlay = "overlay: 1.0.0\ninfo: {title: A number, version: 1.0.0}\nextends: doc\nactions:\n  - target: \
                   $.paths['/rooms/{roomId}']..properties.room_id\n    update: {type: integer}\n";
    let head = state(
        "",
        "id: {type: string}, room_id: {type: string}",
        &[("overlays/a-number.yaml", overlay)],
    );
    let change = only(&base, &head, "response-field-type-changed");
    assert!(change.at.iter().any(|at| at.file == "overlays/a-number.yaml"), "{:?}", change.at);
}

#[test]
fn a_body_that_became_an_argument_is_one_change_of_the_generator() {
    let document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n  /rooms:\n    post:\n      \
                    operationId: createRoom\n      tags: [Rooms]\n      summary: Create a room\n      requestBody:\n        \
                    required: true\n        content: {application/json: {schema: {oneOf: [\n          \
                    {title: Small, type: object, properties: {a: {type: string}}},\n          \
                    {title: Large, type: object, properties: {b: {type: string}}}]}}}\n      \
                    responses: {'204': {description: Done.}}\n";
    let specs = BTreeMap::from([
        ("sources.toml".to_owned(), SOURCES.to_owned()),
        ("doc.yaml".to_owned(), document.to_owned()),
    ]);
    let base = State::read("state", specs, &|_| {}).expect("a state");
    let listing = base.listing.to_string();
    let now = listing.lines().find(|line| line.starts_with("fn rooms::create(body: "));
    let now = now.unwrap_or_else(|| panic!("{listing}"));
    let earlier: Vec<String> = listing
        .lines()
        .map(|line| match line == now {
            true => "fn rooms::create() -> rooms::Create".to_owned(),
            false => line.to_owned(),
        })
        .chain(["method rooms::Create::body(self, rooms::create::Body) -> Self".to_owned()])
        .collect();
    let report = compare(&base, &base, Some(&earlier.join("\n")));
    let [change] = report.changes.as_slice() else { panic!("{:#?}", report.changes) };
    assert_eq!(change.rule, "generator-removed");
    assert_eq!(change.item, "rooms::create");
    assert_eq!(change.with, ["- method rooms::Create::body(self, rooms::create::Body) -> Self"]);
    assert_eq!(
        change.text,
        "the generator makes `rooms::create` take an argument that a method set before"
    );
}

#[test]
fn calls_for_sub_accounts_are_cited_from_their_file() {
    let name = "sub-accounts/master.yaml";
    let specs = crate::cases::one("fixtures", "sub_accounts").specs;
    let key = specs[name].lines().find_map(|line| Some(line.split_once(": ")?.0)).expect("a key");
    let with = |text: &str| {
        let mut specs = specs.clone();
        specs.insert(name.to_owned(), text.to_owned());
        State::read("state", specs, &|_| {}).expect("a state")
    };
    let (base, head) = (with("{}\n"), with(&format!("# One.\n{key}:\n  - room:master\n")));
    let change = only(&base, &head, "sub-account-changed");
    let at: Vec<(&str, usize)> = change.at.iter().map(|at| (at.file.as_str(), at.line)).collect();
    assert_eq!(at, [(name, 2)]);
}

#[test]
fn what_only_responses_have_is_not_set() {
    let document = |response: &str| {
        format!(
            "openapi: 3.0.1\ninfo: {{title: Rooms, version: 1.0.0}}\npaths:\n  /rooms/{{roomId}}:\n    get:\n      \
             operationId: getRoom\n      tags: [Rooms]\n      summary: Get a room\n      parameters: &p\n        \
             - {{name: roomId, in: path, required: true, schema: {{type: string}}}}\n      responses:\n        '200':\n          \
             description: Done.\n          content: {{application/json: {{schema: {{type: object, properties: {{\n            \
             id: {{type: string}}, desk: {{type: object, properties: {{name: {{type: string}}, size: {{type: integer}}{response}}}}}}}}}}}}}\n    \
             patch:\n      operationId: updateRoom\n      tags: [Rooms]\n      summary: Update a room\n      parameters: *p\n      \
             requestBody:\n        content: {{application/json: {{schema: {{type: object, properties: {{\n          \
             id: {{type: string}}, desk: {{type: object, properties: {{name: {{type: string}}, size: {{type: integer}}}}}}}}}}}}}}\n      \
             responses: {{'204': {{description: Done.}}}}\n"
        )
    };
    let read = |response: &str| {
        let specs = BTreeMap::from([
            ("sources.toml".to_owned(), SOURCES.to_owned()),
            ("doc.yaml".to_owned(), document(response)),
            (
                "shared.yaml".to_owned(),
                "rooms::Desk:\n  doc: A desk.\n  places: ['* /rooms* * desk']\n".to_owned(),
            ),
        ]);
        State::read("state", specs, &|_| {}).expect("a state")
    };
    let change = only(&read(""), &read(", floor: {type: integer}"), "request-field-added");
    assert_eq!(change.text, "`rooms::Desk` has a field `floor`");
    assert_eq!(
        change.hint,
        "values that were in `rooms::Desk.extra` under “floor” are in `rooms::Desk.floor` now"
    );
    let users: Vec<&str> = change.operations.iter().map(|one| one.wire.as_str()).collect();
    assert_eq!(users, ["GET /rooms/{roomId}"]);
}

#[test]
fn a_fact_of_an_overlay_is_cited_from_it() {
    let properties = "id: {type: string}, size: {type: integer}";
    let overlay = "overlay: 1.0.0\ninfo: {title: A size, version: 1.0.0}\nextends: doc\nactions:\n  - target: \
                   $.paths['/rooms/{roomId}']..properties.size\n    update: {default: 5}\n";
    let head = state("", properties, &[]);
    let base = state("", properties, &[("overlays/a-size.yaml", overlay)]);
    let change = only(&base, &head, "default-changed");
    let files: Vec<&str> = change.at.iter().map(|at| at.file.as_str()).collect();
    assert_eq!(files, ["doc.yaml", "doc.yaml", "overlays/a-size.yaml"]);
}

/// The places of a change: file and pointer.
fn places(change: &Change) -> Vec<(&str, &str)> {
    change.at.iter().map(|at| (at.file.as_str(), at.pointer.as_str())).collect()
}

#[test]
fn a_rule_that_changes_how_a_value_is_written_is_cited() {
    let properties = "id: {type: string}, tags: {type: string}";
    let rules = "joined:\n  - separator: ','\n    places: [tags]\n";
    let base = state("", properties, &[]);
    let head = state("", properties, &[("rules.yaml", rules)]);
    let change = only(&base, &head, "response-field-encoding-changed");
    assert_eq!(places(&change)[2..], [("rules.yaml", "/joined/0/places/0")]);
    let rules = "double_encode: [roomId]\n";
    let head = state("", properties, &[("rules.yaml", rules)]);
    let change = only(&base, &head, "input-encoding-changed");
    assert_eq!(places(&change)[2..], [("rules.yaml", "/double_encode/0")]);
    let change = only(&head, &base, "input-encoding-changed");
    assert_eq!(places(&change)[2..], [("rules.yaml", "/double_encode/0")]);
}

#[test]
fn bodies_are_cited_from_what_changes_them() {
    let document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n  /rooms:\n    delete:\n      \
                    operationId: deleteRooms\n      tags: [Rooms]\n      summary: Delete rooms\n      requestBody:\n        \
                    content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}\n      \
                    responses: {'204': {description: Done.}}\n";
    let read = |action: &str| {
        let overlay = format!(
            "overlay: 1.0.0\ninfo: {{title: Bodies, version: 1.0.0}}\nextends: doc\nactions:\n  - {action}\n"
        );
        let specs = BTreeMap::from([
            ("sources.toml".to_owned(), SOURCES.to_owned()),
            ("doc.yaml".to_owned(), document.to_owned()),
            ("overlays/bodies.yaml".to_owned(), overlay),
        ]);
        State::read("state", specs, &|_| {}).expect("a state")
    };
    let base = read("{target: $.info, update: {title: Halls}}");
    let operation = "/paths/~1rooms/delete";
    let body = format!("{operation}/requestBody");
    let overlay = ("overlays/bodies.yaml", "/actions/0/update/required");
    let itself =
        read("{target: \"$.paths['/rooms'].delete.requestBody\", update: {required: true}}");
    let change = only(&base, &itself, "body-required-changed");
    assert_eq!(places(&change), [("doc.yaml", body.as_str()), overlay]);
}

#[test]
fn a_description_of_the_glossary_is_cited_from_it() {
    let with = |text: &str| {
        let line = format!("id: {text}\n");
        state("", "id: {type: string}, size: {type: integer}", &[("glossary.yaml", &line)])
    };
    let change = only(&with("ID of a room."), &with("ID of the room."), "text-changed");
    // The field is the same in both states.
    assert_eq!(places(&change), [("glossary.yaml", "/id"); 2]);
}

#[test]
fn the_summary_of_an_event_is_cited_from_its_overlay() {
    let document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\nwebhooks:\n  room.opened:\n    post:\n      \
                    operationId: room.opened\n      tags: [Rooms]\n      summary: A room\n      requestBody:\n        \
                    content: {application/json: {schema: {type: object, properties: {event: {type: string}}}}}\n      \
                    responses: {'200': {description: Done.}}\n";
    let read = |summary: &str| {
        let overlay = format!(
            "overlay: 1.0.0\ninfo: {{title: Words, version: 1.0.0}}\nextends: doc\nactions:\n  - target: \
             $.webhooks['room.opened'].post\n    update: {{summary: {summary}}}\n"
        );
        let specs = BTreeMap::from([
            ("sources.toml".to_owned(), SOURCES.to_owned()),
            ("doc.yaml".to_owned(), document.to_owned()),
            ("overlays/words.yaml".to_owned(), overlay),
        ]);
        State::read("state", specs, &|_| {}).expect("a state")
    };
    let change = only(&read("A room was opened"), &read("A room is open"), "text-changed");
    let overlay = ("overlays/words.yaml", "/actions/0/update/summary");
    assert_eq!(places(&change), [overlay, overlay]);
}

#[test]
fn ranges_of_one_length_differ_in_where_they_may_begin() {
    let with = |back: &str| {
        let rules = format!("windows:\n  - {{from: [first], to: second, months: 1{back}}}\n");
        state("", "", &[("rules.yaml", &rules)])
    };
    let change = only(&with(", back_months: 6"), &with(""), "window-changed");
    assert_eq!(change.text, "`rooms::get` no longer says how far back a range may begin");
    assert_eq!(change.before.as_deref(), Some("`first` to `second`: 1 month, 6 months back"));
}
