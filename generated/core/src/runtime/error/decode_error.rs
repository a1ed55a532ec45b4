//! Responses that were not understood.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use serde_json::error::Category;

use crate::runtime::secret::Line;
use crate::runtime::value::json_position;

/// A response that was not understood.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DecodeError {
    /// The operation, `users::get` for example.
    pub operation: &'static str,
    /// Where in the JSON text: `$.users[3].name` for example.
    pub path: String,
    /// The line, from 1; 0 when the fault is not at one place.
    pub line: usize,
    /// The column, from 1; 0 when the fault is not at one place.
    pub column: usize,
    /// The text before the fault; values are replaced by `***`.
    pub snippet: String,
    /// The problem.
    pub reason: String,
    cause: Option<Arc<serde_json::Error>>,
}

impl DecodeError {
    /// A fault in the syntax.
    pub(crate) fn syntax(operation: &'static str, text: &[u8], error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let place = json_position::place(text, line, column);
        let reason = match error.classify() {
            Category::Eof => "it ends too early",
            // The decoder takes any kind of value; it only complains about memory.
            Category::Data => {
                "its values would take far more memory than its text; ask for `Bytes`"
            }
            Category::Io | Category::Syntax => "it is not valid JSON",
        };
        Self {
            operation,
            path: place.path,
            line,
            column,
            snippet: place.snippet,
            reason: reason.to_owned(),
            cause: Some(Arc::new(error)),
        }
    }

    /// A response that is not valid JSON, or does not fit a type of the caller. Messages of deserializers contain values
    /// of the response, so only those parts of them are kept that name types and fields.
    pub(crate) fn json(operation: &'static str, text: &[u8], error: serde_json::Error) -> Self {
        if error.classify() != Category::Data {
            return Self::syntax(operation, text, error);
        }
        let reason = unfit_reason(&error.to_string());
        let place = json_position::place(text, error.line(), error.column());
        Self {
            operation,
            path: place.path,
            line: error.line(),
            column: error.column(),
            snippet: place.snippet,
            reason,
            cause: None,
        }
    }

    /// A list in a page with an element of the wrong kind.
    pub(crate) fn item(operation: &'static str, list: &str) -> Self {
        Self {
            operation,
            path: format!("$.{list}"),
            line: 0,
            column: 0,
            snippet: String::new(),
            reason: "an item is not the kind of value that was expected".to_owned(),
            cause: None,
        }
    }

    /// A value of the wrong kind.
    pub(crate) fn unfit(operation: &'static str, text: &[u8], reason: impl Into<String>) -> Self {
        Self {
            operation,
            path: "$".to_owned(),
            line: 0,
            column: 0,
            snippet: json_position::outline(text),
            reason: reason.into(),
            cause: None,
        }
    }
}

/// What a deserializer complains about, without values.
fn unfit_reason(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or_default();
    if ["missing field ", "duplicate field "].iter().any(|start| message.starts_with(start)) {
        return message.to_owned();
    }
    let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected);
    match expected {
        Some(expected) if message.starts_with("invalid ") => format!("it is not {expected}"),
        Some(expected) if message.starts_with("unknown ") => format!("it is not {expected}"),
        _ => "it does not fit the type".to_owned(),
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = Line(&self.path);
        write!(f, "{}: the response was not understood at {path}", self.operation)?;
        if self.line > 0 {
            write!(f, " (line {}, column {})", self.line, self.column)?;
        }
        write!(f, ": {}", Line(&self.reason))?;
        if self.snippet.is_empty() { Ok(()) } else { write!(f, ", near {:?}", self.snippet) }
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn StdError + 'static))
    }
}
