//! The importer: what it keeps, which source wins, and that importing again changes nothing.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod cases;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use zoom_codegen::Severity;
use zoom_codegen::import::{Imported, NewSource, Source, SourceEntry, add, import};

const SOURCES: &str = r#"
[crate]
name = "things"
version = "0.1.0"

[[source]]
id = "older"
title = "Older"
url = ""
precedence = 1
server = "v2"

[[source.map]]
tags = ["Things"]
file = "v2/things.yaml"

[[source]]
id = "newer"
title = "Newer"
url = ""
precedence = 2
server = "v2"

[[source.map]]
tags = ["Things"]
file = "v2/things.yaml"

[[document]]
id = "v2-things"
file = "v2/things.yaml"
module = "things"
feature = "things"
title = "Things"
server = "v2"
url = ""
"#;

const RULES: &str =
    "servers:\n  v2:\n    url: https://api.example.com/v2\n    security: [bearer]\n";

/// One operation of its own, one that the newer source has too.
const OLDER: &str = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {
    "/things": {"get": {"tags": ["Things"], "operationId": "things", "summary": "List things",
        "description": "A long story about things that nobody restates.",
        "parameters": [{"name": "page_size", "in": "query", "schema": {"type": "integer", "maximum": 300}}],
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
            "properties": {"kind": {"type": "integer", "enum": [1, 2], "description": "`1` - Small.<br>`2` - Large."}}}}}}}}},
    "/things/{thingId}": {"get": {"tags": ["Things"], "operationId": "older", "summary": "Get a thing",
        "parameters": [{"name": "thingId", "in": "path", "required": true, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "ok"}}}}}}"#;

const NEWER: &str = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
    "/things/{id}": {"get": {"tags": ["Things"], "operationId": "newer", "summary": "Get a thing",
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
        "responses": {"200": {"description": "ok"}}}}}}"#;

fn start() -> BTreeMap<String, String> {
    let files = [("sources.toml", SOURCES), ("rules.yaml", RULES)];
    files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()
}

fn run(specs: &BTreeMap<String, String>, id: &str, text: &str) -> Imported {
    let source = Source { id, file: "source.json", text, sha256: "0", accept_removals: false };
    match import(specs, &source) {
        Ok(imported) => imported,
        Err(failure) => panic!("{:#?}", failure.diagnostics),
    }
}

/// Imports in this order; returns specs/ at the end.
fn imported(order: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut specs = start();
    for (id, text) in order {
        specs.extend(run(&specs, id, text).files);
    }
    specs
}

#[test]
fn facts_stay_and_prose_goes() {
    let specs = imported(&[("older", OLDER)]);
    let text = &specs["v2/things.yaml"];
    for kept in ["operationId: things", "maximum: 300", "- Small", "- Large", "x-source: older"] {
        assert!(text.contains(kept), "{kept} is not in\n{text}");
    }
    assert!(!text.contains("long story"), "{text}");
}

#[test]
fn the_higher_precedence_wins_in_any_order() {
    let one = imported(&[("older", OLDER), ("newer", NEWER)]);
    let other = imported(&[("newer", NEWER), ("older", OLDER)]);
    assert_eq!(one["v2/things.yaml"], other["v2/things.yaml"]);
    let text = &one["v2/things.yaml"];
    assert!(text.contains("operationId: newer") && !text.contains("operationId: older"), "{text}");
    assert!(text.contains("operationId: things"), "{text}");
}

#[test]
fn importing_again_changes_nothing() {
    let specs = imported(&[("older", OLDER), ("newer", NEWER)]);
    for (id, text) in [("older", OLDER), ("newer", NEWER)] {
        let again = run(&specs, id, text);
        assert_eq!(again.files.keys().collect::<Vec<_>>(), Vec::<&String>::new(), "{id}");
    }
}

