//! What carries requests to servers.

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

/// The client of `reqwest`, without redirects.
pub(super) struct Http(pub(super) reqwest::Client);

impl Transport for Http {
    fn execute(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move { Ok(self.0.execute(request).await?) })
    }
}
