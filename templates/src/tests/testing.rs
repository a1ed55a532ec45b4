//! `runtime::testing`: recorded requests and responses.

use serde_json::json;

use crate::runtime::private::{Empty, testing};
use crate::sample::users;

#[test]
fn a_recorded_body_comes_back() {
    let recorded = json!({"action": "create", "nickname": "x", "user_info": {"email": "a@example.com", "odd": 1}});
    let mut request: users::Create = Empty::empty();
    assert_eq!(testing::fill(&mut request, &recorded), None);
    assert_eq!(testing::body(&request).ok(), Some(recorded));
    assert_eq!(testing::request_extras(&request), ["user_info.odd", "nickname"]);
}

#[test]
fn what_no_input_holds_goes_to_extra() {
    let mut request: users::Create = Empty::empty();
    assert_eq!(testing::fill(&mut request, &json!({"user_info": "none"})), None);
    assert_eq!(testing::request_extras(&request), ["user_info"]);
    assert_eq!(testing::fill(&mut request, &json!([1])), Some(json!([1])));
}

#[test]
fn extras_are_found_at_every_depth() {
    let user =
        serde_json::from_value::<users::User>(json!({"a": 1, "custom_attributes": [{"b": 2}]}));
    assert_eq!(testing::extras(&user.unwrap()), ["custom_attributes[].b", "a"]);
}