#[test]
fn what_cannot_be_read_changes_nothing() {
    let cut = OLDER.get(..OLDER.len() / 2).unwrap_or_default();
    for (id, text) in [("older", cut), ("older", "<html></html>"), ("older", ""), ("gone", OLDER)] {
        let source = Source { id, file: "source.json", text, sha256: "0", accept_removals: false };
        assert!(import(&start(), &source).is_err(), "{id}: {text:.20}");
    }
}

#[test]
fn an_operation_goes_where_the_source_sends_it() {
    let apart = format!(
        "{SOURCES}\n[[document]]\nid = \"v2-apart\"\nfile = \"v2/apart.yaml\"\nmodule = \"apart\"\n\
         feature = \"apart\"\nserver = \"v2\"\n"
    );
    let sent = "tags = [\"Things\"]\nfile = \"v2/things.yaml\"\n\n[[source.map]]\n\
                operations = [\"GET /things/{}\"]\nfile = \"v2/apart.yaml\"\n\n[[source]]\nid = \"newer\"";
    let kept = "tags = [\"Things\"]\nfile = \"v2/things.yaml\"\n\n[[source]]\nid = \"newer\"";
    let mut specs = start();
    specs.insert("sources.toml".to_owned(), apart);
    specs.extend(run(&specs, "older", OLDER).files);
    assert!(specs["v2/things.yaml"].contains("/things/{thingId}"));
    // A second import finds it moved, not doubled.
    let sources = specs["sources.toml"].replacen(kept, sent, 1);
    specs.insert("sources.toml".to_owned(), sources);
    specs.extend(run(&specs, "older", OLDER).files);
    assert!(!specs["v2/things.yaml"].contains("/things/{thingId}"));
    assert!(specs["v2/apart.yaml"].contains("/things/{thingId}"));

    let gone = OLDER.replace("/things/{thingId}", "/others/{thingId}");
    let source = Source {
        id: "older",
        file: "source.json",
        text: &gone,
        sha256: "0",
        accept_removals: true,
    };
    let failure = import(&specs, &source).map(|_| ()).unwrap_err();
    let messages: Vec<String> = failure.diagnostics.into_iter().map(|one| one.message).collect();
    assert_eq!(messages, ["`older` maps GET /things/{}, which source.json does not have"]);
}

const EVENTS: &str = r##"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "webhooks": {
    "thing.lost": {"post": {"tags": ["Things"], "operationId": "thing.lost", "requestBody": {
        "description": "A long story.\n\n**[Scopes](https://example.com):** `thing:read`,`thing:write`\n",
        "content": {"application/json": {"examples": {"a": {"value": "{\"event\": \"thing.lost.\"}"}},
            "schema": {"type": "object", "required": ["event"], "additionalProperties": false, "properties": {
                "event": {"type": "string", "description": "The name of the event."},
                "thing": {"type": "object", "properties": {"id": {"type": "string"}}},
                "old": {"$ref": "#/paths/thing.lost/post/requestBody/content/application~1json/schema/properties/thing"}}}}}},
        "responses": {"200": {"description": "ok"}}}}}}"##;

/// A made-up document of a product that no source stands for.
const ERRANDS: &str = include_str!("published/errands.json");

