//! Types of the base that became one: what the documentation of the one has of the others is no change of its own.

use zoom_codegen::diff::{Change, State, compare};

use super::own::{SHARED, object, state, users};

/// The room of halls and that of rooms, with glossary lines for the two.
fn rooms(hall: &str, room: &str, files: &[(&str, &str)]) -> State {
    let of = |name: &str| {
        object("room", &format!("name: {{type: string{name}}}, size: {{type: integer}}"))
    };
    let (hall, room) = (of(hall), of(room));
    state(&[("/halls", "", &hall), ("/rooms", "", &room)], files)
}

fn of_rule(base: &State, head: &State, rule: &str) -> Vec<Change> {
    compare(base, head, None).changes.into_iter().filter(|one| one.rule == rule).collect()
}

const TWO_TEXTS: &str = "name:\n  - {at: '* /halls *', text: Name of the hall.}\n  \
    - {at: '* /rooms *', text: Name of the room.}\n";

#[test]
fn a_description_that_another_of_the_types_had_follows_from_their_being_one() {
    let base = rooms("", "", &[("glossary/doc.yaml", TWO_TEXTS)]);
    let head =
        |text: &str| rooms("", "", &[("shared.yaml", SHARED), ("glossary/shared.yaml", text)]);
    let of_room = head("name: Name of the room.\n");
    assert_eq!(of_rule(&base, &of_room, "type-shared").len(), 1);
    // Neither that of the field nor that of the type.
    assert_eq!(of_rule(&base, &of_room, "text-changed"), []);
    let changes = of_rule(&base, &head("name: Name of the place.\n"), "text-changed");
    let found: Vec<(&str, Option<&str>, Vec<&str>)> =
        changes.iter().map(|one| (one.text.as_str(), one.before.as_deref(), users(one))).collect();
    let text = "`rooms::Room.name` has another description, where the type was";
    let (hall, room) =
        (format!("{text} `halls::create::Room`"), format!("{text} `rooms::create::Room`"));
    assert_eq!(
        found,
        [
            (&*hall, Some("Name of the hall."), vec!["/halls"]),
            (&*room, Some("Name of the room."), vec!["/rooms"]),
        ]
    );
}

#[test]
fn a_description_that_all_of_the_types_had_names_none_of_them() {
    let base = rooms("", "", &[("glossary/doc.yaml", "name: Name of the hall.\n")]);
    let files = [("shared.yaml", SHARED), ("glossary/shared.yaml", "name: Name of the room.\n")];
    let changes = of_rule(&base, &rooms("", "", &files), "text-changed");
    let texts: Vec<(&str, Vec<&str>)> =
        changes.iter().map(|one| (one.text.as_str(), users(one))).collect();
    assert_eq!(texts, [("`rooms::Room.name` has another description", vec!["/halls", "/rooms"])]);
}

#[test]
fn limits_of_the_other_types_follow_from_their_being_one() {
    let (short, long) = (", maxLength: 9", ", maxLength: 20");
    let base = rooms(short, "", &[]);
    let shared = |hall: &str, room: &str| rooms(hall, room, &[("shared.yaml", SHARED)]);
    assert_eq!(of_rule(&base, &shared(short, ""), "limit-changed"), []);
    // A limit that a schema itself has now is one.
    let changes = of_rule(&base, &shared(short, long), "limit-changed");
    let [change] = changes.as_slice() else { panic!("{changes:#?}") };
    assert_eq!((change.item.as_str(), users(change)), ("rooms::Room.name", vec!["/rooms"]));
    assert_eq!(
        (change.before.as_deref(), change.after.as_deref()),
        (None, Some("at most 20 long"))
    );
}
