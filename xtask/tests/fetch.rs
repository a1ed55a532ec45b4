//! `specs fetch` and `specs import --from URL`, against a server on this machine that does what servers do.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

#[path = "project/mod.rs"]
mod project;
#[allow(dead_code, reason = "each test program uses a part of it")]
mod server;

use std::process::Command;

use project::{Project, Ran};
use server::{Reply, Server};

/// Runs the program that has an HTTP client.
fn run(project: &Project, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask-fetch"));
    command.arg("--root").arg(project.root()).args(arguments).current_dir(project.root());
    // A proxy of the machine the test runs on is asked for nothing.
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "https_proxy", "http_proxy"]
    {
        command.env(name, "http://127.0.0.1:9");
    }
    Ran::from(command.env_remove("CLICOLOR_FORCE").output().unwrap())
}

const RULES: &str =
    "servers:\n  v2:\n    url: https://api.example.com/v2\n    security: [bearer]\n";

/// A document with the operation `list things` and, if `more`, one that removes a thing.
fn things(tag: &str, path: &str, more: bool) -> String {
    let one = format!(
        r#""/{path}": {{"get": {{"tags": ["{tag}"], "operationId": "{path}", "summary": "List {path}",
        "responses": {{"200": {{"description": "ok"}}}}}}}}"#
    );
    let more = match more {
        true => format!(
            r#", "/{path}/{{id}}": {{"delete": {{"tags": ["{tag}"], "operationId": "{path}Delete",
            "summary": "Delete", "parameters": [{{"name": "id", "in": "path", "required": true,
            "schema": {{"type": "string"}}}}], "responses": {{"204": {{"description": "gone"}}}}}}}}"#
        ),
        false => String::new(),
    };
    format!(
        r#"{{"openapi": "3.0.0", "info": {{"title": "t", "version": "1"}}, "paths": {{{one}{more}}}}}"#
    )
}

/// A project with the sources `things` and `places`, both on this server.
fn project(server: &Server) -> Project {
    let project = Project::empty();
    let mut sources = "[crate]\nname = \"things\"\nversion = \"0.1.0\"\n".to_owned();
    for (id, tag) in [("things", "Things"), ("places", "Places")] {
        sources.push_str(&format!(
            "\n[[source]]\nid = \"{id}\"\ntitle = \"{tag}\"\nurl = \"{}\"\nprecedence = 1\n\
             server = \"v2\"\n\n[[source.map]]\ntags = [\"{tag}\"]\nfile = \"v2/{id}.yaml\"\n\n\
             [[document]]\nid = \"v2-{id}\"\nfile = \"v2/{id}.yaml\"\nmodule = \"{id}\"\n\
             feature = \"{id}\"\ntitle = \"{tag}\"\nserver = \"v2\"\nurl = \"\"\n",
            server.address(&format!("/{id}.json"))
        ));
    }
    project.write("specs/sources.toml", sources);
    project.write("specs/rules.yaml", RULES);
    project
}

/// A server that has both documents, and the project whose sources they are, imported.
fn imported() -> (Server, Project) {
    let server = Server::new();
    server.at("/things.json", Reply::tagged(things("Things", "things", false), "\"t1\""));
    server.at("/places.json", Reply::tagged(things("Places", "places", false), "\"p1\""));
    let project = project(&server);
    run(&project, &["specs", "fetch"]).code(0).out("3 files written");
    (server, project)
}

#[test]
fn every_document_is_fetched_once_and_asked_for_by_its_tag() {
    let (server, project) = imported();
    let sources = project.read("specs/sources.toml");
    assert!(sources.contains("etag = '\"t1\"'") && sources.contains("sha256 = "), "{sources}");
    assert!(project.read("specs/v2/things.yaml").contains("operationId: things"));
    let before = project.everything();
    server.forget();
    let again = run(&project, &["specs", "fetch"]).code(0).out("0 files written");
    assert_eq!(again.stdout.matches("unchanged").count(), 2, "{again:#?}");
    let asked = server.requests();
    assert!(asked.iter().any(|request| request.contains("if-none-match: \"t1\"")), "{asked:?}");
    assert_eq!(server.answers(), ["304", "304"]);
    assert_eq!(project.everything(), before);
    run(&project, &["specs", "fetch", "--check"]).code(0).out("2 documents unchanged");
    // Asked again without a tag, the same bytes change nothing either.
    run(&project, &["specs", "fetch", "--again"]).code(0).out("0 files written");
    assert_eq!(project.everything(), before);
}

