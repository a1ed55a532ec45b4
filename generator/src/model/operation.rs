//! Operations: one request and its response.

use serde::{Serialize, Serializer};

use super::{Credential, Field, Method, TypeExpr};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;

/// One operation of one document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The document's id.
    pub document: String,
    /// The server's key.
    pub server: String,
    /// The key of the server that this operation or its path has for itself.
    pub base: Option<String>,
    /// HTTP method.
    pub method: Method,
    /// Path template as documented.
    pub path: String,
    /// The path with parameter names erased; with the names where an operation before has that path too.
    pub identity: String,
    /// Its location in its document.
    pub pointer: Pointer,
    /// `operationId`, when the document has one.
    pub operation_id: Option<String>,
    /// The id of the source that it was imported from (`x-source`).
    pub source: Option<String>,
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
    /// When it was last documented (`x-deprecated-since`).
    pub deprecated_since: Option<String>,
    /// The operation to use instead, as `GET /users/{}` (`x-replaced-by`).
    pub replaced_by: Option<String>,
    /// Rate-limit label (`light`).
    pub rate_limit: Option<String>,
    /// Scopes, any one of which suffices.
    pub scopes: Vec<String>,
    /// Granular scopes.
    pub granular_scopes: Vec<String>,
    /// Can be called on behalf of a sub-account (`x-sub-account`).
    pub sub_account: bool,
    /// Scopes for calls on behalf of a sub-account (`x-sub-account-scopes`).
    pub sub_account_scopes: Vec<String>,
    /// Plan or add-on that is needed.
    pub plan: Option<String>,
    /// Alternatives of inputs of which one is needed (`x-one-of-required`).
    pub one_of_required: Vec<Vec<String>>,
    /// Path, query, header and cookie parameters.
    pub parameters: Vec<(Location, Style, Field)>,
    /// The request body.
    pub body: Option<Body>,
    /// The body of a success response.
    pub answer: Answer,
    /// The media type of a JSON response, where it is not `application/json`.
    pub accept: Option<String>,
    /// Documented errors.
    pub errors: Vec<KnownError>,
    /// How further pages are asked for.
    pub paging: Option<Paging>,
    /// How much time one request may cover.
    pub window: Option<Window>,
    /// The credentials it needs, where they are not the server's; none at all for `security: []`.
    pub security: Option<Vec<Credential>>,
    /// Other lists of credentials that are accepted instead of `security`; an empty list means that none are needed.
    pub alternatives: Vec<Vec<Credential>>,
}

impl Operation {
    /// The path with parameter names erased: `/users/{}`.
    pub fn erased_path(&self) -> String {
        erase(&self.path)
    }

    /// The key of the server that it is sent to.
    pub fn sent_to(&self) -> &str {
        self.base.as_deref().unwrap_or(&self.server)
    }

    /// The path as it is sent: without a fragment, and without pairs of its query that are inputs.
    pub fn sent_path(&self) -> String {
        let path = self.path.split('#').next().unwrap_or_default();
        let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
        let is_input = |pair: &str| {
            let value = pair.split_once('=').map_or(pair, |(_, value)| value);
            let name = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            name.is_some_and(|name| {
                self.parameters
                    .iter()
                    .any(|(location, _, field)| *location == Location::Query && field.wire == name)
            })
        };
        let constants: Vec<&str> =
            query.split('&').filter(|pair| !pair.is_empty() && !is_input(pair)).collect();
        let mark = if constants.is_empty() { "" } else { "?" };
        format!("{path}{mark}{}", constants.join("&"))
    }

