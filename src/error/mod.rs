//! What can go wrong, by how far the call got.

mod answer;
mod transport;

use alloc::boxed::Box;
use core::error::Error as StdError;
use core::fmt;

pub use answer::{ApiError, DecodeError};
pub use transport::{TransportError, TransportErrorKind};

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
