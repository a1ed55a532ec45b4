//! Tolerance: what every kind of place takes, and that nothing is lost.

use serde_json::{Value, json};

use crate::runtime::private as rt;
use crate::sample::enums::{LoginType, UserStatus, UserType};
use crate::sample::users::User;

fn user(value: &Value) -> User {
    serde_json::from_str(&value.to_string()).unwrap()
}

/// Decodes one key, and checks that encoding and decoding again changes nothing.
fn one(key: &str, value: Value) -> User {
    let user = user(&json!({ key: value }));
    let again = serde_json::from_value::<User>(serde_json::to_value(&user).unwrap()).unwrap();
    assert_eq!(user, again);
    user
}

fn is_extra(key: &str, value: Value) {
    let user = one(key, value.clone());
    assert_eq!(user.extra.get(key), Some(&value), "{key}: {value}");
    assert_eq!(user.extra.len(), 1);
    assert_eq!(serde_json::to_value(&user).unwrap(), json!({ key: value }));
}

#[test]
fn strings_accept_strings_numbers_and_booleans() {
    assert_eq!(one("id", json!("abc")).id.as_deref(), Some("abc"));
    assert_eq!(one("id", json!("")).id.as_deref(), Some(""));
    assert_eq!(one("id", json!(12)).id.as_deref(), Some("12"));
    assert_eq!(one("id", json!(-1)).id.as_deref(), Some("-1"));
    assert_eq!(one("id", json!(1.5)).id.as_deref(), Some("1.5"));
    assert_eq!(one("id", json!(u64::MAX)).id.as_deref(), Some("18446744073709551615"));
    assert_eq!(one("id", json!(true)).id.as_deref(), Some("true"));
    assert_eq!(one("id", json!(null)), User::default());
    is_extra("id", json!({"a": 1}));
    is_extra("id", json!(["a"]));
}

#[test]
fn integers_take_whole_numbers_in_any_form() {
    assert_eq!(one("pmi", json!(576_460_752_303_423_488_i64)).pmi, Some(576_460_752_303_423_488));
    assert_eq!(one("pmi", json!(3.0)).pmi, Some(3));
    assert_eq!(one("pmi", json!(" 42 ")).pmi, Some(42));
    assert_eq!(one("pmi", json!("-7")).pmi, Some(-7));
    assert_eq!(one("pmi", json!(true)).pmi, Some(1));
    assert_eq!(one("pmi", json!(false)).pmi, Some(0));
    assert_eq!(one("pmi", json!("")), User::default());
    assert_eq!(one("pmi", json!(null)), User::default());
    is_extra("pmi", json!(1.5));
    is_extra("pmi", json!("982 610 0285"));
    is_extra("pmi", json!("ABc$DE@F234"));
    is_extra("pmi", json!(u64::MAX));
    is_extra("pmi", json!({"a": 1}));
    is_extra("pmi", json!([1]));
}

