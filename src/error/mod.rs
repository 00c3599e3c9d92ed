//! What can go wrong, by how far the call got.

mod api;
mod argument;
mod decode;
mod effect;
pub mod google_rpc;
mod list;
mod one_line;
mod rpc;
mod transport;

use alloc::boxed::Box;
use core::error::Error as StdError;
use core::fmt;

pub use api::ApiError;
pub use argument::InvalidArgument;
pub use decode::DecodeError;
pub use list::{ListError, ListErrorKind};
pub(crate) use one_line::{Brief, OneLine};
pub use rpc::{RpcCode, RpcDetail, RpcMessage, RpcStatus};
pub use transport::{TransportError, TransportErrorKind};

/// Why a call failed, by how far it got.
///
/// `Display` prints everything in one line, so [`source()`](StdError::source) is always `None`.
/// It never shows the API key, a proxy's password or a pagination token.
///
/// ```
/// use pinecone_import::Error;
///
/// fn advise(error: &Error) -> &'static str {
///     if error.may_have_executed() {
///         "check the list of imports before starting it again"
///     } else if error.is_retryable() {
///         "try again later"
///     } else {
///         "fix the cause first"
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An argument was rejected before anything was sent.
    InvalidArgument(Box<InvalidArgument>),
    /// No complete response arrived.
    Transport(Box<TransportError>),
    /// A response with a status other than 2xx.
    Api(Box<ApiError>),
    /// A 2xx response without the expected body.
    Decode(Box<DecodeError>),
    /// Every page of a list arrived, but the list as a whole cannot be used.
    List(Box<ListError>),
}

impl Error {
    /// An argument with this actual length or value, if the limit is about that.
    pub(crate) fn invalid(field: &'static str, limit: &'static str, actual: Option<usize>) -> Self {
        InvalidArgument {
            actual,
            ..InvalidArgument::new(field, limit)
        }
        .into()
    }

    /// Whether the server may have executed the request: started or cancelled the import.
    ///
    /// `false` means that it certainly did not. Always `false` for a describe or a list.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        match self {
            Self::InvalidArgument(_) | Self::List(_) => false,
            Self::Transport(error) => error.may_have_executed(),
            Self::Api(error) => error.may_have_executed(),
            Self::Decode(error) => error.may_have_executed(),
        }
    }

    /// Whether the same call can succeed later, at no risk of a second import.
    ///
    /// Always `false` for a start that may have been executed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::InvalidArgument(_) => false,
            Self::Transport(error) => error.is_retryable(),
            Self::Api(error) => error.is_retryable(),
            Self::Decode(error) => error.is_retryable(),
            Self::List(error) => error.kind != ListErrorKind::TooManyPages,
        }
    }

    /// Records that an earlier attempt of the same call may have been executed.
    pub(crate) fn after_doubtful_try(mut self) -> Self {
        match &mut self {
            Self::Transport(error) => error.sent = true,
            Self::Api(error) => error.earlier_may_have_executed = true,
            Self::InvalidArgument(_) | Self::Decode(_) | Self::List(_) => {}
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
            Self::List(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {}

macro_rules! from {
    ($($part:ident $variant:ident),*) => {$(
        impl From<$part> for Error {
            fn from(error: $part) -> Self {
                Self::$variant(Box::new(error))
            }
        }
    )*};
}

from!(InvalidArgument InvalidArgument, TransportError Transport, ApiError Api);
from!(DecodeError Decode, ListError List);
