//! Requests that no operation makes.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use super::operation_info::{Method, OperationInfo, Server};
use super::options::{SendOptions, names};
use super::paging_info::{Paging, TokenPaging};
use super::prepared::{Part, PartContent, PreparedBody, PreparedRequest};
use super::{path, sub_account};
use crate::runtime::error::{Error, InvalidRequest, Result};
use crate::runtime::file::upload::Upload;
use crate::runtime::send::body;
use crate::runtime::send::client::{Call, Client, InfoRef};
use crate::runtime::send::retry::Retry;

/// What errors call such a request.
pub(crate) const ID: &str = "raw";

/// A request of any path and method, as plain data, for what the operations do not cover.
///
/// It is sent like an operation: with the credentials of the client, renewed once when they have expired, and with the
/// errors of the server. [`send_json`](Self::send_json) reads the response as any type with `serde::Deserialize`;
/// [`pages`](Self::pages) and [`items`](Self::items) read lists page by page. [`send`](Self::send) reads it as
/// [`Bytes`], as a `String`, as `()` where nobody wants it, or as a type of an operation.
///
/// ```text
/// let log: MyLog = Raw::get("/logs/7").query("from", day).send_json(&client).await?;
/// let mut calls = Raw::get("/logs").items::<MyCall>(&client, "calls");
/// while let Some(call) = calls.try_next().await? { … }
/// ```
#[derive(Clone, PartialEq)]
#[must_use = "nothing is sent until `send` is called"]
#[doc(alias("RawRequest", "custom_request"))]
pub struct Raw {
    server: &'static Server,
    method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    media_type: Option<String>,
    pub(crate) body: PreparedBody,
    /// Why there is no body, where a value could not be written.
    fault: Option<&'static str>,
    rate_limit: Option<&'static str>,
    account: Option<String>,
    page_token: Option<TokenPaging>,
    send_options: SendOptions,
}

