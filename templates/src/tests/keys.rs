//! The order of keys: what is learned from one object is a guess about the next, and never more.

use serde_json::Value;

use crate::runtime::private::FieldType;
use crate::runtime::value::decode;
use crate::sample::users::User;

fn users(text: &str) -> Vec<User> {
    let mut slot = None;
    let mismatch = decode::slice_into(text.as_bytes(), FieldType::target(&mut slot));
    assert_eq!(mismatch.unwrap(), None);
    slot.unwrap()
}

/// Objects in a list come out as each of them does alone.
fn same_as_alone(objects: &[String]) {
    let together = users(&format!("[{}]", objects.join(",")));
    assert_eq!(together.len(), objects.len());
    for (user, object) in together.iter().zip(objects) {
        let alone = users(&format!("[{object}]")).remove(0);
        assert_eq!(*user, alone, "{object}");
        // Through a map of JSON the keys come sorted.
        let sorted: Value = serde_json::from_str(object).unwrap();
        assert_eq!(*user, serde_json::from_value(sorted).unwrap(), "{object}");
    }
}

fn object(members: &[&str]) -> String {
    format!("{{{}}}", members.join(","))
}

const MEMBERS: [&str; 9] = [
    r#""id":"a""#,
    r#""type":2"#,
    r#""status":"active""#,
    r#""group_ids":["g"]"#,
    r#""custom_attributes":[{"value":"v","key":"k"},{"key":"k","value":"v"}]"#,
    r#""manager":{"pmi":1,"new":1,"type":1,"manager":{"status":"x","id":"m"},"id":"b"}"#,
    r#""unknown":true"#,
    r#""pmi":"seven""#,
    r#""plan":"1""#,
];

#[test]
fn every_object_may_have_an_order_of_its_own() {
    let mut objects = Vec::new();
    for start in 0..MEMBERS.len() {
        let mut members = MEMBERS;
        members.rotate_left(start);
        objects.push(object(&members));
        members.reverse();
        objects.push(object(&members));
        // What one object has and the next has not.
        objects.push(object(&members[..start]));
        objects.push(object(&members[start..]));
    }
    same_as_alone(&objects);
    objects.reverse();
    same_as_alone(&objects);
}

#[test]
fn the_last_of_equal_keys_wins() {
    let twice = users(
        r#"[{"pmi":1,"pmi":"no","id":"a"},{"pmi":"no","id":"a","pmi":1},{"x":1,"x":null},{"pmi":1,"pmi":null}]"#,
    );
    assert_eq!((twice[0].pmi, twice[0].extra.len()), (None, 1));
    assert_eq!((twice[1].pmi, twice[1].extra.len()), (Some(1), 0));
    assert!(twice[2].extra.is_empty());
    assert_eq!(twice[3].pmi, None);
}

#[test]
fn text_that_is_no_utf8_is_an_error_with_a_place() {
    for text in
        [&b"[{\"id\":\n\"a\xff\"}]"[..], b"[{\"id\":\n1\xff}]", b"[{\"new\":\n\"\xe2\x82\"}]"]
    {
        let mut slot: Option<Vec<User>> = None;
        let error = decode::slice_into(text, FieldType::target(&mut slot)).unwrap_err();
        assert_eq!(error.line(), 2, "{error}");
    }
}
