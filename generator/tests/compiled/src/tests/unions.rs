//! Unions as documents write them: which alternative a value is.

use crate::fixtures::union_discriminator::messages::Message;
use crate::fixtures::union_discriminator::messages::get::{Mapped, Named};
use crate::fixtures::union_numbers::steps::Step;
use crate::fixtures::union_numbers::steps::get::Numbered;
use crate::fixtures::union_tags::changes::Change;
use crate::fixtures::union_tags::changes::get::Constant;
use crate::fixtures::union_values::words::{self, Word};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Decodes a value, and checks that it is written as it came.
fn read<T: Serialize + DeserializeOwned>(value: &Value) -> T {
    let read: T = serde_json::from_str(&value.to_string()).expect("a value");
    assert_eq!(serde_json::to_value(&read).expect("JSON"), *value);
    read
}

fn change(value: &Value) -> Change {
    read(value)
}

fn message(value: &Value) -> Message {
    read(value)
}

#[test]
fn a_constant_distinguishes_alternatives() {
    let one = |value: Value| change(&json!({"constant": value})).constant.expect("a value");
    let Constant::Closed(closed) = one(json!({"type": "closed", "at": "x"})) else {
        panic!("not closed")
    };
    assert_eq!(closed.at.as_deref(), Some("x"));
    assert!(matches!(one(json!({"type": "opened", "at": "x"})), Constant::Opened(_)));
    // Other keys and other kinds of values change nothing.
    assert!(matches!(one(json!({"new": [{"a": 1}], "type": "closed"})), Constant::Closed(_)));
    assert!(matches!(one(json!({"type": "closed", "at": {"a": 1}})), Constant::Closed(_)));
    let unknown = json!({"type": "moved", "at": "x"});
    assert_eq!(one(unknown.clone()), Constant::Other(unknown));
    // Without the tag both fit; the first is taken.
    assert!(matches!(one(json!({"at": "x"})), Constant::Opened(_)));
}

#[test]
fn a_mapping_distinguishes_alternatives() {
    let one = |value: Value| message(&json!({"mapped": value})).mapped.expect("a value");
    assert!(matches!(one(json!({"kind": "letter", "text": "x"})), Mapped::Mail(_)));
    assert!(matches!(one(json!({"kind": "ring", "text": "x"})), Mapped::Call(_)));
    let unknown = json!({"kind": "Mail", "text": "x"});
    assert_eq!(one(unknown.clone()), Mapped::Other(unknown));
}

#[test]
fn without_a_mapping_the_names_of_schemas_do() {
    let one = |value: Value| message(&json!({"named": value})).named.expect("a value");
    assert!(matches!(one(json!({"kind": "Mail", "text": "x"})), Named::Mail(_)));
    assert!(matches!(one(json!({"kind": "Call", "text": "x"})), Named::Call(_)));
    let unknown = json!({"kind": "Fax", "text": "x"});
    assert_eq!(one(unknown.clone()), Named::Other(unknown));
}

#[test]
fn numbers_are_tags_in_either_form_and_any_other_value_may_have_an_alternative() {
    let one = |value: Value| {
        let text = json!({"numbered": value}).to_string();
        let read: Step = serde_json::from_str(&text).expect("a step");
        read.numbered.expect("a value")
    };
    assert!(matches!(one(json!({"type": 2, "a": "x", "b": "x"})), Numbered::B(_)));
    assert!(matches!(one(json!({"type": "2", "a": "x"})), Numbered::B(_)));
    assert!(matches!(one(json!({"type": 9, "a": "x"})), Numbered::C(_)));
    assert!(matches!(one(json!({"a": "x"})), Numbered::A(_)));
}

#[test]
fn values_in_place_of_schemas_are_an_enumeration() {
    let text = r#"{"word":"second","untyped":"third","words":["first"]}"#;
    let word: Word = serde_json::from_str(text).expect("a word");
    assert_eq!(word.word, Some(words::get::Word::Second));
    assert_eq!(word.untyped, Some(words::get::Untyped::Other("third".into())));
    assert_eq!(word.words, [words::get::response::Word::First]);
}
