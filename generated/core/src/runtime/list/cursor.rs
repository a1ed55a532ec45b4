//! Where reading a list has come to, and how to go on from there.

mod format;

use std::error::Error as StdError;
use std::fmt;

use super::list_request::ListRequest;
use crate::runtime::error::Error;
use crate::runtime::error::api_error::ApiError;
use crate::runtime::request::operation_info::OperationInfo;
use serde_json::Value;

/// Where reading a list has come to. Plain data: it can be kept, as long as the server keeps its page tokens
/// (a quarter of an hour, with some servers), and given to `resume` of a new list.
///
/// With serde it is an object (a struct, in formats without names) with these keys in this order, all of them
/// always written:
///
/// ```json
/// {"token": "abc", "page": null, "pages": 3, "items": 17, "windows": 0}
/// ```
///
/// `token` is a string or null, `page` an integer or null, the others are integers from 0. When it is read, a key that
/// is absent has its default (null or 0), and a key that is not listed is an error, because the list would go on in
/// the wrong place. Later versions of this crate read what this one wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[doc(alias("cursor", "page_token"))]
pub struct Position {
    /// The token of the next page, where the list goes by tokens; its URL, where the list goes by the header `Link`.
    pub token: Option<String>,
    /// The number of the next page, where the list goes by numbers; the position of its first item, where it goes by
    /// positions.
    pub page: Option<i64>,
    /// How many pages have been read. Without token and number this is how many to skip.
    pub pages: u64,
    /// How many items of the next page have been read.
    pub items: u64,
    /// How many windows have been read, where the list is read in windows; `pages` counts in the next one.
    pub windows: u64,
}

impl Position {
    /// The page with this token.
    #[must_use]
    pub fn at_token(token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..Self::default() }
    }

    /// The page with this number.
    #[must_use]
    pub fn at_page(number: i64) -> Self {
        Self { page: Some(number), ..Self::default() }
    }

    /// After so many pages, which are fetched again and skipped.
    #[must_use]
    pub fn after_pages(pages: u64) -> Self {
        Self { pages, ..Self::default() }
    }

    /// The same place without a token: it has expired.
    fn without_token(&self) -> Self {
        Self { token: None, page: None, ..self.clone() }
    }

    /// Notes what a request is going to ask for.
    pub(crate) fn note(&mut self, request: &ListRequest) {
        let info = request.info();
        let token = info.paging.and_then(|paging| paging.token);
        self.token = token.and_then(|token| request.text(token.request));
        self.token = self.token.take().filter(|token| !token.is_empty());
        self.page = match self.token {
            Some(_) => None,
            None => info.number_input().and_then(|input| request.integer(input)),
        };
    }

    /// The URL of this page, where the list goes by links.
    pub(crate) fn link(&self, info: &OperationInfo) -> Option<String> {
        let has_tokens = info.paging.is_some_and(|paging| paging.token.is_some());
        let token = self.token.as_ref().filter(|_| info.link_paging)?;
        (!has_tokens || token.starts_with("http")).then(|| token.clone())
    }

    /// Makes a request ask for this page; false when it can only begin at the first one.
    pub(crate) fn apply(&self, request: &mut ListRequest) -> bool {
        let info = request.info();
        let token = info.paging.and_then(|paging| paging.token);
        match (&self.token, token, self.page, info.number_input()) {
            (Some(own), Some(token), _, _) => request.set(token.request, Value::from(own.as_str())),
            (_, _, Some(own), Some(input)) => request.set(input, Value::from(own)),
            _ => false,
        }
    }
}

/// The token of the next page has expired, or the server does not know it: the list has to be started again.
///
/// ```text
/// Err(Error::PageExpired(expired)) => list.items(&client).resume(expired.position)
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PageExpired {
    /// The operation, `users::list` for example.
    pub operation: &'static str,
    /// Where to go on: `resume` of a new list takes it, fetches the pages that were read again, and skips them.
    pub position: Position,
    /// What the server said.
    pub error: ApiError,
}

impl PageExpired {
    /// The error of a request that carried a token, where it means that the token is no longer good.
    pub(crate) fn recognize(error: Error, request: &ListRequest, at: &Position) -> Error {
        let info = request.info();
        let phrases = info.server.errors.page_expired;
        match error {
            Error::Api(error) if at.token.is_some() && says(&error.message, phrases) => {
                let position = at.without_token();
                Error::PageExpired(Box::new(Self { operation: info.id, position, error: *error }))
            }
            error => error,
        }
    }
}

/// Whether a message has one of the phrases; servers are not consistent in their capitals.
fn says(message: &str, phrases: &[&str]) -> bool {
    let message = message.to_ascii_lowercase();
    phrases.iter().any(|phrase| message.contains(&phrase.to_ascii_lowercase()))
}

impl fmt::Display for PageExpired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, position, .. } = self;
        write!(
            f,
            "{operation}: the token of the next page has expired after {} pages; start the list again with \
             `resume(position)`, which skips what was read",
            position.pages
        )
    }
}

impl StdError for PageExpired {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}
