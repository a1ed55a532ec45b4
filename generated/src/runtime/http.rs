//! What carries requests to servers.

use std::pin::Pin;
use std::task::{Context, Poll};

use reqwest::{Request, Response};

use super::TransportError;
use super::auth::BoxFuture;

/// Carries requests to servers. The client has one that speaks HTTP over TLS; set another with
/// [`ClientBuilder::transport`](super::ClientBuilder::transport).
///
/// Credentials are in the request already. So a transport must not follow redirects, and must send nothing to another
/// host than the one in the URL. Time limits are kept by the client.
pub trait Transport: Send + Sync {
    /// Sends a request and returns the answer as soon as its status and headers are there; the body is read by the
    /// caller. [`Response`] is made from any `http::Response`.
    ///
    /// # Errors
    /// When no answer arrives, whatever its status would be.
    fn execute(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
}

/// A request on its way: over HTTP, which is the usual case and needs no box, or over another transport.
pub(super) enum Carried<'a, H> {
    Http(H),
    Other(BoxFuture<'a, Result<Response, TransportError>>),
}

impl<H: Future<Output = reqwest::Result<Response>> + Unpin> Future for Carried<'_, H> {
    type Output = Result<Response, TransportError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Http(answer) => Pin::new(answer).poll(context).map_err(TransportError::from),
            Self::Other(answer) => answer.as_mut().poll(context),
        }
    }
}
