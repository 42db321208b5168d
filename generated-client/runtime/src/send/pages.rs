//! Streams of pages and of their items.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::{Stream, TryStreamExt};

use crate::call::error::Error;
use crate::response::model::notes::Notes;
use crate::response::response::Response;
use crate::send::decode::{Decode, Isolated, decode};
use crate::send::pending::Pending;
use crate::send::unsent::Unsent;

/// A page: a list, or an object around one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no page with a list of items",
    label = "the docs don't say which list of the response is meant",
    note = "`pages()` returns the responses; `items` in the endpoint's page names the list"
)]
pub trait Items {
    /// The type of the items.
    type Item;

    /// Returns the list.
    fn into_items(self) -> Vec<Self::Item>;

    /// The number of items on all pages, where the response tells it (`total_count`).
    fn total(&self) -> Option<i64> {
        None
    }
}

/// A page that may have no body has no items then.
impl<T: Items> Items for Option<T> {
    type Item = T::Item;

    fn into_items(self) -> Vec<T::Item> {
        self.map_or_else(Vec::new, T::into_items)
    }

    fn total(&self) -> Option<i64> {
        self.as_ref().and_then(T::total)
    }
}

impl<T> Items for Vec<T> {
    type Item = T;

    fn into_items(self) -> Vec<T> {
        self
    }
}

/// A stream of pages, each a whole response. See [`BareRequest::pages`](crate::BareRequest::pages).
#[must_use = "nothing is sent until this is polled"]
pub struct Pages<T> {
    unsent: Box<Unsent>,
    /// The next page, which is requested when it is polled.
    next: Option<Pending<Response<T>>>,
    /// The link to it, but for the first page.
    link: Option<String>,
    /// The links that have been followed.
    followed: HashSet<String>,
}

impl<T: Decode> Pages<T> {
    /// All pages, or those from a link on.
    pub(super) fn new(mut unsent: Box<Unsent>, link: Option<&str>) -> Self {
        let link = link.map(ToOwned::to_owned);
        let first = link.clone().or_else(|| {
            unsent.draft.ask_for_pages();
            // A server may link the first page as the next one.
            Some(unsent.finish().ok()?.uri().to_string())
        });
        Self {
            next: Some(unsent.send(link.as_deref(), decode)),
            link,
            unsent,
            followed: first.into_iter().collect(),
        }
    }

    /// Returns the next page; `None` after the last one and after an error.
    pub async fn next(&mut self) -> Option<Result<Response<T>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: Decode> Stream for Pages<T> {
    type Item = Result<Response<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(next) = &mut self.next else {
            return Poll::Ready(None);
        };
        let page = ready!(Pin::new(next).poll(context));
        self.next = None;
        if let Ok(response) = &page {
            self.link = response.links().next;
            if let Some(link) = self.link.clone()
                && self.followed.insert(link.clone())
            {
                self.next = Some(self.unsent.send(Some(&link), decode));
            }
        }
        Poll::Ready(Some(page))
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("request", &self.unsent.draft)
            .finish_non_exhaustive()
    }
}

/// A stream of the items of all pages. See [`BareRequest::items`](crate::BareRequest::items).
#[must_use = "nothing is sent until this is polled"]
pub struct ItemStream<T: Items> {
    pages: Pages<Isolated<T>>,
    items: VecDeque<Result<T::Item, Error>>,
    notes: Notes,
}

impl<T: Items + Decode> ItemStream<T> {
    pub(super) fn new(pages: Pages<Isolated<T>>) -> Self {
        Self {
            pages,
            items: VecDeque::new(),
            notes: Notes::default(),
        }
    }

    /// The next item, or the error of an item that can't be read; `None` after the last one and after an error of a page.
    pub async fn next(&mut self) -> Option<Result<T::Item, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Collects the remaining items.
    ///
    /// # Errors
    ///
    /// The first error of a page or an item; the items before are lost.
    pub async fn all(&mut self) -> Result<Vec<T::Item>, Error> {
        self.try_collect().await
    }

    /// Where the pages so far differ from the docs and could be read all the same. Paths begin at the page.
    #[must_use]
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// The link to the page after the items so far, see [`Pages::next_link`].
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.pages.next_link()
    }

    /// Adds the remaining items to a list, which keeps those before an error.
    ///
    /// # Errors
    ///
    /// The first error.
    pub async fn read_into(&mut self, items: &mut Vec<T::Item>) -> Result<(), Error> {
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(())
    }

    fn add(&mut self, page: Response<Isolated<T>>) {
        self.notes.extend(page.notes());
        let Isolated { page, bad_items } = page.into_body();
        self.items = page.into_items().into_iter().map(Ok).collect();
        for (already, (index, error)) in bad_items.into_iter().enumerate() {
            let index = (index + already).min(self.items.len());
            self.items.insert(index, Err(error.into()));
        }
    }
}

impl<T: Items> Unpin for ItemStream<T> {}

impl<T: Items + Decode> Stream for ItemStream<T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(item));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => self.add(page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: Items> fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}

impl<T> Pages<T> {
    /// The link to the next page, to go on from later; after an error, to the page that failed. `None` before the second page and after the last.
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.link.as_deref()
    }
}