#[test]
fn numbers_take_figures_and_never_lose_digits() {
    assert_eq!(one("score", json!(1.5)).score, Some(1.5));
    assert_eq!(one("score", json!(3)).score, Some(3.0));
    assert_eq!(one("score", json!("1.1")).score, Some(1.1));
    assert_eq!(one("score", json!("")), User::default());
    assert_eq!(one("score", json!(9_007_199_254_740_992_i64)).score, Some(9_007_199_254_740_992.0));
    is_extra("score", json!(9_007_199_254_740_993_i64));
    is_extra("score", json!("9007199254740993"));
    is_extra("score", json!("NaN"));
    is_extra("score", json!("inf"));
    is_extra("score", json!("$0.0255"));
    is_extra("score", json!(true));
    // What came as an integer goes out as one.
    assert_eq!(serde_json::to_string(&one("score", json!(3))).unwrap(), r#"{"score":3}"#);
    assert_eq!(serde_json::to_string(&one("score", json!(-0.0))).unwrap(), r#"{"score":-0.0}"#);
}

/// Reading what was written gives the same number, to the last bit: in fields, and in what no field holds.
#[test]
fn numbers_come_back_to_the_last_bit() {
    let mut bits = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..2_000 {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        let number = f64::from_bits(bits);
        if number.is_finite() {
            let user = one("score", json!(number));
            let score = user.score.map(f64::to_bits);
            assert!(
                score == Some(bits) || user.extra.get("score") == Some(&json!(number)),
                "{number:e}"
            );
            is_extra("unheard_of", json!(number));
            let again: User =
                serde_json::from_str(&format!("{{\"unheard_of\":{number:e}}}")).unwrap();
            assert_eq!(again.extra.get("unheard_of"), Some(&json!(number)), "{number:e}");
        }
    }
}

#[test]
fn booleans_come_in_many_spellings() {
    for yes in [json!(true), json!(1), json!("true"), json!("TRUE"), json!("1"), json!(" True ")] {
        assert_eq!(one("verified", yes).verified, Some(true));
    }
    for no in [json!(false), json!(0), json!("false"), json!("False"), json!("0")] {
        assert_eq!(one("verified", no).verified, Some(false));
    }
    assert_eq!(one("verified", json!("")), User::default());
    is_extra("verified", json!(2));
    is_extra("verified", json!("yes"));
    is_extra("verified", json!(1.0));
}

#[test]
fn times_keep_their_text() {
    let user = one("created_at", json!("2021-03-18 T05:30:36Z"));
    assert_eq!(user.created_at.as_ref().map(rt::Timestamp::as_str), Some("2021-03-18 T05:30:36Z"));
    assert_eq!(
        one("created_at", json!(1_720_705_455_858_i64)).created_at,
        Some("1720705455858".into())
    );
    assert_eq!(one("created_at", json!("")), User::default());
    assert_eq!(one("birthday", json!("2022-04-1")).birthday, Some("2022-04-1".into()));
    assert_eq!(one("birthday", json!("")), User::default());
    is_extra("birthday", json!({"year": 2022}));
}

#[test]
fn enums_keep_what_they_do_not_know() {
    assert_eq!(one("type", json!(2)).type_, Some(UserType::Licensed));
    assert_eq!(one("type", json!("2")).type_, Some(UserType::Licensed));
    assert_eq!(one("type", json!(-1)).type_, Some(UserType::Odd));
    assert_eq!(one("type", json!(7)).type_, Some(UserType::Unknown(7)));
    assert_eq!(one("type", json!("")), User::default());
    is_extra("type", json!("toll"));
    assert_eq!(one("status", json!("active")).status, Some(UserStatus::Active));
    assert_eq!(one("status", json!("new")).status, Some(UserStatus::Other("new".into())));
    assert_eq!(one("status", json!(5)).status, Some(UserStatus::Other("5".into())));
    assert_eq!(one("status", json!(true)).status, Some(UserStatus::Other("true".into())));
    assert_eq!(one("status", json!("")), User::default());
}

#[test]
fn the_documented_form_is_written_whatever_came() {
    for came in [json!("2"), json!(2)] {
        let text = serde_json::to_string(&user(&json!({"type": came, "plan": came}))).unwrap();
        assert_eq!(text, r#"{"type":2,"plan":"2"}"#);
    }
    let odd = json!({"type": 7, "plan": "7"});
    assert_eq!(serde_json::to_value(user(&odd)).unwrap(), odd);
    let worse = json!({"type": "toll", "plan": "none"});
    assert_eq!(serde_json::to_value(user(&worse)).unwrap(), worse);
}

#[test]
fn lists_drop_nulls_and_keep_what_does_not_fit() {
    assert_eq!(one("group_ids", json!(null)), User::default());
    assert_eq!(one("group_ids", json!([])), User::default());
    assert_eq!(one("group_ids", json!("")), User::default());
    assert_eq!(one("group_ids", json!([null])), User::default());
    assert_eq!(one("group_ids", json!(["a", null, 1])).group_ids, ["a", "1"]);
    assert_eq!(
        one("login_types", json!([1, "100", 27])).login_types,
        [LoginType::Google, LoginType::Zoom, LoginType::Unknown(27)]
    );
    is_extra("group_ids", json!(["a", {"b": 1}, "c", null]));
    is_extra("custom_attributes", json!([{"key": "k", "new": 1}, 5, {"key": "l"}]));
    is_extra("custom_attributes", json!({"key": "k"}));
    is_extra("group_ids", json!("1,3"));
}

#[test]
fn maps_follow_the_rules_of_lists() {
    assert_eq!(one("labels", json!({"a": "b", "n": 1, "gone": null})).labels.len(), 2);
    assert_eq!(one("labels", json!({})), User::default());
    assert_eq!(one("labels", json!(null)), User::default());
    is_extra("labels", json!({"a": "b", "c": [1], "d": "e"}));
    is_extra("labels", json!([]).as_array().map(|_| json!(["x"])).unwrap());
}

#[test]
fn objects_keep_unknown_keys_at_every_depth() {
    let value = json!({
        "id": "a",
        "manager": {"id": "b", "new": {"deep": [1, null]}, "manager": {"pmi": "x"}},
        "custom_attributes": [{"key": "k", "value": "v", "name": "n"}],
        "anything": {"free": [1, 2.5, "x", null]},
        "unknown": false,
    });
    let user = user(&value);
    assert_eq!(serde_json::to_value(&user).unwrap(), value);
    assert_eq!(user.extra.get("unknown"), Some(&json!(false)));
    let manager = user.manager.unwrap();
    assert_eq!(manager.extra.get("new"), Some(&json!({"deep": [1, null]})));
    assert_eq!(manager.manager.unwrap().extra.get("pmi"), Some(&json!("x")));
    is_extra("manager", json!("nobody"));
    is_extra("manager", json!([1]));
}

#[test]
fn the_last_of_equal_keys_wins() {
    let read = |text: &str| serde_json::from_str::<User>(text).unwrap();
    assert_eq!(read(r#"{"pmi":1,"pmi":2}"#).pmi, Some(2));
    assert_eq!(read(r#"{"pmi":1,"pmi":null}"#), User::default());
    assert_eq!(read(r#"{"pmi":"x","pmi":3}"#), read(r#"{"pmi":3}"#));
    assert_eq!(read(r#"{"pmi":3,"pmi":"x"}"#), read(r#"{"pmi":"x"}"#));
    assert_eq!(read(r#"{"pmi":"x","pmi":null}"#), User::default());
    assert_eq!(read(r#"{"new":1,"new":2}"#).extra.get("new"), Some(&json!(2)));
    assert_eq!(read(r#"{"new":1,"new":null}"#), User::default());
    assert_eq!(read(r#"{"group_ids":["a"],"group_ids":["b"]}"#).group_ids, ["b"]);
    assert_eq!(read(r#"{"group_ids":["a"],"group_ids":7}"#), read(r#"{"group_ids":7}"#));
    assert_eq!(
        read(r#"{"manager":{"id":"a"},"manager":{"pmi":1}}"#),
        read(r#"{"manager":{"pmi":1}}"#)
    );
    assert_eq!(read(r#"{"labels":{"a":"b","a":null}}"#), User::default());
}

#[test]
fn the_order_of_keys_and_escapes_in_them_do_not_matter() {
    let user: User =
        serde_json::from_str(r#"{"target":1,"pmi":2,"id":"x","st\u0061tus":"active"}"#).unwrap();
    assert_eq!(
        (user.pmi, user.id.as_deref(), user.status),
        (Some(2), Some("x"), Some(UserStatus::Active))
    );
    assert!(user.extra.is_empty());
}

#[test]
fn faults_of_syntax_and_values_of_another_kind_are_errors() {
    for text in [
        "",
        "{",
        r#"{"id":"#,
        r#"{"id":"a"} x"#,
        "<html>",
        r#"{"group_ids":["a","#,
        "{\"id\":\"\u{1}\"}",
    ] {
        assert!(serde_json::from_str::<User>(text).is_err(), "{text}");
    }
    assert!(serde_json::from_slice::<User>(b"{\"id\":\"\xff\"}").is_err());
    let wrong = serde_json::from_str::<User>(r#""the secret text""#).unwrap_err().to_string();
    assert!(!wrong.contains("secret"), "{wrong}");
    let deep = format!("{{\"anything\":{}{}}}", "[".repeat(200), "]".repeat(200));
    assert!(serde_json::from_str::<User>(&deep).unwrap_err().to_string().contains("recursion"));
    let deep = format!("{}1{}", "{\"manager\":".repeat(200), "}".repeat(200));
    assert!(serde_json::from_str::<User>(&deep).is_err());
}
