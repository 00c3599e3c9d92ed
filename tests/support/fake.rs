//! A transport that answers from a script, and a clock that only moves when asked to.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

use pinecone_import::{
    Client, Clock, Request, Response, RetryPolicy, Transport, TransportError, TransportErrorKind,
};

pub const KEY: &str = "pcsk_made-up_key";

/// Answers each request with the next step; fails the test when there is none.
#[derive(Debug, Default)]
pub struct Script {
    steps: RefCell<VecDeque<Result<Response, TransportError>>>,
    /// The requests, and the time that each was given.
    pub sent: RefCell<Vec<(Request, Duration)>>,
}

impl Script {
    pub fn new(steps: impl IntoIterator<Item = Result<Response, TransportError>>) -> Self {
        Self {
            steps: RefCell::new(steps.into_iter().collect()),
            sent: RefCell::default(),
        }
    }

    pub fn tries(&self) -> usize {
        self.sent.borrow().len()
    }

    /// Each request so far as method and path, the query included.
    pub fn requests(&self) -> Vec<String> {
        let sent = self.sent.borrow();
        sent.iter().map(|(request, _)| line(request)).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        self.sent.borrow_mut().push((request.clone(), timeout));
        self.steps
            .borrow_mut()
            .pop_front()
            .expect("a request that the script did not foresee")
    }
}

/// A transport that is a function of the request and its time.
pub struct Respond<F>(pub F);

impl<F: Fn(&Request, Duration) -> Result<Response, TransportError>> Transport for Respond<F> {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        (self.0)(request, timeout)
    }
}

/// Method and path of a request, the query included.
pub fn line(request: &Request) -> String {
    let path = request.url.strip_prefix("https://idx.example").unwrap();
    format!("{} {path}", request.method.as_str())
}

/// A clock in which sleeping takes no time, and every delay is the longest.
#[derive(Debug)]
pub struct VirtualClock {
    now: Cell<Duration>,
    random: Cell<u64>,
    pub sleeps: RefCell<Vec<Duration>>,
}

impl Default for VirtualClock {
    fn default() -> Self {
        Self {
            now: Cell::default(),
            random: Cell::new(u64::MAX),
            sleeps: RefCell::default(),
        }
    }
}

impl VirtualClock {
    pub fn with_random(random: u64) -> Self {
        Self {
            random: Cell::new(random),
            ..Self::default()
        }
    }

    /// Back to the beginning, as if for another test.
    pub fn rewind(&self) {
        self.now.set(Duration::ZERO);
    }

    pub fn pass(&self, duration: Duration) {
        self.now.set(self.now.get() + duration);
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
        self.random.get()
    }
}

pub fn client<'a>(
    script: &'a Script,
    clock: &'a VirtualClock,
    policy: RetryPolicy,
) -> Client<&'a Script, &'a VirtualClock> {
    Client::with_transport("idx.example", KEY, script, clock)
        .unwrap()
        .retry(policy)
}

pub fn answer(status: u16, body: &str) -> Result<Response, TransportError> {
    answer_with(status, &[], body)
}

pub fn answer_with(
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Response, TransportError> {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    Ok(Response::new(status, headers.collect(), body.into()))
}

pub fn lost(kind: TransportErrorKind, sent: bool) -> Result<Response, TransportError> {
    Err(TransportError::new(kind, sent))
}

/// An import as the server writes it.
pub fn import(id: &str, uri: &str, status: &str) -> String {
    format!(r#"{{"id":"{id}","uri":"{uri}","status":"{status}"}}"#)
}

/// A page of the list; an empty `next` is written as such.
pub fn page(imports: &[String], next: &str) -> Result<Response, TransportError> {
    let data = imports.join(",");
    let body = format!(r#"{{"data":[{data}],"pagination":{{"next":"{next}"}}}}"#);
    answer(200, &body)
}
