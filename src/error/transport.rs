//! No complete response arrived.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::error::Error as StdError;
use core::fmt::{self, Write as _};

use super::effect;
use super::one_line::{Brief, OneLine};
use crate::http::Method;

/// Most bytes of a detail or a cause that are shown: the other end may have chosen them.
const SHOWN: usize = 512;

/// Which step failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host's name could not be resolved.
    Resolve,
    /// No connection could be made.
    Connect,
    /// The proxy could not be reached, failed, or did not act as one.
    Proxy,
    /// The proxy refused (401, 403, 407), is not trusted, or is of a kind that is not supported; a
    /// retry does not help.
    ProxyRefused,
    /// The TLS handshake failed, or TLS broke later.
    Tls,
    /// The server's certificate is not trusted; a retry does not help.
    Certificate,
    /// A timeout expired.
    Timeout,
    /// The connection was lost.
    Io,
    /// The answer is not valid HTTP.
    Protocol,
    /// The answer is larger than the limit.
    TooLarge,
    /// A [`Stop`](crate::Stop) was requested.
    Stopped,
}

impl TransportErrorKind {
    /// Whether a retry can end differently.
    fn may_pass(self) -> bool {
        !matches!(
            self,
            Self::Certificate | Self::TooLarge | Self::ProxyRefused | Self::Stopped
        )
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Resolve => "cannot resolve the host",
            Self::Connect => "cannot connect",
            Self::Proxy => "the proxy failed",
            Self::ProxyRefused => "the proxy cannot be used",
            Self::Tls => "TLS failed",
            Self::Certificate => "the server's certificate is not trusted",
            Self::Timeout => "timed out",
            Self::Io => "the connection was lost",
            Self::Protocol => "the answer is not valid HTTP",
            Self::TooLarge => "the answer is too large",
            Self::Stopped => "stopped",
        }
    }

    /// What stands before and after the peer, unless the peer was not at fault.
    fn around_peer(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Proxy | Self::ProxyRefused | Self::Stopped => None,
            Self::Resolve => Some((" ", "")),
            Self::Connect => Some((" to ", "")),
            _ => Some((" (", ")")),
        }
    }
}

/// No complete response arrived.
///
/// A [`Transport`](crate::Transport) of your own has to say whether the server may have received
/// the request:
///
/// ```
/// use pinecone_import::{TransportError, TransportErrorKind};
///
/// fn lost(connected: bool, error: std::io::Error) -> TransportError {
///     let lost = match connected {
///         true => TransportError::maybe_sent(TransportErrorKind::Io),
///         false => TransportError::not_sent(TransportErrorKind::Connect),
///     };
///     lost.with_cause(error)
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// Which step failed.
    pub kind: TransportErrorKind,
    /// More detail; may be empty.
    pub detail: Cow<'static, str>,
    pub(super) sent: bool,
    /// Another try would end the same way.
    lasts: bool,
    pub(crate) method: Method,
    pub(crate) peer: String,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// The server certainly did not receive the whole request: even a start is retried.
    #[must_use]
    pub fn not_sent(kind: TransportErrorKind) -> Self {
        // Counts as a start, which needs the most care, until a client sets the method.
        Self {
            kind,
            detail: Cow::Borrowed(""),
            sent: false,
            lasts: false,
            method: Method::Post,
            peer: String::new(),
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

    /// Adds detail, which `Display` shows; it must not contain a secret.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }

    /// Adds the underlying error, which `Display` shows; it must not show a secret.
    #[must_use]
    pub fn with_cause(self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..self
        }
    }

    /// Says that another try would end the same way, so that nothing is retried.
    #[cfg(feature = "https")]
    pub(crate) fn lasting(self) -> Self {
        Self {
            lasts: true,
            ..self
        }
    }

    /// The underlying error, such as a `std::io::Error`.
    ///
    /// It is not the [`source()`](StdError::source), because `Display` already shows it.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.cause.as_deref()
    }

    /// The host and port that failed, such as `idx.example:443`: of the index, or of the proxy. The
    /// client sets it.
    #[must_use]
    pub fn peer(&self) -> Option<&str> {
        (!self.peer.is_empty()).then_some(&self.peer)
    }

    /// Whether the server may have executed the request.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.sent && effect::changes(self.method)
    }

    pub(super) fn is_retryable(&self) -> bool {
        let may_pass = self.kind.may_pass() && !self.lasts;
        may_pass && (effect::is_idempotent(self.method) || !self.sent)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        if let (Some((before, after)), Some(peer)) = (self.kind.around_peer(), self.peer()) {
            write!(f, "{before}{peer}{after}")?;
        }
        if !self.detail.is_empty() {
            write!(Brief::new(OneLine(f), SHOWN), ": {}", self.detail)?;
        }
        if let Some(cause) = &self.cause {
            write!(Brief::new(OneLine(f), SHOWN), ": {cause}")?;
        }
        if self.may_have_executed() {
            f.write_str(effect::doubt(self.method))?;
        }
        Ok(())
    }
}

impl StdError for TransportError {}
