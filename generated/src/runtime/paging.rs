//! Lists that come in pages.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::auth::BoxFuture;
use super::{
    Answer, Client, DecodeError, Error, Item, Model, Operation, Paging, Place, Result, Value, View,
    decode,
};

/// A request that moves from task to task.
type Request = Box<dyn Operation>;

/// What a request for a page gives back: the request itself and the page.
type Fetched<T> = (Request, Result<T>);

/// The pages of a list, fetched as they are needed.
#[must_use = "nothing is sent until a page is asked for"]
pub struct Pages<T> {
    client: Client,
    operation: &'static str,
    state: State<T>,
}

enum State<T> {
    /// The next request.
    Ready(Request),
    /// A request under way; the future owns everything, so dropping it loses nothing but the page.
    Waiting(BoxFuture<'static, Fetched<T>>),
    /// After the last page or an error.
    Done,
}

impl<T: Answer + Item + 'static> Pages<T> {
    /// The pages of a list, from the page that the request asks for.
    pub fn new(client: &Client, request: Box<dyn Operation>) -> Self {
        Self { client: client.clone(), operation: request.info().id, state: State::Ready(request) }
    }

    /// The next page; `None` after the last. After an error there are no more.
    ///
    /// # Errors
    /// As for a single request.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        std::future::poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            self.state = match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Ready(request) => {
                    State::Waiting(Box::pin(fetch(self.client.clone(), request)))
                }
                State::Waiting(mut future) => {
                    let Poll::Ready((mut request, page)) = future.as_mut().poll(context) else {
                        self.state = State::Waiting(future);
                        return Poll::Pending;
                    };
                    if let Ok(page) = &page
                        && let View::Object(page) = page.view()
                        && advance(&mut *request, page)
                    {
                        self.state = State::Ready(request);
                    }
                    return Poll::Ready(Some(page));
                }
            };
        }
    }
}

async fn fetch<T: Answer>(client: Client, request: Request) -> Fetched<T> {
    let page = client.fetch::<T>(&*request).await;
    (request, page.map(super::Response::into_value))
}

impl<T: Answer + Item + 'static> Stream for Pages<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

/// Nothing inside is pinned: the future is in a box of its own.
impl<T> Unpin for Pages<T> {}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// All items of all pages, fetched as they are needed.
#[must_use = "nothing is sent until an item is asked for"]
pub struct Items<T, I> {
    pages: Pages<T>,
    take: fn(T) -> Vec<I>,
    waiting: VecDeque<I>,
}

impl<T: Answer + Item + 'static, I> Items<T, I> {
    /// The items of pages.
    pub fn new(pages: Pages<T>, take: fn(T) -> Vec<I>) -> Self {
        Self { pages, take, waiting: VecDeque::new() }
    }

    /// The next item; `None` after the last. After an error there are no more.
    ///
    /// # Errors
    /// As for a single request.
    pub async fn try_next(&mut self) -> Result<Option<I>> {
        std::future::poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I>>> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => {
                    let unread = match page.view() {
                        View::Object(page) => unread(page),
                        _ => None,
                    };
                    self.waiting = (self.take)(page).into();
                    // Going on would drop the items of this page without a word.
                    if let (true, Some(name)) = (self.waiting.is_empty(), unread) {
                        self.pages.state = State::Done;
                        let error = DecodeError::item(self.pages.operation, name);
                        return Poll::Ready(Some(Err(Error::Decode(Box::new(error)))));
                    }
                }
            }
        }
    }
}

impl<T: Answer + Item + 'static, I> Stream for Items<T, I> {
    type Item = Result<I>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

/// Nothing inside is pinned.
impl<T, I> Unpin for Items<T, I> {}

impl<T, I> fmt::Debug for Items<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}

/// Changes a request so that it asks for the page after the given one; false when that was the last.
fn advance(request: &mut dyn Operation, page: &dyn Model) -> bool {
    let Some(Paging { token, page: number }) = request.info().paging else { return false };
    if let Some(token) = token {
        let sent = text(&*request, token.request).unwrap_or_default();
        match text(page, token.response) {
            // The same token again would give the same page again.
            Some(next) if !next.is_empty() => {
                return next != sent && set(request, token.request, Value::from(next));
            }
            // An empty token ends the list. So does none at all once tokens have led this far: the
            // page numbers of such answers stay where they are.
            Some(_) => return false,
            None if !sent.is_empty() => return false,
            None => {}
        }
    }
    let Some(number) = number else { return false };
    // What was asked for counts: some servers always answer that this is the first page.
    let current =
        integer(&*request, number.request).or_else(|| integer(page, number.response)).unwrap_or(1);
    match integer(page, number.count) {
        Some(count) if current < count && !is_empty(page) => {
            set(request, number.request, Value::from(current + 1))
        }
        _ => false,
    }
}

fn text(holder: &(impl Model + ?Sized), wire: &str) -> Option<String> {
    let (fields, extras) = (holder.shape().fields, holder.extras());
    let own = fields.iter().position(|field| field.wire == wire).map(|index| holder.view(index));
    let found =
        own.filter(|view| !view.is_absent()).or_else(|| extras.get(wire).map(View::Json))?;
    found.scalar().map(std::borrow::Cow::into_owned)
}

fn integer(holder: &(impl Model + ?Sized), wire: &str) -> Option<i64> {
    text(holder, wire)?.trim().parse().ok()
}

/// Whether a page has no list with something in it.
fn is_empty(page: &dyn Model) -> bool {
    let fields = 0..page.shape().fields.len();
    let filled = fields
        .map(|index| page.view(index))
        .any(|view| matches!(view, View::List(list) if !list.is_empty()));
    !filled && unread(page).is_none()
}

/// The name of a list that could not be read, because an element did not fit.
fn unread(page: &dyn Model) -> Option<&'static str> {
    let is_list = |wire: &str| matches!(page.extras().get(wire), Some(Value::Array(list)) if !list.is_empty());
    page.shape().fields.iter().map(|field| field.wire).find(|wire| is_list(wire))
}

/// Sets an input of a request, in its field or, where the document forgot it, as an extra.
fn set(request: &mut dyn Operation, wire: &str, value: Value) -> bool {
    let index = request.shape().fields.iter().position(|field| field.wire == wire);
    let place: Option<Place<'_>> = index.and_then(|index| request.place(index));
    if let Some(place) = place
        && decode::place_from_value(&value, place).is_none()
    {
        return true;
    }
    request.extras_mut().insert(wire, value);
    true
}
