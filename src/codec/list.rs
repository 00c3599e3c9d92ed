//! `GET /bulk/imports`: list imports, page by page.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use miniserde::Result as Read;
use miniserde::de::{Seq, Visitor};

use super::endpoint::Endpoint;
use super::model::{ImportModel, Members};
use super::read::{self, Field, Object, Presence, Record, Sink, Text, Value};
use super::{Method, Operation, Request, Response, percent, sealed};
use crate::error::{Effect, Error, InvalidArgument};

/// Most bytes of a pagination token, either way.
const TOKEN: usize = 4096;
/// Most imports of a page; the API knows no page of more than 100.
const IMPORTS: usize = 1000;

/// Lists the imports of an index, one page at a time.
///
/// [`Client::imports`](crate::Client::imports) goes through all pages.
/// [API reference](https://docs.pinecone.io/reference/api/2025-10/data-plane/list_imports).
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
    /// The first page, of as many imports as the server sees fit (100).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Most imports of the page, 1 to 100.
    #[must_use]
    pub fn limit(self, limit: u32) -> Self {
        Self {
            limit: Some(limit),
            ..self
        }
    }

    /// The page that a token names, of 1 to 4,096 bytes: a [`ListImportsResponse::next`].
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

    fn request(&self, endpoint: &Endpoint) -> Result<Request, Error> {
        let mut path = String::from("/bulk/imports");
        if let Some(limit) = self.limit {
            if !(1..=100).contains(&limit) {
                let actual = usize::try_from(limit).ok();
                return Err(InvalidArgument::refuse("limit", "must be 1 to 100", actual));
            }
            path.push_str("?limit=");
            path.push_str(&limit.to_string());
        }
        if let Some(token) = &self.token {
            if !(1..=TOKEN).contains(&token.len()) {
                let limit = "must be 1 to 4096 bytes";
                return Err(InvalidArgument::refuse(
                    "pagination token",
                    limit,
                    Some(token.len()),
                ));
            }
            path.push_str(if self.limit.is_some() { "&" } else { "?" });
            path.push_str("paginationToken=");
            percent::push_encoded(&mut path, token);
        }
        Ok(endpoint.request(Method::Get, &path, None))
    }

    fn parse_response(response: &Response) -> Result<ListImportsResponse, Error> {
        let refuse = |expected| {
            let mut error = response.decode_error(expected, Effect::Read);
            if let Error::Decode(error) = &mut error {
                // The token of the next page stands behind this name, also in half a body,
                // and a name can be written with escapes.
                let end = ["\"pagination\"", "\\u"]
                    .iter()
                    .filter_map(|name| error.excerpt.find(name))
                    .min()
                    .unwrap_or(error.excerpt.len());
                error.excerpt.truncate(end);
            }
            error
        };
        let body = response
            .success(Effect::Read)
            .map_err(|error| match error {
                Error::Decode(error) => refuse(error.expected),
                other => other,
            })?;
        let page = read::admit(body, read::ESCAPED_MODEL)
            .and_then(read::read::<Field<Object<Page>>>)
            .filter(|page| page.0.seen && page.0.record.is_page())
            .ok_or_else(|| refuse("a page of imports"))?;
        let Page {
            data, pagination, ..
        } = page.0.record;
        let data: Option<Vec<_>> = data
            .0
            .items
            .into_iter()
            .map(|import| import.0.record.into_model())
            .collect();
        let misfit = pagination.0.misfit;
        let next = pagination.0.record.next.0;
        if misfit || next.cut || next.misfit {
            return Err(refuse("a pagination token of at most 4096 bytes"));
        }
        Ok(ListImportsResponse {
            data: data.ok_or_else(|| refuse("imports with id and status"))?,
            next: next.value.filter(|token| !token.is_empty()),
        })
    }

    fn secret(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

#[derive(Debug, Default)]
struct Page {
    data: Field<Imports>,
    pagination: Field<Object<Pagination>>,
    error: Field<Presence>,
}

impl Page {
    /// An error with a status of 2xx must not pass for an empty page.
    fn is_page(&self) -> bool {
        let Imports { items, misfit } = &self.data.0;
        !misfit && (!items.is_empty() || !self.error.0.0)
    }
}

impl Record for Page {
    fn field(&mut self, key: &str) -> Option<&mut dyn Visitor> {
        match key {
            "data" => Some(&mut self.data),
            "pagination" => Some(&mut self.pagination),
            "error" | "code" | "message" => Some(&mut self.error),
            _ => None,
        }
    }
}

#[derive(Debug, Default)]
struct Pagination {
    next: Field<Text<TOKEN>>,
}

impl Record for Pagination {
    fn field(&mut self, key: &str) -> Option<&mut dyn Visitor> {
        (key == "next").then_some(&mut self.next)
    }
}

/// The imports of a page; a misfit where it is no list, or too long.
#[derive(Debug, Default)]
struct Imports {
    items: Vec<Field<Object<Members>>>,
    misfit: bool,
}

impl Sink for Imports {
    fn scalar(&mut self, value: Value<'_>) {
        *self = Self {
            misfit: !matches!(value, Value::Null),
            ..Self::default()
        };
    }

    fn seq(&mut self) -> Read<Box<dyn Seq + '_>> {
        *self = Self::default();
        Ok(Box::new(Elements(self)))
    }
}

struct Elements<'a>(&'a mut Imports);

impl Seq for Elements<'_> {
    fn element(&mut self) -> Read<&mut dyn Visitor> {
        let Imports { items, misfit } = &mut *self.0;
        if items.len() == IMPORTS {
            *misfit = true;
            return Ok(<dyn Visitor>::ignore());
        }
        items.push(Field::default());
        Ok(items
            .last_mut()
            .map_or(<dyn Visitor>::ignore(), |item| item))
    }

    fn finish(&mut self) -> Read<()> {
        Ok(())
    }
}
