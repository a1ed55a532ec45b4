//! Constants of servers.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Report, State, compare};

const SOURCES: &str =
    "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n";

/// An operation of rooms and one of halls.
const BOTH: [(&str, &str); 2] = [("rooms", "first"), ("halls", "second-files")];

const FIRST: &str = "  first: {url: 'https://api.example.com/v1'}\n";

const SECOND: &str = "  second-files: {url: 'https://files.example.com'}\n";

/// Documents with an operation each, on these servers.
fn state(documents: &[(&str, &str)], more: &str) -> State {
    let mut sources = SOURCES.to_owned();
    let mut specs =
        BTreeMap::from([("rules.yaml".to_owned(), format!("servers:\n{FIRST}{SECOND}{more}"))]);
    for (name, server) in documents {
        sources.push_str(&format!(
            "\n[[document]]\nid = \"{name}\"\nfile = \"{name}.yaml\"\ntitle = \"{name}\"\nserver = \"{server}\"\n"
        ));
        let document = format!(
            "openapi: 3.0.1\ninfo: {{title: Rooms, version: 1.0.0}}\npaths:\n  /{name}:\n    get:\n      \
             operationId: list\n      tags: [Rooms]\n      summary: List\n      responses: {{'204': {{description: Done.}}}}\n"
        );
        specs.insert(format!("{name}.yaml"), document);
    }
    specs.insert("sources.toml".to_owned(), sources);
    State::read("state", specs, &|_| {}).expect("a state")
}

fn constants(state: &State) -> Vec<String> {
    state.listing.lines().into_iter().filter(|line| line.contains(" servers::")).collect()
}

/// Rules, sentences, lines of the listing that belong to them, and lines of rules.yaml.
fn shown(report: &Report) -> Vec<(&str, &str, Vec<&str>, Vec<usize>)> {
    let changes = report.changes.iter().filter(|one| !one.rule.starts_with("operation-"));
    changes
        .map(|one| {
            let with = one.with.iter().map(String::as_str).collect();
            (one.rule, one.text.as_str(), with, one.at.iter().map(|at| at.line).collect())
        })
        .collect()
}

#[test]
fn constants_of_servers_are_listed() {
    assert_eq!(
        constants(&state(&BOTH, "")),
        [
            "const servers::DEFAULT: &rt::Server = servers::FIRST",
            "const servers::FIRST: &rt::Server",
            "const servers::SECOND_FILES: &rt::Server",
        ]
    );
}

#[test]
fn a_server_that_comes_or_goes_is_a_constant_that_does() {
    let (one, both) = (state(&BOTH[..1], ""), state(&BOTH, ""));
    let constant = vec!["const servers::SECOND_FILES: &rt::Server"];
    let report = compare(&one, &both, None);
    let text = "there is a server `second-files`";
    assert_eq!(shown(&report), [("server-added", text, constant.clone(), vec![3])]);
    let report = compare(&both, &one, None);
    let text = "there is no server `second-files` any longer";
    assert_eq!(shown(&report), [("server-removed", text, constant, vec![3])]);
}

#[test]
fn another_default_server_is_a_change() {
    let unnamed = state(&BOTH, "");
    let named = state(&BOTH, "default_server: second-files\n");
    let text = "`Raw` and `Download` use the server `second-files` where the caller names none";
    let report = compare(&unnamed, &named, None);
    assert_eq!(shown(&report), [("default-server-changed", text, vec![], vec![4])]);
    let change = &report.changes[0];
    assert_eq!(
        (change.before.as_deref(), change.after.as_deref()),
        (
            Some("const servers::DEFAULT: &rt::Server = servers::FIRST"),
            Some("const servers::DEFAULT: &rt::Server = servers::SECOND_FILES"),
        )
    );
    assert_eq!(report.changes.len(), 1);
}

/// The code of a crate had them before its listing did.
#[test]
fn a_listing_without_constants_is_no_change_of_the_generator() {
    let state = state(&BOTH, "");
    let all = state.listing.to_string();
    let earlier = |is_listed: &dyn Fn(&&str) -> bool| -> String {
        all.lines().filter(is_listed).map(|line| format!("{line}\n")).collect()
    };
    let report = compare(&state, &state, Some(&earlier(&|line| !line.starts_with("const "))));
    assert_eq!(shown(&report), []);
    let report = compare(&state, &state, Some(&earlier(&|line| !line.contains("SECOND"))));
    let text = "the generator emits `servers::SECOND_FILES` too";
    assert_eq!(shown(&report), [("generator-added", text, vec![], vec![])]);
}
