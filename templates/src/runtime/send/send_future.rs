//! A request on its way.
//!
//! One future for all operations: an `async fn` for each would cost the compiler more than the types do.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::client::Client;
use super::response::{Answer, Response};
use crate::runtime::auth::BoxFuture;
use crate::runtime::error::Result;
use crate::runtime::request::operation::Operation;

/// A request on its way; the result is the answer.
#[must_use = "nothing is sent until this is awaited"]
pub struct Sending<'a, T>(SendingWithResponse<'a, T>);

impl<'a, T> Sending<'a, T> {
    /// A request that is sent when this is awaited.
    pub fn new(client: &'a Client, operation: &'a dyn Operation) -> Self {
        Self(SendingWithResponse::new(client, operation))
    }
}

impl<'a, T: Answer + 'a> Future for Sending<'a, T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(Pin::new(&mut self.0).poll(context));
        Poll::Ready(answer.map(Response::into_value))
    }
}

/// A request on its way; the result is the answer with its status and headers.
#[must_use = "nothing is sent until this is awaited"]
pub struct SendingWithResponse<'a, T> {
    client: &'a Client,
    operation: &'a dyn Operation,
    /// Made when this is first polled, so that what is never awaited costs nothing.
    answer: Option<BoxFuture<'a, Result<Response<T>>>>,
}

impl<'a, T> SendingWithResponse<'a, T> {
    /// A request that is sent when this is awaited.
    pub fn new(client: &'a Client, operation: &'a dyn Operation) -> Self {
        Self { client, operation, answer: None }
    }
}

impl<'a, T: Answer + 'a> Future for SendingWithResponse<'a, T> {
    type Output = Result<Response<T>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (client, operation) = (self.client, self.operation);
        let answer = self.answer.get_or_insert_with(|| Box::pin(client.fetch(operation)));
        answer.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for Sending<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> fmt::Debug for SendingWithResponse<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending")
            .field("operation", &self.operation.info().id)
            .finish_non_exhaustive()
    }
}