impl Raw {
    /// A request of any method, to the server that most operations of this crate have.
    ///
    /// The path is relative to the base URL of the server, and may have a query. Values in it must have been encoded;
    /// [`path_segment`](crate::runtime::path_segment) does that. A URL is taken when it starts with the base URL of the
    /// server; any other is rejected before anything is sent, because credentials would leave with it.
    #[doc(alias = "request")]
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            server: crate::servers::DEFAULT,
            method,
            path: path.into(),
            query: Vec::new(),
            headers: Vec::new(),
            media_type: None,
            body: PreparedBody::Empty,
            fault: None,
            rate_limit: None,
            account: None,
            page_token: None,
            send_options: SendOptions::default(),
        }
    }

    /// A `GET` request; see [`new`](Self::new).
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// A `POST` request; see [`new`](Self::new).
    pub fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    /// A `PUT` request; see [`new`](Self::new).
    pub fn put(path: impl Into<String>) -> Self {
        Self::new(Method::PUT, path)
    }

    /// A `PATCH` request; see [`new`](Self::new).
    pub fn patch(path: impl Into<String>) -> Self {
        Self::new(Method::PATCH, path)
    }

    /// A `DELETE` request; see [`new`](Self::new).
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// Sends the request to another server, with its credentials and conventions: one of the module `servers`.
    pub fn server(mut self, server: &'static Server) -> Self {
        self.server = server;
        self
    }

    /// Adds a query parameter; a name may come several times.
    pub fn query(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets a header, also one that would otherwise be set by the client. In a multipart body `content-type`
    /// names the boundary between parts: the client sets it, and a value set here is not sent.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into().to_ascii_lowercase();
        self.headers.retain(|(own, _)| *own != name);
        self.headers.push((name, value.into()));
        self
    }

    /// Limits how long one attempt may take altogether.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.send_options.timeout = Some(timeout);
        self
    }

    /// Limits how long everything may take together; see
    /// [`ClientBuilder::total_timeout`](crate::runtime::ClientBuilder::total_timeout).
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.send_options.total_timeout = Some(timeout);
        self
    }

    /// Says when the request is sent again; as the client says unless set.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.send_options.retry = Some(retry);
        self
    }

    /// Names the rate limit of the request, `heavy` for example, for the limiter of the client. Without one the
    /// request passes at once.
    pub fn rate_limit(mut self, label: &'static str) -> Self {
        self.rate_limit = Some(label);
        self
    }

    /// Makes the request on behalf of a sub-account, by its ID: its path gets the prefix for this account, as with
    /// [`Client::on_account`](crate::runtime::Client::on_account). A path that has the prefix already needs neither.
    pub fn on_account(mut self, id: impl Into<String>) -> Self {
        self.account = Some(id.into());
        self
    }

    /// Names the query parameter with the token of a page, and the key of the next token in the response, for
    /// [`pages`](Self::pages) and [`items`](Self::items): where they differ from what the server usually has.
    pub fn page_token(mut self, parameter: &'static str, key: &'static str) -> Self {
        self.page_token = Some(TokenPaging { request: parameter, response: key, sync: "" });
        self
    }

    /// Sends the request at once, whatever the limiter of the client says.
    #[doc(alias = "unlimited")]
    pub fn skip_limiter(mut self) -> Self {
        self.send_options.skip_limiter = true;
        self
    }

    /// Logs request and response, without secrets; see
    /// [`ClientBuilder::debug`](crate::runtime::ClientBuilder::debug).
    pub fn debug(mut self, debug: bool) -> Self {
        self.send_options.debug = Some(debug);
        self
    }

    /// Sends JSON, in place of any other body. What has no JSON form is an error when the request is made.
    pub fn json(self, value: impl Serialize) -> Self {
        match serde_json::to_vec(&value) {
            Ok(text) => self.content(text.into(), "application/json"),
            // What a serializer complains about may be a value.
            Err(_) => Self { fault: Some("the body has no JSON form"), ..self },
        }
    }

    /// Sends text, in place of any other body.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.content(text.into().into(), "text/plain; charset=utf-8")
    }

    /// Sends bytes, in place of any other body; the header `content-type` says what they are.
    pub fn bytes(self, content: impl Into<Bytes>) -> Self {
        self.content(content.into(), "application/octet-stream")
    }

    /// Sends the content of a file, in place of any other body.
    pub fn file(self, file: Upload) -> Self {
        let media_type = body::media_type_of(&file).to_owned();
        self.body(PreparedBody::File(file), Some(media_type))
    }

    /// Adds pairs to a form, in place of a body of another kind; to a multipart body as parts.
    pub fn form<N, V>(mut self, pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: fmt::Display,
    {
        let pairs = pairs.into_iter().map(|(name, value)| (name.into(), value.to_string()));
        match &mut self.body {
            PreparedBody::Form(own) => own.extend(pairs),
            PreparedBody::Multipart(parts) => parts.extend(pairs.map(text_part)),
            _ => {
                let media_type = "application/x-www-form-urlencoded".to_owned();
                let body = PreparedBody::Form(pairs.collect());
                return self.body(body, Some(media_type));
            }
        }
        self
    }

    /// Adds a part to a multipart body, in place of a body of another kind: an [`Upload`] or a string. The
    /// pairs of a form become parts.
    pub fn part(mut self, name: impl Into<String>, content: impl Into<PartContent>) -> Self {
        let mut parts = match std::mem::replace(&mut self.body, PreparedBody::Empty) {
            PreparedBody::Multipart(parts) => parts,
            PreparedBody::Form(pairs) => pairs.into_iter().map(text_part).collect(),
            _ => Vec::new(),
        };
        parts.push(Part { name: name.into(), content: content.into(), media_type: None });
        self.body(PreparedBody::Multipart(parts), None)
    }

    fn content(self, content: Bytes, media_type: &str) -> Self {
        self.body(PreparedBody::Content(content), Some(media_type.to_owned()))
    }

    fn body(self, body: PreparedBody, media_type: Option<String>) -> Self {
        Self { body, media_type, fault: None, ..self }
    }

    pub(crate) fn call(self, client: &Client) -> Result<Call> {
        let info = InfoRef::Raw(Box::new(self.info()));
        self.call_as(client, info)
    }

    pub(crate) fn call_as(self, client: &Client, info: InfoRef) -> Result<Call> {
        let account = client.account(self.account.as_deref());
        let request = self.request_for(account.as_deref())?;
        Ok(Call { info, request, send_options: self.send_options, account, link: None })
    }

    pub(crate) fn info(&self) -> OperationInfo {
        let paging = match (self.page_token, self.server.paging) {
            (Some(token), usual) => {
                Some(Paging { token: Some(token), page: usual.and_then(|usual| usual.page) })
            }
            (None, usual) => usual,
        };
        OperationInfo {
            paging,
            id: ID,
            method: self.method,
            server: self.server,
            rate_limit: self.rate_limit,
            sub_account: true,
            ..OperationInfo::DEFAULT
        }
    }

    /// The request as plain data; nothing is sent.
    ///
    /// # Errors
    /// When the path leads elsewhere or a value cannot be written.
    pub fn request(&self) -> Result<PreparedRequest> {
        self.request_for(self.account.as_deref())
    }

    fn request_for(&self, account: Option<&str>) -> Result<PreparedRequest> {
        let invalid = |reason| Error::InvalidRequest(InvalidRequest::new(ID, reason));
        self.prepared(account).map_err(invalid)
    }

    fn prepared(&self, account: Option<&str>) -> Result<PreparedRequest, String> {
        if let Some(fault) = self.fault {
            return Err(fault.to_owned());
        }
        if reqwest::Method::from_bytes(self.method.as_str().as_bytes()).is_err() {
            return Err("the method has no valid name".to_owned());
        }
        let url = path::below(self.server.url, &self.path)?;
        let mut url = sub_account::prefixed(&self.info(), account, url)?;
        for (name, value) in &self.query {
            if !url.ends_with(['?', '&']) {
                url.push(if url.contains('?') { '&' } else { '?' });
            }
            url.push_str(&format!("{}={}", path::encoded(name), path::encoded(value)));
        }
        let defaults = [
            ("accept", Some("application/json, */*;q=0.5")),
            ("content-type", self.media_type.as_deref()),
        ];
        let mut headers: Vec<_> = defaults
            .into_iter()
            .filter(|(name, _)| self.headers.iter().all(|(own, _)| own != name))
            .filter_map(|(name, value)| Some((name.into(), Cow::Owned(value?.to_owned()))))
            .collect();
        for (name, value) in &self.headers {
            if value.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
                return Err("a header contains a control character".to_owned());
            }
            headers.push((name.clone().into(), value.clone().into()));
        }
        Ok(PreparedRequest { method: self.method, url, headers, body: self.body.clone() })
    }
}

fn text_part((name, text): (String, String)) -> Part {
    Part { name, content: PartContent::Text(text), media_type: None }
}

/// Prints names and sizes beside the path: values may be secrets.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("server", &self.server.name)
            .field("method", &self.method.as_str())
            .field("path", &self.path.split('?').next().unwrap_or_default())
            .field("query", &names(&self.query))
            .field("headers", &names(&self.headers))
            .field("body", &self.body)
            .field("rate_limit", &self.rate_limit)
            .field("account", &self.account)
            .field("send_options", &self.send_options)
            .finish()
    }
}
