//! Lines that a report must not have, and the ones that belong in their place.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, Level, Report, State, compare};

const SOURCES: &str = "[crate]\nname = \"my-sample\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";

/// Operations: path, request body and properties of the response, as flow mappings.
fn state(operations: &[(&str, &str, &str)], more: &[(&str, &str)]) -> State {
    let mut document = "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n".to_owned();
    for (path, body, properties) in operations {
        let id = path.trim_matches('/').replace('/', "-");
        let body = match *body {
            "" => String::new(),
            schema => {
                format!("requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}, ")
            }
        };
        document.push_str(&format!(
            "  {path}:\n    post: {{operationId: make-{id}, tags: [Rooms], summary: Make {id}, {body}responses: \
             {{'200': {{description: Done., content: {{application/json: {{schema: \
             {{type: object, properties: {{{properties}}}}}}}}}}}}}}}\n"
        ));
    }
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

fn rules(report: &Report) -> Vec<&str> {
    report.changes.iter().map(|change| change.rule).collect()
}

#[test]
fn methods_of_every_type_that_are_of_a_trait_now_break_callers() {
    let runtime = |text: &str| {
        let files = BTreeMap::from([("src/runtime/mod.rs".to_owned(), text.to_owned())]);
        state(&[("/rooms", "", "name: {type: string}")], &[]).with_runtime(&files)
    };
    let base = runtime("pub trait Operation { fn info(&self) -> u8 { 1 } }\n");
    let head = runtime(
        "pub trait Operation { fn info(&self) -> u8 { 1 } fn request(&self) -> u8 { 2 } }\n\
         pub trait MoreInputs: Sized {\n    fn extra(self, name: &str) -> Self { self }\n    \
         fn null(self, name: &str) -> Self { self }\n    fn third(&self) {}\n}\n",
    );
    let report = compare(&base, &head, None);
    let lines: Vec<(&str, Level, &str)> =
        report.changes.iter().map(|one| (one.rule, one.level, one.text.as_str())).collect();
    let moved = "`extra` and `null` of requests, and of the objects in them, are methods of the trait `rt::MoreInputs` now";
    let request = "`request` of requests is a method of the trait `rt::Operation` now";
    let third = "the runtime has `rt::MoreInputs::third` too";
    assert_eq!(
        lines,
        [
            ("runtime-changed", Level::Breaking, moved),
            ("runtime-changed", Level::Breaking, request),
            ("runtime-added", Level::Additive, third)
        ]
    );
    assert_eq!(report.changes[0].hint, "import the trait: `use my_sample::MoreInputs as _`");
    assert_eq!(report.changes[0].with.len(), 3);
}

#[test]
fn a_bound_of_an_associated_type_breaks_implementations() {
    let runtime = |bound: &str| {
        let text = format!("pub trait Kind {{ type Event{bound}; }}\n");
        let files = BTreeMap::from([("src/runtime/mod.rs".to_owned(), text)]);
        state(&[("/rooms", "", "name: {type: string}")], &[]).with_runtime(&files)
    };
    let report = compare(&runtime(""), &runtime(": Clone"), None);
    assert_eq!(rules(&report), ["runtime-changed"]);
    let line = "required rt::Kind::Event: type Clone";
    assert_eq!(report.changes[0].after.as_deref(), Some(line));
}

#[test]
fn methods_of_requests_that_macros_wrote_are_compared() {
    let runtime = |text: &str| {
        let files = BTreeMap::from([("src/runtime/mod.rs".to_owned(), text.to_owned())]);
        state(&[("/rooms", "", "name: {type: string}")], &[]).with_runtime(&files)
    };
    let base = runtime(
        "pub trait Operation { fn options(&self) -> u8; }\npub struct Raw;\n\
         impl Raw { pub fn send_with_response(self) {} }\npub struct SendFuture;\n\
         macro_rules! operation {\n    () => { pub fn send() {} pub fn send_with_response() {} };\n    \
         (x) => { pub fn options() {} pub fn fetch() {} };\n}\n",
    );
    let head = |future: &str| {
        runtime(&format!(
            "pub trait Operation: Sized {{ fn options(self, options: u8) -> Self {{ self }} }}\npub struct Raw;\n\
             pub struct SendFuture;\nimpl SendFuture {{ {future} }}\n\
             macro_rules! operation {{\n    () => {{ pub fn send() {{}} }};\n}}\n"
        ))
    };
    let report = compare(&base, &head("pub fn with_response(self) {}"), None);
    let found = |text: &str| report.changes.iter().find(|one| one.text == text).expect(text);
    let moved = found("`options` of requests is a method of the trait `rt::Operation` now");
    assert_eq!((moved.rule, moved.with.len()), ("runtime-changed", 2));
    let gone = found("requests have no method `send_with_response` any longer");
    assert_eq!((gone.rule, gone.level), ("runtime-removed", Level::Breaking));
    assert_eq!(gone.hint, "write `send(&client).with_response()`");
    assert_eq!(found("requests have no method `fetch` any longer").hint, "");
    let raw = found("the runtime has no `rt::Raw::send_with_response` any longer");
    assert_eq!(raw.hint, gone.hint);
    assert_eq!(of_rule(&report, "runtime-removed").len(), 3);
    // The hint names only what the head has.
    let report = compare(&base, &head("pub fn other(self) {}"), None);
    let gone = of_rule(&report, "runtime-removed");
    assert!(gone.iter().all(|one| !one.hint.contains("with_response")), "{gone:#?}");
}

const CODES: (&str, &str) =
    ("shared.yaml", "rooms::Code:\n  doc: A code.\n  places: ['* * ** code']\n");

#[test]
fn an_alternative_with_another_number_is_no_new_schema() {
    let of = |alternatives: &[&str]| {
        let kind = format!("kind: {{oneOf: [{}]}}", alternatives.join(", "));
        state(&[("/rooms", "", &kind)], &[CODES])
    };
    let plain =
        "{title: Plain, type: object, properties: {name: {type: string}, color: {type: string}}}";
    let code = "code: {type: object, properties: {digits: {type: string}, until: {type: string}}}";
    let locked =
        format!("{{title: Locked, type: object, properties: {{{code}, door: {{type: string}}}}}}");
    let level = "{title: Level, type: object, properties: {level: {type: integer}, storey: {type: string}}}";
    let (base, head) = (of(&[plain, &locked]), of(&[plain, level, &locked]));
    let report = compare(&base, &head, None);
    assert_eq!(of_rule(&report, "shared-schema-added"), [] as [&Change; 0]);
    assert_eq!(of_rule(&report, "union-alternative-added").len(), 1, "{:?}", rules(&report));
    // A schema of the new alternative is new, although the base had another one at its number.
    let level =
        level.replace("storey", "code").replace(", code: {type: string}", &format!(", {code}"));
    let head = of(&[plain, &level, &locked]);
    let report = compare(&base, &head, None);
    let [change] = of_rule(&report, "shared-schema-added")[..] else { panic!("{report:#?}") };
    assert_eq!(change.with, ["doc POST /rooms 200 kind|1.code (`* * ** code`)"]);
}

#[test]
fn an_alternative_with_the_names_of_another_one_is_not_the_same() {
    let of = |alternatives: &[&str], lock: &str| {
        let kind = format!("kind: {{oneOf: [{}]}}", alternatives.join(", "));
        state(&[("/rooms", "", &kind)], &[("names.lock", lock)])
    };
    let plain =
        "{title: Plain, type: object, properties: {name: {type: string}, color: {type: string}}}";
    let keys = "{oneOf: [{type: object, properties: {key: {type: string}, door: {type: string}}}, \
                {type: object, properties: {key: {type: string}, gate: {type: string}}}]}";
    let options = "{title: Options, type: object, properties: {choice: {type: string}, other: {type: string}}}";
    let locked =
        "{title: Locked, type: object, properties: {code: {type: string}, bolt: {type: string}}}";
    let head = of(&[plain, options, keys, locked], "");
    // A names.lock of positions: the names of the head, for other schemas.
    let lines = head.names_lock.lines();
    let positions: Vec<&str> = lines.filter(|line| !line.starts_with("alternative ")).collect();
    let variants = head.names_lock.lines().filter_map(|line| {
        let (key, named) = line.strip_prefix("alternative ")?.rsplit_once(" = ")?;
        Some(format!("variant {key} = {}", named.split_once(": ")?.0))
    });
    let lock = positions.into_iter().map(str::to_owned).chain(variants).collect::<Vec<_>>();
    let base = of(&[plain, keys, locked], &lock.join("\n"));
    let report = compare(&base, &head, None);
    let [added] = of_rule(&report, "union-alternative-added")[..] else { panic!("{report:#?}") };
    assert_eq!(added.text, "`rooms::create::Kind` may be a `Options`");
    assert_eq!(of_rule(&report, "union-alternative-renamed").len(), 2, "{:?}", rules(&report));
}

const KINDS: &str = "Kind:\n  doc: Kind of a room.\n  values:\n    1: {name: Small}\n    2: {name: Large}\n  \
    places: [kind]\n";
const ROOMS: (&str, &str) =
    ("shared.yaml", "rooms::Room:\n  doc: A room.\n  places: ['* /rooms* ** room']\n");

#[test]
fn values_that_only_a_new_schema_leaves_out_are_documented_as_before() {
    let of = |values: &str| {
        format!(
            "room: {{type: object, properties: {{kind: {{type: integer, enum: [{values}]}}, name: {{type: string}}}}}}"
        )
    };
    let (all, one) = (of("1, 2"), of("1"));
    let more = [ROOMS, ("enums.yaml", KINDS)];
    let known = [("/rooms", "", all.as_str()), ("/rooms/old", "", all.as_str())];
    let base = state(&known, &more);
    let head = state(&[&known[..], &[("/rooms/new", "", one.as_str())]].concat(), &more);
    for (base, head) in [(&base, &head), (&head, &base)] {
        let report = compare(base, head, None);
        assert_eq!(of_rule(&report, "documented-values-changed"), [] as [&Change; 0]);
    }
}

#[test]
fn a_body_is_required_by_its_own_keyword_only() {
    let body = "{type: object, properties: {name: {type: string}}}";
    let required = "{type: object, required: [name], properties: {name: {type: string}}}";
    let [base, head] = [required, body].map(|body| state(&[("/rooms", body, "")], &[]));
    assert_eq!(rules(&compare(&base, &head, None)), ["input-became-optional"]);
    assert_eq!(rules(&compare(&head, &base, None)), ["input-became-required"]);
}

#[test]
fn lines_of_the_base_are_those_of_its_crate() {
    let room = "room: {type: object, properties: {name: {type: string}, size: {type: integer}}}";
    let operations = [("/rooms", "", room), ("/rooms/new", "", room)];
    let base = state(&operations, &[]);
    let head = state(&operations, &[ROOMS]);
    let earlier = base.listing.to_string().replace(": Default", "");
    let report = compare(&base, &head, Some(&earlier));
    let changes = of_rule(&report, "type-shared");
    assert!(!changes.is_empty(), "{report:#?}");
    for change in changes {
        let lines: Vec<&String> = change.before.iter().chain(&change.with).collect();
        assert!(lines.iter().all(|line| !line.ends_with(": Default")), "{change:#?}");
        assert_eq!(change.after.as_deref(), Some("struct rooms::Room: Default"));
    }
}

#[test]
fn a_value_that_only_a_document_lists_is_cited_there() {
    let of = |values: &str| format!("kind: {{type: integer, enum: [{values}]}}");
    let more = [("enums.yaml", KINDS)];
    let base = state(&[("/rooms", "", &of("1, 2, 3"))], &more);
    let head = state(&[("/rooms", "", &of("1, 2"))], &more);
    let report = compare(&base, &head, None);
    let [change] = of_rule(&report, "enum-value-removed")[..] else { panic!("{report:#?}") };
    let at: Vec<(&str, &str)> =
        change.at.iter().map(|at| (at.file.as_str(), at.pointer.as_str())).collect();
    let kind = "/paths/~1rooms/post/responses/200/content/application~1json/schema/properties/kind";
    assert_eq!(at, [("doc.yaml", kind), ("enums.yaml", "/Kind/values")]);
}

#[test]
fn a_type_that_is_shared_now_is_cited_in_its_operations_with_the_pattern() {
    let room = "room: {type: object, properties: {name: {type: string}, size: {type: integer}}}";
    let known = [("/rooms", "", room), ("/rooms/old", "", room)];
    let base = state(&known, &[]);
    // A new operation comes first in the document.
    let head = state(&[&[("/rooms/first", "", room)], &known[..]].concat(), &[ROOMS]);
    let report = compare(&base, &head, None);
    let places: Vec<Vec<String>> = of_rule(&report, "type-shared")
        .iter()
        .map(|one| {
            one.at.iter().map(|at| format!("{:?} {} {}", at.side, at.file, at.pointer)).collect()
        })
        .collect();
    let schema = "post/responses/200/content/application~1json/schema/properties/room";
    let [places] = places.as_slice() else { panic!("{report:#?}") };
    assert_eq!(
        *places,
        [
            format!("Base doc.yaml /paths/~1rooms/{schema}"),
            format!("Base doc.yaml /paths/~1rooms~1old/{schema}"),
            format!("Head doc.yaml /paths/~1rooms/{schema}"),
            "Head shared.yaml /rooms::Room/places/0".to_owned(),
            format!("Head doc.yaml /paths/~1rooms~1old/{schema}"),
        ]
    );
}

#[test]
fn another_name_is_cited_from_names_lock() {
    let of = |lock: &str| state(&[("/rooms", "", "name: {type: string}")], &[("names.lock", lock)]);
    let lock = of("").names_lock;
    let renamed = lock.replace("rooms::create", "rooms::make");
    let report = compare(&of(&lock), &of(&renamed), None);
    let [change] = of_rule(&report, "operation-renamed")[..] else { panic!("{report:#?}") };
    let lines: Vec<&str> = change
        .at
        .iter()
        .zip([None, None, Some(&lock), Some(&renamed)])
        .filter_map(|(at, lock)| {
            assert_eq!(at.file == "names.lock", lock.is_some());
            lock?.lines().nth(at.line - 1)
        })
        .collect();
    assert_eq!(lines.len(), 2, "{change:#?}");
    assert!(lines[0].starts_with("operation ") && lines[0].ends_with(" = rooms::create"));
    assert!(lines[1].starts_with("operation ") && lines[1].ends_with(" = rooms::make"));
}

#[test]
fn a_body_that_may_be_left_out_is_cited_from_its_keyword() {
    let of = |keyword: &str| {
        let document = format!(
            "openapi: 3.0.1\ninfo: {{title: Rooms, version: 1.0.0}}\npaths:\n  /rooms:\n    put: {{operationId: put, \
             tags: [Rooms], summary: Order rooms, requestBody: {{{keyword}content: {{application/json: {{schema: \
             {{type: array, items: {{type: string}}}}}}}}}}, responses: {{'204': {{description: Done.}}}}}}\n"
        );
        let specs = BTreeMap::from([
            ("sources.toml".to_owned(), SOURCES.to_owned()),
            ("doc.yaml".to_owned(), document),
        ]);
        State::read("state", specs, &|_| {}).expect("a state")
    };
    let report = compare(&of("required: true, "), &of(""), None);
    let [change] = of_rule(&report, "input-became-optional")[..] else { panic!("{report:#?}") };
    let body = "/paths/~1rooms/put/requestBody";
    let pointers: Vec<&str> = change.at.iter().map(|at| at.pointer.as_str()).collect();
    // The head has no such keyword.
    assert_eq!(pointers, [&format!("{body}/required"), body]);
}
