//! A receiver as a tower service.

use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower_service::Service;

use super::{Receiver, Reply, WebhookError};
use crate::runtime::auth::BoxFuture;

/// Zoom gives up after 3 seconds; what has not arrived by then is not worth waiting for.
const LOCK_TIMEOUT: Duration = Duration::from_secs(3);

/// Reads a body that may have so many bytes.
pub(super) async fn read<B>(body: B, limit: usize) -> Result<Bytes, WebhookError>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    // A body that announces its length need not be read to be too long.
    if usize::try_from(body.size_hint().lower()).map_or(true, |least| least > limit) {
        return Err(WebhookError::BodyTooLarge { limit });
    }
    let body = Limited::new(body, limit).collect();
    match tokio::time::timeout(LOCK_TIMEOUT, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(WebhookError::BodyTooLarge { limit })
        }
        _ => Err(WebhookError::BodyIncomplete),
    }
}

/// A response as HTTP has it.
pub(super) fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(media_type) = reply.media_type {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    response
}

/// Responds to every `POST`, whatever its path; other methods get status 405. The body is not read when the
/// headers are enough to reject a request.
impl<B> Service<Request<B>> for Receiver
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let receiver = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            if head.method != Method::POST {
                let mut error_response = Response::new(Full::default());
                *error_response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
                error_response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
                return Ok(error_response);
            }
            if let Err(rejected) = receiver.check_headers(&head.headers) {
                return Ok(response(rejected));
            }
            let reply = match read(body, receiver.body_limit()).await {
                Ok(body) => receiver.receive(&head.headers, &body).await,
                Err(error) => receiver.reject(&error),
            };
            Ok(response(reply))
        })
    }
}
