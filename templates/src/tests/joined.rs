//! Lists that travel as one string: decoded, sent and kept whatever their form.

use crate::runtime::private as rt;

/// Days as their documents number them.
#[derive(Clone, Copy)]
#[non_exhaustive]
enum Day {
    Sunday,
    Monday,
    Unknown(i64),
}

rt::integer_enum! { Day { Sunday = 1, Monday = 2 } }

struct Plan {
    days: Option<Vec<Day>>,
    hosts: Option<Vec<String>>,
    words: Vec<String>,
    parts: Vec<String>,
    extra: rt::Extra,
}

rt::model! {
    Plan {
        0 days = "days" 512,
        1 hosts = "hosts" 1024,
        2 words = "words" 4096,
        3 parts = "parts" 8192,
    } default
}

fn plan(json: &str) -> Plan {
    serde_json::from_str(json).unwrap()
}

fn again(plan: &Plan) -> String {
    serde_json::to_string(plan).unwrap()
}

#[test]
fn strings_are_split_and_joined_by_the_separator_of_their_location() {
    let json = r#"{"days":"1,2,9","hosts":"a@example.com;b,c","words":"x y","parts":"1|2"}"#;
    let plan = plan(json);
    assert_eq!(plan.days, Some(vec![Day::Sunday, Day::Monday, Day::Unknown(9)]));
    assert_eq!(plan.hosts, Some(vec!["a@example.com".to_owned(), "b,c".to_owned()]));
    assert_eq!(plan.words, ["x", "y"]);
    assert_eq!(plan.parts, ["1", "2"]);
    assert_eq!(again(&plan), json);
}

#[test]
fn spaces_and_empty_parts_are_no_values() {
    let plan = plan(r#"{"days":" 1, ,2,","hosts":""}"#);
    assert_eq!(plan.days, Some(vec![Day::Sunday, Day::Monday]));
    assert_eq!(plan.hosts, None);
    assert_eq!(again(&plan), r#"{"days":"1,2"}"#);
}

#[test]
fn a_list_and_a_single_number_are_lists_too() {
    for (json, expected) in
        [(r#"{"days":[1,"2"]}"#, "1,2"), (r#"{"days":2}"#, "2"), (r#"{"days":"2"}"#, "2")]
    {
        assert_eq!(again(&plan(json)), format!(r#"{{"days":"{expected}"}}"#));
    }
}

#[test]
fn a_part_that_does_not_fit_keeps_the_whole_value() {
    for json in [r#"{"days":"1,tomorrow"}"#, r#"{"days":{"a":1}}"#, r#"{"days":true}"#] {
        let plan = plan(json);
        assert_eq!(plan.days, None);
        assert_eq!(again(&plan), json);
    }
}

#[test]
fn the_last_of_two_values_wins() {
    let plan = plan(r#"{"days":"1,tomorrow","days":"2"}"#);
    assert_eq!(again(&plan), r#"{"days":"2"}"#);
}
