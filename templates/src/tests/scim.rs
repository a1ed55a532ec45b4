//! Filters of SCIM, and paths of its patches.

use proptest::prelude::*;

use crate::zoom::scim::Filter;

#[test]
fn filters_are_those_of_the_documentation() {
    for (filter, expected) in [
        (Filter::user_name("jo@example.com"), r#"userName eq "jo@example.com""#),
        (Filter::external_id("e 1"), r#"externalId eq "e 1""#),
        (Filter::display_name("R&D"), r#"displayName eq "R&D""#),
        (Filter::equal("title", r#"a "b" \ c"#), r#"title eq "a \"b\" \\ c""#),
    ] {
        assert_eq!(String::from(filter), expected);
    }
    assert_eq!(Filter::equal("value", "k&K").within("members"), r#"members[value eq "k&K"]"#);
}

proptest! {
    #[test]
    fn a_value_does_not_end_before_its_last_quote(value in ".*") {
        let filter = Filter::equal("userName", value.clone()).to_string();
        let json = filter.strip_prefix("userName eq ").unwrap();
        prop_assert_eq!(serde_json::from_str::<String>(json).unwrap(), value);
    }
}
