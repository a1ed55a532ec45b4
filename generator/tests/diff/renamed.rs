//! Names that belong to something else in the head, and names of generic types and values.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, Report, State, compare};

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\n\n[[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\n\
    title = \"Rooms\"\n";

/// Operations: the path, the status of the response and its schema.
fn state(operations: &[(&str, &str, &str)], more: &[(&str, &str)]) -> State {
    let mut document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n".to_owned();
    for (path, status, schema) in operations {
        let id = path.trim_matches('/').replace('/', "-");
        document.push_str(&format!(
            "  {path}:\n    get: {{operationId: get-{id}, tags: [Rooms], summary: Get {id}, responses: {{'{status}': \
             {{description: Done., content: {{application/json: {{schema: {schema}}}}}}}}}}}\n"
        ));
    }
    document.push_str(
        "components: {schemas: {Held: {type: object, properties: {room: {type: object, properties: \
                       {name: {type: string}, size: {type: integer}}}}}}}\n",
    );
    read(document, more)
}

fn read(document: String, more: &[(&str, &str)]) -> State {
    let mut specs = BTreeMap::from([
        ("sources.toml".to_owned(), SOURCES.to_owned()),
        ("doc.yaml".to_owned(), document),
    ]);
    specs.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    State::read("state", specs, &|_| {}).expect("a state")
}

fn of_rule<'r>(report: &'r Report, rule: &str) -> Vec<&'r Change> {
    report.changes.iter().filter(|change| change.rule == rule).collect()
}

fn only(base: &State, head: &State, rule: &str) -> Change {
    let report = compare(base, head, None);
    let [change] = of_rule(&report, rule)[..] else { panic!("{:#?}", report.changes) };
    change.clone()
}

const NAME: &str = "{type: object, properties: {name: {type: string}}}";

#[test]
fn the_old_name_of_an_operation_can_be_that_of_another_one() {
    let with = |lock: &[(&str, &str)], paths: &[&str]| {
        let lock: String =
            lock.iter().map(|(path, name)| format!("operation v2 GET {path} = {name}\n")).collect();
        let operations: Vec<_> = paths.iter().map(|path| (*path, "200", NAME)).collect();
        state(&operations, &[("names.lock", &lock)])
    };
    let key = state(&[("/rooms", "200", NAME)], &[]).api.operations[0].server.clone();
    assert_ne!(key, "");
    let base = with(&[], &["/rooms"]);
    let base_lock = base.names_lock.clone();
    let line = base_lock.lines().find(|line| line.starts_with("operation ")).expect("a line");
    let (identity, old) = line.rsplit_once(" = ").expect("a name");
    let renamed = format!("{identity} = rooms::fetch\n");
    let free = state(&[("/rooms", "200", NAME)], &[("names.lock", &renamed)]);
    let hint = only(&base, &free, "operation-renamed").hint;
    let kept = format!(
        "call `rooms::fetch()` instead of `{old}`; to keep the old name write `{line}` in specs/names.lock"
    );
    assert_eq!(hint, kept);
    let other = identity.replace("/rooms", "/halls");
    let taken = format!("{renamed}{other} = {old}\n");
    let taken =
        state(&[("/rooms", "200", NAME), ("/halls", "200", NAME)], &[("names.lock", &taken)]);
    assert_eq!(
        only(&base, &taken, "operation-renamed").hint,
        format!("call `rooms::fetch()` instead of `{old}`; `{old}` is another operation now")
    );
}

#[test]
fn the_old_name_of_an_alternative_can_be_that_of_another_one() {
    let kinds = "{type: object, properties: {kind: {oneOf: [{title: Plain, type: object, properties: {a: {type: string}}}, \
                 {title: Locked, type: object, properties: {code: {type: integer}, bolt: {type: string}}}]}}}";
    let with = |lock: &str| state(&[("/rooms", "200", kinds)], &[("names.lock", lock)]);
    let first = with("").names_lock;
    let keys: Vec<&str> = first
        .lines()
        .filter_map(|line| line.strip_prefix("alternative ")?.split_once(" = "))
        .map(|(key, _)| key)
        .collect();
    let [plain, locked] = keys[..] else { panic!("{first}") };
    let named = |one: &str, other: &str| {
        with(&format!("variant {plain} = {one}\nvariant {locked} = {other}\n"))
    };
    let free =
        only(&named("Bare", "Locked"), &named("Simple", "Locked"), "union-alternative-renamed");
    let owner = free.item.clone();
    assert_eq!(
        free.hint,
        format!(
            "write `{owner}::Simple` instead of `{owner}::Bare`; a variant line in specs/names.lock keeps the old name"
        )
    );
    let report = compare(&named("Bare", "Locked"), &named("Simple", "Bare"), None);
    let renamed = of_rule(&report, "union-alternative-renamed");
    let hints: Vec<&str> = renamed.iter().map(|change| change.hint.as_str()).collect();
    assert!(
        hints.contains(
            &format!(
                "write `{owner}::Simple` instead of `{owner}::Bare`; `{owner}::Bare` is another alternative now"
            )
            .as_str()
        ),
        "{hints:#?}"
    );
}

