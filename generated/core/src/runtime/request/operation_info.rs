//! What is known about operations and servers before anything is sent: plain data, written by the generator.

use std::ops::Deref;

use super::operation_details::OperationDetails;
use super::paging_info::Paging;
use crate::runtime::send::limits::Limits;

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Method(&'static str);

impl Method {
    /// `GET`
    pub const GET: Self = Self("GET");
    /// `POST`
    pub const POST: Self = Self("POST");
    /// `PUT`
    pub const PUT: Self = Self("PUT");
    /// `PATCH`
    pub const PATCH: Self = Self("PATCH");
    /// `DELETE`
    pub const DELETE: Self = Self("DELETE");
    /// `HEAD`
    pub const HEAD: Self = Self("HEAD");
    /// `OPTIONS`
    pub const OPTIONS: Self = Self("OPTIONS");
    /// `TRACE`
    pub const TRACE: Self = Self("TRACE");
    /// `QUERY`
    pub const QUERY: Self = Self("QUERY");

    /// A method that has no constant here. Names are case-sensitive.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The constant of this name, whatever its case; `None` when there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [
            Self::GET,
            Self::POST,
            Self::PUT,
            Self::PATCH,
            Self::DELETE,
            Self::HEAD,
            Self::OPTIONS,
            Self::TRACE,
            Self::QUERY,
        ];
        all.into_iter().find(|method| method.0.eq_ignore_ascii_case(name))
    }

    /// The name as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// The form of a request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// No body.
    None,
    /// A JSON value.
    Json,
    /// A JSON value of another media type than `application/json`: `application/merge-patch+json` for example.
    JsonAs(&'static str),
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// Text of the given media type.
    Text(&'static str),
    /// Bytes of the given media type, or of that of the file where this is a range such as `*/*`.
    Bytes(&'static str),
}

impl Body {
    /// The media type of a JSON body; `None` for any other.
    #[must_use]
    pub const fn json(self) -> Option<&'static str> {
        match self {
            Self::Json => Some("application/json"),
            Self::JsonAs(media_type) => Some(media_type),
            _ => None,
        }
    }
}

/// How one property of a form or multipart body is written, where that is not the usual way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The wire name of the property.
    pub name: &'static str,
    /// Bits of [`flags`](crate::runtime::private::flags).
    pub flags: u32,
    /// The media type of its part; empty for the usual one.
    pub media_type: &'static str,
}

/// A way in which a caller shows who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A header of this name.
    Header(&'static str),
    /// A query parameter of this name.
    Query(&'static str),
    /// A cookie of this name.
    Cookie(&'static str),
    /// A field of this name in the form body.
    Form(&'static str),
}

impl std::fmt::Display for Scheme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bearer => f.write_str("a bearer token"),
            Self::Basic => f.write_str("a name and password"),
            Self::Header(name) => write!(f, "the header `{name}`"),
            Self::Query(name) => write!(f, "the query parameter `{name}`"),
            Self::Cookie(name) => write!(f, "the cookie `{name}`"),
            Self::Form(name) => write!(f, "the form field `{name}`"),
        }
    }
}

/// What a status and code mean for an operation, in our words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownError {
    /// The HTTP status.
    pub status: u16,
    /// The code in the body; `None` when the status says it all.
    pub code: Option<i64>,
    /// The meaning.
    pub meaning: &'static str,
}

impl KnownError {
    /// The error in a line of [`OperationInfo::errors`].
    fn read(line: &'static str) -> Option<Self> {
        let mut parts = line.splitn(3, ' ');
        let (status, code, meaning) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { status: status.parse().ok()?, code: code.parse().ok(), meaning })
    }
}

/// How much time one request may cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Span {
    /// So many days.
    Days(u32),
    /// So many months.
    Months(u32),
}

/// The limit of the range that one request may cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The wire name of the input where the range begins.
    pub from: &'static str,
    /// The wire name of the input where it ends.
    pub to: &'static str,
    /// How long it may be.
    pub span: Span,
    /// How many months back it may begin, where that is limited.
    pub back_months: Option<u32>,
}

/// How the error responses of a server look, in all their shapes. A key may be a path from the top of the body, as in
/// `error/data`; any other key is looked for in the object for errors first, and then at the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorShape {
    /// The keys of an object that is for errors; a response may also be the error itself.
    pub envelope: &'static [&'static str],
    /// The keys under which the code may be.
    pub code: &'static [&'static str],
    /// The keys under which a word for the kind of error may be.
    pub kind: &'static [&'static str],
    /// The keys under which the message may be.
    pub message: &'static [&'static str],
    /// The keys under which the list of faulty fields may be.
    pub list: &'static [&'static str],
    /// In that list, the keys of a field's name.
    pub field: &'static [&'static str],
    /// In that list, the keys of what is wrong with it.
    pub detail: &'static [&'static str],
    /// Whether a response with a success status may be an error.
    pub in_success: bool,
    /// The codes of credentials that are no longer good, whatever the status: new ones may help.
    pub expired: &'static [i64],
    /// The codes of what does not exist, whatever the status.
    pub not_found: &'static [i64],
    /// The codes of credentials that are good, but not good enough, whatever the status.
    pub forbidden: &'static [i64],
    /// The text in the message before the list of missing scopes.
    pub scopes: Option<&'static str>,
    /// What messages say when the token of a page is no longer good.
    pub page_expired: &'static [&'static str],
}

