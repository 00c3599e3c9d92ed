//! Waiting for an import to end: when it polls, and how it ends.

use std::ops::ControlFlow;
use std::time::Duration;

use super::waits::{Step, secs, status, then_completed, wait, wait_for};
use crate::support::fake::{VirtualClock, answer, lost};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{ImportStatus, WaitOptions, WaitOutcome};

#[test]
fn end_of_an_import_is_told_by_its_status() {
    for first in [
        &[][..],
        &[|| status("Pending"), || status("InProgress")][..],
    ] {
        let at_end = |end: &'static str| {
            let waited = wait_for(|at| {
                first
                    .get(at)
                    .map_or_else(|| status(end), |step: &fn() -> Step| step())
            });
            assert_eq!(waited.polls.len(), first.len() + 1);
            assert_eq!(waited.sleeps.len(), first.len());
            waited.outcome.unwrap()
        };
        assert!(matches!(at_end("Completed"), WaitOutcome::Completed(model) if model.id == "101"));
        assert!(matches!(at_end("Failed"), WaitOutcome::Failed(model) if model.id == "101"));
        assert!(matches!(at_end("Cancelled"), WaitOutcome::Cancelled(model) if model.id == "101"));
    }
}

#[test]
fn unknown_status_is_polled_on() {
    let waited = then_completed(&[|| status("Paused"), || status("completed"), || status("?")]);
    assert!(matches!(waited.outcome, Ok(WaitOutcome::Completed(_))));
    assert_eq!(waited.polls.len(), 4);
}

#[test]
fn pauses_grow_by_half_from_least_to_most() {
    let options = WaitOptions::default()
        .interval(secs(2), secs(10))
        .deadline(secs(1000));
    for (random, expected) in [
        (u64::MAX, [2.0, 3.0, 4.5, 6.75, 10.0, 10.0]),
        (u64::MAX / 2, [2.0, 2.25, 3.375, 5.0625, 7.5, 7.5]),
        (0, [2.0, 2.0, 2.25, 3.375, 5.0, 5.0]),
    ] {
        let clock = VirtualClock::with_random(random);
        let go_on = |_: &_| ControlFlow::Continue(());
        let answers = |at| status(if at < 6 { "Pending" } else { "Completed" });
        let waited = wait(options, &clock, Duration::ZERO, answers, go_on);
        for (pause, expected) in waited.sleeps.iter().zip(expected) {
            assert!(
                (pause.as_secs_f64() - expected).abs() < 0.001,
                "{pause:?} {expected}"
            );
        }
        assert_eq!(waited.sleeps.len(), 6);
    }
}

#[test]
fn longest_pauses_of_all_end_at_the_deadline() {
    let longest = WaitOptions::default().interval(secs(1), Duration::MAX);
    for options in [longest, longest.interval(Duration::MAX, Duration::MAX)] {
        let answers = |at| status(if at < 200 { "Pending" } else { "Completed" });
        let go_on = |_: &_| ControlFlow::Continue(());
        let options = options.deadline(Duration::MAX);
        let clock = VirtualClock::default();
        let waited = wait(options, &clock, Duration::ZERO, answers, go_on);
        assert!(matches!(
            waited.outcome,
            Ok(WaitOutcome::Completed(_) | WaitOutcome::Deadline { .. })
        ));
        assert!(waited.polls.len() > 1);
    }
}

#[test]
fn pause_is_never_shorter_than_100_ms_whatever_is_set() {
    let tiny = [
        WaitOptions::default().interval(Duration::ZERO, Duration::ZERO),
        WaitOptions::default().interval(Duration::from_nanos(1), Duration::from_millis(1)),
        WaitOptions::default().interval(Duration::from_millis(99), Duration::ZERO),
    ];
    for (index, options) in tiny.into_iter().enumerate() {
        for random in [0, u64::MAX] {
            for deadline in [0, 1, 99, 100, 101, 1000, 1001, 1050, 1099, 1100, 60_000] {
                let deadline = Duration::from_millis(deadline);
                let clock = VirtualClock::with_random(random);
                let go_on = |_: &_| ControlFlow::Continue(());
                let options = options.deadline(deadline);
                let waited = wait(
                    options,
                    &clock,
                    Duration::ZERO,
                    |_| status("Pending"),
                    go_on,
                );
                assert!(matches!(waited.outcome, Ok(WaitOutcome::Deadline { .. })));
                let shortest = waited.sleeps.iter().min().copied();
                let least = Duration::from_millis(100);
                assert!(
                    shortest.is_none_or(|shortest| shortest >= least),
                    "{index} {shortest:?}"
                );
                let most = deadline.as_millis() / 100 + 1;
                assert!(waited.polls.len() as u128 <= most, "{}", waited.polls.len());
                assert!(waited.end <= deadline);
            }
        }
    }
}

