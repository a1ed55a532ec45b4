//! Calls of an inbox, which may be the program's own: a panic in one is an error, and must not end the task that calls.

use std::future::poll_fn;
use std::task::Poll;

use crate::runtime::stores::{BoxFuture, StoreError, StoreErrorKind};
use crate::zoom::contain::contain;

/// The result of a call.
pub(super) async fn asked<'a, T>(
    call: impl FnOnce() -> BoxFuture<'a, Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let mut future = contain(call).map_err(panicked)?;
    poll_fn(|cx| match contain(|| future.as_mut().poll(cx)) {
        Ok(poll) => poll,
        Err(message) => Poll::Ready(Err(panicked(message))),
    })
    .await
}

fn panicked(message: String) -> StoreError {
    StoreError::new(StoreErrorKind::Other, format!("the inbox has panicked: {message}"))
}
