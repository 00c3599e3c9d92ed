//! The wire format, without any IO: the same input gives the same bytes.
//!
//! Each operation is a value that becomes a [`Request`], and a function that reads the
//! [`Response`] to it. [`Client`](crate::Client) drives them over a
//! [`Transport`](crate::Transport); with these alone, any HTTP stack can.

pub(crate) mod cancel;
pub(crate) mod describe;
pub(crate) mod endpoint;
mod id;
pub(crate) mod json;
pub(crate) mod list;
pub(crate) mod model;
pub(crate) mod number;
pub(crate) mod percent;
pub(crate) mod read;
pub(crate) mod retry_after;
pub(crate) mod scan;
pub(crate) mod start;
pub(crate) mod text;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::error::{ApiError, DecodeError, Effect, Error};
use crate::status::Status;
use endpoint::Endpoint;

/// Most bytes of a body that an error shows.
const EXCERPT: usize = 512;
/// Most bytes kept of a header that an error shows.
const HEADER: usize = 256;
/// Secrets shorter than this are not looked for in answers: they would match by chance.
const REDACTED: usize = 8;

/// The HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads; may be sent any number of times.
    Get,
    /// Starts an import; may be sent again only when it was certainly not executed.
    Post,
    /// Cancels an import; a second one changes nothing more.
    Delete,
}

impl Method {
    /// The name as it goes over the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }

    /// What a request with this method does, in this API.
    pub(crate) fn effect(self) -> Effect {
        match self {
            Self::Get => Effect::Read,
            Self::Post => Effect::Start,
            Self::Delete => Effect::Cancel,
        }
    }
}

/// One HTTP request, complete but for `Host` and `Content-Length`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// The headers, the API key among them.
    pub headers: Vec<(&'static str, String)>,
    /// The body; `None` sends none.
    pub body: Option<Vec<u8>>,
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
        let names = self
            .headers
            .iter()
            .filter(|(name, _)| *name != endpoint::KEY_HEADER);
        out.field("headers", &Vec::from_iter(names));
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
    /// The headers, with names in any case.
    pub headers: Vec<(String, String)>,
    /// The body; whoever fetched it has capped it.
    pub body: Vec<u8>,
    /// Whether this is the whole body.
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

    /// The first header of that name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(&found.1)
    }

    /// The whole body of a 2xx response, or what it says instead.
    pub(crate) fn success(&self, effect: Effect) -> Result<&[u8], Error> {
        if !(200..300).contains(&self.status) {
            return Err(self.api_error(effect));
        }
        let encoding = self
            .header("content-encoding")
            .unwrap_or("identity")
            .trim_ascii();
        if !self.complete {
            return Err(self.decode_error("a whole body", effect));
        }
        if !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity") {
            return Err(self.decode_error("a body without content encoding", effect));
        }
        Ok(&self.body)
    }

    fn api_error(&self, effect: Effect) -> Error {
        let mut status = Status::from_body(&self.body);
        status.truncated |= !self.complete;
        Error::Api(Box::new(ApiError {
            http_status: self.status,
            status,
            request_id: self.request_id(),
            retry_after: self
                .header("retry-after")
                .and_then(|value| retry_after::parse(value, self.header("date"))),
            auth_rejected_reason: self.short_header("x-pinecone-auth-rejected-reason"),
            excerpt: text::excerpt(&self.body, EXCERPT),
            effect,
            earlier_may_have_executed: false,
        }))
    }

    pub(crate) fn decode_error(&self, expected: &'static str, effect: Effect) -> Error {
        Error::Decode(Box::new(DecodeError {
            http_status: self.status,
            expected,
            excerpt: text::excerpt(&self.body, EXCERPT),
            body_len: self.body.len(),
            request_id: self.request_id(),
            found: None,
            effect,
        }))
    }

    fn request_id(&self) -> Option<String> {
        self.short_header("x-pinecone-request-id")
            .or_else(|| self.short_header("x-request-id"))
    }

    fn short_header(&self, name: &str) -> Option<String> {
        let value = text::cut(self.header(name)?.trim_ascii(), HEADER);
        (!value.is_empty()).then(|| value.into())
    }

    /// Overwrites `secret` wherever the server echoed it, so that nothing made of this
    /// response can show it. A short one stays.
    pub(crate) fn redact(&mut self, secret: &str) {
        if secret.len() < REDACTED {
            return;
        }
        for (_, value) in &mut self.headers {
            let mut bytes = core::mem::take(value).into_bytes();
            text::overwrite(&mut bytes, secret.as_bytes());
            // Whole characters became stars: it still is UTF-8.
            *value = String::from_utf8(bytes).unwrap_or_default();
        }
        text::overwrite(&mut self.body, secret.as_bytes());
        if !self.complete {
            text::overwrite_broken_off(&mut self.body, secret.as_bytes(), REDACTED);
        }
    }
}

/// One operation of the API; the crate's own types are the only ones.
pub trait Operation: sealed::Sealed {
    /// What a successful response holds.
    type Output;

    /// The request.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] where an argument is outside its documented limits.
    fn request(&self, endpoint: &Endpoint) -> Result<Request, Error>;

    /// Reads the response to the request.
    ///
    /// # Errors
    /// [`Error::Api`] for every status but 2xx, [`Error::Decode`] for a 2xx without the
    /// promised body.
    fn parse_response(response: &Response) -> Result<Self::Output, Error>;

    /// What of the request must not show in an error, beside the key.
    #[doc(hidden)]
    fn secret(&self) -> Option<&str> {
        None
    }
}

pub(crate) mod sealed {
    pub trait Sealed {}
}