/// From a published document to specs/: the result is the fixture `added_product`, whose code is compiled like that of
/// all fixtures. `UPDATE_FIXTURES=1` writes the fixture.
#[test]
fn a_new_product_is_added_and_nothing_written_by_hand_changes() {
    let case = cases::one("fixtures", "added_product");
    let mut specs = case.specs.clone();
    let after = specs["sources.toml"].clone();
    let end = after.find("\n\n[[source]]\nid = \"hub-errands\"").unwrap_or(after.len());
    let before = after[..end].trim_end().to_owned();
    specs.insert("sources.toml".into(), before.clone());
    specs.remove("v2/errands.yaml");

    let new =
        NewSource { id: "hub-errands", product: None, url: None, file: "a.json", text: ERRANDS };
    let (sources, blocks) = add(&specs, &new).expect("blocks");
    assert_eq!(sources, format!("{before}\n\n{blocks}"));
    for line in [
        "url = \"https://example.com/hub/errands/api.json\"",
        "precedence = 2",
        "tags = [\"Errands\", \"Receipts\"]",
        "module = \"errands\"",
        "server = \"v2\"",
    ] {
        assert!(blocks.lines().any(|own| own == line), "{line} is not in\n{blocks}");
    }
    specs.insert("sources.toml".into(), sources);
    let imported = run(&specs, "hub-errands", ERRANDS);
    let codes: Vec<&str> = imported.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["several-values", "other-host", "plain-upload"]);
    specs.extend(imported.files);
    // What is doubtful has been read: the next version of the document repeats it as notes, for --verbose.
    let again = run(&specs, "hub-errands", ERRANDS);
    let severities: Vec<Severity> = again.diagnostics.iter().map(|one| one.severity).collect();
    assert_eq!(severities, [Severity::Note; 3]);
    if std::env::var_os("UPDATE_FIXTURES").is_some_and(|value| value == "1") {
        for name in ["sources.toml", "v2/errands.yaml"] {
            let path = case.folder.join(name.replace('/', "-"));
            std::fs::write(path, &specs[name]).expect("the fixture");
        }
        return;
    }
    assert_eq!(specs, case.specs);
}

#[test]
fn a_source_is_added_once() {
    let case = cases::one("fixtures", "added_product");
    let new =
        NewSource { id: "hub-rooms", product: None, url: None, file: "a.json", text: ERRANDS };
    let failure = add(&case.specs, &new).expect_err("it exists");
    assert_eq!(failure.diagnostics[0].message, "the source `hub-rooms` exists already");
    // Another name of the product goes into names, files and modules.
    let new = NewSource { id: "hub-errands2", product: Some("odd-jobs"), ..new };
    let (_, blocks) = add(&case.specs, &new).expect("blocks");
    for line in ["id = \"hub-errands2\"", "file = \"v2/odd-jobs.yaml\"", "module = \"odd_jobs\""] {
        assert!(blocks.lines().any(|own| own == line), "{line} is not in\n{blocks}");
    }
}

/// What `master` adds in sources.toml: one operation of its own, all others on behalf of sub-accounts.
const MASTER_SOURCE: &str = r#"
[[source]]
id = "master"
precedence = 3
server = "v2"
sub_accounts = true

[[source.map]]
operations = ["GET /accounts/{}/plans"]
file = "v2/things.yaml"
"#;

const MASTER: &str = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {
    "/accounts/{accountId}/things": {"get": {"tags": ["Things"], "operationId": "ofAccount", "summary": "List things",
        "description": "**Scopes:** `things:master`", "x-scopes": ["things:master"],
        "parameters": [{"name": "accountId", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "page_size", "in": "query", "schema": {"type": "integer"}},
            {"name": "colour", "in": "query", "schema": {"type": "string"}}],
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object",
            "properties": {}}}}}}}},
    "/accounts/{accountId}/gone/{id}": {"get": {"tags": ["Things"], "operationId": "gone",
        "responses": {"200": {"description": "ok"}}}},
    "/accounts/{accountId}/plans": {"get": {"tags": ["Plans"], "operationId": "plans", "summary": "List plans",
        "parameters": [{"name": "accountId", "in": "path", "required": true, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "ok"}}}}}}"#;

fn with_master() -> BTreeMap<String, String> {
    let mut specs = start();
    specs.insert("sources.toml".into(), format!("{SOURCES}{MASTER_SOURCE}"));
    let rules = format!("{RULES}    account_path: /accounts/{{accountId}}\n");
    specs.insert("rules.yaml".into(), rules);
    specs
}