#[test]
fn a_check_reports_changed_documents_and_writes_nothing() {
    let (server, project) = imported();
    server.at("/things.json", Reply::tagged(things("Things", "things", true), "\"t2\""));
    let before = project.everything();
    let check = run(&project, &["specs", "fetch", "--check"]).code(1);
    let check =
        check.out("things  changed: 2 operations, 2 of them owned: 1 new, 0 changed, 0 removed");
    let check = check.out("places  unchanged").out("1 of 2 documents changed");
    check
        .out("For users of the crate: 0 breaking, 1 additive, 0 documentation.")
        .out("operation-added");
    assert_eq!(project.everything(), before);

    run(&project, &["specs", "fetch", "places"]).code(0).out("0 files written");
    run(&project, &["specs", "fetch", "things"]).code(0).out("2 files written").out("1 new");
    assert!(project.read("specs/v2/things.yaml").contains("thingsDelete"));
    assert!(project.read("specs/sources.toml").contains("etag = '\"t2\"'"));
}

#[test]
fn another_text_that_says_the_same_is_recorded() {
    let (server, project) = imported();
    let text = things("Things", "things", false).replace("\"paths\"", " \"paths\"");
    server.at("/things.json", Reply::document(text));
    run(&project, &["specs", "fetch"])
        .code(0)
        .out("changed, but with the same facts")
        .out("1 file written");
    assert!(
        !project.read("specs/sources.toml").contains("etag = '\"t"),
        "the tag is of another text"
    );
}

/// What a server may do, and what is said then.
#[test]
fn whatever_the_server_does_specs_stay_as_they_are() {
    let (server, project) = imported();
    let small = things("Things", "things", true);
    let cut = small[..small.len() / 2].to_owned();
    let cases = [
        (
            Reply::status("404 Not Found"),
            "responded with 404 Not Found: there is no document at this address any more",
        ),
        (Reply::status("403 Forbidden"), "it is not public"),
        (Reply::status("500 Oops"), "try again later"),
        (Reply::status("304 Not Modified").untagged(), "responded with 304"),
        (Reply::html("<!doctype html><p>Hello"), "is a web page (text/html), not a document"),
        (Reply::document("  <html></html>"), "is a web page, not a document"),
        (Reply::document(cut), "specs/ was not changed"),
        (Reply::document(""), "specs/ was not changed"),
        (Reply::document("\u{fffd}").bytes(b"\xff\xfe{}"), "is not UTF-8"),
        (Reply::document(small.clone()).announcing(small.len() + 9), "cut off after"),
        (
            Reply::document("x").announcing(1 << 30),
            "announces 1024 MiB; a document has at most 64 MiB",
        ),
        (Reply::document("x").endless(), "sends more than 64 MiB"),
        (Reply::redirect("/things.json"), "redirects more than 5 times"),
        (Reply::redirect("http://example.com/a.json"), "http://example.com/a.json is not https"),
        (Reply::redirect("file:///etc/passwd"), "is not https"),
        (Reply::redirect("https://10.0.0.1/a.json"), "which is in a private network"),
        (Reply::status("302 Found"), "without a `location` header"),
        (Reply::silence(), "sent nothing for 1 s"),
        (Reply::document("x").announcing(9).then_silent(), "sent nothing for 1 s"),
        (Reply::drops(), "cannot get"),
        (Reply::garbage(), "cannot get"),
    ];
    let before = project.everything();
    for (reply, said) in cases {
        let case = format!("{reply:?}");
        server.at("/things.json", reply);
        let address = server.address("/things.json");
        let fetch = vec!["specs", "fetch", "--again"];
        let import = vec!["specs", "import", "things", "--from", &address];
        for arguments in [fetch, import] {
            let ran = run(
                &project,
                &[arguments.as_slice(), &["--idle-timeout", "1", "--timeout", "20"]].concat(),
            );
            assert_eq!(ran.code, Some(2), "{case} {ran:#?}");
            assert!(
                said == "specs/ was not changed" || ran.stderr.contains(said),
                "{case} {ran:#?}"
            );
            assert!(!ran.stderr.contains("panicked"), "{case} {ran:#?}");
            assert!(ran.stdout.is_empty(), "{case} {ran:#?}");
            assert_eq!(project.everything(), before, "{case}");
        }
    }
}

