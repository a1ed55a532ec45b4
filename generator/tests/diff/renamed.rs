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
            "write `{owner}::Simple` instead of `{owner}::Bare`; to keep the old name change its line in specs/names.lock"
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

#[test]
fn an_old_name_in_the_module_of_another_product_is_not_kept() {
    let page = "{type: object, properties: {page: {type: object, properties: {name: {type: string}, size: {type: integer}}}}}";
    let crates = format!("{SOURCES}\n[crate.product_crates]\nall = [\"halls\"]\n");
    let with = |lock: &str| {
        let more = [("names.lock", lock), ("sources.toml", &crates)];
        state(&[("/rooms", "200", page)], &more)
    };
    let base = with("");
    let line = base.names_lock.lines().find(|line| line.starts_with("operation "));
    let (identity, old) = line.and_then(|line| line.rsplit_once(" = ")).expect("a line");
    let change = only(&base, &with(&format!("{identity} = halls::get\n")), "operation-renamed");
    assert_eq!(change.hint, format!("call `halls::get()` instead of `{old}`"));
    // The types below it have moved too.
    let types = base.listing.lines();
    let below = types.iter().filter_map(|line| line.strip_prefix("struct "));
    let below: Vec<&str> = below.filter(|line| line.starts_with(&format!("{old}::"))).collect();
    let moved: Vec<String> = below
        .iter()
        .map(|line| line.split(": ").next().unwrap_or_default())
        .map(|path| format!("{path} → {}", path.replace(old, "halls::get")))
        .collect();
    assert!(!moved.is_empty(), "{types:#?}");
    assert_eq!(change.with, moved);
}

#[test]
fn an_enumeration_whose_name_another_one_has_now_is_renamed() {
    let with = |enums: &str, paths: &[(&str, &str)]| {
        let kind = |name: &str| {
            format!("{{type: object, properties: {{{name}: {{}}, size: {{type: number}}}}}}")
        };
        let schemas: Vec<(String, String)> = paths
            .iter()
            .map(|(path, name)| {
                let ty = if *name == "kind" {
                    "{type: integer}"
                } else {
                    "{type: string, enum: [big, small]}"
                };
                ((*path).to_owned(), kind(name).replace("{}", ty))
            })
            .collect();
        let operations: Vec<_> =
            schemas.iter().map(|(path, schema)| (path.as_str(), "200", schema.as_str())).collect();
        state(&operations, &[("enums.yaml", enums)])
    };
    let order = KIND.1.replace("Kind:", "Order:");
    let mode = "Kind:\n  doc: Mode of a room.\n  values:\n    big: {name: Big}\n    small: {name: Small}\n  places: [mode]\n";
    let base = with(KIND.1, &[("/rooms", "kind")]);
    let head = with(&format!("{order}{mode}"), &[("/rooms", "kind"), ("/halls", "mode")]);
    let report = compare(&base, &head, None);
    let rules: Vec<&str> = report.changes.iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["type-renamed", "operation-added"], "{:#?}", report.changes);
    let renamed = of_rule(&report, "type-renamed")[0];
    assert_eq!(renamed.text, "`enums::Kind` is now called `enums::Order`");
    assert_eq!(
        renamed.hint,
        "write `enums::Order` instead of `enums::Kind`; `enums::Kind` is another type now"
    );
    assert!(report.changes[1].with.contains(&"enum enums::Kind: text".to_owned()));
}

#[test]
fn named_values_that_became_truth_values_are_another_type() {
    let with = |ty: &str| {
        let kind = format!("{{type: object, properties: {{mode: {ty}, size: {{type: integer}}}}}}");
        state(&[("/rooms", "200", &kind)], &[])
    };
    let named = with("{type: string, enum: [big, small]}");
    let rule = |head: &str| {
        let report = compare(&named, &with(head), None);
        let found = report.changes.iter().find(|one| one.rule.starts_with("response-field-"));
        found.map(|one| one.rule)
    };
    assert_eq!(rule("{type: boolean}"), Some("response-field-type-changed"));
    assert_eq!(rule("{type: string}"), Some("response-field-became-plain"));
}

/// An operation that one of two servers has.
fn on_server(server: &str) -> State {
    let sources = SOURCES
        .replace("title = \"Rooms\"\n", &format!("title = \"Rooms\"\nserver = \"{server}\"\n"));
    let rules = "servers:\n  one:\n    url: https://one.example\n    security: [bearer]\n    errors: {code: [code]}\n  \
                 two:\n    url: https://two.example\n    security: [bearer]\n    errors: {code: [code]}\n";
    state(&[("/rooms", "200", NAME)], &[("sources.toml", &sources), ("rules.yaml", rules)])
}

#[test]
fn another_server_is_no_other_path() {
    let report = compare(&on_server("one"), &on_server("two"), None);
    let rules: Vec<&str> = report.changes.iter().map(|one| one.rule).collect();
    let servers = ["server-removed", "server-added", "default-server-changed"];
    assert_eq!(rules, [&["operation-server-changed"][..], &servers].concat());
    let at: Vec<(&str, usize, &str)> = report.changes[0]
        .at
        .iter()
        .map(|at| (at.file.as_str(), at.line, at.pointer.as_str()))
        .collect();
    assert_eq!(at, [("sources.toml", 9, "/document/0/server"); 2]);
}

#[test]
fn a_convention_of_a_server_is_cited_from_its_key() {
    let with = |account: &str| {
        let rules = format!(
            "servers:\n  one:\n    url: https://one.example\n    security: [bearer]\n{account}    errors: {{code: [code]}}\n"
        );
        let sources =
            SOURCES.replace("title = \"Rooms\"\n", "title = \"Rooms\"\nserver = \"one\"\n");
        state(&[("/rooms", "200", NAME)], &[("sources.toml", &sources), ("rules.yaml", &rules)])
    };
    let change =
        only(&with(""), &with("    account_path: /accounts/{accountId}\n"), "server-changed");
    let at: Vec<(usize, &str)> =
        change.at.iter().map(|at| (at.line, at.pointer.as_str())).collect();
    assert_eq!(at, [(2, "/servers/one"), (5, "/servers/one/account_path")]);
}

#[test]
fn a_default_that_the_documents_take_again_is_not_one_of_the_generator() {
    let room = "{type: object, properties: {name: {type: string}, size: {type: integer}}}";
    let operations = [("/rooms", "200", room), ("/halls", "200", room)];
    let (base, head) = (state(&operations, &[]), state(&operations[..1], &[]));
    let earlier = base.listing.to_string().replace(": Default", "");
    let change = |head: &State| {
        let report = compare(&base, head, Some(&earlier));
        let added = of_rule(&report, "generator-added");
        assert_eq!(added.len(), 1, "{:#?}", report.changes);
        added[0].clone()
    };
    let all = change(&base);
    let kept = change(&head);
    assert!(all.with.iter().any(|line| line.starts_with("struct halls::")), "{all:#?}");
    let lines = if kept.with.is_empty() {
        kept.after.clone().into_iter().collect()
    } else {
        kept.with.clone()
    };
    assert!(!lines.is_empty());
    assert!(lines.iter().all(|line| head.listing.lines().contains(line)), "{lines:#?}");
}
