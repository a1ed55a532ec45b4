//! Facts that a document states about a value besides its type.

use serde_json::Value;

use super::Wire;

/// Description, limits and defaults; all optional.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Our line of the glossary.
    pub line: Option<String>,
    /// The document's own text.
    pub text: Option<String>,
    /// The value the server assumes.
    pub default: Option<Value>,
    /// The `format` keyword, if the type does not imply it.
    pub format: Option<String>,
    /// The unit of a number (`minutes`).
    pub unit: Option<String>,
    /// Shortest text or list.
    pub min_length: Option<u64>,
    /// Longest text or list.
    pub max_length: Option<u64>,
    /// The most that any place of a shared type allows, where others allow less.
    pub longest: Option<u64>,
    /// Smallest number, as written.
    pub minimum: Option<String>,
    /// Largest number, as written.
    pub maximum: Option<String>,
    /// `minimum` itself is not allowed.
    pub above: bool,
    /// `maximum` itself is not allowed.
    pub below: bool,
    /// A regular expression the text must match.
    pub pattern: Option<String>,
    /// Facts of the items of a list.
    pub items: Option<Box<Facts>>,
    /// The values this place documents; the enumeration that it shares may have more.
    pub values: Vec<Wire>,
    /// No longer to be used.
    pub deprecated: bool,
    /// The server sends it, callers do not.
    pub read_only: bool,
    /// Callers send it, the server does not.
    pub write_only: bool,
}