#[test]
fn operations_of_sub_accounts_are_a_fact_of_their_counterparts() {
    let mut specs = with_master();
    specs.extend(run(&specs, "older", OLDER).files);
    let imported = run(&specs, "master", MASTER);
    let summary = &imported.summary;
    assert_eq!((summary.on_behalf, summary.unmatched, summary.differing), (2, 1, 1));
    assert_eq!((summary.operations, summary.owned), (1, 1));
    let notes: Vec<&str> = imported
        .diagnostics
        .iter()
        .filter(|one| one.code == "sub-account")
        .map(|one| one.message.as_str())
        .collect();
    let differs = "GET /things differs on behalf of a sub-account, it has query colour string, \
                   it lacks response.kind integer";
    assert_eq!(notes, [differs, "GET /gone/{} is in no document of specs/"]);
    let text = &imported.files["sub-accounts/master.yaml"];
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(lines, ["GET /gone/{}: []", "GET /things:", "  - things:master"]);
    // Its own operation is one like any other.
    let things = &imported.files["v2/things.yaml"];
    assert!(things.contains("operationId: plans") && !things.contains("ofAccount"), "{things}");
}

#[test]
fn the_order_of_sub_accounts_and_operations_does_not_matter() {
    let sources = [("older", OLDER), ("newer", NEWER), ("master", MASTER)];
    let orders = [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]];
    let results = orders.map(|order| {
        let mut specs = with_master();
        for index in order {
            let (id, text) = sources[index];
            specs.extend(run(&specs, id, text).files);
        }
        for (id, text) in sources {
            let again = run(&specs, id, text);
            assert_eq!(again.files.keys().collect::<Vec<_>>(), Vec::<&String>::new(), "{id}");
        }
        specs
    });
    for other in &results[1..] {
        assert_eq!(&results[0], other);
    }
}

#[test]
fn events_are_restated_under_their_names() {
    let sources = format!(
        "{SOURCES}\n[[source]]\nid = \"events\"\n\n[[source.map]]\ntags = [\"*\"]\nfile = \"events/things.yaml\"\n\n[[document]]\nid = \"events-things\"\nfile = \"events/things.yaml\"\nmodule = \"events::things\"\n"
    );
    let rules = format!("{RULES}labels:\n  scopes: 'Scopes.*?\\*\\* (.*)'\n");
    let mut specs: BTreeMap<String, String> =
        [("sources.toml".to_owned(), sources), ("rules.yaml".to_owned(), rules)].into();
    let first = run(&specs, "events", EVENTS);
    assert_eq!((first.summary.operations, first.summary.added), (1, 1));
    specs.extend(first.files);
    let text = specs["events/things.yaml"].as_str();
    for kept in ["openapi: 3.1.0", "webhooks:\n  thing.lost:", "x-source: events", "- thing:write"]
    {
        assert!(text.contains(kept), "{kept} is not in\n{text}");
    }
    for gone in ["paths:", "servers:", "long story", "lost.", "responses", "operationId", "$ref"] {
        assert!(!text.contains(gone), "{gone} is in\n{text}");
    }
    assert_eq!(
        text.matches("id:\n").count(),
        2,
        "what the reference leads to is written out\n{text}"
    );
    assert!(run(&specs, "events", EVENTS).files.is_empty(), "importing again changes nothing");
}

