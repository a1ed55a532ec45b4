//! The futures of requests.
//!
//! They own the prepared request and the client, so that they can be spawned, stored and returned. One type of future
//! for all operations: an `async fn` for each would cost the compiler more than the types do.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use serde::de::DeserializeOwned;

use super::client::{Call, Client};
use super::json::Json;
use super::response::{FromResponse, Response};
use crate::runtime::auth::BoxFuture;
use crate::runtime::error::Result;
use crate::runtime::request::operation::Operation;

/// Sends a request when it is awaited; the output is the decoded response.
///
/// It owns all that it needs: it is `Send` and `'static`, and goes into `tokio::spawn`, a `JoinSet`, a struct or a
/// stream with `buffer_unordered` as it is.
#[must_use = "nothing is sent until this is awaited"]
pub struct SendFuture<T>(ResponseFuture<T>);

impl<T: FromResponse + 'static> SendFuture<T> {
    /// Sends a request with this client when it is awaited.
    #[doc(hidden)]
    pub fn new(client: &Client, operation: &dyn Operation) -> Self {
        Self(ResponseFuture::new(client, operation))
    }

    /// The same for a request that is prepared already.
    pub(crate) fn of(client: &Client, call: Result<Call>, id: &'static str) -> Self {
        Self(ResponseFuture::of(client, call, id))
    }
}

impl<T> SendFuture<T> {
    /// Keeps status and headers of the response: `send(&client).with_response().await?`.
    pub fn with_response(self) -> ResponseFuture<T> {
        self.0
    }
}

impl<T: DeserializeOwned + Send + 'static> SendFuture<T> {
    /// The same for a response of the caller's type.
    pub(crate) fn json(client: &Client, call: Result<Call>, id: &'static str) -> Self {
        Self(ResponseFuture::json(client, call, id))
    }
}

impl<T> Future for SendFuture<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(Pin::new(&mut self.0).poll(context));
        Poll::Ready(response.map(Response::into_value))
    }
}

/// Sends a request when it is awaited; the output is the decoded response with its status and headers.
///
/// It owns all that it needs, as [`SendFuture`] does.
#[must_use = "nothing is sent until this is awaited"]
pub struct ResponseFuture<T> {
    operation: &'static str,
    response: BoxFuture<'static, Result<Response<T>>>,
}

impl<T: FromResponse + 'static> ResponseFuture<T> {
    /// Sends a request with this client when it is awaited.
    #[doc(hidden)]
    pub fn new(client: &Client, operation: &dyn Operation) -> Self {
        Self::of(client, Call::of(operation, client), operation.info().id)
    }

    /// The same for a request that is prepared already.
    pub(crate) fn of(client: &Client, call: Result<Call>, id: &'static str) -> Self {
        Self { operation: id, response: Box::pin(respond(client.clone(), call)) }
    }
}

impl<T: DeserializeOwned + Send + 'static> ResponseFuture<T> {
    /// The same for a response of the caller's type.
    pub(crate) fn json(client: &Client, call: Result<Call>, id: &'static str) -> Self {
        let response = respond::<Json<T>>(client.clone(), call);
        let response = Box::pin(async move { response.await.map(Response::into_json) });
        Self { operation: id, response }
    }
}

async fn respond<T: FromResponse>(client: Client, call: Result<Call>) -> Result<Response<T>> {
    client.call(&call?).await
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<Response<T>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.response.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for SendFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendFuture").field("operation", &self.0.operation).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").field("operation", &self.operation).finish_non_exhaustive()
    }
}
