//! What a wait for many imports does about requests that fail.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::time::Duration;

use super::many::{Index, options, quietly};
use super::waits::{Step, secs};
use crate::support::fake::{answer, answer_with, lost};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Clock as _, Error, Stop, WaitOutcome};

#[test]
fn error_about_one_import_does_not_end_the_wait_for_the_others() {
    let index = Index::of(3);
    let mut ids = index.ids();
    ids.insert(1, String::from("gone"));
    let mut ended = Vec::new();
    let waited = index.wait(&ids, options(), |progress| {
        ended.extend(
            progress
                .ended
                .map(|(id, end)| (id.to_string(), end.is_ok())),
        );
        ControlFlow::Continue(())
    });
    let outcomes = waited.unwrap().outcomes;
    assert!(matches!(&outcomes[1], Err(Error::Api(error)) if error.http_status == 404));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
    assert!(ended.contains(&("gone".into(), false)) && ended.len() == 4);
}

#[test]
fn answer_that_is_too_large_is_an_error_about_one_import() {
    let odd = |line: &str| {
        line.ends_with("/import-1")
            .then(|| lost(Kind::TooLarge, true))
    };
    let mut index = Index::of(3).answering(odd);
    index.imports[1].2 = false;
    let outcomes = index.wait(&index.ids(), options(), quietly).unwrap();
    let ended: Vec<_> = outcomes.outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(ended, [true, false, true]);
}

#[test]
fn error_about_all_imports_ends_the_wait() {
    for (step, say) in [
        ((|| answer(401, "")) as fn() -> Step, "401"),
        (|| answer(403, ""), "403"),
        (|| lost(Kind::Certificate, false), "certificate"),
    ] {
        let index = Index::of(3).answering(move |_| Some(step()));
        let error = index.wait(&index.ids(), options(), quietly).unwrap_err();
        assert!(error.to_string().contains(say), "{error}");
        assert!(index.requests.borrow().len() <= 2);
    }
}

#[test]
fn list_that_fails_leaves_the_describes() {
    for step in [
        (|| answer(500, "")) as fn() -> Step,
        || answer(403, "the key may not list"),
        || answer(200, "[]"),
        || lost(Kind::TooLarge, true),
        || lost(Kind::Timeout, true),
        || answer(429, ""),
    ] {
        let odd = move |line: &str| line.contains('?').then(step);
        let index = Index::of(30).answering(odd);
        let waited = index.wait(&index.ids(), options(), quietly).unwrap();
        assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
        let (lists, describes) = index.counts();
        assert!(lists * 30 < describes, "{lists} {describes}");
    }
}

#[test]
fn list_that_works_again_is_read_again() {
    let asked = Cell::new(0);
    let index = Index::new((0..30).map(|at| (format!("{at}"), secs(3600))));
    let index = index.answering(move |line: &str| {
        asked.set(asked.get() + 1);
        (line.contains('?') && asked.get() == 1).then(|| answer(500, ""))
    });
    let waited = index.wait(&index.ids(), options(), quietly).unwrap();
    assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
    let (lists, describes) = index.counts();
    assert!(lists > 300 && describes < 100, "{lists} {describes}");
}

#[test]
fn one_import_that_always_fails_does_not_hide_the_others() {
    for step in [
        (|| lost(Kind::Timeout, true)) as fn() -> Step,
        || answer(429, ""),
        || answer(500, ""),
    ] {
        let odd = move |line: &str| match line {
            "GET /bulk/imports/import-1" => Some(step()),
            _ if line.contains('?') => Some(answer(500, "")),
            _ => None,
        };
        let index = Index::of(4).answering(odd);
        let options = options().deadline(secs(1000));
        let mut failures = 0;
        let waited = index.wait(&index.ids(), options, |progress| {
            failures = failures.max(progress.failures);
            ControlFlow::Continue(())
        });
        let waited = waited.unwrap();
        for (at, outcome) in waited.outcomes.iter().enumerate() {
            match outcome {
                Ok(WaitOutcome::Deadline { id, .. }) => assert_eq!((at, &id[..]), (1, "import-1")),
                Ok(WaitOutcome::Completed(_)) => assert_ne!(at, 1),
                other => panic!("{other:?}"),
            }
        }
        assert!(waited.error.is_some());
        assert!(failures > 1, "while it is the only one left");
    }
}

#[test]
fn every_round_describes_those_before_one_that_fails() {
    let odd = |line: &str| match line {
        "GET /bulk/imports/import-1" => Some(answer(429, "")),
        _ if line.contains('?') => Some(answer(500, "")),
        _ => None,
    };
    let mut index = Index::of(4).answering(odd);
    for import in &mut index.imports {
        import.1 = secs(3600);
    }
    let options = options().deadline(secs(1000));
    let waited = index.wait(&index.ids(), options, quietly).unwrap();
    assert_eq!(waited.outcomes.len(), 4);
    let requests = index.requests.borrow();
    let first = requests.iter().filter(|line| line.ends_with("import-0"));
    assert!(first.count() > 90);
}

