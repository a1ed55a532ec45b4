//! How the pages of a list follow each other, as facts of an operation.

/// Paging by a token that the response carries for the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPaging {
    /// The wire name of the input.
    pub request: &'static str,
    /// The wire name of the field in the response.
    pub response: &'static str,
    /// The wire name of the field with the token for later changes, on the last page; empty where it has none.
    pub sync: &'static str,
}

/// Paging by the number of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberPaging {
    /// The wire name of the input.
    pub request: &'static str,
    /// The wire name of the page number in the response; empty where it has none.
    pub response: &'static str,
    /// The wire name of the number of pages in the response; empty where it has none: the list ends at an empty page.
    pub count: &'static str,
}

/// Paging by the position of the first item of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetPaging {
    /// The wire name of the input.
    pub request: &'static str,
    /// The position of the first item of all: 0 or 1.
    pub first: i64,
    /// The wire name of the number of all items in the response; empty where it has none: the list ends at an empty page.
    pub total: &'static str,
    /// The wire name of the items in the response; empty where the response is the list.
    pub items: &'static str,
}

/// How the pages of a list follow each other; the token is preferred where the response carries one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// By token.
    pub token: Option<TokenPaging>,
    /// By page number.
    pub page: Option<NumberPaging>,
}
