//! All imports of an index, page by page.

use alloc::vec::{self, Vec};

use crate::client::{Client, Clock, Transport};
use crate::codec::list::ListImports;
use crate::codec::model::ImportModel;
use crate::error::{DecodeError, Error, InvalidArgument};

impl<T: Transport, C: Clock> Client<T, C> {
    /// Goes through all imports of the index, in the server's order, page by page.
    ///
    /// Pages are fetched as they are needed. Without errors the iterator ends after the last
    /// page; an error is its last item. A page that names an earlier one as the next is an
    /// error, and so is a list of more than 1,000 pages ([`Imports::max_pages`]).
    pub fn imports(&self) -> Imports<'_, T, C> {
        Imports {
            client: self,
            list: ListImports::new(),
            max_pages: 1000,
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
    /// A hash of each token that named a page; one of them again is a cycle.
    seen: Vec<u64>,
    page: vec::IntoIter<ImportModel>,
    ended: bool,
}

impl<T, C> Imports<'_, T, C> {
    /// Imports per page, 1 to 100; as the server sees fit unless told.
    pub fn page_size(self, limit: u32) -> Self {
        Self {
            list: self.list.limit(limit),
            ..self
        }
    }

    /// Most pages that are fetched; a list that goes on is then an error. 1,000 unless told.
    pub fn max_pages(self, pages: usize) -> Self {
        Self {
            max_pages: pages,
            ..self
        }
    }
}

impl<T: Transport, C: Clock> Imports<'_, T, C> {
    fn fetch(&mut self) -> Result<(), Error> {
        if self.seen.len() >= self.max_pages {
            return Err(InvalidArgument::refuse(
                "max pages",
                "the list of imports is longer",
                None,
            ));
        }
        let page = self.client.list_imports(&self.list)?;
        let token = page.next.unwrap_or_default();
        let hash = hash(&token);
        if self.seen.contains(&hash) {
            return Err(DecodeError::senseless(
                "the next page",
                "the token of an earlier one",
            ));
        }
        self.seen.push(hash);
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

/// FNV-1a. Two tokens that collide end the list with an error, never with a loop.
fn hash(token: &str) -> u64 {
    token.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
