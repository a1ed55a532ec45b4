//! The same client without `async`.
//!
//! Behind it is a small asynchronous runtime of its own, which runs on the thread that waits.

mod download;
mod upload;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle, Runtime};

pub use self::download::FileStream;
pub use self::upload::send_with;
use super::{Answer, InvalidRequest, Item, Operation, Position, RawResponse, Response, Result};

/// Sends requests and waits for their answers. Cloning is cheap, clones share connections and tokens, and several
/// threads may use one client.
///
/// It must not be used from within an asynchronous runtime, where waiting would hold up everything else: that is an
/// error, and nothing is sent.
#[derive(Clone)]
pub struct Client {
    client: super::Client,
    runtime: Arc<Worker>,
}

/// The runtime; an `Option` because it is taken out to be shut down without waiting.
struct Worker(Option<Runtime>);

impl Drop for Worker {
    fn drop(&mut self) {
        // An ordinary drop waits, which is a panic when the last client goes away inside of another runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Client {
    /// A client that waits, from one that does not.
    ///
    /// # Errors
    /// When the system has no resources for a runtime.
    pub fn new(client: super::Client) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
            InvalidRequest::new("", format!("the runtime of the client cannot be made: {error}"))
        })?;
        Ok(Self { client, runtime: Arc::new(Worker(Some(runtime))) })
    }

    /// The asynchronous client behind this one.
    #[must_use]
    pub fn as_async(&self) -> &super::Client {
        &self.client
    }

    /// The same client for somebody else; see [`Client::with_auth`](super::Client::with_auth).
    #[must_use]
    pub fn with_auth(&self, auth: impl super::auth::Auth + 'static) -> Self {
        Self { client: self.client.with_auth(auth), runtime: Arc::clone(&self.runtime) }
    }

    /// Waits for anything asynchronous that uses this client.
    ///
    /// # Errors
    /// When this thread is inside of an asynchronous runtime.
    pub fn wait<F: Future>(&self, future: F) -> Result<F::Output> {
        match &self.runtime.0 {
            Some(runtime) if Handle::try_current().is_err() => Ok(runtime.block_on(future)),
            _ => Err(InvalidRequest::new(
                "",
                "a blocking client cannot be used inside of an asynchronous runtime; use the \
                 asynchronous client there, or a thread of its own",
            )
            .into()),
        }
    }

    /// Sends a request and returns the answer as it came.
    ///
    /// # Errors
    /// When the request is invalid, cannot be sent, or the server refuses it with its status.
    pub fn execute(&self, operation: &dyn Operation) -> Result<RawResponse> {
        self.wait(self.client.execute(operation))?
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// As [`execute`](Self::execute), and when the answer is not understood or is a refusal in spite of its status.
    pub fn fetch<T: Answer>(&self, operation: &dyn Operation) -> Result<Response<T>> {
        self.wait(self.client.fetch(operation))?
    }
}

/// Prints where requests go and nothing of who sends them.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

/// What a stream of this crate yields, fetched as it is needed. Lists end after an error.
#[must_use = "nothing is sent until something is asked for"]
#[derive(Debug)]
pub struct Each<S> {
    client: Client,
    stream: S,
    /// After an error that the next attempt would meet as well.
    is_over: bool,
}

/// The pages of a list, fetched as they are needed.
pub type Pages<T> = Each<super::Pages<T>>;

/// All items of all pages, fetched as they are needed.
pub type Items<T, I> = Each<super::Items<T, I>>;

impl Client {
    /// What a stream of this crate yields, one after the other: windows of a long range, parts of a file.
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

impl<T: Answer + Item + 'static> Pages<T> {
    /// Ends the list after so many pages; see [`Pages::at_most`](super::Pages::at_most).
    pub fn at_most(self, pages: u64) -> Self {
        Self { stream: self.stream.at_most(pages), ..self }
    }

    /// Goes on where another list with the same inputs has come to; see [`Pages::resume`](super::Pages::resume).
    pub fn resume(self, position: Position) -> Self {
        Self { stream: self.stream.resume(position), ..self }
    }

    /// Where the next page stands, for `resume`.
    #[must_use]
    pub fn position(&self) -> Position {
        self.stream.position()
    }
}

impl<T: Answer + Item + 'static, I> Items<T, I> {
    /// Goes on where another list with the same inputs has come to; see [`Items::resume`](super::Items::resume).
    pub fn resume(self, position: Position) -> Self {
        Self { stream: self.stream.resume(position), ..self }
    }

    /// Where the next item stands, for `resume`.
    #[must_use]
    pub fn position(&self) -> Position {
        self.stream.position()
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
                // Whoever skips errors would never come to an end.
                self.is_over = true;
                Some(Err(error))
            }
        }
    }
}
