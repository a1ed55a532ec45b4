//! The faults of a published document, through `Inputs::single`: nothing rejected, everything repaired is listed.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::collections::BTreeMap;

use zoom_codegen::{Inputs, Output, Severity};

fn published() -> Output {
    let case = cases::one("fixtures", "published_v1");
    let text = case.specs["doc.yaml"].clone();
    cases::output(
        "published_v1",
        &Inputs::single("person.yaml", text, "people", cases::templates()),
    )
}

#[test]
fn nothing_is_rejected_and_each_repair_is_listed() {
    let output = published();
    cases::conserved("published_v1", &output);
    let summary = &output.summary;
    assert_eq!((summary.operations_in, summary.emitted, summary.refused), (2, 2, 0));
    let (repairs, others): (Vec<_>, Vec<_>) =
        output.diagnostics.iter().partition(|one| one.severity == Severity::Repair);
    assert_eq!(summary.repaired, repairs.len());
    // The numbers of `rooms` are limits of plans, not values: a note, because no keyword has them.
    let others: Vec<(&str, bool)> =
        others.iter().map(|one| (one.code, one.at.pointer.ends_with("/rooms"))).collect();
    assert_eq!(others, [("unread-values", true)]);
    let report = &output.tree["REPORT.md"];
    for one in &output.diagnostics {
        assert!(report.contains(&one.at.pointer), "REPORT.md lacks {one}");
    }
    let case = cases::one("fixtures", "published_v1");
    cases::snapshot("repairs", &case, &cases::rendered(&output.diagnostics));
}

#[test]
fn the_types_are_those_that_are_meant() {
    let output = published();
    let fields: BTreeMap<&str, &str> = output.tree["api.txt"]
        .lines()
        .filter_map(|line| line.strip_prefix("field ")?.split_once(": "))
        .collect();
    let of = |name: &str| {
        let found = fields.iter().find(|(path, _)| path.ends_with(&format!("::Create.{name}")));
        found.map(|(_, kind)| *kind)
    };
    for (name, expected) in [
        ("email", Some("Option<String>")),
        // A string stays a string, whatever numbers its prose lists.
        ("type_", Some("Option<String>")),
        ("seats", Some("Option<i64>")),
        ("rooms", Some("Option<i64>")),
        // Digits of a limited length, or with zeros before them, are no number.
        ("postal", Some("Option<String>")),
        ("batch", Some("Option<String>")),
        ("loud", Some("Option<bool>")),
        ("quiet", Some("Option<bool>")),
        ("chime", Some("Option<person::create::Chime>")),
        ("plain", Some("Option<bool>")),
        ("late", Some("Option<bool>")),
        ("count", Some("Option<i64>")),
        // The stray key is no property.
        ("required", None),
    ] {
        assert_eq!(of(name), expected, "{name}");
    }
}

#[test]
fn prose_gives_names_to_the_values_of_integers_alone() {
    let output = published();
    let api = &output.tree["api.txt"];
    let mut variants: Vec<(&str, &str)> = api
        .lines()
        .filter_map(|line| line.strip_prefix("variant ")?.split_once(" = "))
        .filter_map(|(path, value)| Some((path.rsplit("::").next()?, value)))
        .collect();
    variants.sort();
    let expected = [("HeardByEveryone", "0"), ("HeardByOne", "1")];
    assert_eq!(variants, expected);
}

#[test]
fn the_foreign_crate_has_the_neutral_runtime_only() {
    let output = published();
    assert!(output.tree.contains_key("src/runtime/mod.rs"));
    assert!(!output.tree.keys().any(|path| path.starts_with("src/zoom")));
    let own = output.tree.iter().filter(|(path, _)| !path.starts_with("src/runtime/"));
    for (path, text) in own {
        assert!(!text.to_ascii_lowercase().contains("zoom"), "{path} knows a vendor");
    }
}
