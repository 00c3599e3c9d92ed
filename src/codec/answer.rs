//! The one place where a response becomes an outcome: success, [`ApiError`] or [`DecodeError`].
//!
//! Its guarantees hold with and without a `Client`: no error shows the API key or a pagination
//! token, and each error knows whether the request may have been executed.

use alloc::string::String;
use alloc::vec::Vec;

use super::endpoint::Endpoint;
use super::name::Name;
use super::{retry_after, text};
use crate::error::{ApiError, DecodeError, Error, RpcStatus};
use crate::http::{Method, Response};
use crate::json::{self, Limits, Reader};

/// Bytes of a body that an error shows.
const EXCERPT: usize = 512;
/// Bytes of an error body that can be shown, with what a token at their end can be written in.
const SHOWN: usize = 32 * 1024;
/// Bytes of a header that an error shows.
const HEADER: usize = 256;

/// For the answer to a start or a cancel: an id has 1,000 characters, each perhaps an escape.
pub(super) const SHORT: Limits = Limits {
    string: 6000,
    keep_start: false,
};
/// For an answer with imports, whose `error` can have any length.
pub(super) const LONG: Limits = Limits {
    string: 64 * 1024,
    keep_start: true,
};

/// What an answer depends on.
pub(super) struct Asked<'a> {
    pub(super) method: Method,
    pub(super) endpoint: &'a Endpoint,
    /// The pagination token of the request.
    pub(super) token: Option<&'a str>,
}