#[test]
fn intervals_turned_round_poll_by_the_least() {
    let options = WaitOptions::default()
        .interval(secs(30), secs(5))
        .deadline(secs(300));
    let clock = VirtualClock::default();
    let answers = |at| status(if at < 5 { "Pending" } else { "Completed" });
    let waited = wait(options, &clock, Duration::ZERO, answers, |_| {
        ControlFlow::Continue(())
    });
    assert_eq!(waited.sleeps, [secs(30); 5]);
}

#[test]
fn deadline_is_kept_whatever_polls_and_pauses_take() {
    for (random, takes) in [
        (0, 0),
        (u64::MAX, 0),
        (u64::MAX / 3, 700),
        (u64::MAX, 45_000),
    ] {
        for deadline in [0, 1, 500, 999, 1000, 1001, 2500, 7300, 61_000, 3_600_000] {
            for up in [true, false] {
                let deadline = Duration::from_millis(deadline);
                let clock = VirtualClock::with_random(random);
                let answers = |_| {
                    if up {
                        status("InProgress")
                    } else {
                        lost(Kind::Timeout, true)
                    }
                };
                let (options, takes) = (
                    WaitOptions::default()
                        .deadline(deadline)
                        .first_answer_within(Duration::MAX),
                    Duration::from_millis(takes),
                );
                let waited = wait(options, &clock, takes, answers, |_| {
                    ControlFlow::Continue(())
                });
                assert!(waited.end <= deadline, "{:?} {deadline:?}", waited.end);
                // It is used up but for what a last poll needs.
                assert!(
                    waited.end + secs(2) > deadline || takes > secs(1),
                    "{:?}",
                    waited.end
                );
                for (at, timeout) in &waited.polls {
                    assert!(*at + *timeout <= deadline && *timeout <= secs(30), "{at:?}");
                }
                match waited.outcome.unwrap() {
                    WaitOutcome::Deadline {
                        last: Some(model),
                        error: None,
                        ..
                    } if up => {
                        assert_eq!(model.status, ImportStatus::InProgress);
                    }
                    WaitOutcome::Deadline {
                        last: None,
                        error: Some(error),
                        ..
                    } if !up => {
                        assert!(error.is_retryable(), "{error}");
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    }
}

#[test]
fn callback_sees_every_import_also_the_last() {
    let clock = VirtualClock::default();
    let mut seen = Vec::new();
    let steps = ["Pending", "", "InProgress", "Odd", "", "Completed"];
    let answers = |at: usize| match steps[at] {
        "" => answer(500, ""),
        text => status(text),
    };
    let waited = wait(
        WaitOptions::default(),
        &clock,
        Duration::ZERO,
        answers,
        |model| {
            seen.push(model.status.to_string());
            ControlFlow::Continue(())
        },
    );
    assert!(matches!(waited.outcome, Ok(WaitOutcome::Completed(_))));
    assert_eq!(seen, ["Pending", "InProgress", "Odd", "Completed"]);
}

#[test]
fn callback_that_breaks_off_ends_it_without_another_poll() {
    for at in 0..3 {
        let clock = VirtualClock::default();
        let mut left: usize = at;
        let go = |_: &_| {
            let flow = if left == 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            };
            left = left.saturating_sub(1);
            flow
        };
        let waited = wait(
            WaitOptions::default(),
            &clock,
            Duration::ZERO,
            |_| status("Pending"),
            go,
        );
        assert!(
            matches!(waited.outcome, Ok(WaitOutcome::Stopped { last: Some(model), .. }) if model.id == "101")
        );
        assert_eq!((waited.polls.len(), waited.sleeps.len()), (at + 1, at));
    }
    // An import that has ended has ended, whatever the callback says.
    let clock = VirtualClock::default();
    let stop = |_: &_| ControlFlow::Break(());
    let waited = wait(
        WaitOptions::default(),
        &clock,
        Duration::ZERO,
        |_| status("Failed"),
        stop,
    );
    assert!(matches!(waited.outcome, Ok(WaitOutcome::Failed(_))));
}
