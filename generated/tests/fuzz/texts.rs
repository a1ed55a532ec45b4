//! Strings that become parts of a URL, and strings that may be points in time.

use proptest::prelude::*;

use super::explore;
use super::judged::{encoded_twice, in_path, point_in_time};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[/%.+ ?#&=a-z]{1,12}"]
}

#[test]
fn whatever_stands_in_a_path_arrives_as_it_was() {
    explore("path", text(), |text| in_path(&text));
}

#[test]
fn ids_are_encoded_twice_exactly_when_they_must() {
    explore("double", text(), |text| encoded_twice(&text));
}

#[test]
fn any_text_may_stand_for_a_point_in_time() {
    let dates =
        "[0-9]{1,5}[-/:T ][0-9]{1,3}[-/:T ][0-9]{1,3}[T ]?[0-9:.]{0,12}(Z|[+-][0-9:]{1,6})?";
    explore("time", prop_oneof![any::<String>(), dates], |text| point_in_time(&text));
}
