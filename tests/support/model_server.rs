//! A server in memory that keeps imports, lives by a virtual clock, and fails at random.
//!
//! It knows what really happened to each request: what a client says is held against that.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use pinecone_import::{
    Clock, Method, Request, Response, Stop, Transport, TransportError, TransportErrorKind as Kind,
};

use super::random::Random;

/// A clock that only moves when something takes time, with random numbers of its own.
pub struct Time {
    now: Cell<Duration>,
    random: RefCell<Random>,
    /// A stop that is requested when this time comes.
    alarm: RefCell<Option<(Duration, Stop)>>,
}

impl Time {
    pub fn new(seed: u64) -> Self {
        Self {
            // Far enough from zero for imports that are older than the test.
            now: Cell::new(Duration::from_secs(100_000)),
            random: RefCell::new(Random(!seed)),
            alarm: RefCell::default(),
        }
    }

    /// Requests a stop `after` so long; gives the stop, which replaces the one before.
    pub fn stop_after(&self, after: Duration) -> Stop {
        let stop = Stop::new();
        self.alarm.replace(Some((self.now() + after, stop.clone())));
        stop
    }

    fn pass(&self, duration: Duration) {
        self.now.set(self.now.get() + duration);
        if let Some((at, stop)) = &*self.alarm.borrow() {
            if *at <= self.now.get() {
                stop.request();
            }
        }
    }
}

impl Clock for Time {
    fn now(&self) -> Duration {
        self.now.get()
    }

    fn sleep(&self, duration: Duration) {
        self.pass(duration);
    }

    fn random(&self) -> u64 {
        self.random.borrow_mut().bits()
    }
}

/// What the server knows of an import.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: String,
    pub uri: String,
    pub created: Duration,
    pub ended: Duration,
    end: &'static str,
}

impl Import {
    pub fn status(&self, now: Duration) -> &'static str {
        match now {
            now if now >= self.ended => self.end,
            now if now >= self.created + (self.ended - self.created) / 4 => "InProgress",
            _ => "Pending",
        }
    }

    fn json(&self, now: Duration) -> String {
        let (id, uri, status) = (&self.id, &self.uri, self.status(now));
        let records = now.saturating_sub(self.created).as_millis();
        format!(
            r#"{{"id":"{id}","uri":"{uri}","status":"{status}","createdAt":"2024-08-27T17:10:32Z","percentComplete":50.0,"recordsImported":"{records}"}}"#
        )
    }
}

/// How a server behaves.
#[derive(Debug, Clone, Copy)]
pub struct Behaviour {
    /// Of 16 requests, how many meet a fault.
    pub faults: u64,
    /// Of 64 faults, how many are answers that no retry helps against.
    pub refusals: u64,
    /// Imports per page.
    pub page: usize,
    /// How long a new import is not in the list yet.
    pub lag: Duration,
    /// Longest time that an import takes.
    pub longest: Duration,
}

pub struct Server<'a> {
    time: &'a Time,
    random: RefCell<Random>,
    behaviour: Behaviour,
    pub imports: RefCell<Vec<Import>>,
    pub requests: Cell<usize>,
    /// Answers that a retry does not help against, given so far.
    pub refused: Cell<usize>,
    /// The status in each answer to a describe that went out whole.
    pub described: RefCell<Vec<&'static str>>,
}

impl<'a> Server<'a> {
    pub fn new(seed: u64, behaviour: Behaviour, time: &'a Time) -> Self {
        Self {
            time,
            random: RefCell::new(Random(seed)),
            behaviour,
            imports: RefCell::default(),
            requests: Cell::default(),
            refused: Cell::default(),
            described: RefCell::default(),
        }
    }

    fn below(&self, bound: u64) -> u64 {
        self.random.borrow_mut().below(bound)
    }