impl ErrorShape {
    /// The shapes that are usual, only with an error status.
    pub const DEFAULT: Self = Self {
        envelope: &["error"],
        code: &["code"],
        kind: &[],
        message: &["message", "error", "detail", "title"],
        list: &["errors"],
        field: &["field"],
        detail: &["message"],
        in_success: false,
        expired: &[],
        not_found: &[],
        forbidden: &[],
        scopes: None,
        page_expired: &[],
    };
}

/// A server and its conventions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// A short name.
    pub name: &'static str,
    /// The base URL, without a slash at the end.
    pub url: &'static str,
    /// How it reports errors.
    pub errors: ErrorShape,
    /// The header that names a request in the server's logs.
    pub tracking_header: Option<&'static str>,
    /// Domains whose hosts, besides that of the base URL, may be shown the same credentials: files are often
    /// elsewhere. `example.com` means this domain and all below it.
    pub hosts: &'static [&'static str],
    /// What the path of a request begins with that is made on behalf of a sub-account, with the name of its ID in
    /// braces; `None` where there are none.
    pub account_path: Option<&'static str>,
    /// The credentials that its operations need, all of them.
    pub security: &'static [Scheme],
    /// Other credentials that will do as well; an empty list says that none are needed.
    pub alternatives: &'static [&'static [Scheme]],
    /// How many requests it takes.
    pub limits: Limits,
    /// How the pages of its lists usually follow each other, for requests that no operation makes.
    pub paging: Option<Paging>,
}

impl Server {
    /// A server with default conventions.
    pub const DEFAULT: Self = Self {
        name: "",
        url: "",
        errors: ErrorShape::DEFAULT,
        tracking_header: None,
        hosts: &[],
        account_path: None,
        security: &[],
        alternatives: &[],
        limits: Limits::DEFAULT,
        paging: None,
    };

    /// The server of operations that name none.
    pub const DEFAULT_SERVER: &'static Self = &Self::DEFAULT;
}

/// What is known about an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// The Rust path of the operation, `users::get` for example.
    pub id: &'static str,
    /// The method.
    pub method: Method,
    /// The path with `{names}` of its parameters.
    pub path: &'static str,
    /// The server.
    pub server: &'static Server,
    /// The form of the body.
    pub body: Body,
    /// The name of its rate limit.
    pub rate_limit: Option<&'static str>,
    /// The scopes that it needs, with a space between two; [`scopes`](Self::scopes) gives each.
    // One string is a tenth of the work that a list is for the compiler.
    pub scopes: &'static str,
    /// The errors that are known, a line each: the status, the code or `-`, and the meaning.
    /// [`errors`](Self::errors) gives each.
    pub errors: &'static str,
    /// Whether it can be called on behalf of a sub-account.
    pub sub_account: bool,
    /// How its pages follow each other.
    pub paging: Option<Paging>,
    /// What few operations have; its fields can be read like those above.
    // Each field of a struct takes the compiler time for each value of it, whether it is written or not.
    pub details: &'static OperationDetails,
}

impl Deref for OperationInfo {
    type Target = OperationDetails;

    fn deref(&self) -> &OperationDetails {
        self.details
    }
}

impl OperationInfo {
    /// An operation of which nothing is known.
    pub const DEFAULT: Self = Self {
        id: "",
        method: Method::GET,
        path: "",
        server: Server::DEFAULT_SERVER,
        body: Body::None,
        rate_limit: None,
        scopes: "",
        errors: "",
        sub_account: false,
        paging: None,
        details: &OperationDetails::DEFAULT,
    };

    /// The scopes that it needs.
    pub fn scopes(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.scopes.split_whitespace()
    }

    /// The errors that are known.
    pub fn errors(&self) -> impl Iterator<Item = KnownError> + use<> {
        self.errors.lines().filter_map(KnownError::read)
    }

    /// The wire name of the input that takes a page number or position.
    pub(crate) fn number_input(&self) -> Option<&'static str> {
        let number = self.paging.and_then(|paging| paging.page).map(|number| number.request);
        number.or_else(|| self.offset_paging.map(|offset| offset.request))
    }

    /// The credentials that the operation needs.
    #[must_use]
    pub fn schemes(&self) -> &'static [Scheme] {
        self.security.unwrap_or(self.server.security)
    }

    /// The alternatives of credentials, the preferred one first; an empty one says that none are needed.
    pub fn choices(&self) -> impl Iterator<Item = &'static [Scheme]> + use<> {
        let (first, others) = match self.security {
            Some(own) => (own, self.alternatives),
            None => (self.server.security, self.server.alternatives),
        };
        std::iter::once(first).chain(others.iter().copied())
    }
}
