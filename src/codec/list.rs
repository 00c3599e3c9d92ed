//! `GET /bulk/imports`: list imports, page by page.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::answer::{Asked, LONG};
use super::endpoint::Endpoint;
use super::model::{Draft, ImportModel};
use super::name::{At, Name};
use super::operation::{Operation, sealed};
use super::{percent, text};
use crate::error::Error;
use crate::http::{Method, Request, Response};
use crate::json::{Reader, Value};

/// Most bytes of a pagination token, sent or received.
const TOKEN: usize = 4096;
/// What is expected of an answer.
const PAGE: &str = "a page of imports";
/// Most imports of a page; the API sends at most 100.
const IMPORTS: usize = 1000;

/// Lists the imports of an index, one page at a time.
///
/// [`Client::imports`](crate::Client::imports) iterates over all pages.
/// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/list_imports).
///
/// ```
/// use pinecone_import::{ListImports, ListImportsResponse};
///
/// fn next(page: &ListImportsResponse) -> Option<ListImports> {
///     let token = page.next.as_deref()?;
///     Some(ListImports::new().limit(10).pagination_token(token))
/// }
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct ListImports {
    limit: Option<u32>,
    token: Option<String>,
}

impl fmt::Debug for ListImports {
    /// Does not show the pagination token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListImports")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl ListImports {
    /// The first page, with the server's default number of imports (100).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the maximum number of imports on the page, 1 to 100.
    #[must_use]
    pub fn limit(self, limit: u32) -> Self {
        Self {
            limit: Some(limit),
            ..self
        }
    }

    /// Sets the page, by the [`ListImportsResponse::next`] of an earlier one; 1 to 4,096 bytes.
    #[must_use]
    pub fn pagination_token(self, token: impl Into<String>) -> Self {
        Self {
            token: Some(token.into()),
            ..self
        }
    }
}

/// A page of the list.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ListImportsResponse {
    /// The imports.
    pub data: Vec<ImportModel>,
    /// The token of the next page; `None` on the last.
    pub next: Option<String>,
}

impl fmt::Debug for ListImportsResponse {
    /// Does not show the pagination token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListImportsResponse")
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

impl sealed::Sealed for ListImports {}

impl Operation for ListImports {
    type Output = ListImportsResponse;

    const NAME: &'static str = "list";
    const METHOD: Method = Method::Get;

    fn request(&self, endpoint: &Endpoint) -> Result<Request, Error> {
        let mut path = String::from("/bulk/imports");
        if let Some(limit) = self.limit {
            if !(1..=100).contains(&limit) {
                let actual = usize::try_from(limit).unwrap_or(usize::MAX);
                return Err(Error::invalid("limit", "must be 1 to 100", Some(actual)));
            }
            path.push_str("?limit=");
            text::push_number(&mut path, limit.into());
        }
        if let Some(token) = &self.token {
            if !(1..=TOKEN).contains(&token.len()) {
                return Err(Error::invalid(
                    "pagination token",
                    "must be 1 to 4096 bytes",
                    Some(token.len()),
                ));
            }
            path.push_str(if self.limit.is_some() { "&" } else { "?" });
            path.push_str("paginationToken=");
            percent::push_encoded(&mut path, token);
        }
        Ok(endpoint.request(Self::METHOD, &path))
    }

    fn read(&self, endpoint: &Endpoint, response: Response) -> Result<ListImportsResponse, Error> {
        let asked = Asked {
            method: Self::METHOD,
            endpoint,
            token: self.token.as_deref(),
        };
        asked.read(response, LONG, |found, _| {
            found.map_or(Err(PAGE), Page::finish)
        })
    }
}

/// A page that is being read.
#[derive(Default)]
struct Page {
    data: Vec<ImportModel>,
    /// `data` is not a list, or too long.
    misfit: bool,
    /// An element is not an import with id and status.
    incomplete: bool,
    /// The import that is being read.
    draft: Draft,
    next: Option<String>,
    /// The token is not a string, or too long.
    misfit_next: bool,
    /// The members that only an error has.
    error: [bool; 3],
    /// Whether there is `data` or `pagination`; like below, null counts as nothing.
    is_page: bool,
    /// Whether there is anything else.
    is_other: bool,
}

impl Page {
    /// The page, or what was expected.
    fn finish(self) -> Result<ListImportsResponse, &'static str> {
        // An error with a status of 2xx must not pass for an empty page.
        let is_error = self.error.contains(&true) && self.data.is_empty() && !self.incomplete;
        if self.misfit || is_error || (self.is_other && !self.is_page) {
            return Err(PAGE);
        }
        if self.misfit_next {
            return Err("a pagination token of at most 4096 bytes");
        }
        if self.incomplete {
            return Err("imports with id and status");
        }
        Ok(ListImportsResponse {
            data: self.data,
            next: self.next,
        })
    }
}

impl Reader<Name> for Page {
    // The last of duplicate members counts, whatever came before it.
    fn scalar(&mut self, at: At, value: Value<'_>) {
        let is_null = matches!(value, Value::Null);
        if at.0 == Name::Root && !is_null {
            let is_page = matches!(at.1, Name::Data | Name::Pagination);
            self.is_page |= is_page;
            self.is_other |= !is_page;
        }
        match at {
            (Name::Root, Name::Code) => self.error[0] = !is_null,
            (Name::Root, Name::Error) => self.error[1] = !is_null,
            (Name::Root, Name::Message) => self.error[2] = !is_null,
            (Name::Root, Name::Data) => {
                (self.misfit, self.incomplete) = (!is_null, false);
                self.data.clear();
            }
            (Name::Root, Name::Pagination) => (self.next, self.misfit_next) = (None, !is_null),
            (Name::Pagination, Name::Next) => {
                self.next = match value {
                    Value::Text(next) if (1..=TOKEN).contains(&next.len()) => Some(next.into()),
                    _ => None,
                };
                let none = is_null || matches!(value, Value::Text(""));
                self.misfit_next = self.next.is_none() && !none;
            }
            (Name::Data, Name::Element) => self.incomplete = true,
            (Name::Root | Name::Pagination, _) => {}
            _ => self.draft.scalar(at, value),
        }
    }

    fn opens(&mut self, at: At, is_object: bool) -> bool {
        match at {
            (Name::Root, Name::Data) if !is_object => {
                self.is_page = true;
                (self.misfit, self.incomplete) = (false, false);
                self.data.clear();
                true
            }
            (Name::Root, Name::Pagination) if is_object => {
                self.is_page = true;
                (self.next, self.misfit_next) = (None, false);
                true
            }
            (Name::Data, Name::Element) => is_object,
            (Name::Root | Name::Pagination, _) => false,
            _ => self.draft.opens(at, is_object),
        }
    }

    fn closes(&mut self, name: Name) {
        if name != Name::Element {
            return;
        }
        match core::mem::take(&mut self.draft).finish() {
            _ if self.data.len() == IMPORTS => self.misfit = true,
            Some(import) => self.data.push(import),
            None => self.incomplete = true,
        }
    }
}
