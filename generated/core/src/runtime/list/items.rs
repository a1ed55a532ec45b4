//! The items of a list, whatever page they are on.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::cursor::Position;
use super::paging::{Pages, State};
use crate::runtime::error::decode_error::DecodeError;
use crate::runtime::error::{Error, Result};

/// All items of all pages, fetched as they are needed.
#[must_use = "nothing is sent until an item is asked for"]
#[doc(alias("paginate", "auto_paging", "iter"))]
pub struct Items<T, I> {
    pages: Pages<T>,
    take: fn(T) -> Vec<I>,
    waiting: VecDeque<I>,
    /// How many items of the page in `waiting` have been handed out.
    taken: u64,
    /// How many items of the first page have been read before.
    skip: u64,
    /// How many pages in a row had no items and named another page. A page may have other lists, so this is counted
    /// apart from the empty pages of `pages`.
    empty: u64,
}

impl<T, I> Items<T, I> {
    /// The items of pages.
    pub fn new(pages: Pages<T>, take: fn(T) -> Vec<I>) -> Self {
        Self { pages, take, waiting: VecDeque::new(), taken: 0, skip: 0, empty: 0 }
    }

    /// How many pages without items in a row are read while each names another page: after so many the list ends
    /// with [`Error::EndlessList`]; 100 unless set.
    pub fn max_empty_pages(mut self, pages: u64) -> Self {
        self.pages.max_empty = pages;
        self
    }

    /// Goes on where another list with the same inputs has come to; has no effect once an item has been
    /// asked for.
    ///
    /// A list may have changed in the meantime: what moved to an earlier place is not seen again.
    pub fn resume(mut self, position: Position) -> Self {
        if let State::Ready(_) = self.pages.state {
            self.skip = position.items;
            self.pages = self.pages.resume(position);
        }
        self
    }

    /// Where the next item stands, for `resume`.
    #[must_use]
    pub fn position(&self) -> Position {
        if self.waiting.is_empty() {
            return Position { items: self.skip, ..self.pages.position() };
        }
        Position { items: self.taken, ..self.pages.last.clone() }
    }

    /// The token with which a later list reads only what has changed since this one, once the last item has been read.
    /// Where the server has such tokens, the list has an input for it: `sync_token` of calendar events, for example.
    ///
    /// ```text
    /// let mut events = calendar::events::list("primary").sync_token(token).items(&client);
    /// while let Some(event) = events.try_next().await? { … }
    /// let token = events.sync_token();
    /// ```
    #[must_use]
    #[doc(alias("nextSyncToken", "delta", "incremental"))]
    pub fn sync_token(&self) -> Option<&str> {
        // The items of the last page are still to come.
        self.pages.sync_token().filter(|_| self.waiting.is_empty())
    }

    /// The next item; `None` after the last. After an error there are no more.
    ///
    /// # Errors
    /// As for a single request, and [`Error::PageExpired`] when the token of the next page is no longer good.
    pub async fn try_next(&mut self) -> Result<Option<I>> {
        std::future::poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I>>> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                self.taken = self.taken.saturating_add(1);
                return Poll::Ready(Some(Ok(item)));
            }
            if self.empty > 0 && self.empty >= self.pages.max_empty {
                self.pages.state = State::Done;
                return Poll::Ready(Some(Err(self.pages.endless(std::mem::take(&mut self.empty)))));
            }
            match ready!(self.pages.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => {
                    if let Err(error) = self.open(page) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }

    /// Takes the items out of a page.
    fn open(&mut self, page: T) -> Result<()> {
        let unread = self.pages.unread;
        self.waiting = (self.take)(page).into();
        // Going on would drop the items of this page without a word.
        if let (true, Some(name)) = (self.waiting.is_empty(), unread) {
            self.pages.state = State::Done;
            let error = DecodeError::item(self.pages.operation, name);
            return Err(Error::Decode(Box::new(error)));
        }
        let is_named = self.pages.is_named && self.waiting.is_empty();
        self.empty = if is_named { self.empty.saturating_add(1) } else { 0 };
        let read_before = usize::try_from(std::mem::take(&mut self.skip)).unwrap_or(usize::MAX);
        let read_before = read_before.min(self.waiting.len());
        self.waiting.drain(..read_before);
        self.taken = read_before as u64;
        Ok(())
    }
}

impl<T, I> Stream for Items<T, I> {
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