impl Asked<'_> {
    /// The outcome. `finish` converts what a reader found if the body is a JSON object, or returns
    /// what was expected.
    pub(super) fn read<R: Reader<Name> + Default, T>(
        &self,
        mut response: Response,
        limits: Limits,
        finish: impl FnOnce(Option<R>, &[u8]) -> Result<T, &'static str>,
    ) -> Result<T, Error> {
        let mut found = None;
        let mut take = |text: &str| {
            found = json::parse(text);
            found.is_some()
        };
        self.parse(&mut response, limits, &mut take)?;
        finish(found, &response.body).map_err(|expected| self.unexpected(&response, expected))
    }

    /// Offers the body to `take`: unchanged if that is safe, then tamed if it was not taken. An
    /// error can show the start of the body afterwards.
    fn parse(
        &self,
        response: &mut Response,
        limits: Limits,
        take: &mut dyn FnMut(&str) -> bool,
    ) -> Result<(), Error> {
        self.check(response)?;
        let body = &mut response.body;
        if !json::is_wild(body, limits) && object(body).is_some_and(&mut *take) {
            return Ok(());
        }
        let start = Vec::from(start_of(body));
        json::tame(body, limits);
        let _ = object(body).is_some_and(take);
        for (byte, before) in body.iter_mut().zip(start) {
            *byte = before;
        }
        Ok(())
    }

    /// Overwrites the key in the body, and refuses all but a whole body of a 2xx response.
    fn check(&self, response: &mut Response) -> Result<(), Error> {
        let key = self.endpoint.key().expose();
        text::overwrite(&mut response.body, key.as_bytes(), response.complete);
        if !(200..300).contains(&response.status) {
            return Err(self.api_error(response).into());
        }
        let expected = match (response.complete, self.encoding(response)) {
            (true, None) => return Ok(()),
            (false, _) => "a whole body",
            (true, Some(_)) => "a body without content encoding",
        };
        Err(self.unexpected(response, expected))
    }

    fn unexpected(&self, response: &Response, expected: &'static str) -> Error {
        let body_len = response.body.len();
        let mut start = Vec::from(start_of(&response.body));
        self.hide(&mut start, response.complete && body_len <= EXCERPT);
        let excerpt = self.encoding(response);
        let error = DecodeError {
            http_status: response.status,
            expected,
            excerpt: excerpt.unwrap_or_else(|| excerpt_of(&start, body_len)),
            body_len,
            request_id: self.request_id(response),
            method: self.method,
        };
        error.into()
    }

    fn api_error(&self, response: &mut Response) -> ApiError {
        let encoding = self.encoding(response);
        if encoding.is_some() {
            // Its bytes say nothing to people.
            response.body.clear();
        }
        match response.body.get_mut(..SHOWN) {
            Some(shown) => self.hide(shown, true),
            None => self.hide(&mut response.body, response.complete),
        };
        let mut status = RpcStatus::from_body(&response.body);
        let end = before_next(status.message.as_bytes());
        status.truncated |= !response.complete || end < status.message.len();
        status.message.truncate(end);
        let echoed = self.hide_details(&mut status);
        let retry_after = response.header("retry-after");
        ApiError {
            request_id: self.request_id(response),
            retry_after: retry_after
                .and_then(|value| retry_after::parse(value, response.header("date")))
                .max(status.retry_delay),
            auth_rejected_reason: self.header(response, "x-pinecone-auth-rejected-reason"),
            excerpt: match encoding {
                Some(encoding) => encoding,
                // It would show the secret in base64.
                None if echoed => String::new(),
                None => excerpt_of(start_of(&response.body), response.body.len()),
            },
            http_status: response.status,
            status,
            method: self.method,
            earlier_may_have_executed: false,
        }
    }

    /// Overwrites the secrets in packed details, whose base64 hid them before, and cuts any detail
    /// off before the token of the next page. Returns whether there was a secret.
    fn hide_details(&self, status: &mut RpcStatus) -> bool {
        let complete = !status.truncated;
        let mut echoed = false;
        for detail in &mut status.details {
            echoed |= self.hide(&mut detail.value, complete);
            let end = before_next(&detail.value);
            status.truncated |= end < detail.value.len();
            detail.value.truncate(end);
            if let Some(json) = &mut detail.json {
                let end = before_next(json.as_bytes());
                status.truncated |= end < json.len();
                json.truncate(end);
            }
        }
        echoed
    }

    /// What stands for a body that is encoded, though nobody asked for that.
    fn encoding(&self, response: &Response) -> Option<String> {
        let name = self.header(response, "content-encoding")?;
        let is_plain = name.eq_ignore_ascii_case("identity");
        (!is_plain).then(|| String::from("(content-encoding ") + &name + ")")
    }

    fn request_id(&self, response: &Response) -> Option<String> {
        self.header(response, "x-pinecone-request-id")
            .or_else(|| self.header(response, "x-request-id"))
    }

    fn header(&self, response: &Response, name: &str) -> Option<String> {
        let mut value = Vec::from(response.header(name)?.trim_ascii());
        self.hide(&mut value, true);
        // Whole characters were overwritten, so it is still UTF-8.
        let value = text::cut(core::str::from_utf8(&value).unwrap_or_default(), HEADER);
        (!value.is_empty()).then(|| value.into())
    }

    /// Overwrites the secrets that a server may echo; `complete` says that nothing was cut off at
    /// the end.
    ///
    /// Returns whether there was one.
    fn hide(&self, bytes: &mut [u8], complete: bool) -> bool {
        let key = self.endpoint.key().expose().as_bytes();
        let token = self.token.unwrap_or_default().as_bytes();
        text::overwrite(bytes, key, complete) | text::overwrite(bytes, token, complete)
    }
}

/// The text of a body that starts like an object.
fn object(body: &[u8]) -> Option<&str> {
    let text = core::str::from_utf8(body).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.trim_ascii_start().starts_with("{").then_some(text)
}

/// The start of a body of this length as text, without the token of the next page.
fn excerpt_of(start: &[u8], body_len: usize) -> String {
    let end = before_next(start);
    text::excerpt(start.get(..end).unwrap_or(start), EXCERPT, end == body_len)
}

/// How many bytes stand before the member in which the token of the next page is, if it is there.
fn before_next(text: &[u8]) -> usize {
    // A colon, as it is or with escapes.
    let has_value = |at: &usize| {
        let rest = text.get(*at..).unwrap_or_default();
        rest.iter().any(|byte| matches!(byte, b':' | b'%' | b'\\'))
    };
    let found = text::find(text, b"\"pagination\"").filter(has_value);
    found.unwrap_or(text.len())
}

/// As much of a body as an error shows.
fn start_of(body: &[u8]) -> &[u8] {
    body.get(..EXCERPT).unwrap_or(body)
}