#[test]
fn outage_is_ridden_out_and_retry_after_obeyed() {
    let requests = Cell::new(0);
    let index = Index::of(3).answering(move |_| {
        requests.set(requests.get() + 1);
        match requests.get() {
            2..=4 => Some(lost(Kind::Connect, false)),
            5 => Some(answer_with(429, &[("Retry-After", "100")], "")),
            _ => None,
        }
    });
    let mut longest = (0, Duration::ZERO);
    let waited = index.wait(&index.ids(), options(), |progress| {
        if let (Some(_), Some(next)) = (progress.error, progress.next_poll) {
            longest = (longest.0.max(progress.failures), longest.1.max(next));
        }
        ControlFlow::Continue(())
    });
    assert!(
        waited
            .unwrap()
            .outcomes
            .iter()
            .all(|outcome| outcome.is_ok())
    );
    assert_eq!(longest, (4, secs(100)));
}

#[test]
fn round_that_fails_in_part_is_told_and_its_retry_after_obeyed() {
    let odd = |line: &str| {
        let busy = line.contains('?') || line.ends_with("import-2");
        busy.then(|| answer_with(429, &[("Retry-After", "100")], ""))
    };
    let index = Index::of(3).answering(odd);
    let mut rounds = Vec::new();
    let waited = index.wait(&index.ids(), options().deadline(secs(400)), |progress| {
        if let (Some(_), Some(next)) = (progress.error, progress.next_poll) {
            rounds.push((progress.pending, progress.failures, next));
        }
        ControlFlow::Continue(())
    });
    assert!(waited.unwrap().error.is_some());
    // At 100 s, the first two have ended; the third never answers.
    assert!(rounds.contains(&(1, 0, secs(100))));
}

#[test]
fn page_that_shows_none_of_them_is_an_answer() {
    let asked = Cell::new(0);
    let mut index = Index::of(3).answering(move |line: &str| {
        asked.set(asked.get() + 1);
        (!line.contains('?') && asked.get() < 20).then(|| answer(500, ""))
    });
    for import in &mut index.imports {
        import.2 = false;
    }
    let options = options().first_answer_within(secs(30));
    let waited = index.wait(&index.ids(), options, quietly).unwrap();
    assert!(waited.outcomes.iter().all(|outcome| outcome.is_ok()));
}

#[test]
fn end_by_an_error_is_an_answer() {
    let asked = Cell::new(0);
    let index = Index::of(1).answering(move |line: &str| {
        asked.set(asked.get() + 1);
        (!line.ends_with("/gone") && asked.get() < 20).then(|| answer(500, ""))
    });
    let ids = [String::from("gone"), String::from("import-0")];
    let options = options().first_answer_within(secs(30));
    let outcomes = index.wait(&ids, options, quietly).unwrap().outcomes;
    assert!(outcomes[0].is_err() && outcomes[1].is_ok());
}

#[test]
fn first_rounds_that_all_fail_end_the_wait_with_their_error() {
    let index = Index::of(3).answering(|_| Some(lost(Kind::Resolve, false)));
    let options = options().first_answer_within(secs(30));
    let error = index.wait(&index.ids(), options, quietly).unwrap_err();
    assert_eq!(error.to_string(), "cannot resolve the host idx.example:443");
    assert!(index.clock.now() <= secs(32), "{:?}", index.clock.now());
}

#[test]
fn one_failure_after_a_long_pause_does_not_hide_the_others() {
    let odd = |line: &str| match line {
        "GET /bulk/imports/import-0" => Some(answer(500, "")),
        _ if line.contains('?') => Some(answer(500, "")),
        _ => None,
    };
    let index = Index::of(3).answering(odd);
    let options = options().deadline(secs(500)).outage_at_most(secs(1));
    let waited = index.wait(&index.ids(), options, quietly);
    // Once it is the only one left, its failures are an outage.
    assert!(waited.unwrap_err().to_string().contains("500"));
    assert!(index.clock.now() > secs(65));
}

#[test]
fn first_round_that_fails_slowly_ends_in_time() {
    let mut index = Index::of(500).answering(|_| Some(answer(500, "")));
    index.takes = secs(1);
    let options = options().first_answer_within(secs(30));
    let error = index.wait(&index.ids(), options, quietly).unwrap_err();
    assert!(error.to_string().contains("500"), "{error}");
    assert!(index.clock.now() <= secs(32), "{:?}", index.clock.now());
}

#[test]
fn round_that_breaks_off_leaves_its_error() {
    for by_deadline in [true, false] {
        let stop = Stop::new();
        let (request, asked) = (stop.clone(), Cell::new(0));
        let mut index = Index::of(50).answering(move |_| {
            asked.set(asked.get() + 1);
            if !by_deadline && asked.get() == 5 {
                request.request();
            }
            Some(answer(500, ""))
        });
        index.takes = secs(1);
        let options = options().deadline(secs(20));
        let waited = index.stoppable(&index.ids(), options, stop, quietly);
        let error = waited.unwrap().error.unwrap();
        assert!(error.to_string().contains("500"), "{error}");
        assert!(index.requests.borrow().len() <= 20, "none without time");
    }
}

#[test]
fn stop_during_a_poll_that_fails_is_no_error() {
    for (count, kind) in [(1, Kind::Timeout), (3, Kind::Timeout), (3, Kind::Stopped)] {
        let stop = Stop::new();
        let request = stop.clone();
        let index = Index::of(count).answering(move |_| {
            request.request();
            Some(lost(kind, true))
        });
        let options = options().first_answer_within(Duration::ZERO);
        let waited = index.stoppable(&index.ids(), options, stop, quietly);
        for outcome in waited.unwrap().outcomes {
            assert!(matches!(outcome, Ok(WaitOutcome::Stopped { .. })));
        }
        assert_eq!(index.requests.borrow().len(), 1);
    }
}
