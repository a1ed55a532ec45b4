//! Requests as plain data: what a test looks at without a server, and what any transport can carry.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use url::form_urlencoded;

use super::operation_info::Method;
use super::options::names;
use crate::runtime::file::upload::Upload;

/// Headers: lower-case names and values, most of which are the same for every request.
pub(crate) type Headers = Vec<(Cow<'static, str>, Cow<'static, str>)>;

/// A request, ready but for credentials.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreparedRequest {
    /// The method.
    pub method: Method,
    /// Path and query, relative to the base URL of the server.
    pub url: String,
    /// Headers by lower-case name.
    pub headers: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The body.
    pub body: PreparedBody,
}

impl PreparedRequest {
    /// The encoded path.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.split_once('?').map_or(self.url.as_str(), |(path, _)| path)
    }

    /// The decoded pairs of the query.
    #[must_use]
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// The value of a header, by lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }
}

/// Prints names and sizes only: values may be secrets.
impl fmt::Debug for PreparedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedRequest")
            .field("method", &self.method.as_str())
            .field("path", &self.path())
            .field("query", &names(&self.query()))
            .field("headers", &names(&self.headers))
            .field("body", &self.body)
            .finish()
    }
}

/// The body of a [`PreparedRequest`].
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PreparedBody {
    /// No body.
    Empty,
    /// JSON or text, of the media type in the header.
    Content(Bytes),
    /// The pairs of `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// The parts of `multipart/form-data`.
    Multipart(Vec<Part>),
    /// A file, of the media type in the header.
    File(Upload),
}

impl PreparedBody {
    /// Whether it can be sent again: the content of a reader can be had once.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        match self {
            Self::Multipart(parts) => parts.iter().all(|part| match &part.content {
                PartContent::File(file) => !file.is_reader(),
                PartContent::Text(_) => true,
            }),
            Self::File(file) => !file.is_reader(),
            _ => true,
        }
    }

    /// The text of a JSON, text or form body.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Content(content) => String::from_utf8(content.to_vec()).ok(),
            Self::Form(pairs) => Some(form_text(pairs)),
            _ => None,
        }
    }
}

/// Prints names and sizes only: values may be secrets.
impl fmt::Debug for PreparedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Content(content) => write!(f, "Content({} bytes)", content.len()),
            Self::Form(pairs) => f.debug_tuple("Form").field(&names(pairs)).finish(),
            Self::Multipart(parts) => f.debug_tuple("Multipart").field(parts).finish(),
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
        }
    }
}

/// One part of a multipart body.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The name.
    pub name: String,
    /// The content.
    pub content: PartContent,
    /// The documented media type: of a string; of a file that names none itself.
    pub media_type: Option<&'static str>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            PartContent::Text(_) => write!(f, "{}", self.name),
            PartContent::File(file) => write!(f, "{}: {file:?}", self.name),
        }
    }
}

/// The content of a [`Part`].
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartContent {
    /// A string.
    Text(String),
    /// A file.
    File(Upload),
}

impl From<Upload> for PartContent {
    fn from(file: Upload) -> Self {
        Self::File(file)
    }
}

impl From<String> for PartContent {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for PartContent {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl fmt::Debug for PartContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::File(file) => file.fmt(f),
        }
    }
}

/// Pairs as `application/x-www-form-urlencoded`.
pub(crate) fn form_text(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
