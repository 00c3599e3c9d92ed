//! No complete response arrived.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::error::Error as StdError;
use core::fmt::{self, Write as _};

use super::effect;
use super::one_line::OneLine;
use crate::http::Method;

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
    /// Whether another try can end differently.
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

/// No complete response arrived.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// What failed.
    pub kind: TransportErrorKind,
    /// More about it, or nothing.
    pub detail: Cow<'static, str>,
    pub(super) sent: bool,
    pub(crate) method: Method,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// The server certainly did not receive the whole request: even a start is retried.
    #[must_use]
    pub fn not_sent(kind: TransportErrorKind) -> Self {
        // Until a client says otherwise, the request is the one that needs most care.
        Self {
            kind,
            detail: Cow::Borrowed(""),
            sent: false,
            method: Method::Post,
            cause: None,
        }
    }

    /// The server may have received the whole request: a start is not retried.
    #[must_use]
    pub fn maybe_sent(kind: TransportErrorKind) -> Self {
        Self {
            sent: true,
            ..Self::not_sent(kind)
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

    /// Keeps the error behind this one, which `Display` shows; it must not show a secret.
    #[must_use]
    pub fn with_cause(self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..self
        }
    }

    /// The error behind this one, such as a `std::io::Error`.
    ///
    /// Not a [`source()`](StdError::source), because `Display` shows it already.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.cause.as_deref()
    }

    /// Whether the server may have executed the request.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.sent && effect::changes(self.method)
    }

    pub(super) fn is_retryable(&self) -> bool {
        self.kind.may_pass() && (effect::is_idempotent(self.method) || !self.sent)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        if !self.detail.is_empty() {
            write!(OneLine(f), ": {}", self.detail)?;
        }
        if let Some(cause) = &self.cause {
            write!(OneLine(f), ": {cause}")?;
        }
        if self.may_have_executed() {
            f.write_str(effect::doubt(self.method))?;
        }
        Ok(())
    }
}

impl StdError for TransportError {}
