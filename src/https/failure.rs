//! Converts ureq's errors.
//!
//! Only parts of them are kept, because some show the whole URL or parts of the answer.

use std::io;

use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt;
use ureq::{Error, Timeout};
use ureq_proto::Error as Protocol;

use crate::error::{TransportError, TransportErrorKind as Kind};

/// A failure of one of our connectors, before any of the request was sent.
///
/// Travels through ureq as [`Error::Other`].
#[derive(Debug)]
pub(super) struct NotSent(pub(super) TransportError);

impl NotSent {
    pub(super) fn new(kind: Kind) -> Self {
        Self(TransportError::not_sent(kind))
    }

    pub(super) fn because(
        self,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Error {
        Error::Other(Box::new(Self(self.0.with_cause(cause))))
    }

    pub(super) fn saying(self, detail: &'static str) -> Error {
        Error::Other(Box::new(Self(self.0.with_detail(detail))))
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for NotSent {}

/// `sent` says whether the server may have received the request.
pub(super) fn of(error: Error, sent: bool) -> TransportError {
    let new = |kind| match sent {
        true => TransportError::maybe_sent(kind),
        false => TransportError::not_sent(kind),
    };
    match error {
        Error::Other(other) => match other.downcast::<NotSent>() {
            Ok(error) => error.0,
            Err(_) => new(Kind::Io),
        },
        Error::Timeout(Timeout::Resolve) => {
            new(Kind::Timeout).with_detail("resolving the host took too long")
        }
        Error::Timeout(Timeout::Connect) => {
            new(Kind::Timeout).with_detail("connecting took too long")
        }
        Error::Timeout(_) if sent => new(Kind::Timeout).with_detail("no complete answer in time"),
        Error::Timeout(_) => {
            new(Kind::Timeout).with_detail("the request could not be sent in time")
        }
        Error::HostNotFound => new(Kind::Resolve),
        Error::LargeResponseHeader(..) | Error::Protocol(Protocol::HttpParseTooManyHeaders) => {
            new(Kind::TooLarge).with_detail("the headers")
        }
        // The text of others can show parts of the answer.
        Error::Protocol(
            error @ (Protocol::UnsupportedVersion
            | Protocol::TooManyContentLengthHeaders
            | Protocol::BadContentLengthHeader
            | Protocol::ConflictingBodyHeaders
            | Protocol::ChunkLenNotAscii
            | Protocol::ChunkLenNotANumber
            | Protocol::ChunkExpectedCrLf),
        ) => new(Kind::Protocol).with_detail(error.to_string()),
        Error::Io(error) => match tls_error(error) {
            Ok(error) => new(Kind::Tls).with_cause(error),
            Err(error) => new(Kind::Io).with_cause(error),
        },
        Error::BodyStalled => new(Kind::Io),
        _ => new(Kind::Protocol),
    }
}

/// Unwraps a rustls error from an IO error.
pub(super) fn tls_error(error: io::Error) -> Result<rustls::Error, io::Error> {
    error.downcast::<rustls::Error>()
}
