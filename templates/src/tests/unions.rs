//! Values that may be one of several types.

use serde_json::{Value, json};

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
