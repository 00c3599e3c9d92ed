//! No complete response.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::error::Error as StdError;
use core::fmt::{self, Write as _};

use super::{Effect, OneLine};

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
    pub(super) fn may_pass(self) -> bool {
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
    pub(super) sent: bool,
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
