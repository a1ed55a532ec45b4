//! Types of IDs and joined lists (rules.yaml, `ids` and `joined`).

use serde::Deserialize;

use crate::model::Separator;

/// A type of IDs, and the schema paths that have it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an ID type with `doc` and `places`")]
pub(crate) struct IdRule {
    /// What it identifies.
    pub doc: String,
    /// Whether it is also made from integers.
    #[serde(default)]
    pub numeric: bool,
    /// Other types of IDs that are valid in its place.
    #[serde(default)]
    pub from: Vec<String>,
    /// Patterns for schema paths.
    pub places: Vec<String>,
}

/// Strings that contain several values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an entry with `separator` and `places`")]
pub(crate) struct JoinedRule {
    /// The separator of the values.
    pub separator: Separator,
    /// Patterns for schema paths.
    pub places: Vec<String>,
}
