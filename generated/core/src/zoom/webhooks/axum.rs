//! Webhooks in axum: a router, and an extractor for handlers that do without a receiver.

use axum::Router;
use axum::extract::{FromRef, FromRequest, Request};
use axum::response::{IntoResponse, Response};

use super::service::{read, response};
use super::{Challenge, Receiver, Reply, Verifier, WebhookError};
use crate::events::Event;

/// How many bytes a body may have that the extractor reads.
const LIMIT: usize = 1 << 20;

impl Receiver {
    /// A router that receives at one path: `Router::new().merge(receiver.router("/zoom"))`.
    ///
    /// A router with a state of its own takes the receiver as a service, whatever the state is:
    ///
    /// ```text
    /// let app = Router::new()
    ///     .route("/people", get(people))
    ///     .route_service("/zoom", receiver.clone())
    ///     .with_state(state);
    /// ```
    ///
    /// # Panics
    /// When axum does not take the path, one that does not start with `/` for example.
    pub fn router(&self, path: &str) -> Router {
        Router::new().route_service(path, self.clone())
    }
}

/// An event of a request that Zoom has sent; an extractor for axum.
///
/// The state of the router has to give a [`Verifier`]. The extractor responds to Zoom's check of the endpoint before
/// the handler is called. The handler has to respond within 3 seconds and to expect the same event more
/// than once; a [`Receiver`] takes care of both.
///
/// ```text
/// async fn hook(Verified(event): Verified) { … }
/// let app = Router::new().route("/zoom", post(hook)).with_state(verifier);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Verified(pub Event);

impl<S> FromRequest<S> for Verified
where
    S: Send + Sync,
    Verifier: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let verifier = Verifier::from_ref(state);
        let (head, body) = request.into_parts();
        verifier.check_headers(&head.headers)?;
        let body = read(body, LIMIT).await?;
        let request = verifier.authenticate(&head.headers, &body)?;
        let event = request.event()?;
        match event {
            Event::EndpointUrlValidation(_) => match request.challenge()? {
                Some(challenge) => Err(Rejection::Challenge(challenge)),
                None => Ok(Self(event)),
            },
            event => Ok(Self(event)),
        }
    }
}

/// Why a handler of axum is not called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// The response to Zoom's check whether the endpoint has the secret token.
    Challenge(Challenge),
    /// The request is not believed or not understood.
    Invalid(WebhookError),
}

impl From<WebhookError> for Rejection {
    fn from(error: WebhookError) -> Self {
        Self::Invalid(error)
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let reply = match &self {
            Self::Challenge(challenge) => Reply::from(challenge),
            Self::Invalid(error) => Reply::from(error),
        };
        response(reply).into_response()
    }
}