/// The faults of all fixtures, through two sources at a time: the order of imports does not matter, and importing either
/// again changes nothing.
#[test]
fn the_fixtures_imported_again_in_any_order_change_nothing() {
    let mut start = start();
    let sources = SOURCES.replace(r#"tags = ["Things"]"#, r#"tags = ["*"]"#);
    start.insert("sources.toml".to_owned(), sources);
    let import_into = |specs: &mut BTreeMap<String, String>, id: &str, text: &str| {
        let source = Source { id, file: "doc.yaml", text, sha256: "0", accept_removals: true };
        let imported = import(specs, &source).ok()?;
        let changed: Vec<String> = imported.files.keys().cloned().collect();
        specs.extend(imported.files);
        Some(changed)
    };
    // A document that cannot be imported is rejected by other tests.
    let texts: Vec<(String, String)> = cases::all("fixtures")
        .into_iter()
        .filter_map(|case| Some((case.name, case.specs.get("doc.yaml")?.clone())))
        .filter(|(_, text)| import_into(&mut start.clone(), "older", text).is_some())
        .collect();
    assert!(texts.len() > 120, "{} fixtures can be imported", texts.len());
    let mut tried = 0;
    for pair in texts.windows(2) {
        let [(name, older), (other, newer)] = pair else { continue };
        let both = |order: [(&str, &str); 2]| {
            let mut specs = start.clone();
            for (id, text) in order {
                import_into(&mut specs, id, text)?;
            }
            Some(specs)
        };
        let first = both([("older", older), ("newer", newer)]);
        let second = both([("newer", newer), ("older", older)]);
        // Two documents may contradict each other, for example about one component: then one import is rejected.
        let (Some(mut first), Some(second)) = (first, second) else { continue };
        tried += 1;
        assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
        for (path, text) in &first {
            assert_eq!(text, &second[path], "{path}: {name} before {other}, or after it");
        }
        for (id, text) in [("older", older), ("newer", newer), ("older", older)] {
            let changed = import_into(&mut first, id, text).unwrap_or_default();
            assert_eq!(changed, [""; 0], "{name} and {other}: {id} imported again");
        }
    }
    assert!(tried > 100, "{tried} pairs could be imported");
}

/// The sources of specs/ themselves, where the published documents are beside the project.
#[test]
fn the_sources_of_specs_change_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let reference = root.join("../shared/reference");
    if !reference.join("hub").exists() {
        // Not through `println!`, which the test harness shows of failures alone.
        let mut shown = std::io::stderr();
        let _ = writeln!(
            shown,
            "NOT TESTED: the sources of specs/, because the published documents are not beside the project"
        );
        return;
    }
    let specs = cases::real();
    let mut tried = 0;
    let mut differing = Vec::new();
    for source in zoom_codegen::import::sources(&specs).expect("sources.toml") {
        let text = std::fs::read_to_string(reference.join(published(&source.id)));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", source.id));
        let again = run(&of_source(&specs, &source), &source.id, &text);
        let changed = again.files.keys().filter(|path| *path != "sources.toml");
        differing.extend(changed.map(|path| format!("{} changes {path}", source.id)));
        tried += 1;
    }
    assert_eq!(differing, [""; 0]);
    assert!(tried >= 48, "{tried} sources");
}

/// The files that an import of a source reads, and those that it writes. The classic document has operations of many
/// products, which newer sources have in other files; for all others this is quicker than reading everything.
fn of_source(specs: &BTreeMap<String, String>, source: &SourceEntry) -> BTreeMap<String, String> {
    let is_read = |path: &str| {
        let is_document = path.contains('/');
        let is_own = path == format!("sub-accounts/{}.yaml", source.id)
            || source.map.iter().any(|entry| entry.file == path);
        source.id == "classic" || !is_document || is_own
    };
    let files = specs.iter().filter(|(path, _)| is_read(path));
    files.map(|(path, text)| (path.clone(), text.clone())).collect()
}

/// The published document of a source, in the folder of all.
fn published(source: &str) -> String {
    match (source, source.split_once('-')) {
        ("classic", _) => "zoom-v2-classic.json".to_owned(),
        ("hub-users" | "hub-meetings", _) => format!("zoom-v2-{source}.json"),
        ("events", _) => "zoom-events.json".to_owned(),
        ("hub-zoom-events", _) => "hub/events.json".to_owned(),
        ("events-zoom-events", _) => "hub-events/events.json".to_owned(),
        ("hub-billing", _) => "hub-master/billing.json".to_owned(),
        (_, Some(("hub", product))) => format!("hub/{}.json", hub_name(product)),
        (_, Some((kind, product))) => format!("hub-{kind}/{}.json", hub_name(product)),
        _ => panic!("the document of {source}"),
    }
}

/// Zoom's name of a product that is called otherwise here.
fn hub_name(product: &str) -> &str {
    if product == "revenue-accelerator" { "iq" } else { product }
}
