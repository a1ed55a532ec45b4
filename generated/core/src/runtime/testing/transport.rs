//! A transport in memory.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::Body as _;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::Url;

use super::routes::{Found, Reply, Routes};
use crate::runtime::auth::BoxFuture;
use crate::runtime::error::{TransportError, TransportKind};
use crate::runtime::request::operation_info::Method;
use crate::runtime::request::options::names;
use crate::runtime::send::transport::Transport;

/// A transport that needs no socket: it keeps what it is sent and responds with what was queued or set for the method
/// and path.
///
/// Clones share responses and record, so a test keeps one and gives another to the client.
///
/// ```text
/// let transport = FakeTransport::new();
/// transport
///     .on(Method::GET, "/v2/users/{}", FakeResponse::json(200, json!({"id": "u1"})))
///     .on(Method::DELETE, "/v2/users/u1", FakeResponse::status(204));
/// let client = Client::builder().transport(transport.clone()).auth(Bearer::new("token")).build()?;
/// ```
///
/// A request gets, in this order: the response set with [`on`](Self::on) or
/// [`on_request`](Self::on_request), the next one of the queue ([`respond`](Self::respond)), the one for everything
/// else ([`always`](Self::always)). A request for which there is none fails with an error that lists what was expected.
#[derive(Clone, Default)]
#[doc(alias("mock", "MockTransport", "MockServer"))]
pub struct FakeTransport {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    routes: Routes,
    queue: VecDeque<FakeResponse>,
    always: Option<FakeResponse>,
    sent: Vec<SentRequest>,
}

impl FakeTransport {
    /// A transport without responses: every request fails until one is queued.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the response to requests with this method and path, in whatever order and however many at a time.
    ///
    /// The path is the whole one, with that of the base URL and without the query: `/v2/users/me`. A segment `{}` or
    /// `{name}` matches any one segment; of several paths that match, the one with the fewest of these counts. Several
    /// responses for the same method and path are given in turn, the last one again and again.
    pub fn on(&self, method: Method, path: impl Into<String>, response: FakeResponse) -> &Self {
        self.state().routes.add(method, path.into(), response);
        self
    }

    /// Makes the response from the request, where method and path are not enough: by a page token in the query, for
    /// example. It takes the place of other responses for the same method and path, and counts as [`on`](Self::on).
    pub fn on_request(
        &self,
        method: Method,
        path: impl Into<String>,
        respond: impl Fn(&SentRequest) -> FakeResponse + Send + Sync + 'static,
    ) -> &Self {
        self.state().routes.set(method, path.into(), Reply::Made(Arc::new(respond)));
        self
    }

    /// Queues a response for one request.
    pub fn respond(&self, response: FakeResponse) -> &Self {
        self.state().queue.push_back(response);
        self
    }

    /// Sets the response to all requests for which none is queued.
    pub fn always(&self, response: FakeResponse) -> &Self {
        self.state().always = Some(response);
        self
    }

    /// The requests sent so far, requests for tokens included.
    #[must_use]
    pub fn sent(&self) -> Vec<SentRequest> {
        self.state().sent.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn carry(
        &self,
        mut request: reqwest::Request,
    ) -> Result<reqwest::Response, TransportError> {
        let body = match request.body_mut().take() {
            Some(body) => collect(body).await?,
            None => Bytes::new(),
        };
        let sent = SentRequest {
            method: request.method().as_str().to_owned(),
            url: request.url().clone(),
            headers: request.headers().clone(),
            body,
        };
        let found = {
            let mut state = self.state();
            state.sent.push(sent.clone());
            state.find(&sent)?
        };
        // A function of the caller runs without the lock: it may look at what was sent.
        let response = match found {
            Found::Made(respond) => respond(&sent),
            Found::Given(response) => response,
        };
        tokio::time::sleep(response.delay).await;
        response.response()
    }
}

impl State {
    /// The response to a request.
    fn find(&mut self, request: &SentRequest) -> Result<Found, TransportError> {
        let found = self.routes.find(request);
        let found = found.or_else(|| self.queue.pop_front().map(Found::Given));
        found.or_else(|| self.always.clone().map(Found::Given)).ok_or_else(|| {
            let names = self.routes.names();
            let cause = match names.as_slice() {
                [] => "no response is queued".to_owned(),
                names => format!(
                    "no response for {} {}: there are responses for {}, and none is queued",
                    request.method,
                    request.path(),
                    names.join(", "),
                ),
            };
            TransportError::new(TransportKind::Build, Some(cause.into()))
        })
    }
}

impl Transport for FakeTransport {
    fn execute(
        &self,
        request: reqwest::Request,
    ) -> BoxFuture<'_, Result<reqwest::Response, TransportError>> {
        Box::pin(self.carry(request))
    }
}

/// The whole body, also where it is written in pieces, as files are.
async fn collect(mut body: reqwest::Body) -> Result<Bytes, TransportError> {
    let mut whole = BytesMut::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        if let Ok(data) = frame?.into_data() {
            whole.extend_from_slice(&data);
        }
    }
    Ok(whole.freeze())
}

/// Prints how much is queued and was sent.
impl fmt::Debug for FakeTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("FakeTransport")
            .field("queued", &state.queue.len())
            .field("sent", &state.sent.len())
            .finish_non_exhaustive()
    }
}

/// A request as a [`FakeTransport`] was sent it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct SentRequest {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: Url,
    /// The headers, credentials included.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl SentRequest {
    /// The encoded path, with that of the base URL.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The decoded pairs of the query.
    #[must_use]
    pub fn query(&self) -> Vec<(String, String)> {
        self.url.query_pairs().into_owned().collect()
    }

    /// The value of a header, when it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as JSON; `Value::Null` where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Prints names and sizes only: values may be secrets.
impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentRequest")
            .field("method", &self.method)
            .field("path", &self.path())
            .field("headers", &self.headers.keys().map(HeaderName::as_str).collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// A response that a [`FakeTransport`] gives.
#[derive(Clone)]
pub struct FakeResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    delay: Duration,
    failure: Option<TransportKind>,
}

/// Prints names and sizes only: values may be secrets.
impl fmt::Debug for FakeResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeResponse")
            .field("status", &self.status)
            .field("headers", &names(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("delay", &self.delay)
            .field("failure", &self.failure)
            .finish()
    }
}

impl FakeResponse {
    /// A response with a status and nothing else.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            delay: Duration::ZERO,
            failure: None,
        }
    }

    /// JSON, as a string or as a [`Value`].
    #[must_use]
    pub fn json(status: u16, json: impl fmt::Display) -> Self {
        Self::status(status).header("content-type", "application/json").body(json.to_string())
    }

    /// No response at all, for this reason.
    #[must_use]
    pub fn failure(kind: TransportKind) -> Self {
        Self { failure: Some(kind), ..Self::status(0) }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Responds only after this time.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn response(self) -> Result<reqwest::Response, TransportError> {
        if let Some(kind) = self.failure {
            return Err(TransportError::new(kind, Some("the test wants it so".into())));
        }
        let wrong = |what: &str| {
            let cause = format!("the {what} of the response to give is not valid");
            TransportError::new(TransportKind::Build, Some(cause.into()))
        };
        let mut response = http::Response::new(self.body);
        *response.status_mut() =
            http::StatusCode::from_u16(self.status).map_err(|_| wrong("status"))?;
        for (name, value) in self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("header"))?;
            let value = HeaderValue::from_str(&value).map_err(|_| wrong("header"))?;
            response.headers_mut().append(name, value);
        }
        Ok(response.into())
    }
}