const ROOMS: (&str, &str) =
    ("shared.yaml", "rooms::Room:\n  doc: A room.\n  places: ['* GET /rooms* 2* *room']\n");

#[test]
fn a_schema_with_another_status_or_without_its_component_is_not_new() {
    let room = "{type: object, properties: {name: {type: string}, size: {type: integer}}}";
    let held = format!("{{type: object, properties: {{room: {room}}}}}");
    let first = ("/rooms", "200", held.as_str());
    let added = |before: (&str, &str, &str)| {
        let base = state(&[first, before], &[ROOMS]);
        let head = state(&[first, ("/rooms/old", "201", &held)], &[ROOMS]);
        let report = compare(&base, &head, None);
        of_rule(&report, "shared-schema-added").len()
    };
    assert_eq!(added(("/rooms/old", "200", &held)), 0);
    assert_eq!(added(("/rooms/old", "200", "{$ref: '#/components/schemas/Held'}")), 0);
    assert_eq!(added(("/rooms/old", "default", &held)), 0);
    assert_eq!(added(("/rooms/old", "200", NAME)), 1);
    assert_eq!(added(("/rooms/other", "200", NAME)), 1);
}

const KIND: (&str, &str) = (
    "enums.yaml",
    "Kind:\n  doc: Kind of a room.\n  values:\n    1: {name: Small}\n    2: {name: Large}\n  places: [kind]\n",
);

#[test]
fn further_names_are_those_of_the_documentation() {
    let with = |label: &str| {
        let kind = format!(
            "{{type: object, properties: {{kind: {{type: integer, enum: [1, 2], x-enum-descriptions: [Small, '{label}']}}}}}}"
        );
        state(&[("/rooms", "200", &kind)], &[KIND])
    };
    // A label with many words is no name, and the report does not say that there was none.
    let change =
        only(&with("Great hall for many people"), &with("Great hall"), "enum-value-relabelled");
    assert_eq!(change.text, "the documentation of `enums::Kind::Large` lists further names now");
    assert_eq!((change.before, change.after.as_deref()), (None, Some("Great hall")));
}

/// A document of events whose payloads have the same fields.
fn events(count: usize, field: &str) -> State {
    let mut document =
        "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths: {}\nwebhooks:\n".to_owned();
    for number in 0..count {
        document.push_str(&format!(
            "  room.event_{number}:\n    post: {{summary: Event {number}, tags: [Rooms], requestBody: {{content: \
             {{application/json: {{schema: {{type: object, properties: {{event: {{type: string}}, payload: {{type: object, \
             properties: {{{field}: {{type: string}}, object: {{type: object, properties: {{id_{number}: \
             {{type: string}}}}}}}}}}}}}}}}}}}}, responses: {{'200': {{description: Done.}}}}}}\n"
        ));
    }
    read(document, &[])
}

#[test]
fn generic_types_are_listed_whole() {
    let lines = events(12, "account").listing.lines();
    let generic: Vec<&str> = lines
        .iter()
        .filter(|line| line.contains(" events::Payload") || line.contains(" events::Envelope"))
        .map(String::as_str)
        .collect();
    assert_eq!(
        generic,
        [
            "field events::Payload.account: Option<String>",
            "field events::Payload.object: Option<T>",
            "struct events::Payload: Default for <T: rt::EventPart>",
        ]
    );
}

#[test]
fn a_generic_type_comes_and_goes_with_its_events() {
    let (few, many) = (events(4, "account"), events(12, "account"));
    let added = compare(&few, &many, None);
    let new: Vec<&Change> = of_rule(&added, "type-added");
    assert_eq!(new.len(), 1, "{:#?}", added.changes);
    assert_eq!(
        new[0].text,
        "`events::Payload` is new: types of several events are aliases of this generic type"
    );
    assert_eq!(new[0].with.len(), 2);
    let removed = compare(&many, &few, None);
    let gone: Vec<&str> =
        of_rule(&removed, "type-removed").iter().map(|one| one.text.as_str()).collect();
    assert_eq!(gone, ["the generic type `events::Payload` is gone"]);
    // Another field of all payloads is one of the generic type too.
    let other = compare(&many, &events(12, "owner"), None);
    let texts: Vec<&str> = other.changes.iter().map(|one| one.text.as_str()).collect();
    assert!(
        texts.contains(&"the generic type no longer has `events::Payload.account`"),
        "{texts:#?}"
    );
    assert!(texts.contains(&"the generic type has `events::Payload.owner` too"));
    for report in [&added, &removed, &other] {
        assert!(report.changes.iter().all(|one| !one.rule.starts_with("generator-")));
    }
    // A generator that listed the types without their members made the same code.
    let members = ["field events::Payload.", "field events::Envelope.", "method events::Payload::"];
    let earlier: String = many
        .listing
        .lines()
        .iter()
        .filter(|line| !members.iter().any(|start| line.starts_with(start)))
        .map(|line| {
            let short = line.strip_prefix("struct ").is_some_and(|line| line.contains(" for <"));
            let line =
                if short { line.split(": Default for ").next().unwrap_or_default() } else { line };
            format!("{line}\n")
        })
        .collect();
    assert!(compare(&many, &many, Some(&earlier)).changes.is_empty());
}
