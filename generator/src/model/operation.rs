//! Operations: one request and what answers it.

use std::fmt;

use super::{Field, Shape};
use crate::place::Place;
use crate::pointer::Pointer;

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET.
    Get,
    /// PUT.
    Put,
    /// POST.
    Post,
    /// DELETE.
    Delete,
    /// OPTIONS.
    Options,
    /// HEAD.
    Head,
    /// PATCH.
    Patch,
    /// TRACE.
    Trace,
}

impl Method {
    /// Every method a path item may have.
    pub const ALL: [Method; 8] = [
        Method::Get,
        Method::Put,
        Method::Post,
        Method::Delete,
        Method::Options,
        Method::Head,
        Method::Patch,
        Method::Trace,
    ];

    /// As a key of a path item (`get`).
    pub fn key(self) -> &'static str {
        match self {
            Method::Get => "get",
            Method::Put => "put",
            Method::Post => "post",
            Method::Delete => "delete",
            Method::Options => "options",
            Method::Head => "head",
            Method::Patch => "patch",
            Method::Trace => "trace",
        }
    }

    /// As on the wire (`GET`).
    pub fn wire(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Head => "HEAD",
            Method::Patch => "PATCH",
            Method::Trace => "TRACE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wire())
    }
}

/// One operation of one document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The document's id.
    pub document: String,
    /// The server's key.
    pub server: String,
    /// HTTP method.
    pub method: Method,
    /// Path template as documented.
    pub path: String,
    /// The path with parameter names erased; with the names where an operation before has that path too.
    pub identity: String,
    /// Where it stands in its document.
    pub pointer: Pointer,
    /// `operationId`, when the document has one.
    pub operation_id: Option<String>,
    /// A name an overlay asks for (`x-rust-name`).
    pub rust_name: Option<String>,
    /// The first tag.
    pub tag: Option<String>,
    /// One line.
    pub summary: Option<String>,
    /// More.
    pub description: Option<String>,
    /// No longer to be used.
    pub deprecated: bool,
    /// Rate-limit label (`light`).
    pub rate_limit: Option<String>,
    /// Scopes, any one of which suffices.
    pub scopes: Vec<String>,
    /// Granular scopes.
    pub granular_scopes: Vec<String>,
    /// Plan or add-on that is needed.
    pub plan: Option<String>,
    /// Alternatives of inputs of which one is needed (`x-one-of-required`).
    pub one_of_required: Vec<Vec<String>>,
    /// Path, query, header and cookie parameters.
    pub parameters: Vec<(Location, Style, Field)>,
    /// The request body.
    pub body: Option<Body>,
    /// What a success answers with.
    pub answer: Answer,
    /// Documented errors.
    pub errors: Vec<KnownError>,
    /// How further pages are asked for.
    pub paging: Option<Paging>,
    /// How much time one request may cover.
    pub window: Option<Window>,
    /// The credentials it needs, in the words of rules.yaml, where they are not the server's; none at all for
    /// `security: []`.
    pub security: Option<Vec<String>>,
}

impl Operation {
    /// The path with parameter names erased: `/users/{}`.
    pub fn erased_path(&self) -> String {
        erase(&self.path)
    }

    /// The identity that names.lock keys on: `v2 GET /users/{}`.
    pub fn key(&self) -> String {
        format!("{} {} {}", self.server, self.method, self.identity)
    }
}

/// Erases the names of path parameters: `/users/{userId}` → `/users/{}`.
pub fn erase(path: &str) -> String {
    let mut erased = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                erased.push('{');
            }
            '}' => {
                inside = false;
                erased.push('}');
            }
            _ if inside => {}
            _ => erased.push(c),
        }
    }
    erased
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// Into the path; percent-encoded twice where `double` says so.
    Path {
        /// Encode twice when the value starts with `/` or contains `//`.
        double: bool,
    },
    /// Into the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// How a list or object is written into a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Lists as repeated pairs, objects as one pair a member.
    #[default]
    Repeated,
    /// Joined by commas.
    Comma,
    /// Joined by blanks.
    Space,
    /// Joined by `|`.
    Pipe,
    /// `name[]=a&name[]=b`.
    Brackets,
    /// `name[key]=value`.
    Deep,
    /// JSON text.
    Json,
}

/// How a body is encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// `application/json` or a `+json` type.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// Text with this content type.
    Text(String),
    /// Bytes with this content type.
    Bytes(String),
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Encoding.
    pub kind: BodyKind,
    /// A body must be sent.
    pub required: bool,
    /// What it holds.
    pub shape: Shape,
    /// Its members are inputs of the operation themselves.
    pub flat: bool,
    /// Its place.
    pub place: Place,
    /// Its pointer.
    pub pointer: Pointer,
}

/// What a success answers with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing.
    Empty,
    /// JSON of this shape.
    Json(Shape),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A documented error.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownError {
    /// HTTP status; 0 where the document gives none.
    pub status: u16,
    /// The code inside the body.
    pub code: Option<i64>,
    /// What it means.
    pub meaning: String,
}

/// How further pages are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// By a token of the previous page.
    pub token: Option<TokenPaging>,
    /// By number.
    pub number: Option<NumberPaging>,
    /// The response field with the items, and the shape of one.
    pub items: Option<(String, Shape)>,
}

/// The limit of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The input where the range begins.
    pub from: String,
    /// The input where it ends.
    pub to: String,
    /// How long it may be, at most.
    pub span: Span,
    /// How many months back it may begin.
    pub back_months: Option<u32>,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// In days.
    Days(u32),
    /// In months.
    Months(u32),
}

/// Wire names of token paging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPaging {
    /// The input that takes the token.
    pub request: String,
    /// The response field that holds the next one.
    pub response: String,
}

/// Wire names of paging by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberPaging {
    /// The input that takes the number.
    pub request: String,
    /// The response field that repeats it.
    pub response: String,
    /// The response field with the number of pages.
    pub count: String,
}
