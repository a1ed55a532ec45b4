//! A request on its way.
//!
//! One future for all operations: an `async fn` for each would cost the compiler more than the types do.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::client::Client;
use super::response::{FromResponse, Response};
use crate::runtime::auth::BoxFuture;
use crate::runtime::error::Result;
use crate::runtime::request::operation::Operation;

/// A request on its way; the result is the response.
#[must_use = "nothing is sent until this is awaited"]
pub struct SendFuture<'a, T>(ResponseFuture<'a, T>);

impl<'a, T> SendFuture<'a, T> {
    /// A request that is sent when this is awaited.
    pub fn new(client: &'a Client, operation: &'a dyn Operation) -> Self {
        Self(ResponseFuture::new(client, operation))
    }
}

impl<'a, T: FromResponse + 'a> Future for SendFuture<'a, T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(Pin::new(&mut self.0).poll(context));
        Poll::Ready(response.map(Response::into_value))
    }
}

/// A request on its way; the result is the response with its status and headers.
#[must_use = "nothing is sent until this is awaited"]
pub struct ResponseFuture<'a, T> {
    client: &'a Client,
    operation: &'a dyn Operation,
    /// Made when this is first polled, so that what is never awaited costs nothing.
    response: Option<BoxFuture<'a, Result<Response<T>>>>,
}

impl<'a, T> ResponseFuture<'a, T> {
    /// A request that is sent when this is awaited.
    pub fn new(client: &'a Client, operation: &'a dyn Operation) -> Self {
        Self { client, operation, response: None }
    }
}

impl<'a, T: FromResponse + 'a> Future for ResponseFuture<'a, T> {
    type Output = Result<Response<T>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (client, operation) = (self.client, self.operation);
        let response = self.response.get_or_insert_with(|| Box::pin(client.fetch(operation)));
        response.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for SendFuture<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> fmt::Debug for ResponseFuture<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending")
            .field("operation", &self.operation.info().id)
            .finish_non_exhaustive()
    }
}
