//! A response, but not the one that was hoped for.

use alloc::boxed::Box;
use alloc::string::String;
use core::error::Error as StdError;
use core::fmt::{self, Write as _};
use core::time::Duration;

use super::{Effect, Error, OneLine};
use crate::status::Status;

/// A response with another status than 2xx.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub http_status: u16,
    /// What the body says.
    pub status: Status,
    /// Names the request to Pinecone's support; at most 256 bytes.
    pub request_id: Option<String>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// Why the key was refused; at most 256 bytes.
    pub auth_rejected_reason: Option<String>,
    /// The start of the body as text, at most 512 bytes.
    pub excerpt: String,
    pub(crate) effect: Effect,
    pub(crate) earlier_may_have_executed: bool,
}

impl ApiError {
    /// Whether the server may have executed the request.
    ///
    /// A redirect and a client error (3xx and 4xx, but for 303, 408 and 499) say that it did not.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        let refused = match self.http_status {
            301 | 302 | 307 | 308 => true,
            408 | 499 => false,
            status => (400..500).contains(&status),
        };
        self.effect != Effect::Read && (!refused || self.earlier_may_have_executed)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server answered {}", self.http_status)?;
        if (300..400).contains(&self.http_status) {
            f.write_str(" (redirects are not followed)")?;
        }
        let mut f = OneLine(f);
        if let Some(name) = self.status.code_name() {
            write!(f, " {name}")?;
        }
        let message = if self.status.message.is_empty() {
            &self.excerpt
        } else {
            &self.status.message
        };
        if !message.trim().is_empty() {
            write!(f, ": {}", message.trim())?;
        }
        if let Some(reason) = &self.auth_rejected_reason {
            write!(f, " ({reason})")?;
        }
        if let Some(wait) = self.retry_after {
            write!(f, "; retry after {} s", wait.as_secs())?;
        }
        if let Some(id) = &self.request_id {
            write!(f, "; request id {id}")?;
        }
        f.write_str(if self.may_have_executed() {
            self.effect.doubt()
        } else {
            ""
        })
    }
}

impl StdError for ApiError {}

/// A 2xx response without the promised body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DecodeError {
    /// The HTTP status.
    pub http_status: u16,
    /// What the body should have been.
    pub expected: &'static str,
    /// The start of what came as text, at most 512 bytes.
    pub excerpt: String,
    /// How many bytes came.
    pub body_len: usize,
    /// Names the request to Pinecone's support; at most 256 bytes.
    pub request_id: Option<String>,
    /// What came in place of what was expected, where the body alone does not show it.
    pub(crate) found: Option<&'static str>,
    pub(crate) effect: Effect,
}

impl DecodeError {
    /// A body that is well-formed, but does not make sense to this call.
    pub(crate) fn senseless(expected: &'static str, found: &'static str) -> Error {
        Error::Decode(Box::new(Self {
            http_status: 200,
            expected,
            excerpt: String::new(),
            body_len: 0,
            request_id: None,
            found: Some(found),
            effect: Effect::Read,
        }))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, expected) = (self.http_status, self.expected);
        write!(f, "the server answered {status}, but not with {expected}")?;
        let mut f = OneLine(f);
        match (self.found, self.body_len) {
            (Some(found), _) => write!(f, ", it has {found}")?,
            (None, 0) => f.write_str(": the body is empty")?,
            (None, len) => write!(
                f,
                ": got {len} bytes, starting with {}",
                self.excerpt.trim()
            )?,
        }
        if let Some(id) = &self.request_id {
            write!(f, "; request id {id}")?;
        }
        f.write_str(self.effect.doubt())
    }
}

impl StdError for DecodeError {}