#[test]
fn a_document_that_drips_ends_at_the_limit() {
    let (server, project) = imported();
    server.at("/things.json", Reply::document("{").dripping());
    let before = project.everything();
    let ran =
        run(&project, &["specs", "fetch", "--again", "--idle-timeout", "9", "--timeout", "2"]);
    ran.code(2)
        .err("has not come within 2 s")
        .err("things")
        .err("1 document could not be downloaded");
    assert_eq!(project.everything(), before);
}

#[test]
fn redirects_are_followed() {
    let (server, project) = imported();
    server.at("/things.json", Reply::redirect("moved/here.json"));
    server.at("/moved/here.json", Reply::document(things("Things", "things", true)));
    run(&project, &["specs", "fetch"]).code(0).out("1 new");
}

#[test]
fn an_import_takes_an_address() {
    let (server, project) = imported();
    server.at("/else.json", Reply::document(things("Things", "things", true)));
    let address = server.address("/else.json");
    run(&project, &["specs", "import", "things", "--from", &address]).code(0).out("1 new");
    assert!(!project.read("specs/sources.toml").contains("t1"), "that tag is of another text");
    let nowhere =
        run(&project, &["specs", "import", "things", "--from", "http://example.com/a.json"]);
    nowhere.code(2).err("is not https");
}

#[test]
fn names_without_a_meaning_are_rejected() {
    let (_server, project) = imported();
    let ran = run(&project, &["specs", "fetch", "thongs"]).code(2);
    ran.err("no source that can be fetched is called \"thongs\"; there is things, places");
    let sources = project.read("specs/sources.toml");
    project.write(
        "specs/sources.toml",
        sources.replace("id = \"things\"\n", "id = \"things\"\nfetch = false\n"),
    );
    run(&project, &["specs", "fetch", "things"]).code(2).err("import things --from FILE");
    let journal =
        format!("{}write 00 00 v2/things.yaml\n", head("cargo xtask specs import a --from b"));
    project.write("specs/.codegen-journal", journal);
    let ran = run(&project, &["specs", "fetch"]).code(2).err("v2/things.yaml was changed since");
    ran.err("complete it by `cargo xtask specs import a --from b`, or restore specs/");
}

/// The first line of a journal.
fn head(command: &str) -> String {
    format!(
        "# `{command}` was replacing these files when it was interrupted. Run it again to complete it.\n"
    )
}

#[test]
fn a_fetch_that_was_cut_off_is_completed_by_the_same_command() {
    let (server, project) = imported();
    server.at("/things.json", Reply::tagged(things("Things", "things", true), "\"t2\""));
    // What a run leaves that ends between its renames: one file is new, sources.toml is not. That something else is
    // to stand there than what will be written, and is not to be found, keeps every other command away.
    let steps = "write 00 ? v2/things.yaml\nwrite 00 00 @names\n";
    let journal = format!("{}{steps}", head("cargo xtask specs fetch things"));
    project.write("specs/.codegen-journal", journal);
    let ran = run(&project, &["specs", "fetch"]).code(2);
    ran.err("specs/sources.toml was changed since").err("`cargo xtask specs fetch things`");
    let ran =
        run(&project, &["specs", "fetch", "--check"]).code(2).err("interrupted after 0 of 2 files");
    ran.err("complete it by `cargo xtask specs fetch things` or `cargo xtask codegen`");
    for reading in ["list", "lint"] {
        run(&project, &["specs", reading]).code(2).err("specs/ is half-written");
    }
    let done = run(&project, &["specs", "fetch", "things"]).code(0);
    done.out("1 new").err("interrupted after 0 of 2 files; it has been completed");
    assert!(!project.path("specs/.codegen-journal").exists());
    assert!(project.read("specs/v2/things.yaml").contains("thingsDelete"));
    // A journal that says nothing keeps nobody from importing.
    project.write("specs/.codegen-journal", "");
    run(&project, &["codegen"]).code(2).err("is not a journal").err("`cargo xtask specs import`");
    run(&project, &["specs", "fetch"]).code(0);
    assert!(!project.path("specs/.codegen-journal").exists());
}
