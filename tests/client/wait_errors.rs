//! What a wait does about polls that fail.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::time::Duration;

use super::waits::{Step, secs, status, then_completed, wait, wait_for};
use crate::support::fake::{KEY, Respond, VirtualClock, answer, answer_with, import, lost};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Client, Clock, Error, Request, WaitOptions, WaitOutcome};

#[test]
fn deadline_tells_the_last_import_and_the_last_error() {
    let options = WaitOptions::default().deadline(secs(60));
    let clock = VirtualClock::default();
    let answers = |at| {
        if at < 2 {
            status("InProgress")
        } else {
            answer(503, "")
        }
    };
    let waited = wait(options, &clock, Duration::ZERO, answers, |_| {
        ControlFlow::Continue(())
    });
    let Ok(WaitOutcome::Deadline {
        last: Some(_),
        error: Some(Error::Api(error)),
        ..
    }) = waited.outcome
    else {
        panic!("{:?}", waited.outcome);
    };
    assert_eq!(error.http_status, 503);
}

#[test]
fn deadline_as_an_error_tells_why_the_last_poll_failed() {
    let options = WaitOptions::default().deadline(secs(60));
    let clock = VirtualClock::default();
    let answers = |_| answer(503, "{\"message\":\"no\\nway\"}");
    let waited = wait(options, &clock, Duration::ZERO, answers, |_| {
        ControlFlow::Continue(())
    });
    let outcome = waited.outcome.unwrap();
    assert_eq!((outcome.id(), outcome.import()), ("101", None));
    assert_eq!(
        outcome.into_result().unwrap_err().to_string(),
        "import 101 had not ended by the deadline, and continues; \
         the last poll failed: the server answered 503: no way"
    );
}

