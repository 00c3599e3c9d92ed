//! What the callback of a wait sees, and how long polls may fail.

use std::ops::ControlFlow;
use std::time::Duration;

use super::waits::{Step, secs, status};
use crate::support::fake::{KEY, Respond, VirtualClock, answer, lost};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Client, Clock as _, Error, Request, WaitOptions, WaitOutcome};

/// One call of the callback.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    at: Duration,
    status: Option<String>,
    error: Option<String>,
    failures: u32,
    polled: bool,
    next_poll: Option<Duration>,
}

/// Waits, with polls that each take `takes`; breaks when `stop` says so.
fn watch(
    options: WaitOptions,
    takes: Duration,
    answers: impl Fn(usize) -> Step,
    stop: impl Fn(&Seen) -> bool,
) -> (Result<WaitOutcome, Error>, Vec<Seen>, Duration) {
    let clock = VirtualClock::default();
    let polls = std::cell::Cell::new(0);
    let transport = Respond(|_: &Request, timeout: Duration| {
        clock.pass(takes.min(timeout));
        polls.set(polls.get() + 1);
        answers(polls.get() - 1)
    });
    let client = Client::with_transport("idx.example", KEY, transport, &clock).unwrap();
    let mut calls = Vec::new();
    let outcome = client.wait_for_import("101", &options, |progress| {
        assert_eq!(progress.elapsed, clock.now());
        let seen = Seen {
            at: clock.now(),
            status: progress.import.map(|import| import.status.to_string()),
            error: progress.error.map(ToString::to_string),
            failures: progress.failures,
            polled: progress.polled,
            next_poll: progress.next_poll,
        };
        let fresh = progress.just_seen().is_some();
        assert_eq!(
            fresh,
            seen.polled && seen.error.is_none() && seen.status.is_some()
        );
        calls.push(seen.clone());
        match stop(&seen) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    drop(client);
    (outcome, calls, clock.now())
}

fn never(_: &Seen) -> bool {
    false
}

#[test]
fn callback_sees_failed_polls_and_every_second_of_the_pauses() {
    let answers = |at| match at {
        0 => status("Pending"),
        1 | 2 => lost(Kind::Connect, false),
        _ => status("Completed"),
    };
    let (outcome, calls, end) = watch(WaitOptions::default(), Duration::ZERO, answers, never);
    assert!(matches!(outcome, Ok(WaitOutcome::Completed(_))));
    let polled: Vec<_> = calls.iter().filter(|seen| seen.polled).collect();
    let error = "cannot connect to idx.example:443";
    let expected = [
        (0.0, "Pending", None, 0, Some(2.0)),
        (2.0, "Pending", Some(error), 1, Some(3.0)),
        (5.0, "Pending", Some(error), 2, Some(4.5)),
        (9.5, "Completed", None, 0, None),
    ];
    assert_eq!(polled.len(), expected.len());
    for (seen, (at, status, error, failures, next)) in polled.iter().zip(expected) {
        let near = |a: Duration, b: f64| (a.as_secs_f64() - b).abs() < 0.001;
        assert!(near(seen.at, at), "{seen:?}");
        assert_eq!(seen.status.as_deref(), Some(status));
        assert_eq!(seen.error.as_deref(), error);
        assert_eq!(seen.failures, failures);
        match (seen.next_poll, next) {
            (Some(a), Some(b)) => assert!(near(a, b), "{seen:?}"),
            (a, b) => assert_eq!(a.is_some(), b.is_some(), "{seen:?}"),
        }
    }
    for pair in calls.windows(2) {
        assert!(pair[1].at - pair[0].at <= secs(1), "{pair:?}");
    }
    // In a pause, what is left until the next poll goes down with the time.
    for seen in calls.iter().filter(|seen| !seen.polled) {
        let next = polled.iter().find(|poll| poll.at > seen.at).unwrap().at;
        assert_eq!(seen.next_poll, Some(next - seen.at), "{seen:?}");
    }
    assert_eq!(end, polled[3].at);
}

#[test]
fn callback_that_breaks_ends_the_wait_there_and_then() {
    for (up, breaks_in_pause) in [(true, false), (true, true), (false, false), (false, true)] {
        let answers = |_| match up {
            true => status("InProgress"),
            false => answer(503, ""),
        };
        let at = secs(1);
        let stop = |seen: &Seen| seen.polled != breaks_in_pause && (seen.polled || seen.at >= at);
        let (outcome, calls, end) = watch(WaitOptions::default(), Duration::ZERO, answers, stop);
        let Ok(WaitOutcome::Stopped { last, error, .. }) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!((last.is_some(), error.is_some()), (up, !up));
        assert_eq!(end, if breaks_in_pause { at } else { Duration::ZERO });
        assert_eq!(calls.last().unwrap().at, end);
    }
}

#[test]
fn first_polls_that_all_fail_end_the_wait_with_their_error() {
    let down = |_| lost(Kind::Resolve, false);
    let defaults = WaitOptions::default();
    for (options, limit) in [
        (defaults, secs(120)),
        (defaults.first_answer_within(secs(30)), secs(30)),
        (defaults.first_answer_within(Duration::ZERO), secs(0)),
    ] {
        for takes in [secs(0), secs(10), secs(60)] {
            let (outcome, calls, end) = watch(options, takes, down, never);
            let error = outcome.unwrap_err();
            assert_eq!(error.to_string(), "cannot resolve the host idx.example:443");
            assert!(end >= limit.min(takes.max(limit)), "{end:?} of {limit:?}");
            assert!(end <= limit + secs(1), "{end:?} of {limit:?}");
            assert!(calls.iter().all(|seen| seen.status.is_none()));
        }
    }
}

#[test]
fn last_poll_of_the_patience_comes_a_second_after_the_one_before() {
    let options = WaitOptions::default().first_answer_within(Duration::from_millis(2_001));
    let (outcome, calls, end) = watch(options, Duration::ZERO, |_| answer(503, ""), never);
    outcome.unwrap_err();
    let before = calls.iter().rfind(|seen| seen.polled).unwrap().at;
    assert_eq!(end - before, secs(1));
}

#[test]
fn one_answer_in_time_makes_later_failures_an_outage() {
    let answers = |at| match at {
        0..=3 => lost(Kind::Connect, false),
        4 | 20 => status("InProgress"),
        21.. => status("Completed"),
        _ => lost(Kind::Connect, false),
    };
    let options = WaitOptions::default().first_answer_within(secs(30));
    let (outcome, ..) = watch(options, Duration::ZERO, answers, never);
    assert!(
        matches!(outcome, Ok(WaitOutcome::Completed(_))),
        "{outcome:?}"
    );
}

#[test]
fn outage_longer_than_allowed_ends_the_wait_with_its_error() {
    let answers = |at| match at {
        0 | 5 => status("InProgress"),
        _ => answer(503, ""),
    };
    let options = WaitOptions::default().outage_at_most(secs(60));
    let (outcome, calls, end) = watch(options, Duration::ZERO, answers, never);
    let error = outcome.unwrap_err();
    assert!(error.to_string().contains("503"), "{error}");
    let last_seen = calls
        .iter()
        .rfind(|seen| seen.polled && seen.error.is_none());
    let lasted = end - last_seen.unwrap().at;
    assert!(lasted >= secs(60) && lasted <= secs(61), "{lasted:?}");
}

#[test]
fn retry_after_is_obeyed_even_if_patience_ends_before() {
    let answers = |at| match at {
        0 => crate::support::fake::answer_with(429, &[("Retry-After", "300")], ""),
        _ => status("Completed"),
    };
    let (outcome, _, end) = watch(WaitOptions::default(), Duration::ZERO, answers, never);
    assert!(
        matches!(outcome, Ok(WaitOutcome::Completed(_))),
        "{outcome:?}"
    );
    assert_eq!(end, secs(300));
}

#[test]
fn error_that_cannot_pass_ends_the_wait_at_once() {
    for (step, say) in [
        (401, "the server answered 401"),
        (404, "the server answered 404"),
    ] {
        let (outcome, calls, end) = watch(
            WaitOptions::default(),
            Duration::ZERO,
            |_| answer(step, ""),
            never,
        );
        assert_eq!(outcome.unwrap_err().to_string(), say);
        assert_eq!((calls.len(), end), (0, Duration::ZERO));
    }
}
