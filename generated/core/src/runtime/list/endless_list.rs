//! Lists whose server names page after page and puts nothing on them.

use std::error::Error as StdError;
use std::fmt;

use super::cursor::Position;

/// How many empty pages in a row a list reads unless the caller says otherwise.
pub(crate) const MAX_EMPTY_PAGES: u64 = 100;

/// A list was given up: page after page was empty, and each named a next page that had not been read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EndlessList {
    /// The operation, `users::list` for example.
    pub operation: &'static str,
    /// How many pages in a row were empty.
    pub empty_pages: u64,
    /// The page that was not fetched: `resume` of a new list goes on from there.
    pub position: Position,
}

impl fmt::Display for EndlessList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} pages in a row were empty, and each named another page; the list may never end. To go on all the \
             same, start it again with `resume(position)`, or allow more with `max_empty_pages`",
            self.operation, self.empty_pages
        )
    }
}

impl StdError for EndlessList {}
