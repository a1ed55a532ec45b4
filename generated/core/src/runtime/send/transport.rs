//! The transport of requests to servers.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use reqwest::{Request, Response};

use crate::runtime::auth::BoxFuture;
use crate::runtime::error::TransportError;

/// How long a connection may take to be made, TLS included, by default.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Carries requests to servers. The client has one that speaks HTTP over TLS, [`HttpTransport`]; set another with
/// [`ClientBuilder::transport`](crate::runtime::ClientBuilder::transport), or put your own around it with
/// [`ClientBuilder::wrap_transport`](crate::runtime::ClientBuilder::wrap_transport).
///
/// Credentials are in the request already. So a transport must not follow redirects, and must send nothing to another
/// host than the one in the URL. Time limits are kept by the client.
pub trait Transport: Send + Sync {
    /// Sends a request and returns the response as soon as its status and headers are there; the body is read by the
    /// caller. [`Response`] is made from any `http::Response`.
    ///
    /// # Errors
    /// When no response arrives, whatever its status would be.
    fn execute(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
}

/// The transport of a client that is not given another: HTTP/1.1 and HTTP/2 over TLS.
///
/// It follows no redirects and repeats nothing: [`Retry`](crate::runtime::Retry) alone decides about a second attempt.
///
/// A transport that does something before or after each request holds one of these and delegates to it:
///
/// ```text
/// struct Counting { http: HttpTransport, sent: Arc<AtomicUsize> }
///
/// impl Transport for Counting {
///     fn execute(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
///         self.sent.fetch_add(1, Ordering::Relaxed);
///         self.http.execute(request)
///     }
/// }
///
/// let client = Client::builder().wrap_transport(|http| Counting { http, sent }).build()?;
/// ```
#[derive(Clone, Debug)]
pub struct HttpTransport {
    http: reqwest::Client,
}

impl HttpTransport {
    /// A transport with these settings: a proxy or other certificates, for example.
    ///
    /// # Errors
    /// When the settings contradict each other or TLS cannot be set up.
    pub fn new(settings: reqwest::ClientBuilder) -> Result<Self, TransportError> {
        let settings = settings.redirect(reqwest::redirect::Policy::none());
        // reqwest repeats what an HTTP/2 server has not begun with, up to two more times.
        let settings = settings.retry(reqwest::retry::never());
        Ok(Self { http: settings.build()? })
    }

    /// The HTTP client behind it.
    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.http
    }
}

impl Transport for HttpTransport {
    fn execute(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let response = self.http.execute(request);
        Box::pin(async move { Ok(response.await?) })
    }
}

/// A request on its way: over HTTP, which is the usual case and needs no box, or over another transport.
pub(crate) enum TransportFuture<'a, H> {
    Http(H),
    Other(BoxFuture<'a, Result<Response, TransportError>>),
}

impl<H: Future<Output = reqwest::Result<Response>> + Unpin> Future for TransportFuture<'_, H> {
    type Output = Result<Response, TransportError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Http(response) => Pin::new(response).poll(context).map_err(TransportError::from),
            Self::Other(response) => response.as_mut().poll(context),
        }
    }
}
