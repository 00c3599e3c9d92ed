//! Tools to test programs that use this crate: a scripted transport, a virtual clock, and
//! constructors for what a server sends. Feature `testing`.
//!
//! ```
//! use pinecone_import::testing::{Script, VirtualClock, answer};
//! use pinecone_import::{Client, StartImport, TransportError, TransportErrorKind};
//!
//! // The connection fails once, and then the server answers.
//! let script = Script::new([
//!     Err(TransportError::not_sent(TransportErrorKind::Connect)),
//!     answer(200, r#"{"id":"101"}"#),
//! ]);
//! let clock = VirtualClock::default();
//! let client = Client::with_transport("idx.example", "made-up-key", &script, &clock)?;
//!
//! assert_eq!(client.start_import(&StartImport::new("s3://bucket/dir"))?.id, "101");
//! assert_eq!(script.requests(), ["POST /bulk/imports", "POST /bulk/imports"]);
//! assert_eq!(clock.sleeps().len(), 1);
//! # Ok::<(), pinecone_import::Error>(())
//! ```

use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::time::Duration;

use crate::client::WaitOutcome;
use crate::clock::Clock;
use crate::codec::{ImportModel, ImportStatus, ListImportsResponse, StartImportResponse};
use crate::error::{ApiError, RpcCode, TransportError};
use crate::http::{Request, Response};
use crate::transport::Transport;

/// What a transport returns for one request.
pub type Step = Result<Response, TransportError>;

/// A response with a status and a body.
///
/// # Errors
/// Never: the result is a [`Step`] for a script.
pub fn answer(status: u16, body: &str) -> Step {
    answer_with(status, &[], body)
}

/// A response with a status, headers and a body.
///
/// # Errors
/// Never: the result is a [`Step`] for a script.
pub fn answer_with(status: u16, headers: &[(&str, &str)], body: &str) -> Step {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    Ok(Response::new(status, headers.collect(), body.into()))
}

/// A transport that answers each request with the next step of a script.
///
/// Panics if there is no step left.
#[derive(Debug, Default)]
pub struct Script {
    steps: RefCell<VecDeque<Step>>,
    sent: RefCell<Vec<(Request, Duration)>>,
}

impl Script {
    /// A script with these steps.
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: RefCell::new(steps.into_iter().collect()),
            sent: RefCell::default(),
        }
    }

    /// Each request so far, with its timeout.
    #[must_use]
    pub fn sent(&self) -> Vec<(Request, Duration)> {
        self.sent.borrow().clone()
    }

    /// Each request so far as one line, such as `GET /bulk/imports?limit=2`.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.sent
            .borrow()
            .iter()
            .map(|(sent, _)| line(sent))
            .collect()
    }
}

impl Transport for Script {
    #[allow(clippy::panic, reason = "a test must fail here")]
    fn send(&self, request: &Request, timeout: Duration) -> Step {
        self.sent.borrow_mut().push((request.clone(), timeout));
        match self.steps.borrow_mut().pop_front() {
            Some(step) => step,
            None => panic!("the script has no step for {}", line(request)),
        }
    }
}

/// A request as one line: its method and its path with the query.
#[must_use]
pub fn line(request: &Request) -> String {
    let (_, rest) = request.url.split_once("://").unwrap_or_default();
    let path = rest.find('/').and_then(|at| rest.get(at..));
    format!("{} {}", request.method, path.unwrap_or_default())
}

/// A transport that calls a function with the request and its timeout.
#[derive(Debug, Clone, Copy)]
pub struct Respond<F>(pub F);

impl<F: Fn(&Request, Duration) -> Step> Transport for Respond<F> {
    fn send(&self, request: &Request, timeout: Duration) -> Step {
        (self.0)(request, timeout)
    }
}

/// A clock whose sleeps advance the time at once.
///
/// Its random number is constant: by default the highest, so that every random delay is the
/// longest possible.
#[derive(Debug)]
pub struct VirtualClock {
    now: Cell<Duration>,
    random: u64,
    sleeps: RefCell<Vec<Duration>>,
}

impl Default for VirtualClock {
    fn default() -> Self {
        Self::with_random(u64::MAX)
    }
}

impl VirtualClock {
    /// A clock with this random number.
    #[must_use]
    pub fn with_random(random: u64) -> Self {
        Self {
            now: Cell::default(),
            random,
            sleeps: RefCell::default(),
        }
    }

    /// Advances the time, as a slow answer does.
    pub fn pass(&self, duration: Duration) {
        self.now.set(self.now.get().saturating_add(duration));
    }

    /// Each sleep so far.
    #[must_use]
    pub fn sleeps(&self) -> Vec<Duration> {
        self.sleeps.borrow().clone()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Duration {
        self.now.get()
    }

    fn sleep(&self, duration: Duration) {
        self.sleeps.borrow_mut().push(duration);
        self.pass(duration);
    }

    fn random(&self) -> u64 {
        self.random
    }
}

/// For tests (feature `testing`).
impl ImportModel {
    /// An import with no other field set.
    #[must_use]
    pub fn new(id: impl Into<String>, status: ImportStatus) -> Self {
        Self {
            id: id.into(),
            status,
            ..Self::blank()
        }
    }

    /// Sets the URI of the files.
    #[must_use]
    pub fn with_uri(self, uri: impl Into<String>) -> Self {
        Self {
            uri: Some(uri.into()),
            ..self
        }
    }

    /// Sets why it failed.
    #[must_use]
    pub fn with_error(self, error: impl Into<String>) -> Self {
        Self {
            error: Some(error.into()),
            ..self
        }
    }

    /// Sets when it was started and when it ended, in RFC 3339.
    #[must_use]
    pub fn with_times(self, created_at: impl Into<String>, finished_at: Option<&str>) -> Self {
        Self {
            created_at: Some(created_at.into()),
            finished_at: finished_at.map(String::from),
            ..self
        }
    }

    /// Sets the progress in percent, 0 to 100, and the number of records imported.
    #[must_use]
    pub fn with_progress(self, percent_complete: f32, records_imported: i64) -> Self {
        Self {
            percent_complete: Some(percent_complete),
            records_imported: Some(records_imported),
            ..self
        }
    }
}

/// For tests (feature `testing`).
impl ApiError {
    /// The error of a start with this HTTP status, and nothing else.
    #[must_use]
    pub fn new(http_status: u16) -> Self {
        Self::of_status(http_status)
    }

    /// Sets the code and the message of the body.
    #[must_use]
    pub fn with_status(mut self, code: RpcCode, message: impl Into<String>) -> Self {
        self.status.code = Some(code);
        self.status.message = message.into();
        self
    }

    /// Sets the delay that the server asks for.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }
}

/// Makes the answer to a start.
impl StartImportResponse {
    /// An answer with this id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

/// Makes a page of the list.
impl ListImportsResponse {
    /// A page with these imports and, unless it is the last, the token of the next one.
    #[must_use]
    pub fn new(data: Vec<ImportModel>, next: Option<&str>) -> Self {
        Self {
            data,
            next: next.map(String::from),
        }
    }
}

/// Makes how a wait ended without an import that has ended.
impl WaitOutcome {
    /// The deadline passed.
    pub fn deadline(id: impl Into<String>, last: Option<ImportModel>) -> Self {
        Self::Deadline {
            id: id.into(),
            last,
            error: None,
        }
    }

    /// The callback stopped the wait.
    pub fn stopped(id: impl Into<String>, last: Option<ImportModel>) -> Self {
        Self::Stopped {
            id: id.into(),
            last,
            error: None,
        }
    }
}
