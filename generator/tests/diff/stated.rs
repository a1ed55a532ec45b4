//! What a line of a report says and cites besides its own fact.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, State, compare};

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";

/// A document with one operation, and other files.
fn state(operation_id: &str, responses: &str, more: &[(&str, &str)]) -> State {
    let document = format!(
        "openapi: 3.0.1\ninfo: {{title: Rooms, version: 1.0.0}}\npaths:\n  /rooms:\n    get:\n      \
         operationId: {operation_id}\n      tags: [Rooms]\n      summary: Get a room\n      \
         responses:\n        '204': {{description: Done.}}\n{responses}"
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

/// The sides and files of a change.
fn files(change: &Change) -> Vec<String> {
    change.at.iter().map(|at| format!("{:?} {}", at.side, at.file)).collect()
}

#[test]
fn errors_are_cited_from_overlays_of_their_codes_alone() {
    let overlay = |update: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{title: More, version: 1.0.0}}\nextends: doc\nactions:\n  \
             - {{target: \"$.paths['/rooms'].get\", update: {{{update}}}}}\n"
        )
    };
    let of = |responses: &str, update: &str| {
        state("getRoom", responses, &[("overlays/more.yaml", &overlay(update))])
    };
    let error = "        '404': {description: Not found., x-codes: [1001]}\n";
    let document = ["Base doc.yaml", "Head doc.yaml"];
    // The overlay is about scopes.
    let (without, with) = (of("", "x-scopes: [a:read]"), of(error, "x-scopes: [a:read]"));
    assert_eq!(files(&only(&without, &with, "error-added")), document);
    assert_eq!(files(&only(&with, &without, "error-removed")), document);
    // The overlay has the error, or a code of it.
    let added = "responses: {'404': {description: Not found., x-codes: [1001]}}";
    let change = only(&without, &of("", added), "error-added");
    assert!(files(&change).contains(&"Head overlays/more.yaml".to_owned()), "{change:#?}");
    let more = of(error, "responses: {'404': {x-codes: [1001, 1002]}}");
    let change = only(&with, &more, "error-added");
    assert!(files(&change).contains(&"Head overlays/more.yaml".to_owned()), "{change:#?}");
}

#[test]
fn an_operation_id_keeps_a_rust_name_only_where_it_does() {
    let base = state("getRoom", "", &[]);
    let lock = |text: &str| {
        let head = state("readRoom", "", &[("names.lock", text)]);
        only(&base, &head, "operation-id-changed").text
    };
    let (kept, other) =
        (base.names_lock.clone(), base.names_lock.replace("rooms::get", "rooms::read"));
    assert_ne!(kept, other);
    let text = "the document calls `rooms::get` by another operation id; the Rust name stays";
    assert_eq!(lock(&kept), text);
    assert_eq!(lock(&other), "the document calls `rooms::read` by another operation id");
}

#[test]
fn a_replacement_is_cited_from_the_overlay_that_has_it() {
    let overlay = "overlay: 1.0.0\ninfo: {title: More, version: 1.0.0}\nextends: doc\nactions:\n  \
                   - {target: \"$.paths['/rooms'].get\", update: {x-replaced-by: GET /rooms/new}}\n";
    let new = "  /rooms/new:\n    get:\n      operationId: getNewRoom\n      tags: [Rooms]\n      \
               summary: Get a new room\n      responses: {'204': {description: Done.}}\n";
    let base = state("getRoom", new, &[]);
    let head = state(
        "getRoom\n      deprecated: true",
        new,
        &[("overlays/more.yaml", overlay), ("names.lock", &base.names_lock)],
    );
    let change = only(&base, &head, "operation-deprecated");
    assert_eq!(files(&change), ["Head doc.yaml", "Head overlays/more.yaml"], "{change:#?}");
    let head = state("getRoom\n      deprecated: true", new, &[]);
    assert_eq!(files(&only(&base, &head, "operation-deprecated")), ["Head doc.yaml"]);
}

#[test]
fn a_new_enumeration_of_a_file_is_cited_from_a_schema_too() {
    let kinds = "Kind:\n  doc: Kinds of rooms.\n  values: {small: {name: Small}, large: {name: Large}}\n  \
                 places: [kind]\n";
    let of = |name: &str| {
        format!(
            "        '200':\n          description: Done.\n          content: {{application/json: {{schema: \
             {{type: object, properties: {{id: {{type: string}}, {name}: {{type: string, enum: [small, large]}}}}}}}}}}\n"
        )
    };
    let with = |name: &str| state("getRoom", &of(name), &[("enums.yaml", kinds)]);
    let change = only(&with("size"), &with("kind"), "type-added");
    assert_eq!(change.item, "enums::Kind");
    assert_eq!(files(&change), ["Head enums.yaml", "Head doc.yaml"]);
    assert!(change.at[1].pointer.ends_with("/properties/kind"), "{change:#?}");
}

#[test]
fn a_rule_about_one_argument_does_not_exchange_arguments() {
    let with = |first: &str, second: &str, order: &str| {
        let document = format!(
            "openapi: 3.0.1\ninfo: {{title: Rooms, version: 1.0.0}}\npaths:\n  /rooms:\n    post: {{operationId: addRoom, \
             tags: [Rooms], summary: Add a room, requestBody: {{required: true, content: {{application/json: {{schema: \
             {{type: object, required: [site, floor], properties: {{{first}: {{type: string}}, {second}: {{type: string}}}}}}}}}}}}, \
             responses: {{'204': {{description: Done.}}}}}}\n"
        );
        let specs = BTreeMap::from([
            ("sources.toml".to_owned(), SOURCES.to_owned()),
            ("doc.yaml".to_owned(), document),
            ("rules.yaml".to_owned(), format!("argument_order: [{order}]\n")),
        ]);
        State::read("state", specs, &|_| {}).expect("a state")
    };
    let base = with("site", "floor", "");
    let change = only(&base, &with("floor", "site", "site"), "input-order-changed");
    assert_eq!(files(&change), ["Base doc.yaml", "Head doc.yaml"]);
    let change = only(&base, &with("site", "floor", "floor, site"), "input-order-changed");
    assert_eq!(files(&change), ["Head rules.yaml", "Base doc.yaml", "Head doc.yaml"]);
}

/// Only those that send a value call its constructor.
#[test]
fn the_order_of_arguments_concerns_those_that_send_them() {
    let room = "{type: object, required: [site, floor], properties: {site: {type: string}, floor: {type: string}}}";
    let body = format!(
        "content: {{application/json: {{schema: {{type: object, properties: {{room: {room}}}}}}}}}"
    );
    let document = format!(
        "openapi: 3.0.1\ninfo: {{title: Rooms, version: 1.0.0}}\npaths:\n  /rooms:\n    get: {{operationId: getRoom, \
         tags: [Rooms], summary: Get a room, responses: {{'200': {{description: Done., {body}}}}}}}\n    post: \
         {{operationId: addRoom, tags: [Rooms], summary: Add a room, requestBody: {{required: true, {body}}}, \
         responses: {{'204': {{description: Done.}}}}}}\n"
    );
    let shared = "rooms::Room:\n  doc: A room.\n  places: ['* GET /* room', '* POST /* room']\n";
    let with = |order: &str| {
        let specs = BTreeMap::from([
            ("sources.toml".to_owned(), SOURCES.to_owned()),
            ("doc.yaml".to_owned(), document.clone()),
            ("shared.yaml".to_owned(), shared.to_owned()),
            ("rules.yaml".to_owned(), format!("argument_order: [{order}]\n")),
        ]);
        State::read("state", specs, &|_| {}).expect("a state")
    };
    let change = only(&with(""), &with("floor, site"), "request-field-order-changed");
    let wires: Vec<&str> = change.operations.iter().map(|one| one.wire.as_str()).collect();
    assert_eq!(wires, ["POST /rooms"]);
    assert_eq!(files(&change), ["Head rules.yaml", "Base doc.yaml", "Head doc.yaml"]);
    assert!(
        change.at[1..].iter().all(|at| at.pointer.contains("/post/requestBody/")),
        "{change:#?}"
    );
}
