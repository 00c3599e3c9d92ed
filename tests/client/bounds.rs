//! Calls of many requests end in time, whatever the server does.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use super::ensures::URI;
use crate::support::fake::{KEY, Respond, Step, VirtualClock, import, lost, page};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Client, Clock, Ensured, Error, Request, RetryPolicy, StartImport};

const SECOND: Duration = Duration::from_secs(1);

/// A server that takes so long for each request, as far as the client has the patience.
struct Slow<'a> {
    clock: &'a VirtualClock,
    takes: Duration,
    requests: RefCell<Vec<&'static str>>,
}

impl<'a> Slow<'a> {
    fn new(clock: &'a VirtualClock, millis: u64) -> Self {
        let (takes, requests) = (Duration::from_millis(millis), RefCell::default());
        Self {
            clock,
            takes,
            requests,
        }
    }

    /// A client that is answered by `answer`, which gets the number of the request.
    fn client(
        &'a self,
        answer: impl Fn(usize, &Request) -> Step + 'a,
    ) -> Client<impl pinecone_import::Transport + 'a, &'a VirtualClock> {
        let respond = move |request: &Request, timeout: Duration| {
            assert!(!timeout.is_zero(), "a request that no time is left for");
            self.clock.pass(self.takes.min(timeout));
            self.requests.borrow_mut().push(request.method.as_str());
            if timeout < self.takes {
                return lost(Kind::Timeout, true);
            }
            answer(self.requests.borrow().len(), request)
        };
        let policy = RetryPolicy::default().deadline(SECOND);
        Client::with_transport("idx.example", KEY, Respond(respond), self.clock)
            .unwrap()
            .retry(policy)
    }

    fn posts(&self) -> usize {
        let requests = self.requests.borrow();
        requests.iter().filter(|method| **method == "POST").count()
    }
}

/// A page that is never the last.
fn endless(number: usize, _: &Request) -> Step {
    let one = import(&number.to_string(), "s3://other", "Pending");
    page(&[one], &format!("token-{number}"))
}

fn is_timeout(error: &Error) -> bool {
    matches!(error, Error::Transport(error) if error.kind == Kind::Timeout)
}

#[test]
fn pages_together_end_at_the_deadline() {
    let clock = VirtualClock::default();
    let slow = Slow::new(&clock, 300);
    let client = slow.client(endless);
    for (deadline, pages, least) in [(None, 3, 1000), (Some(3), 10, 3000), (Some(0), 0, 0)] {
        let begin = clock.now();
        let mut imports = client.imports();
        if let Some(seconds) = deadline {
            imports = imports.deadline(SECOND * seconds);
        }
        let mut found: Vec<_> = imports.collect();
        let error = found.pop().unwrap().unwrap_err();
        assert!(is_timeout(&error) && error.is_retryable(), "{error}");
        assert!(found.iter().all(Result::is_ok));
        let took = clock.now() - begin;
        assert_eq!((found.len(), took), (pages, Duration::from_millis(least)));
    }
}

#[test]
fn page_keeps_the_deadline_of_a_call_whatever_that_of_the_list() {
    let clock = VirtualClock::default();
    let slow = Slow::new(&clock, 1500);
    let client = slow.client(endless);
    let error = client.imports().deadline(SECOND * 100).next();
    assert!(is_timeout(&error.unwrap().unwrap_err()));
    assert_eq!(clock.now(), SECOND);
}

#[test]
fn time_between_pages_does_not_count() {
    let clock = VirtualClock::default();
    let slow = Slow::new(&clock, 300);
    let client = slow.client(endless);
    let mut imports = client.imports();
    for _ in 0..3 {
        imports.next().unwrap().unwrap();
        clock.pass(SECOND * 3600);
    }
    assert!(is_timeout(&imports.next().unwrap().unwrap_err()));
}

#[test]
fn ensure_that_has_no_time_left_starts_nothing() {
    for millis in [250, 300, 1000, 5000] {
        let clock = VirtualClock::default();
        let slow = Slow::new(&clock, millis);
        let result = slow.client(endless).ensure_import(&StartImport::new(URI));
        let error = result.unwrap_err();
        assert!(is_timeout(&error) && !error.may_have_executed(), "{error}");
        assert_eq!((slow.posts(), clock.now()), (0, SECOND), "{millis}");
    }
    // The list takes all of it, and is good.
    let clock = VirtualClock::default();
    let slow = Slow::new(&clock, 1000);
    let client = slow.client(|_, _| page(&[], ""));
    let error = client.ensure_import(&StartImport::new(URI)).unwrap_err();
    assert!(is_timeout(&error) && !error.may_have_executed() && error.is_retryable());
    assert_eq!((slow.posts(), clock.now()), (0, SECOND));
}

#[test]
fn searches_end_in_time_whatever_the_list_does() {
    for (millis, is_endless) in [(10, true), (500, true), (500, false), (900, false)] {
        let clock = VirtualClock::default();
        let slow = Slow::new(&clock, millis);
        let was_posted = Cell::new(false);
        let client = slow.client(|number, request| {
            let is_post = request.method.as_str() == "POST";
            if was_posted.replace(was_posted.get() | is_post) && is_endless {
                return endless(number, request);
            }
            match (is_post, was_posted.get()) {
                (false, false) => page(&[], ""),
                _ => lost(Kind::Io, true),
            }
        });
        let error = client.ensure_import(&StartImport::new(URI)).unwrap_err();
        assert!(error.may_have_executed(), "{error}");
        let took = clock.now();
        assert!(took <= SECOND * 36, "{millis}: {took:?}");
        assert_eq!(slow.posts(), 1);
    }
}

#[test]
fn start_that_is_lost_at_the_deadline_is_still_searched_for() {
    let clock = VirtualClock::default();
    let slow = Slow::new(&clock, 400);
    let client = slow.client(|number, request| match number {
        1 => page(&[import("1", URI, "Failed")], ""),
        _ if request.method.as_str() == "POST" => lost(Kind::Io, true),
        // The sixth search.
        8 => page(
            &[import("1", URI, "Failed"), import("2", URI, "Pending")],
            "",
        ),
        _ => page(&[import("1", URI, "Failed")], ""),
    });
    let ensured = client.ensure_import(&StartImport::new(URI)).unwrap();
    assert!(matches!(&ensured, Ensured::Recovered(import) if import.id == "2"));
    assert!(clock.now() <= SECOND * 36);
}
