//! SCIM 2.0 (RFC 7643, RFC 7644): filters of lists, and the paths of patches.

use std::fmt;

/// A filter of SCIM: an attribute that equals a value. It is the only kind that Zoom documents; other filters are written
/// as strings.
///
/// Lists take it in place of a string, and a patch as the path to one of several values:
///
/// ```text
/// Filter::user_name("jo@example.com")             userName eq "jo@example.com"
/// Filter::equal("value", "u-1").within("members") members[value eq "u-1"]
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "it is given to `filter` of a list"]
pub struct Filter {
    attribute: String,
    value: String,
}

impl Filter {
    /// The attribute, `userName` for example, has this value.
    #[doc(alias = "eq")]
    pub fn equal(attribute: impl Into<String>, value: impl Into<String>) -> Self {
        Self { attribute: attribute.into(), value: value.into() }
    }

    /// The user with this email address.
    pub fn user_name(email: impl Into<String>) -> Self {
        Self::equal("userName", email)
    }

    /// The user with this ID in another directory.
    pub fn external_id(id: impl Into<String>) -> Self {
        Self::equal("externalId", id)
    }

    /// The group with this name.
    pub fn display_name(name: impl Into<String>) -> Self {
        Self::equal("displayName", name)
    }

    /// The path to those values of an attribute that match, for a patch.
    #[must_use]
    pub fn within(&self, attribute: &str) -> String {
        format!("{attribute}[{self}]")
    }
}

/// The filter as it is sent; the value is a string of JSON, so that quotes in it do not end it.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attribute, value } = self;
        write!(f, "{attribute} eq {}", serde_json::Value::from(value.as_str()))
    }
}

impl From<Filter> for String {
    fn from(filter: Filter) -> Self {
        filter.to_string()
    }
}
