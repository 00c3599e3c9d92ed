//! HTTP requests and responses as plain data.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// The header that carries the API key.
pub(crate) const KEY_HEADER: &str = "Api-Key";

/// The HTTP methods of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Describes or lists imports: read-only, so it may be retried.
    Get,
    /// Starts an import: retried only if the server certainly did not execute it.
    Post,
    /// Cancels an import: idempotent, so it may be retried.
    Delete,
}

impl Method {
    /// The name as sent, such as `GET`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One HTTP request, complete except for `Host` and `Content-Length`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// The headers, including the API key.
    pub headers: Vec<(&'static str, String)>,
    /// The body; `None` sends none.
    pub body: Option<Vec<u8>>,
}

impl Request {
    pub(crate) fn new(method: Method, url: String, headers: Vec<(&'static str, String)>) -> Self {
        Self {
            method,
            url,
            headers,
            body: None,
        }
    }
}

impl fmt::Debug for Request {
    /// Shows neither the API key nor the query, which can hold a pagination token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let mut out = f.debug_struct("Request");
        out.field("method", &self.method).field("url", &url);
        if !query.is_empty() {
            out.field("query", &"(redacted)");
        }
        let shown = self.headers.iter().filter(|(name, _)| *name != KEY_HEADER);
        out.field("headers", &Vec::from_iter(shown));
        out.field("body", &self.body.as_deref().map(String::from_utf8_lossy))
            .finish()
    }
}

/// One HTTP response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers; names are case-insensitive.
    pub headers: Vec<(String, String)>,
    /// The body; the transport limits its size.
    pub body: Vec<u8>,
    /// Whether the whole body arrived.
    pub complete: bool,
}

impl Response {
    /// A response with its whole body.
    #[must_use]
    pub fn new(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        Self {
            status,
            headers,
            body,
            complete: true,
        }
    }

    /// The value of the first header with this name, ignoring case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(&found.1)
    }
}
