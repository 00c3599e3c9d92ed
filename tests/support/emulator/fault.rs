//! What goes wrong with one exchange.

use std::time::Duration;

use super::http::HttpResponse;

/// One fault, or none; made by a constructor, refined by the methods.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Bytes of the request that are read; then the connection is dropped, with a RST where
    /// more had come.
    pub(super) read: Option<usize>,
    pub(super) process: bool,
    pub(super) answer: Answer,
    /// Bytes of the answer that are sent; then the connection is dropped.
    pub(super) cut: Option<usize>,
    pub(super) delay: Duration,
    /// So many bytes at a time, with a pause after each.
    pub(super) drip: Option<(usize, Duration)>,
    /// Whether a TLS connection is dropped without a word.
    pub(super) rude: bool,
    /// Whether the connection ends by RST.
    pub(super) reset: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// What the service says.
    Service,
    /// These bytes, and then the end of the connection.
    Raw(Vec<u8>),
}

impl Fault {
    pub fn none() -> Self {
        Self {
            read: None,
            process: true,
            answer: Answer::Service,
            cut: None,
            delay: Duration::ZERO,
            drip: None,
            rude: false,
            reset: false,
        }
    }

    /// The request is read, but neither processed nor answered.
    pub fn drop_before() -> Self {
        Self {
            process: false,
            ..Self::raw_after("")
        }
    }

    /// The request is processed, but not answered.
    pub fn drop_after() -> Self {
        Self::raw_after("")
    }

    /// Only these bytes of the request are read (one at least), not all; it is not processed.
    ///
    /// By script only: who is asked for a fault has the whole request already.
    pub fn read_only(bytes: usize) -> Self {
        Self {
            read: Some(bytes),
            ..Self::drop_before()
        }
    }

    /// This is the answer; the request is not processed.
    pub fn status(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        Self {
            process: false,
            ..Self::status_after(status, headers, body)
        }
    }

    /// This is the answer; the request is processed.
    pub fn status_after(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let mut response = HttpResponse {
            status,
            body: body.into(),
            ..HttpResponse::default()
        };
        for (name, value) in headers {
            response = response.with(name, value);
        }
        Self::raw_after(response.to_bytes(false))
    }

    /// These bytes are the answer; the request is not processed.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            process: false,
            ..Self::raw_after(bytes)
        }
    }

    /// These bytes are the answer; the request is processed.
    pub fn raw_after(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            answer: Answer::Raw(bytes.into()),
            ..Self::none()
        }
    }

    /// The connection ends after this many bytes of the answer.
    pub fn cut_at(self, bytes: usize) -> Self {
        Self {
            cut: Some(bytes),
            ..self
        }
    }

    /// The answer comes late, or not at all where the client goes first; the request is
    /// processed at once.
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// The answer comes in so many bytes at a time, with a pause after each.
    pub fn drip(self, bytes: usize, pause: Duration) -> Self {
        Self {
            drip: Some((bytes.max(1), pause)),
            ..self
        }
    }

    /// A TLS connection ends without `close_notify`.
    pub fn rude(self) -> Self {
        Self { rude: true, ..self }
    }

    /// The connection ends by RST, and so without `close_notify`; without this, by FIN.
    ///
    /// What was answered arrives before it.
    pub fn reset(self) -> Self {
        Self {
            reset: true,
            rude: true,
            ..self
        }
    }
}
