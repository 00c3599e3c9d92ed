//! What can go wrong, by how far the call got.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::error::Error as StdError;
use core::fmt::{self, Write as _};
use core::time::Duration;

use crate::status::Status;

/// Why a call failed, by how far it got.
///
/// `Display` is one line and shows neither the API key, nor a proxy's password, nor a
/// pagination token.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Refused before anything was sent.
    InvalidArgument(Box<InvalidArgument>),
    /// No complete response came.
    Transport(Box<TransportError>),
    /// A response with another status than 2xx.
    Api(Box<ApiError>),
    /// A 2xx response without the promised body.
    Decode(Box<DecodeError>),
}

impl Error {
    /// Whether the server may have executed the request: started or cancelled the import.
    ///
    /// `false` means that it certainly did not. Reading an import's state executes nothing.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        match self {
            Self::InvalidArgument(_) => false,
            Self::Transport(error) => error.may_have_executed(),
            Self::Api(error) => error.may_have_executed(),
            Self::Decode(error) => error.effect != Effect::Read,
        }
    }

    /// Whether the same call, made again later, can succeed and cannot do harm.
    ///
    /// Never true for a start that may have been executed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::InvalidArgument(_) => false,
            Self::Transport(error) => {
                error.kind.may_pass()
                    && (error.effect.is_idempotent() || !error.may_have_executed())
            }
            Self::Api(error) => match error.http_status {
                429 => error.effect.is_idempotent() || !error.earlier_may_have_executed,
                408 | 500 | 502 | 503 | 504 => error.effect.is_idempotent(),
                _ => false,
            },
            Self::Decode(error) => error.effect.is_idempotent(),
        }
    }

    /// Notes that an earlier try of the same call may have been executed.
    pub(crate) fn after_doubtful_try(mut self) -> Self {
        match &mut self {
            Self::Transport(error) => error.sent = true,
            Self::Api(error) => error.earlier_may_have_executed = true,
            Self::InvalidArgument(_) | Self::Decode(_) => {}
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidArgument(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}

/// What a request does on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Read,
    Start,
    Cancel,
}

impl Effect {
    fn is_idempotent(self) -> bool {
        self != Self::Start
    }

    fn doubt(self) -> &'static str {
        match self {
            Self::Read => "",
            Self::Start => "; the import may have been started",
            Self::Cancel => "; the import may have been cancelled",
        }
    }
}

/// An argument outside its documented limits.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidArgument {
    /// The argument.
    pub field: &'static str,
    /// The limit that it breaks.
    pub limit: &'static str,
    /// Its length in characters or its value, where the limit is about that.
    pub actual: Option<usize>,
}

impl InvalidArgument {
    pub(crate) fn refuse(field: &'static str, limit: &'static str, actual: Option<usize>) -> Error {
        Error::InvalidArgument(Box::new(Self {
            field,
            limit,
            actual,
        }))
    }
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid {}: {}", self.field, self.limit)?;
        match self.actual {
            Some(actual) => write!(f, ", not {actual}"),
            None => Ok(()),
        }
    }
}

impl StdError for InvalidArgument {}

/// What failed on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host's name could not be resolved.
    Resolve,
    /// No connection could be made.
    Connect,
    /// The proxy refused, or did not behave as one.
    Proxy,
    /// The TLS handshake failed, or TLS broke later.
    Tls,
    /// The server's certificate is not to be trusted; trying again does not help.
    Certificate,
    /// A time limit passed.
    Timeout,
    /// The connection was lost.
    Io,
    /// The answer is not HTTP.
    Protocol,
    /// The answer is larger than the limit.
    TooLarge,
}

impl TransportErrorKind {
    /// Whether another try can end otherwise.
    fn may_pass(self) -> bool {
        !matches!(self, Self::Certificate | Self::TooLarge)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Resolve => "cannot resolve the host",
            Self::Connect => "cannot connect",
            Self::Proxy => "the proxy failed",
            Self::Tls => "TLS failed",
            Self::Certificate => "the server's certificate is not trusted",
            Self::Timeout => "timed out",
            Self::Io => "the connection was lost",
            Self::Protocol => "the answer is not HTTP",
            Self::TooLarge => "the answer is too large",
        }
    }
}

/// No complete response came.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// What failed.
    pub kind: TransportErrorKind,
    /// More about it, or nothing.
    pub detail: Cow<'static, str>,
    sent: bool,
    pub(crate) effect: Effect,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// An error of a [`Transport`](crate::Transport).
    ///
    /// `sent` is whether the server may have received the whole request: `false` only where
    /// it certainly has not, because a start is then sent again.
    #[must_use]
    pub fn new(kind: TransportErrorKind, sent: bool) -> Self {
        // Until the client says otherwise, the request is of the kind that wants most care.
        Self {
            kind,
            detail: Cow::Borrowed(""),
            sent,
            effect: Effect::Start,
            source: None,
        }
    }

    /// Says more; must not hold a secret.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }

    /// Keeps the cause for [`source()`](StdError::source); must not show a secret.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into()),
            ..self
        }
    }

    /// Whether the server may have executed the request.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.sent && self.effect != Effect::Read
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        if !self.detail.is_empty() {
            write!(OneLine(f), ": {}", self.detail)?;
        }
        if let Some(source) = &self.source {
            write!(OneLine(f), ": {source}")?;
        }
        f.write_str(if self.may_have_executed() {
            self.effect.doubt()
        } else {
            ""
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

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

/// Writes text of others as part of one line: what could end or reorder it becomes a space.
struct OneLine<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let breaks = |c: char| {
            c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        for (index, part) in text.split(breaks).enumerate() {
            if index > 0 {
                self.0.write_char(' ')?;
            }
            self.0.write_str(part)?;
        }
        Ok(())
    }
}
