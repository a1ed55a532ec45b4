//! Lists that come in pages.

use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::cursor::{PageExpired, Position};
use super::endless_list::{EndlessList, MAX_EMPTY_PAGES};
use super::list_request::ListRequest;
use super::next_page::{PageFacts, advance};
use super::page_link::Turn;
use crate::runtime::auth::BoxFuture;
use crate::runtime::error::{Error, Result};
use crate::runtime::request::operation::Operation;
use crate::runtime::send::client::Client;
use crate::runtime::send::response::FromResponse;
use crate::runtime::value::field_type::FieldType;

/// What a request for a page gives back: the request itself and the page.
pub(crate) type Fetched<T> = (ListRequest, Result<Page<T>>);

/// A page, what it says about the next one, and what its headers say about it.
pub(crate) struct Page<T> {
    pub(crate) value: T,
    pub(crate) facts: PageFacts,
    pub(crate) turn: Option<Turn>,
}

/// Fetches a page: at its own URL, or at the one that the page before it named.
pub(crate) type Fetch<T> =
    fn(Client, ListRequest, Option<String>) -> BoxFuture<'static, Fetched<T>>;

/// The pages of a list, fetched as they are needed.
#[must_use = "nothing is sent until a page is asked for"]
#[doc(alias = "paginate")]
pub struct Pages<T> {
    client: Client,
    pub(super) operation: &'static str,
    fetch: Fetch<T>,
    pub(super) state: State<T>,
    /// Requests whose pages follow when those of the present one end.
    later: Option<Box<dyn Iterator<Item = ListRequest> + Send>>,
    /// Where the page stands that is fetched next.
    next: Position,
    /// Where the page stood that was handed out last.
    pub(super) last: Position,
    /// The tokens and links that have been followed.
    seen: BTreeSet<String>,
    /// The URL of the next page, where the last page named one.
    link: Option<String>,
    /// How many pages are fetched and not handed out, because they have been read before.
    skip: u64,
    /// How many pages are handed out at most.
    left: Option<u64>,
    /// How many pages in a row were empty and named another page, and how many may be.
    empty: u64,
    pub(super) max_empty: u64,
    /// Whether the next page is one that the last page named.
    pub(super) is_named: bool,
    /// The list of the last page that could not be read.
    pub(super) unread: Option<&'static str>,
    /// The token for a later list of what has changed, from the last page that had one.
    sync: Option<String>,
}

pub(super) enum State<T> {
    /// The next request.
    Ready(ListRequest),
    /// A request under way; the future owns everything, so dropping it loses nothing but the page.
    Waiting(BoxFuture<'static, Fetched<T>>),
    /// After the last page or an error.
    Done,
}

impl<T: FromResponse + FieldType + 'static> Pages<T> {
    /// The pages of a list, from the page that the request asks for.
    pub fn new(client: &Client, request: Box<dyn Operation>) -> Self {
        Self::fetched(client, ListRequest::Operation(request), fetch)
    }

    /// The pages of several requests, one after the other.
    pub(crate) fn chain(
        client: &Client,
        first: ListRequest,
        later: Box<dyn Iterator<Item = ListRequest> + Send>,
    ) -> Self {
        Self { later: Some(later), ..Self::fetched(client, first, fetch) }
    }
}

impl<T> Pages<T> {
    /// The pages of a list that are fetched in this way.
    pub(crate) fn fetched(client: &Client, request: ListRequest, fetch: Fetch<T>) -> Self {
        let mut next = Position::default();
        next.note(&request);
        Self {
            client: client.clone(),
            operation: request.info().id,
            fetch,
            state: State::Ready(request),
            later: None,
            last: next.clone(),
            next,
            seen: BTreeSet::new(),
            link: None,
            skip: 0,
            left: None,
            empty: 0,
            max_empty: MAX_EMPTY_PAGES,
            is_named: false,
            unread: None,
            sync: None,
        }
    }