    /// Whether it is the operation that is written as `GET /users/{}`.
    pub fn is(&self, key: &str) -> bool {
        key.split_once(' ').is_some_and(|(method, path)| {
            self.method.to_string() == method && self.erased_path() == path
        })
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
    /// Into the path; percent-encoded twice if `double` is set.
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
    /// Objects as `key=value`, also where the usual way is another.
    Exploded,
    /// Joined by commas.
    Comma,
    /// Joined by semicolons.
    Semicolon,
    /// Joined by spaces.
    Space,
    /// Joined by `|`.
    Pipe,
    /// `name[key]=value`.
    Deep,
    /// JSON text.
    Json,
    /// In a path, with a period before it, or before each element.
    Label {
        /// Each element by itself.
        explode: bool,
    },
    /// In a path, as `;name=value`.
    Matrix {
        /// Each element by itself.
        explode: bool,
    },
}

impl Style {
    /// The flags of the runtime.
    pub fn flags(self) -> &'static [&'static str] {
        match self {
            Style::Repeated => &[],
            Style::Exploded => &["explode"],
            Style::Comma => &["comma"],
            Style::Semicolon => &["semicolon"],
            Style::Space => &["space"],
            Style::Pipe => &["pipe"],
            Style::Deep => &["deep"],
            Style::Json => &["json"],
            Style::Label { explode: false } => &["label"],
            Style::Label { explode: true } => &["label", "explode"],
            Style::Matrix { explode: false } => &["matrix"],
            Style::Matrix { explode: true } => &["matrix", "explode"],
        }
    }
}

/// How a body is encoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename = "Body")]
pub enum BodyKind {
    /// `application/json`.
    Json,
    /// JSON under another media type.
    JsonAs(String),
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
    /// The type of the value.
    pub expr: TypeExpr,
    /// Its members are inputs of the operation themselves.
    pub flat: bool,
    /// How members of a form or multipart body are written, where that is not the usual way.
    pub encoding: Vec<Encoding>,
    /// Its place.
    pub schema_path: SchemaPath,
    /// Its pointer.
    pub pointer: Pointer,
}

/// How a member of a form or multipart body is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The wire name of the member.
    pub name: String,
    /// How a list or object is written.
    pub style: Style,
    /// The media type of its part; empty for the usual one.
    pub media_type: String,
}

/// The body of a success response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing.
    Empty,
    /// JSON of this shape.
    Json(TypeExpr),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A documented error.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct KnownError {
    /// HTTP status; 0 where the document gives none.
    pub status: u16,
    /// The code inside the body.
    pub code: Option<i64>,
    /// Its meaning.
    pub meaning: String,
}

/// How further pages are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Paging {
    /// By a token of the previous page.
    pub token: Option<TokenPaging>,
    /// By number.
    #[serde(rename = "page")]
    pub number: Option<NumberPaging>,
    /// By the position of the first item, where nothing else is known.
    #[serde(skip)]
    pub offset: Option<OffsetPaging>,
    /// By the header `Link`.
    #[serde(skip)]
    pub link: bool,
    /// The response field with the items, and the shape of one; the name is empty where the response is the list.
    #[serde(skip)]
    pub items: Option<(String, TypeExpr)>,
}

/// The limit of a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Span {
    /// In days.
    Days(u32),
    /// In months.
    Months(u32),
}

/// Wire names of token paging.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenPaging {
    /// The input that takes the token.
    pub request: String,
    /// The response field that holds the next one.
    pub response: String,
    /// The response field of the last page with the token for later changes; empty where it has none.
    #[serde(serialize_with = "or_empty")]
    pub sync: Option<String>,
}

/// Wire names of paging by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberPaging {
    /// The input that takes the number.
    pub request: String,
    /// The response field that repeats it.
    #[serde(serialize_with = "or_empty")]
    pub response: Option<String>,
    /// The response field with the number of pages; without it the list ends at a page without items.
    #[serde(serialize_with = "or_empty")]
    pub count: Option<String>,
}

/// Wire names of paging by the position of the first item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OffsetPaging {
    /// The input that takes the position.
    pub request: String,
    /// The position of the first item of all.
    pub first: i64,
    /// The response field with the number of all items.
    #[serde(serialize_with = "or_empty")]
    pub total: Option<String>,
    /// The response field with the items; empty where the response is the list.
    pub items: String,
}

/// The runtime has an empty name where there is none.
fn or_empty<S: Serializer>(name: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name.as_deref().unwrap_or_default())
}

/// `listSessionUsers` as `List session users`: the summary of an operation that has none in its document.
pub(crate) fn summary_of_id(id: &str) -> String {
    let snake = heck::AsSnakeCase(id).to_string().replace('_', " ");
    let mut letters = snake.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str())
}
