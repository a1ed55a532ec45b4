//! The same client without `async`.
//!
//! Behind it is an asynchronous runtime on a thread of its own, which looks after connections, time limits and renewals
//! of tokens all the time. Requests themselves run on the threads that wait for them.

#[cfg(any(test, feature = "downloads"))]
mod download;
mod driver;
mod upload;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;

#[cfg(any(test, feature = "downloads"))]
pub use self::download::FileStream;
use self::driver::Driver;
pub use self::upload::send_with;
use crate::runtime::error::{InvalidRequest, Result};
use crate::runtime::list::cursor::Position;
use crate::runtime::list::{items, paging};
use crate::runtime::request::operation::Operation;
use crate::runtime::send::client;
use crate::runtime::send::limiter::Limiter;
use crate::runtime::send::response::{FromResponse, RawResponse, Response};

/// Sends requests and waits for their responses. Cloning is cheap, clones share connections and tokens, and several
/// threads may use one client.
///
/// It may be used wherever a thread may wait: on any thread of the program, in `spawn_blocking` and in
/// `block_in_place`. Directly inside of an asynchronous task waiting would hold up all other tasks: that is an error,
/// and nothing is sent.
///
/// Renewals of tokens go on when their callers have given up. Dropping the last clone waits for those in flight, ten
/// seconds at most, so that a refresh token that the server has replaced is not lost; inside of an asynchronous task it
/// does not wait, and they finish in the background. A client in a `static` is never dropped.
#[derive(Clone)]
pub struct Client {
    client: client::Client,
    driver: Arc<Driver>,
}

impl Client {
    /// A client that waits, from one that does not.
    ///
    /// # Errors
    /// When the system has no resources for a runtime.
    pub fn new(client: client::Client) -> Result<Self> {
        let driver = Driver::start(client.sender().renewals.clone()).map_err(|error| {
            InvalidRequest::new("", format!("the runtime of the client cannot be made: {error}"))
        })?;
        Ok(Self { client, driver: Arc::new(driver) })
    }

    /// The asynchronous client behind this one.
    #[must_use]
    pub fn as_async(&self) -> &client::Client {
        &self.client
    }

    /// The same client with other credentials; see [`Client::with_auth`](crate::runtime::Client::with_auth).
    #[must_use]
    pub fn with_auth(&self, auth: impl crate::runtime::auth::Auth + 'static) -> Self {
        Self { client: self.client.with_auth(auth), driver: Arc::clone(&self.driver) }
    }

    /// The same client with another limiter; see [`Client::with_limiter`](crate::runtime::Client::with_limiter).
    #[must_use]
    pub fn with_limiter(&self, limiter: impl Into<Option<Limiter>>) -> Self {
        Self { client: self.client.with_limiter(limiter), driver: Arc::clone(&self.driver) }
    }

    /// The same client on behalf of a sub-account; see [`Client::on_account`](crate::runtime::Client::on_account).
    #[must_use]
    pub fn on_account(&self, id: impl Into<String>) -> Self {
        Self { client: self.client.on_account(id), driver: Arc::clone(&self.driver) }
    }

    /// Waits for anything asynchronous that uses this client.
    ///
    /// # Errors
    /// When this thread is running an asynchronous task.
    pub fn wait<F: Future>(&self, future: F) -> Result<F::Output> {
        if !driver::may_wait() {
            return Err(InvalidRequest::new(
                "",
                "a blocking client cannot be used directly inside of an asynchronous task; use the \
                 asynchronous client there, or `spawn_blocking`",
            )
            .into());
        }
        Ok(self.driver.wait(future))
    }

    /// Sends a request and returns the response as it came.
    ///
    /// # Errors
    /// When the request is invalid, cannot be sent, or the server rejects it with its status.
    pub fn execute(&self, operation: &dyn Operation) -> Result<RawResponse> {
        self.wait(self.client.execute(operation))?
    }

    /// Sends a request and reads the response.
    ///
    /// # Errors
    /// As [`execute`](Self::execute), and when the response is not understood or is an error response in spite of its
    /// status.
    pub fn fetch<T: FromResponse + 'static>(
        &self,
        operation: &dyn Operation,
    ) -> Result<Response<T>> {
        self.wait(self.client.fetch(operation))?
    }
}

/// Prints where requests go and nothing of who sends them.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

/// The items of a stream of this crate, fetched as they are needed. Lists end after an error.
#[must_use = "nothing is sent until something is asked for"]
#[derive(Debug)]
pub struct Each<S> {
    client: Client,
    stream: S,
    /// After an error that the next attempt would meet as well.
    is_over: bool,
}

/// The pages of a list, fetched as they are needed.
pub type Pages<T> = Each<paging::Pages<T>>;

/// All items of all pages, fetched as they are needed.
pub type Items<T, I> = Each<items::Items<T, I>>;

impl Client {
    /// The items of a stream of this crate, one after the other: windows of a long range, parts of a file.
    pub fn each<S: Stream + Unpin>(&self, stream: S) -> Each<S> {
        Each { client: self.clone(), stream, is_over: false }
    }
}

impl<S> Each<S> {
    /// The stream behind it.
    pub fn into_stream(self) -> S {
        self.stream
    }
}

impl<T> Pages<T> {
    /// Ends the list after so many pages; see [`Pages::max_pages`](crate::runtime::Pages::max_pages).
    pub fn max_pages(self, pages: u64) -> Self {
        Self { stream: self.stream.max_pages(pages), ..self }
    }

    /// How many empty pages in a row are read; see [`Pages::max_empty_pages`](crate::runtime::Pages::max_empty_pages).
    pub fn max_empty_pages(self, pages: u64) -> Self {
        Self { stream: self.stream.max_empty_pages(pages), ..self }
    }

    /// Goes on where another list with the same inputs has come to; see
    /// [`Pages::resume`](crate::runtime::Pages::resume).
    pub fn resume(self, position: Position) -> Self {
        Self { stream: self.stream.resume(position), ..self }
    }

    /// Where the next page stands, for `resume`.
    #[must_use]
    pub fn position(&self) -> Position {
        self.stream.position()
    }

    /// The token with which a later list reads only what has changed; see
    /// [`Pages::sync_token`](crate::runtime::Pages::sync_token).
    #[must_use]
    pub fn sync_token(&self) -> Option<&str> {
        self.stream.sync_token()
    }
}

impl<T, I> Items<T, I> {
    /// How many pages without items in a row are read; see
    /// [`Items::max_empty_pages`](crate::runtime::Items::max_empty_pages).
    pub fn max_empty_pages(self, pages: u64) -> Self {
        Self { stream: self.stream.max_empty_pages(pages), ..self }
    }

    /// Goes on where another list with the same inputs has come to; see
    /// [`Items::resume`](crate::runtime::Items::resume).
    pub fn resume(self, position: Position) -> Self {
        Self { stream: self.stream.resume(position), ..self }
    }

    /// Where the next item stands, for `resume`.
    #[must_use]
    pub fn position(&self) -> Position {
        self.stream.position()
    }

    /// The token with which a later list reads only what has changed; see
    /// [`Items::sync_token`](crate::runtime::Items::sync_token).
    #[must_use]
    pub fn sync_token(&self) -> Option<&str> {
        self.stream.sync_token()
    }
}

impl<T, S: Stream<Item = Result<T>> + Unpin> Iterator for Each<S> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = poll_fn(|context| Pin::new(&mut self.stream).poll_next(context));
        match self.client.wait(next) {
            Ok(next) => next,
            Err(error) => {
                // A caller that skips errors would never come to an end.
                self.is_over = true;
                Some(Err(error))
            }
        }
    }
}