    fn any<T: Copy>(&self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    /// An import that was created `ago`.
    pub fn add(&self, uri: &str, ago: Duration) {
        let mut imports = self.imports.borrow_mut();
        let created = self.time.now() - ago;
        let takes = self.below(u64::try_from(self.behaviour.longest.as_millis()).unwrap());
        let id = format!("import/{} é", imports.len());
        imports.push(Import {
            id,
            uri: uri.into(),
            created,
            ended: created + Duration::from_millis(takes),
            end: self.any(&["Completed", "Completed", "Failed", "Cancelled"]),
        });
    }

    /// Does what is asked, and makes the answer.
    fn process(&self, request: &Request) -> (u16, String) {
        let now = self.time.now();
        let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        if request.method == Method::Post {
            let body: serde_json::Value =
                serde_json::from_slice(request.body.as_ref().unwrap()).unwrap();
            self.add(body["uri"].as_str().unwrap(), Duration::ZERO);
            let id = self.imports.borrow().last().unwrap().id.clone();
            return (200, format!(r#"{{"id":"{id}"}}"#));
        }
        assert_eq!(request.method, Method::Get);
        let imports = self.imports.borrow();
        if let Some(id) = path.strip_prefix("https://idx.example/bulk/imports/") {
            let id = id
                .replace("%2F", "/")
                .replace("%20", " ")
                .replace("%C3%A9", "é");
            return match imports.iter().find(|import| import.id == id) {
                Some(import) => (200, import.json(now)),
                None => (404, r#"{"code":5,"message":"no such import"}"#.into()),
            };
        }
        let first = query
            .split_once("page-")
            .map_or(0, |(_, at)| at.parse().unwrap());
        // The newest first, as a list that people look at.
        let listed: Vec<_> = imports
            .iter()
            .rev()
            .filter(|import| {
                import.created + self.behaviour.lag <= now
                    || import.created < Duration::from_secs(100_000)
            })
            .collect();
        let end = listed.len().min(first + self.behaviour.page);
        let data: Vec<_> = listed[first.min(end)..end]
            .iter()
            .map(|import| import.json(now))
            .collect();
        let next = if end < listed.len() {
            format!("page-{end}")
        } else {
            String::new()
        };
        let data = data.join(",");
        (
            200,
            format!(r#"{{"data":[{data}],"pagination":{{"next":"{next}"}}}}"#),
        )
    }

    fn lose(&self, sent: bool) -> Result<Response, TransportError> {
        let before = [
            Kind::Resolve,
            Kind::Connect,
            Kind::Proxy,
            Kind::Tls,
            Kind::Timeout,
            Kind::Io,
        ];
        let after = [Kind::Io, Kind::Io, Kind::Timeout, Kind::Tls, Kind::Protocol];
        let kind = if sent {
            self.any(&after)
        } else {
            self.any(&before)
        };
        Err(if sent {
            TransportError::maybe_sent(kind)
        } else {
            TransportError::not_sent(kind)
        })
    }

    fn fail(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        let text = |text: &str| text.as_bytes().to_vec();
        if self.below(64) < self.behaviour.refusals {
            self.refused.set(self.refused.get() + 1);
            let status = self.any(&[400, 401, 403, 404]);
            return Ok(Response::new(status, vec![], text("Unauthorized")));
        }
        let fault = self.below(8);
        if fault == 0 {
            return self.lose(false);
        }
        let asked = ["", "0", "1", "5", "30", "600", "99999999999999999999"];
        let headers = match self.any(&asked) {
            "" => vec![],
            wait => vec![("Retry-After".to_owned(), wait.to_owned())],
        };
        if fault == 1 {
            return Ok(Response::new(429, headers, text("slow down")));
        }
        if fault == 2 {
            // The rest of the time, with or without anything done.
            self.time.pass(timeout);
        }
        let done = self.below(2) == 0;
        let answer = done.then(|| self.process(request).1);
        match (fault, answer) {
            (2, answer) => Err(if answer.is_some() || self.below(2) == 0 {
                TransportError::maybe_sent(Kind::Timeout)
            } else {
                TransportError::not_sent(Kind::Timeout)
            }),
            (3 | 4, _) => {
                let status = self.any(&[408, 500, 502, 503, 503, 504]);
                Ok(Response::new(status, headers, text("<html>upstream")))
            }
            (5, Some(answer)) => {
                let length = usize::try_from(self.below(answer.len() as u64)).unwrap();
                let mut response = Response::new(200, vec![], answer.as_bytes()[..length].into());
                response.complete = self.below(2) == 0;
                Ok(response)
            }
            (6, _) => {
                let wrong = [
                    "",
                    "[]",
                    "null",
                    "<html>",
                    "\"ok\"",
                    "{\"data\":1}",
                    "{\"data\":[{}]}",
                ];
                Ok(Response::new(200, vec![], text(self.any(&wrong))))
            }
            _ => self.lose(true),
        }
    }
}

impl Transport for Server<'_> {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        self.requests.set(self.requests.get() + 1);
        assert!(self.requests.get() < 50_000, "a busy loop");
        let takes = Duration::from_millis(self.below(400));
        if takes > timeout {
            self.time.pass(timeout);
            if self.below(2) == 0 {
                self.process(request);
            }
            return Err(TransportError::maybe_sent(Kind::Timeout));
        }
        self.time.pass(takes);
        if self.below(16) < self.behaviour.faults {
            return self.fail(request, timeout.saturating_sub(takes));
        }
        let (status, body) = self.process(request);
        if request.method == Method::Get && body.starts_with("{\"id\"") {
            let known = ["Pending", "InProgress", "Completed", "Failed", "Cancelled"];
            let marked = |status: &&&str| body.contains(&format!("\"status\":\"{status}\""));
            self.described
                .borrow_mut()
                .extend(known.iter().find(marked));
        }
        Ok(Response::new(status, vec![], body.into_bytes()))
    }
}
