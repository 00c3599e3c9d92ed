//! A 2xx response without the expected body.

use alloc::string::String;
use core::error::Error as StdError;
use core::fmt::{self, Write as _};

use super::effect;
use super::one_line::OneLine;
use crate::http::Method;

/// A 2xx response without the expected body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DecodeError {
    /// The HTTP status.
    pub http_status: u16,
    /// What was expected, such as `a page of imports`.
    pub expected: &'static str,
    /// The start of the body as text; at most 512 bytes. A body that is encoded without having been
    /// asked for is only named, such as `(content-encoding gzip)`.
    pub excerpt: String,
    /// The length of the body in bytes.
    pub body_len: usize,
    /// The request id, to quote to Pinecone's support; at most 256 bytes.
    pub request_id: Option<String>,
    pub(crate) method: Method,
}

impl DecodeError {
    /// Whether the server may have executed the request: `false` only for a describe or a list.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        effect::changes(self.method)
    }

    pub(super) fn is_retryable(&self) -> bool {
        effect::is_idempotent(self.method)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, expected) = (self.http_status, self.expected);
        write!(f, "the server answered {status}, but not with {expected}")?;
        let mut f = OneLine(f);
        match (self.body_len, self.excerpt.trim()) {
            (0, _) => f.write_str(": the body is empty")?,
            (len, start) => write!(f, ": got {len} bytes: {start}")?,
        }
        if let Some(id) = &self.request_id {
            write!(f, "; request id {id}")?;
        }
        f.write_str(effect::doubt(self.method))
    }
}

impl StdError for DecodeError {}
