//! A request to stop, in virtual time: waits, retries and ensure heed it within a second.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::waits::{Step, secs, status};
use crate::support::fake::{KEY, Respond, VirtualClock, answer, import, lost, page};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{
    Client, Clock, Error, Request, Response, StartImport, Stop, Transport, TransportError,
    WaitOptions, WaitOutcome, WaitProgress,
};

/// A clock that makes the request when it reaches a time.
struct Alarm<'a> {
    clock: &'a VirtualClock,
    at: Duration,
    stop: Stop,
}

impl Clock for Alarm<'_> {
    fn now(&self) -> Duration {
        let now = self.clock.now();
        if now >= self.at {
            self.stop.request();
        }
        now
    }

    fn sleep(&self, duration: Duration) {
        self.clock.sleep(duration);
        self.now();
    }

    fn random(&self) -> u64 {
        u64::MAX
    }
}

/// What `call` gives, how many requests it sent, and how long after the request it ended.
fn stopped<T>(
    at: Duration,
    answers: impl Fn(&Request, usize) -> Step,
    call: impl FnOnce(&Client<&dyn Transport, Alarm<'_>>) -> T,
) -> (T, usize, Duration) {
    let (clock, stop, sent) = (VirtualClock::default(), Stop::new(), Cell::new(0));
    let transport = Respond(|request: &Request, _: Duration| {
        sent.set(sent.get() + 1);
        answers(request, sent.get() - 1)
    });
    let transport: &dyn Transport = &transport;
    let alarm = Alarm {
        clock: &clock,
        at,
        stop: stop.clone(),
    };
    let client = Client::with_transport("idx.example", KEY, transport, alarm).unwrap();
    let result = call(&client.stop(stop));
    (result, sent.get(), clock.now().saturating_sub(at))
}

fn go_on(_: &WaitProgress<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn wait_is_stopped_within_a_second_with_the_server_up_or_away() {
    for at in [0, 1, 700, 2_300, 61_000, 7_000_000] {
        let at = Duration::from_millis(at);
        for up in [true, false] {
            let answers = |_: &Request, _| match up {
                true => status("InProgress"),
                false => lost(Kind::Connect, false),
            };
            let options = WaitOptions::default().first_answer_within(Duration::MAX);
            let (outcome, sent, late) = stopped(at, answers, |client| {
                client.wait_for_import("101", &options, go_on)
            });
            let Ok(WaitOutcome::Stopped {
                id, last, error, ..
            }) = outcome
            else {
                panic!("{outcome:?}");
            };
            assert_eq!(id, "101");
            assert_eq!(last.is_some(), up && sent > 0);
            assert_eq!(error.is_some(), !up && sent > 0);
            assert!(late <= secs(1), "{late:?} after {at:?}");
        }
    }
}

#[test]
fn retry_pause_is_stopped_with_the_error_it_was_for() {
    let answers = |_: &Request, _| {
        crate::support::fake::answer_with(429, &[("Retry-After", "60")], "slow down")
    };
    let (result, sent, late) = stopped(secs(7), answers, |client| {
        client.start_import(&StartImport::new("s3://b/d"))
    });
    let error = result.unwrap_err();
    assert!(error.to_string().contains("429"), "{error}");
    assert!(!error.may_have_executed());
    assert_eq!(sent, 1);
    assert!(late <= secs(1), "{late:?}");
}

#[test]
fn doubt_of_an_earlier_attempt_is_not_lost_by_a_stop() {
    let answers = |_: &Request, at| match at {
        0 => lost(Kind::Io, true),
        _ => crate::support::fake::answer_with(429, &[("Retry-After", "60")], ""),
    };
    let (result, sent, _) = stopped(secs(7), answers, |client| client.cancel_import("101"));
    assert!(result.unwrap_err().may_have_executed());
    assert_eq!(sent, 2);
}

#[test]
fn ensure_is_stopped_between_its_searches_and_starts_nothing_more() {
    for at in [0, 1, 5, 20] {
        let answers = |request: &Request, _| match request.method.as_str() {
            "POST" => lost(Kind::Timeout, true),
            _ => page(&[], ""),
        };
        let (result, _, late) = stopped(secs(at), answers, |client| {
            client.ensure_import(&StartImport::new("s3://b/d"))
        });
        let error = result.unwrap_err();
        assert_eq!(error.may_have_executed(), at > 0, "{error}");
        assert!(late <= secs(1), "{late:?}");
    }
}

#[test]
fn nothing_is_sent_once_a_stop_was_requested() {
    let answers = |_: &Request, _| answer(200, "{}");
    for call in [
        |client: &Client<_, _>| client.describe_import("1").map(drop),
        |client: &Client<_, _>| client.cancel_import("1"),
        |client: &Client<_, _>| client.start_import(&StartImport::new("s3://b/d")).map(drop),
        |client: &Client<_, _>| client.imports().next().unwrap().map(drop),
        |client: &Client<_, _>| {
            client
                .ensure_import(&StartImport::new("s3://b/d"))
                .map(drop)
        },
    ] as [fn(&Client<&dyn Transport, Alarm<'_>>) -> Result<(), Error>; 5]
    {
        let (result, sent, _) = stopped(Duration::ZERO, answers, call);
        let error = result.unwrap_err();
        assert_eq!(error.to_string(), "stopped");
        assert!(!error.may_have_executed() && !error.is_retryable());
        assert!(matches!(error, Error::Transport(error) if error.kind == Kind::Stopped));
        assert_eq!(sent, 0);
    }
}

#[test]
fn transport_that_heeds_stops_is_asked_with_the_stop() {
    struct Heeds;
    impl Transport for Heeds {
        fn send(&self, _: &Request, _: Duration) -> Result<Response, TransportError> {
            panic!("asked without the stop");
        }

        fn send_stoppable(
            &self,
            _: &Request,
            _: Duration,
            stop: &Stop,
        ) -> Result<Response, TransportError> {
            stop.request();
            Err(TransportError::maybe_sent(Kind::Stopped))
        }
    }
    // Through each pointer that passes a transport on.
    let heeds: Box<dyn Transport> = Box::new(std::rc::Rc::new(std::sync::Arc::new(Heeds)));
    let clock = VirtualClock::default();
    let client = Client::with_transport("idx.example", KEY, &heeds, &clock).unwrap();
    let started = client
        .clone()
        .stop(Stop::new())
        .start_import(&StartImport::new("s3://b/d"));
    assert_eq!(
        started.unwrap_err().to_string(),
        "stopped; the import may have been started"
    );
    let outcome = client
        .stop(Stop::new())
        .wait_for_import("101", &WaitOptions::default(), go_on);
    assert!(matches!(outcome, Ok(WaitOutcome::Stopped { .. })));
}

#[test]
fn flag_of_the_callers_own_is_a_stop() {
    static FLAG: AtomicBool = AtomicBool::new(false);
    let stop = Stop::from_flag(&FLAG);
    assert!(!stop.is_requested() && !stop.clone().is_requested());
    FLAG.store(true, Ordering::Relaxed);
    assert!(stop.is_requested() && stop.clone().is_requested());

    let (one, other) = (Stop::new(), Stop::new());
    one.clone().request();
    assert!(one.is_requested() && !other.is_requested());
}

#[test]
fn stop_that_is_never_requested_changes_nothing() {
    let answers = |_: &Request, at| match at {
        0 => answer(503, ""),
        _ => answer(200, &import("101", "s3://b/d", "Completed")),
    };
    let (result, sent, _) = stopped(Duration::MAX, answers, |client| {
        client.wait_for_import("101", &WaitOptions::default(), go_on)
    });
    assert!(matches!(result, Ok(WaitOutcome::Completed(_))));
    assert_eq!(sent, 2);
}
