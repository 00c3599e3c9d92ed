//! Iterating over all imports of an index, page by page.

use alloc::string::String;
use alloc::vec::{self, Vec};
use core::time::Duration;

use super::call::Client;
use crate::clock::Clock;
use crate::codec::{ImportModel, ListImports};
use crate::error::{Error, ListError, ListErrorKind};
use crate::transport::Transport;

impl<T: Transport, C: Clock> Client<T, C> {
    /// Iterates over all imports of the index, in the server's order.
    ///
    /// Pages are fetched as needed. An error ends the iteration.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Error, Transport};
    /// # fn running<T: Transport, C: Clock>(client: &Client<T, C>) -> Result<usize, Error> {
    /// let mut running = 0;
    /// for import in client.imports() {
    ///     if !import?.status.is_terminal() {
    ///         running += 1;
    ///     }
    /// }
    /// # Ok(running)
    /// # }
    /// ```
    ///
    /// # Errors
    /// Any [`Error`]; [`Error::List`] if a page token repeats, or if there are more than 1,000
    /// pages (see [`Imports::max_pages`]). All pages together get the time of one call, 120 s (see
    /// [`Imports::deadline`]).
    pub fn imports(&self) -> Imports<'_, T, C> {
        Imports {
            client: self,
            list: ListImports::new(),
            max_pages: 1000,
            pages: 0,
            left: self.deadline(),
            seen: Vec::new(),
            page: Vec::new().into_iter(),
            ended: false,
        }
    }
}

/// The iterator of [`Client::imports`].
#[derive(Debug)]
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Imports<'a, T, C> {
    client: &'a Client<T, C>,
    list: ListImports,
    max_pages: usize,
    pages: usize,
    /// The time left for requests.
    left: Duration,
    /// A hash of the next page's token, for each page; a repeated one is a cycle.
    seen: Vec<u64>,
    page: vec::IntoIter<ImportModel>,
    ended: bool,
}

impl<T, C> Imports<'_, T, C> {
    /// The number of pages fetched.
    pub(super) fn pages(&self) -> usize {
        self.pages
    }

    /// Starts at the page that a token names, in place of the first one; see
    /// [`ListImports::pagination_token`].
    pub fn pagination_token(self, token: impl Into<String>) -> Self {
        let token = token.into();
        Self {
            seen: Vec::from([hash(&token)]),
            list: self.list.pagination_token(token),
            ..self
        }
    }

    /// Sets the number of imports per page, 1 to 100. Defaults to the server's choice.
    pub fn page_size(self, limit: u32) -> Self {
        Self {
            list: self.list.limit(limit),
            ..self
        }
    }

    /// Sets the maximum number of pages; a longer list is an error. Defaults to 1,000.
    pub fn max_pages(self, pages: usize) -> Self {
        Self {
            max_pages: pages,
            ..self
        }
    }

    /// Sets the time limit of all requests together, retries included; what comes after it is an
    /// error. The caller's time between them does not count. Defaults to the deadline of the
    /// client's [`RetryPolicy`](crate::RetryPolicy), which each page keeps in any case.
    pub fn deadline(self, deadline: Duration) -> Self {
        Self {
            left: deadline,
            ..self
        }
    }
}

impl<T: Transport, C: Clock> Imports<'_, T, C> {
    fn fetch(&mut self) -> Result<(), Error> {
        let pages = self.pages;
        if pages >= self.max_pages {
            return Err(ListError::new(ListErrorKind::TooManyPages, pages).into());
        }
        let begin = self.client.clock.now();
        let page = self.client.list_within(&self.list, self.left);
        let took = self.client.clock.now().saturating_sub(begin);
        self.left = self.left.saturating_sub(took);
        let page = page?;
        let token = page.next.unwrap_or_default();
        let hash = hash(&token);
        if self.seen.contains(&hash) {
            return Err(ListError::new(ListErrorKind::RepeatedToken, pages + 1).into());
        }
        self.seen.push(hash);
        self.pages += 1;
        self.page = page.data.into_iter();
        self.ended = token.is_empty();
        self.list = core::mem::take(&mut self.list).pagination_token(token);
        Ok(())
    }
}

impl<T: Transport, C: Clock> Iterator for Imports<'_, T, C> {
    type Item = Result<ImportModel, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(import) = self.page.next() {
                return Some(Ok(import));
            }
            if self.ended {
                return None;
            }
            if let Err(error) = self.fetch() {
                self.ended = true;
                return Some(Err(error));
            }
        }
    }
}

impl<T: Transport, C: Clock> core::iter::FusedIterator for Imports<'_, T, C> {}

/// FNV-1a. A collision ends the list with an error, never in a loop.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
