//! Operations and component schemas of specs/, with the source that owns each.

use serde_json::Value;

use crate::method::Method;

/// An operation of a restated document.
#[derive(Clone, Debug)]
pub(super) struct OwnedOperation {
    pub file: String,
    pub path: String,
    pub method: Method,
    /// Its source; `None` if a person wrote it.
    pub source: Option<String>,
    pub value: Value,
}

/// A component schema of a restated document.
#[derive(Clone, Debug)]
pub(super) struct Component {
    pub source: Option<String>,
    pub value: Value,
}

/// The source of an operation or schema (`x-source`).
pub(super) fn source_of(value: &Value) -> Option<String> {
    value.get("x-source").and_then(Value::as_str).map(str::to_owned)
}
