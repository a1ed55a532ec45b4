//! Bad input: every fault is a diagnostic with a place and a way out, all of them in one run.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::collections::BTreeMap;

use zoom_codegen::{Inputs, Severity};

/// Folders that are expected to give no crate at all.
fn fails(name: &str) -> bool {
    !name.starts_with("refused_") && !name.starts_with("repaired_") && !name.starts_with("gap_")
}

#[test]
fn diagnostics() {
    cases::each(&cases::all("faults"), |case| {
        let (headline, found) = match cases::run(&case.inputs()) {
            Ok(output) => {
                cases::conserved(&case.name, &output);
                let summary = &output.summary;
                let headline = format!(
                    "{} operations in, {} emitted, {} rejected, {} repaired, {} gaps",
                    summary.operations_in + summary.events_in,
                    summary.emitted + summary.events,
                    summary.refused,
                    summary.repaired,
                    summary.gaps
                );
                assert!(!fails(&case.name), "{}: generated although the input is wrong", case.name);
                let counts = [
                    ("refused", summary.refused),
                    ("repaired", summary.repaired),
                    ("gap", summary.gaps),
                ];
                for (kind, count) in counts.iter().filter(|(kind, _)| case.name.starts_with(kind)) {
                    assert!(*count > 0, "{}: nothing is {kind}", case.name);
                }
                (headline, output.diagnostics)
            }
            Err(failure) => {
                let errors =
                    failure.diagnostics.iter().filter(|one| one.severity == Severity::Error);
                assert!(errors.count() > 0, "{}: failed without an error", case.name);
                assert!(
                    fails(&case.name),
                    "{}: nothing was generated:\n{}",
                    case.name,
                    cases::rendered(&failure.diagnostics)
                );
                ("nothing generated".to_owned(), failure.diagnostics)
            }
        };
        // Hardly a case is about servers: that they have none is shown by cases of `fixtures`.
        let shown: Vec<_> = found.iter().filter(|one| one.code != "no-base-url").cloned().collect();
        cases::snapshot("faults", case, &format!("{headline}\n\n{}\n", cases::rendered(&shown)));
        for one in &found {
            assert!(
                !one.code.is_empty() && !one.message.is_empty() && !one.help.is_empty(),
                "{one}"
            );
            assert!(!one.at.file.is_empty(), "{one}");
            // A file that is missing or empty has no lines.
            let text = case.specs.get(&one.at.file);
            if text.is_some_and(|text| !text.trim().is_empty()) {
                assert!(one.at.line > 0 && one.at.column > 0, "no position: {one}");
            }
        }
    });
}

/// All folders of faults that are independent of each other, as documents of one run.
#[test]
fn all_faults_of_a_run_are_reported_together() {
    let mut specs = BTreeMap::new();
    let mut sources = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\n".to_owned();
    let mut expected = Vec::new();
    for case in cases::all("faults") {
        // Only a document may differ: one configuration cannot hold the faults of all.
        let plain = case.specs.len() == 2 && !case.folder.join("sources.toml").exists();
        // Where servers are configured, what the document says of its credentials does not count.
        if !plain || case.name.starts_with("names_") || case.name == "refused_security" {
            continue;
        }
        let document = case.document();
        let ending = document.extension().and_then(|end| end.to_str()).expect("an ending");
        let file = format!("{}.{ending}", case.name);
        let text = case.specs.get(&format!("doc.{ending}")).cloned().unwrap_or_default();
        specs.insert(file.clone(), text);
        let name = &case.name;
        sources.push_str(&format!(
            "\n[[document]]\nid = \"{name}\"\nfile = \"{file}\"\nmodule = \"{name}\"\nserver = \"{name}\"\n"
        ));
        let found = match cases::run(&case.inputs()) {
            Ok(output) => output.diagnostics,
            Err(failure) => failure.diagnostics,
        };
        // Together they have a configuration with servers.
        let found = found.iter().filter(|one| one.code != "no-base-url");
        expected.extend(found.map(|one| (file.clone(), one.at.line, one.at.column, one.code)));
    }
    let servers: String = specs
        .keys()
        .filter_map(|file| file.split('.').next())
        .map(|name| format!("  {name}: {{}}\n"))
        .collect();
    specs.insert("rules.yaml".to_owned(), format!("servers:\n{servers}"));
    specs.insert("sources.toml".to_owned(), sources);
    let inputs = Inputs { specs, templates: cases::stubs(), threads: 1 };
    let failure = cases::run(&inputs).expect_err("some of the documents cannot be read");
    let mut found: Vec<_> = failure
        .diagnostics
        .iter()
        .map(|one| (one.at.file.clone(), one.at.line, one.at.column, one.code))
        .collect();
    expected.sort();
    found.sort();
    assert!(expected.len() > 20, "{expected:?}");
    assert_eq!(found, expected);
}

#[test]
fn diagnostics_are_sorted_by_place() {
    for case in cases::all("faults") {
        let found = match cases::run(&case.inputs()) {
            Ok(output) => output.diagnostics,
            Err(failure) => failure.diagnostics,
        };
        assert!(found.is_sorted_by_key(|one| (one.at.clone(), one.severity)), "{}", case.name);
    }
}

#[test]
fn every_snapshot_has_its_case() {
    let names: Vec<String> = cases::all("faults").into_iter().map(|case| case.name).collect();
    assert_eq!(cases::snapshots("faults"), names);
}

#[test]
fn names_are_required_by_the_setting_alone() {
    let gaps = |specs: &BTreeMap<String, String>| {
        let inputs = Inputs { specs: specs.clone(), templates: cases::stubs(), threads: 1 };
        cases::output("gap_values", &inputs).summary.gaps
    };
    let mut specs = cases::one("faults", "gap_values").specs;
    assert_eq!(gaps(&specs), 3);
    specs.remove("unnamed.yaml");
    assert_eq!(gaps(&specs), 3, "the file has reasons, it is not a switch");
    if let Some(sources) = specs.get_mut("sources.toml") {
        *sources = sources.replace("requires_names = true\n", "");
    }
    assert_eq!(gaps(&specs), 0);
    specs.insert("unnamed.yaml".to_owned(), "[]\n".to_owned());
    assert_eq!(gaps(&specs), 0);
}