    /// Ends the list after so many pages, whatever the server has.
    #[doc(alias("limit", "at_most", "take"))]
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.left = Some(pages);
        self
    }

    /// How many empty pages in a row are read while each names another page: after so many the list ends with
    /// [`Error::EndlessList`]; 100 unless set.
    pub fn max_empty_pages(mut self, pages: u64) -> Self {
        self.max_empty = pages;
        self
    }

    /// Goes on where another list with the same inputs has come to; has no effect once a page has been asked for.
    #[doc(alias = "continue_from")]
    pub fn resume(mut self, position: Position) -> Self {
        for _ in 0..position.windows {
            let State::Ready(_) = self.state else { return self };
            self.next_window();
        }
        let State::Ready(request) = &mut self.state else { return self };
        self.link = position.link(request.info());
        if self.link.is_some() || position.apply(request) {
            self.next = position;
        } else {
            self.skip = position.pages;
        }
        self.next.items = 0;
        self.last = self.next.clone();
        self
    }

    /// Where the next page stands, for `resume`.
    #[must_use]
    pub fn position(&self) -> Position {
        let mut position = self.next.clone();
        position.pages = position.pages.max(self.skip);
        position
    }

    /// The token with which a later list reads only what has changed since this one, once the last page has been read.
    /// Where the server has such tokens, the list has an input for it: `sync_token` of calendar events, for example.
    #[must_use]
    #[doc(alias("nextSyncToken", "delta", "incremental"))]
    pub fn sync_token(&self) -> Option<&str> {
        self.sync.as_deref()
    }

    /// The next page; `None` after the last. After an error there are no more.
    ///
    /// # Errors
    /// As for a single request, and [`Error::PageExpired`] when the token of the next page is no longer good.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        std::future::poll_fn(|context| self.poll(context)).await.transpose()
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            self.state = match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Ready(_) if self.left == Some(0) => return Poll::Ready(None),
                State::Ready(_) if self.empty > 0 && self.empty >= self.max_empty => {
                    return Poll::Ready(Some(Err(self.endless(self.empty))));
                }
                State::Ready(request) => {
                    let at = self.link.clone();
                    State::Waiting((self.fetch)(self.client.clone(), request, at))
                }
                State::Waiting(mut future) => {
                    let Poll::Ready((request, page)) = future.as_mut().poll(context) else {
                        self.state = State::Waiting(future);
                        return Poll::Pending;
                    };
                    let Page { value: page, facts, turn } = match page {
                        Ok(page) => page,
                        Err(error) => {
                            let error = PageExpired::recognize(error, &request, &self.next);
                            return Poll::Ready(Some(Err(error)));
                        }
                    };
                    self.last = self.next.clone();
                    self.turn(request, &facts, turn);
                    if self.skip > 0 {
                        self.skip = self.skip.saturating_sub(1);
                        continue;
                    }
                    self.left = self.left.map(|left| left.saturating_sub(1));
                    return Poll::Ready(Some(Ok(page)));
                }
            };
        }
    }

    /// Gets ready for the page after this one.
    fn turn(&mut self, mut request: ListRequest, page: &PageFacts, turn: Option<Turn>) {
        self.unread = page.unread;
        self.sync = None;
        let link = turn.and_then(|turn| {
            self.seen.extend(turn.here);
            turn.next.filter(|next| self.seen.insert(next.clone()))
        });
        // Links that have led this far end the list where there is none.
        let is_over = self.link.is_some();
        self.link = link;
        if self.link.is_some() || (!is_over && advance(&mut request, page, &mut self.seen)) {
            self.is_named = true;
            self.empty = if page.is_empty { self.empty.saturating_add(1) } else { 0 };
            self.next.note(&request);
            if self.link.is_some() {
                (self.next.token, self.next.page) = (self.link.clone(), None);
            }
            self.next.pages = self.next.pages.saturating_add(1);
            self.state = State::Ready(request);
        } else {
            self.sync.clone_from(&page.sync);
            self.next_window();
        }
    }

    /// Gets ready for the first page of the next request.
    fn next_window(&mut self) {
        self.seen.clear();
        self.link = None;
        (self.is_named, self.empty) = (false, 0);
        // After the last request this is the place behind all of them.
        self.next =
            Position { windows: self.next.windows.saturating_add(1), ..Position::default() };
        self.state = match self.later.as_mut().and_then(Iterator::next) {
            Some(request) => {
                self.next.note(&request);
                State::Ready(request)
            }
            None => State::Done,
        };
    }

    pub(super) fn endless(&self, empty_pages: u64) -> Error {
        let position = self.position();
        Error::EndlessList(Box::new(EndlessList {
            operation: self.operation,
            empty_pages,
            position,
        }))
    }
}

fn fetch<T: FromResponse + FieldType + 'static>(
    client: Client,
    request: ListRequest,
    at: Option<String>,
) -> BoxFuture<'static, Fetched<T>> {
    Box::pin(async move {
        let page = client.fetch_page::<T>(request.call(&client), at).await;
        let page = page.map(|(value, turn)| {
            let facts = PageFacts::of(&value.view().alternative(), request.info());
            Page { value, facts, turn }
        });
        (request, page)
    })
}

impl<T> Stream for Pages<T> {
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
