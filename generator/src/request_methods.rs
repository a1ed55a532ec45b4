//! The methods that macros of the runtime give to request types: the source of their names and signatures for
//! api.txt, for the names that inputs must not have, and for the comparison of two states.
//!
//! A test compares the table with the macros.

use crate::model::{Answer, BodyKind, Operation, TypeExpr};

/// A property of an operation that its request methods depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The type of the response.
    Response,
    /// The response is one page of many.
    Pages,
    /// A page contains a list of items.
    Items,
    /// The server limits the length of a range.
    Windows,
    /// An input is a file.
    File,
}

/// A method of request types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestMethod {
    /// Its name.
    pub name: &'static str,
    /// The name of the method that blocks and otherwise does the same; it exists with the feature `blocking`.
    pub blocking: Option<&'static str>,
    /// An operation needs all of these to have the method.
    pub needs: &'static [Aspect],
    /// Parameters and result with `{request}`, `{response}` and `{item}`; `None` if the method is the same for all
    /// operations, so that api.txt does not list it.
    pub signature: Option<&'static str>,
}

use Aspect::{File, Items, Pages, Windows};

const fn row(
    name: &'static str,
    blocking: Option<&'static str>,
    needs: &'static [Aspect],
    signature: Option<&'static str>,
) -> RequestMethod {
    RequestMethod { name, blocking, needs, signature }
}

/// Every method that macros make for request types.
#[rustfmt::skip]
pub const REQUEST_METHODS: &[RequestMethod] = &[
    row("send", Some("send_blocking"), &[], Some("(self, &Client) -> {response}")),
    row("send_with_response_blocking", None, &[], None),
    row("send_with", Some("send_with_blocking"), &[File],
        Some("(self, &Client, AsyncRead) -> {response}")),
    row("pages", Some("pages_blocking"), &[Pages], Some("(self, &Client) -> {response}")),
    row("items", Some("items_blocking"), &[Pages, Items], Some("(self, &Client) -> {item}")),
    row("windows", None, &[Windows], Some("(self) -> rt::Result<rt::Windows<{request}>>")),
    row("pages_in_windows", Some("pages_in_windows_blocking"), &[Windows],
        Some("(self, &Client) -> rt::Result<rt::Pages<{response}>>")),
    row("items_in_windows", Some("items_in_windows_blocking"), &[Windows, Pages, Items],
        Some("(self, &Client) -> rt::Result<rt::Items<{response}, {item}>>")),
];

/// Whether a setter of this name would conflict with a method that macros make.
pub(crate) fn is_request_method(name: &str) -> bool {
    REQUEST_METHODS.iter().any(|method| method.name == name || method.blocking == Some(name))
}

/// Whether methods split the range of an operation.
pub(crate) fn is_windowed(operation: &Operation) -> bool {
    operation.window.is_some() && matches!(operation.answer, Answer::Json(_))
}

/// Whether one of the inputs is a file, so that its content can be read from a reader.
pub(crate) fn sends_file<'a>(
    operation: &Operation,
    mut inputs: impl Iterator<Item = &'a TypeExpr>,
) -> bool {
    let kind = operation.body.as_ref().map(|body| &body.kind);
    matches!(kind, Some(BodyKind::Multipart | BodyKind::Bytes(_)))
        && inputs.any(|input| *input == TypeExpr::File)
}

impl Aspect {
    /// The method that shows this property best: its name in the first row that needs it last.
    pub(crate) fn method(self) -> &'static str {
        let mut rows = REQUEST_METHODS.iter();
        let row = rows.find(|row| row.needs.last().copied().unwrap_or(Aspect::Response) == self);
        row.map(|row| row.name).unwrap_or_default()
    }

    /// Whether an operation with these inputs has the property.
    pub(crate) fn is_of<'a>(
        self,
        operation: &Operation,
        inputs: impl Iterator<Item = &'a TypeExpr>,
    ) -> bool {
        match self {
            Aspect::Response => true,
            Aspect::Pages => operation.paging.is_some(),
            Aspect::Items => operation.paging.as_ref().is_some_and(|paging| paging.items.is_some()),
            Aspect::Windows => is_windowed(operation),
            Aspect::File => sends_file(operation, inputs),
        }
    }
}
