//! One rule of the comparison a case: two states of specs/ in one folder, and the change that is reported.
//!
//! `before.yaml` and `after.yaml` are the document; `before.NAME`, `after.NAME` and `both.NAME` are other files of
//! specs/ (`names.lock`, `rules.yaml`, …), `before.runtime.rs` and `after.runtime.rs` are the runtime of a crate (with
//! `caller.runtime.rs`, by hand), and `before.api.txt` is what an earlier generator made of the base.
//! Without an `after.names.lock`, the names that the base was given stay. `caller.features` are features that a program
//! needs besides the default ones; tests/levels.rs compiles such programs against both states.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

#[path = "diff/affected.rs"]
mod affected;
mod cases;
#[path = "diff/folded.rs"]
mod folded;
#[path = "diff/lines.rs"]
mod lines;
#[path = "diff/merged.rs"]
mod merged;
#[path = "diff/new_places.rs"]
mod new_places;
#[path = "diff/overlaid.rs"]
mod overlaid;
#[path = "diff/own.rs"]
mod own;
#[path = "diff/own_facts.rs"]
mod own_facts;
#[path = "diff/pair.rs"]
mod pair;
#[path = "diff/places.rs"]
mod places;
#[path = "diff/renamed.rs"]
mod renamed;
#[path = "diff/runtime.rs"]
mod runtime;
#[path = "diff/servers.rs"]
mod servers;
#[path = "diff/shared.rs"]
mod shared;
#[path = "diff/stated.rs"]
mod stated;
#[path = "diff/unused.rs"]
mod unused;
#[path = "diff/worded.rs"]
mod worded;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pair::Pair;
use zoom_codegen::diff::{Change, Level, Report, rules};

#[test]
fn every_rule_has_its_case_and_every_case_its_rule() {
    let ids: BTreeSet<String> = rules().map(|rule| rule.id.to_owned()).collect();
    let names: BTreeSet<String> = Pair::all().into_iter().map(|pair| pair.name).collect();
    assert_eq!(ids, names);
}

#[test]
fn changes() {
    Pair::each(|pair| {
        let report = pair.report();
        let told = report.changes.iter().any(|change| change.rule == pair.name);
        insta::with_settings!({
            snapshot_path => "snapshots",
            omit_expression => true,
            prepend_module_to_snapshot => false,
            snapshot_suffix => pair.name.as_str(),
        }, {
            insta::assert_snapshot!("diff", rendered(&report));
        });
        assert!(told, "{}: {:#?}", pair.name, report.changes);
    });
}

/// A name in braces that nothing fills in would be shown to the reader as it is.
#[test]
fn every_word_of_a_sentence_is_filled_in() {
    Pair::each(|pair| {
        for change in &pair.report().changes {
            let rule = rules().find(|rule| rule.id == change.rule).expect("a rule");
            let names = [rule.text, rule.hint].into_iter().flat_map(|sentence| {
                let parts = sentence.split('{').skip(1);
                parts.map(|part| format!("{{{}}}", part.split('}').next().unwrap_or_default()))
            });
            for name in names {
                let shown = format!("{} {}", change.text, change.hint);
                assert!(!shown.contains(&name), "{}: {shown}", change.rule);
            }
        }
    });
}

/// The change of one fact must not drown in its consequences.
#[test]
fn no_case_shows_a_change_of_the_generator() {
    Pair::each(|pair| {
        let report = pair.report();
        let stray = report.changes.iter().filter(|change| change.rule.starts_with("generator-"));
        let stray: Vec<&Change> = stray.filter(|change| change.rule != pair.name).collect();
        assert!(stray.is_empty(), "{}: {stray:#?}", pair.name);
    });
}

#[test]
fn the_level_of_a_case_is_that_of_its_rule() {
    Pair::each(|pair| {
        let rule = rules().find(|rule| rule.id == pair.name).expect("a rule");
        let report = pair.report();
        let worst = Level::ALL.into_iter().find(|level| report.counts.at(*level) > 0);
        assert_eq!(worst, Some(rule.level), "{}: {:#?}", pair.name, report.changes);
    });
}

/// Both ways, so that a rule and its reverse are distinguished.
#[test]
fn nothing_differs_from_itself() {
    Pair::each(|pair| {
        for state in [pair.before(), pair.after()] {
            let report = zoom_codegen::diff::compare(&state, &state, None);
            assert!(report.changes.is_empty(), "{}: {:#?}", pair.name, report.changes);
            assert!(report.verdict.sufficient, "{}", pair.name);
        }
    });
}

fn rendered(report: &Report) -> String {
    let mut text = String::new();
    let counts = report.counts;
    let _ = writeln!(
        text,
        "{} breaking, {} additive, {} documentation: {} → {}",
        counts.breaking,
        counts.additive,
        counts.documentation,
        report.verdict.base,
        report.verdict.needed
    );
    for change in &report.changes {
        let _ = writeln!(
            text,
            "\n{}[{}] {}: {}",
            change.level, change.rule, change.product, change.text
        );
        let mut row = |name: &str, value: &str| {
            if !value.is_empty() {
                let _ = writeln!(text, "  {name:7} {value}");
            }
        };
        row("item", &change.item);
        row("place", &change.schema_path);
        row("-", change.before.as_deref().unwrap_or_default());
        row("+", change.after.as_deref().unwrap_or_default());
        row("hint", &change.hint);
        for at in &change.at {
            row("at", &format!("{:?} {at}:{} {}", at.side, at.column, at.pointer));
        }
        for operation in &change.operations {
            row("in", &format!("{} ({})", operation.name, operation.wire));
        }
        change.with.iter().for_each(|line| row("with", line));
    }
    text
}
