//! The crate has every operation of Zoom's v1 document and of its list of v2 operations, and every event.

use std::collections::BTreeSet;

use crate::real;

/// `v2 GET /users/{}`, a line each.
const LISTED: &str = include_str!("listed.txt");

/// A name a line.
const EVENTS: &str = include_str!("events.txt");

#[test]
fn every_listed_event_is_there() {
    let output = real();
    let there: BTreeSet<&str> = output.api.events.iter().map(|event| event.name.as_str()).collect();
    let listed: Vec<&str> = EVENTS.lines().filter(|line| !line.starts_with('#')).collect();
    let documented = ["meeting.", "webinar.", "recording.", "user."];
    let imported =
        listed.iter().filter(|name| documented.iter().any(|family| name.starts_with(family)));
    assert_eq!(imported.count(), 105);
    let missing: Vec<&&str> = listed.iter().filter(|name| !there.contains(**name)).collect();
    assert!(missing.is_empty(), "listed, but not in the crate: {missing:#?}");
    assert_eq!(output.summary.events_in, output.summary.events);
    // The types of events say which event it is, so each has its own.
    let types: BTreeSet<_> = output.api.events.iter().map(|event| event.ty).collect();
    assert_eq!(types.len(), output.summary.events);
}

#[test]
fn every_listed_operation_is_there() {
    let output = real();
    let there: BTreeSet<String> =
        output.api.operations.iter().map(|operation| operation.key()).collect();
    let listed: Vec<&str> = LISTED.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(listed.iter().filter(|line| line.starts_with("v1 ")).count(), 20);
    assert_eq!(listed.iter().filter(|line| line.starts_with("v2 ")).count(), 373);
    let missing: Vec<&&str> = listed.iter().filter(|line| !there.contains(**line)).collect();
    assert!(missing.is_empty(), "listed, but not in the crate: {missing:#?}");
    assert_eq!(output.summary.refused, 0);
    assert!(output.summary.emitted >= 538, "{} operations", output.summary.emitted);
}
