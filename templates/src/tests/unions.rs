//! Values that may be one of several types.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::runtime::private as rt;
use crate::sample::Target;
use crate::sample::users::User;

fn read(value: Value) -> Target {
    let target = Target::from_value(value.clone());
    assert_eq!(serde_json::to_value(&target).unwrap(), value, "a union is written as it came");
    target
}

#[test]
fn the_variant_that_fits_best_is_chosen() {
    assert_eq!(read(json!("x")), Target::Name("x".into()));
    assert_eq!(read(json!("5")), Target::Name("5".into()));
    assert_eq!(read(json!(5)), Target::Count(5));
    assert_eq!(read(json!(["a"])), Target::Names(vec!["a".into()]));
    assert!(matches!(read(json!({"key": "a"})), Target::Attribute(_)));
    assert!(matches!(read(json!({"key": "a", "more": 1})), Target::Attribute(_)));
    assert_eq!(read(json!([{"a": 1}])), Target::Other(json!([{"a": 1}])));
    assert_eq!(read(json!(null)), Target::Other(json!(null)));
}

#[test]
fn a_union_in_a_field_follows_the_rules_of_fields() {
    let user: User = serde_json::from_value(json!({"target": 5})).unwrap();
    assert_eq!(user.target, Some(Target::Count(5)));
    let user: User = serde_json::from_value(json!({"target": null})).unwrap();
    assert_eq!(user, User::default());
    let text = r#"{"target":{"key":"a"}}"#;
    assert_eq!(serde_json::to_string(&serde_json::from_str::<User>(text).unwrap()).unwrap(), text);
    assert_eq!(serde_json::from_str::<Target>("7").unwrap(), Target::Count(7));
}

#[derive(Clone, Debug)]
enum Size {
    Small,
    Large,
    Other(String),
}
rt::string_enum! { Size { Small = "small", Large = "large" } }

struct Inner {
    chat: Option<bool>,
    size: Option<i64>,
    extra: rt::Extra,
}
rt::model! { Inner { 0 chat = "chat", 1 size = "size" } default }

struct Section {
    meeting: Option<Inner>,
    list: Vec<Inner>,
    extra: rt::Extra,
}
rt::model! { Section { 0 meeting = "meeting", 1 list = "list" } default }

struct Flat {
    meeting: Option<String>,
    options: Option<String>,
    size: Option<Size>,
    extra: rt::Extra,
}
rt::model! { Flat { 0 meeting = "meeting", 1 options = "options", 2 size = "size" } default }

#[derive(Clone, PartialEq)]
enum Settings {
    Flat(Flat),
    Section(Section),
    Map(std::collections::BTreeMap<String, String>),
    Other(rt::Value),
}
rt::union! {
    Settings {
        0 Flat(Flat),
        1 Section(Section),
        2 Map(std::collections::BTreeMap<String, String>),
    }
}

fn settings(value: Value) -> Settings {
    let settings = Settings::from_value(value.clone());
    let text: Settings = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(settings, text);
    settings
}

#[test]
fn keys_that_no_alternative_knows_count_nothing_at_any_depth() {
    let mut value = json!({"meeting": {"chat": true}, "list": [{"chat": true}]});
    for n in 0..100 {
        value[format!("new_{n}")] = json!({"a": [{"b": n}]});
        value["meeting"][format!("new_{n}")] = json!(n);
        value["list"][0][format!("new_{n}")] = json!({});
        let Settings::Section(section) = settings(value.clone()) else { panic!("{value}") };
        assert_eq!(section.meeting.unwrap().chat, Some(true));
        assert_eq!(section.list[0].extra.len(), n + 1);
        assert_eq!(section.extra.len(), n + 1);
    }
    // A value in another form is understood all the same.
    let tolerated = json!({"meeting": {"size": "12", "new": 1}});
    assert!(matches!(settings(tolerated), Settings::Section(_)));
}

#[test]
fn what_is_understood_decides_and_then_how_exactly() {
    assert!(matches!(settings(json!({"meeting": "x"})), Settings::Flat(_)));
    assert!(matches!(settings(json!({"options": "x", "new": {}})), Settings::Flat(_)));
    assert!(matches!(settings(json!({"a": "x", "b": "y"})), Settings::Map(_)));
    assert!(matches!(settings(json!({})), Settings::Flat(_)));
    // Nobody understands any of it, so nobody may claim it.
    let unknown = json!({"new": {"a": 1}});
    assert_eq!(settings(unknown.clone()), Settings::Other(unknown));
}

#[derive(Clone, PartialEq)]
enum Word {
    Size(Size),
    Flag(bool),
    Count(i64),
    Text(String),
    Other(rt::Value),
}
rt::union! { Word { 0 Size(Size), 1 Flag(bool), 2 Count(i64), 3 Text(String) } }

#[test]
fn a_value_that_an_enum_does_not_know_may_be_something_else() {
    assert_eq!(Size::VALUES.len(), 2);
    assert_eq!(Word::from_value(json!("large")), Word::Size(Size::Large));
    assert_eq!(Word::from_value(json!("huge")), Word::Text("huge".into()));
    assert_eq!(Word::from_value(json!("12")), Word::Text("12".into()));
    assert_eq!(Word::from_value(json!(true)), Word::Flag(true));
    assert_eq!(Word::from_value(json!(1)), Word::Count(1));
    assert_eq!(Word::from_value(json!(1.5)), Word::Text("1.5".into()));
}

struct Node {
    a: Option<Box<Tree>>,
    extra: rt::Extra,
}
rt::model! { Node { 0 a = "a" } default }

struct Twin {
    a: Option<Box<Tree>>,
    extra: rt::Extra,
}
rt::model! { Twin { 0 a = "a" } default }

#[derive(Clone, PartialEq)]
enum Tree {
    Node(Node),
    Twin(Twin),
    Other(rt::Value),
}
rt::union! { Tree { 0 Node(Node), 1 Twin(Twin) } }

/// Each level is read once for each alternative of the level above, so 100 levels would take for ever.
#[test]
fn unions_within_unions_are_read_a_bounded_number_of_times() {
    let depth = 100;
    let mut text = String::new();
    (0..depth).for_each(|_| text.write_str(r#"{"a":"#).unwrap());
    text.push('1');
    text.push_str(&"}".repeat(depth));
    let body = rt::RawResponse {
        status: 200,
        headers: rt::reqwest::header::HeaderMap::new(),
        tracking_id: None,
        body: text.clone().into(),
    };
    let tree = <Tree as rt::FromResponse>::read(&rt::OperationInfo::DEFAULT, &body).unwrap();
    assert_eq!(serde_json::to_string(&tree).unwrap(), text, "nothing is lost");
}
