//! Types of IDs.

/// A type of IDs: a string that is not confused with other IDs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdType {
    /// The Rust name.
    pub name: String,
    /// What it identifies.
    pub doc: String,
    /// Whether it is also made from integers.
    pub numeric: bool,
    /// Other types of IDs that are valid in its place.
    pub from: Vec<String>,
}