#[test]
fn faults_that_may_pass_are_ridden_out() {
    let faults: [fn() -> Step; 16] = [
        || lost(Kind::Resolve, false),
        || lost(Kind::Connect, false),
        || lost(Kind::Tls, false),
        || lost(Kind::Timeout, false),
        || lost(Kind::Timeout, true),
        || lost(Kind::Io, true),
        || lost(Kind::Protocol, true),
        || answer(408, ""),
        || answer(429, ""),
        || answer(500, ""),
        || answer(502, "<html>"),
        || answer(503, ""),
        || answer(504, ""),
        || answer(200, ""),
        || answer(200, r#"{"id":"101","status":"Comple"#),
        || answer(200, &import("102", "s3://b/d", "Completed")),
    ];
    let waited = then_completed(&faults);
    assert!(matches!(waited.outcome, Ok(WaitOutcome::Completed(_))));
    assert_eq!((waited.polls.len(), waited.sleeps.len()), (17, 16));
    for fault in faults {
        let waited = then_completed(&[fault; 40]);
        assert!(matches!(waited.outcome, Ok(WaitOutcome::Completed(_))));
    }
}

#[test]
fn faults_that_stay_end_it_at_once() {
    let faults: [fn() -> Step; 10] = [
        || answer(307, ""),
        || answer(400, ""),
        || answer(401, "Unauthorized"),
        || answer(403, ""),
        || answer(404, ""),
        || answer(409, ""),
        || answer(422, ""),
        || lost(Kind::Certificate, false),
        || lost(Kind::ProxyRefused, false),
        || lost(Kind::TooLarge, true),
    ];
    for fault in faults {
        for before in [
            &[][..],
            &[|| status("InProgress") as Step, || answer(500, "")][..],
        ] {
            let steps: Vec<fn() -> Step> = [before, &[fault]].concat();
            let waited = then_completed(&steps);
            let error = waited.outcome.unwrap_err();
            assert!(
                !error.is_retryable() && !error.may_have_executed(),
                "{error}"
            );
            assert_eq!(waited.polls.len(), steps.len(), "{error}");
            assert_eq!(waited.sleeps.len(), before.len(), "{error}");
        }
    }
}

#[test]
fn retry_after_lengthens_the_next_pause_only() {
    for busy in [429, 503] {
        let waited = wait_for(|at| match at {
            1 => answer_with(busy, &[("retry-after", "40")], ""),
            0 | 2 => status("Pending"),
            _ => status("Completed"),
        });
        let shown: Vec<u64> = waited
            .sleeps
            .iter()
            .map(|pause| pause.as_millis().div_ceil(100) as u64)
            .collect();
        assert_eq!(shown, [20, 400, 45], "{busy}");
    }
    // So does one in the details.
    let info = r#"{"typeUrl":"type.googleapis.com/google.rpc.RetryInfo","value":"CgIIKA=="}"#;
    let waited = wait_for(|at| match at {
        0 => answer(429, &format!(r#"{{"details":[{info}]}}"#)),
        _ => status("Completed"),
    });
    assert_eq!(waited.sleeps, [secs(40)]);
    // One that is shorter than the pause shortens nothing.
    let waited = wait_for(|at| match at {
        0 => answer_with(429, &[("retry-after", "0")], ""),
        _ => status("Completed"),
    });
    assert_eq!(waited.sleeps, [secs(2)]);
}

#[test]
fn retry_after_past_the_time_left_is_the_deadline() {
    let options = WaitOptions::default().deadline(secs(60));
    for (asked, polls) in [
        ("57", 2),
        ("59", 2),
        ("60", 1),
        ("3600", 1),
        ("99999999999999999999", 1),
    ] {
        let clock = VirtualClock::default();
        let answers = |_| answer_with(429, &[("retry-after", asked)], "");
        let waited = wait(options, &clock, Duration::ZERO, answers, |_| {
            ControlFlow::Continue(())
        });
        let Ok(WaitOutcome::Deadline {
            last: None,
            error: Some(Error::Api(error)),
            ..
        }) = waited.outcome
        else {
            panic!("{:?}", waited.outcome);
        };
        assert_eq!(
            (error.http_status, waited.polls.len()),
            (429, polls),
            "{asked}"
        );
        assert!(waited.sleeps.iter().all(|pause| *pause >= secs(57)));
        assert!(waited.end <= secs(60));
    }
}

#[test]
fn outage_of_days_is_ridden_out_by_default() {
    let hour = secs(3600);
    let options = WaitOptions::default()
        .interval(hour, hour)
        .deadline(hour * 100);
    let answers = |at| match at {
        0 => status("InProgress"),
        1..=30 => answer(503, ""),
        _ => status("Completed"),
    };
    let clock = VirtualClock::default();
    let waited = wait(options, &clock, Duration::ZERO, answers, |_| {
        ControlFlow::Continue(())
    });
    assert!(matches!(waited.outcome, Ok(WaitOutcome::Completed(_))));
}

#[test]
fn clock_that_goes_back_does_no_harm() {
    struct Back(Cell<Duration>);
    impl Clock for Back {
        fn now(&self) -> Duration {
            self.0.get()
        }

        fn sleep(&self, duration: Duration) {
            self.0.set(self.0.get() + duration);
        }
    }
    let (clock, polls) = (Back(Cell::new(secs(100))), Cell::new(0));
    let transport = Respond(|_: &Request, _: Duration| {
        polls.set(polls.get() + 1);
        match polls.get() {
            1 => {
                clock.sleep(secs(10));
                status("InProgress")
            }
            2 => {
                clock.0.set(secs(0));
                answer(503, "")
            }
            _ => {
                clock.0.set(secs(200));
                status("Completed")
            }
        }
    });
    let client = Client::with_transport("idx.example", KEY, transport, &clock).unwrap();
    let options = WaitOptions::default().outage_at_most(secs(60));
    let outcome = client.wait_for_import("101", &options, |_| ControlFlow::Continue(()));
    assert!(matches!(outcome, Ok(WaitOutcome::Completed(_))));
}
