//! What overlays cause: the action that wrote or removed the fact is cited, and no other action of the overlay.

use zoom_codegen::diff::{Change, State};

use super::own::{SHARED, object, only, state};

const KIND: &str = "Kind:\n  doc: The kind of a room.\n  places: [kind]\n  values: {1: {name: Small}, 2: {name: Large}}\n";

/// Actions for what halls have: the target below their operation, and the effect.
fn overlay(actions: &[(&str, &str)]) -> String {
    let action = |(target, effect): &(&str, &str)| {
        format!(
            "  - {{target: \"$.paths['/halls']..{target}\", description: Measured., {effect}}}\n"
        )
    };
    let actions: String = actions.iter().map(action).collect();
    format!(
        "overlay: 1.0.0\ninfo: {{title: Halls, version: 1.0.0}}\nextends: doc\nactions:\n{actions}"
    )
}

/// Halls and rooms, which have a `room` of these properties; an overlay for halls.
fn rooms(properties: &str, actions: &[(&str, &str)]) -> State {
    let room = object("room", properties);
    let overlay = overlay(actions);
    let mut files = vec![("shared.yaml", SHARED), ("enums.yaml", KIND)];
    if !actions.is_empty() {
        files.push(("overlays/halls.yaml", &overlay));
    }
    state(&[("/halls", "", &room), ("/rooms", "", &room)], &files)
}

/// The places of a change in overlays.
fn overlaid(change: &Change) -> Vec<String> {
    let all = change.at.iter().filter(|at| at.file.starts_with("overlays/"));
    all.map(|at| format!("{:?} {}", at.side, at.pointer)).collect()
}

#[test]
fn the_action_that_changed_the_fact_is_cited() {
    let properties = "kind: {type: integer, enum: [1, 2]}, \
        size: {type: integer, maximum: 9, default: 5, deprecated: true}, name: {type: string}";
    let base = rooms(properties, &[]);
    for (target, effect, rule, place) in [
        ("kind.enum", "remove: true", "documented-values-changed", ""),
        ("size.maximum", "remove: true", "limit-changed", ""),
        ("size.default", "remove: true", "default-changed", ""),
        ("size.deprecated", "remove: true", "member-undeprecated", ""),
        ("size", "update: {maximum: 7}", "limit-changed", "/update/maximum"),
        ("name", "update: {nullable: true}", "null-accepted", "/update/nullable"),
    ] {
        let other = ("room.properties[*]", "update: {x-note: Measured}");
        let head = rooms(properties, &[other, (target, effect), other]);
        let change = only(&base, &head, rule);
        assert_eq!(overlaid(&change), [format!("Head /actions/1{place}")], "{rule}");
        // The reverse has the same cause.
        let rule = match rule {
            "member-undeprecated" => "member-deprecated",
            "null-accepted" => "null-refused",
            other => other,
        };
        let change = only(&head, &base, rule);
        assert_eq!(overlaid(&change), [format!("Base /actions/1{place}")], "{rule}");
    }
}

#[test]
fn the_action_that_removed_a_field_is_cited() {
    let properties = "name: {type: string}, size: {type: integer}";
    let of = |actions: &[(&str, &str)]| {
        let room = object("hall", properties);
        let overlay = overlay(actions);
        let files: &[(&str, &str)] = match actions {
            [] => &[],
            _ => &[("overlays/halls.yaml", &overlay)],
        };
        state(&[("/halls", "", &room)], files)
    };
    let change = only(&of(&[]), &of(&[("size", "remove: true")]), "response-field-removed");
    assert_eq!(overlaid(&change), ["Head /actions/0"]);
}

#[test]
fn the_action_that_requires_a_field_is_cited() {
    let of = |actions: &[(&str, &str)]| {
        let overlay = overlay(actions);
        let files: &[(&str, &str)] = match actions {
            [] => &[],
            _ => &[("overlays/halls.yaml", &overlay)],
        };
        let hall = "hall: {type: object, required: [name], \
            properties: {name: {type: string}, size: {type: integer}, floor: {type: integer}}}";
        state(&[("/halls", "", hall)], files)
    };
    let base = of(&[]);
    let hall = "properties.hall";
    for (actions, place) in [
        (
            &[(hall, "update: {required: [size]}"), (hall, "update: {x-note: Measured}")][..],
            "/actions/0/update/required/0",
        ),
        (
            &[("size", "update: {x-note: 1}"), ("required[?@ == 'name']", "remove: true")],
            "/actions/1",
        ),
    ] {
        let change = only(&base, &of(actions), "response-field-presence-changed");
        assert_eq!(overlaid(&change), [format!("Head {place}")]);
    }
}
