//! What ensure does when the answer to its start is lost, and when it is not.

use std::time::Duration;

use super::ensures::{Step, URI, ensure, ensure_by, list, started};
use crate::support::fake::{answer, answer_with, import, lost, page};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Ensured, Error, RetryPolicy};

/// Every way in which a start's answer can be lost.
fn doubtful() -> Vec<Step> {
    let kinds = [
        Kind::Io,
        Kind::Timeout,
        Kind::Tls,
        Kind::Protocol,
        Kind::TooLarge,
    ];
    let losses = kinds.map(|kind| lost(kind, true)).into_iter();
    let statuses = [301, 302, 303, 408, 499, 500, 502, 503, 504, 520, 600];
    let answers = statuses
        .map(|status| answer_with(status, &[("retry-after", "1")], ""))
        .into_iter();
    let bodies = ["", "[]", "{}", "<html>", r#"{"id":"#, r#"{"id":""}"#];
    losses
        .chain(answers)
        .chain(bodies.map(|body| answer(200, body)))
        .collect()
}

#[test]
fn lost_answer_is_recovered_by_the_first_search() {
    for fault in doubtful() {
        let shown = format!("{fault:?}");
        for status in ["Pending", "InProgress", "Completed", "Failed"] {
            let fault = match &fault {
                Ok(response) => Ok(response.clone()),
                Err(error) => lost(error.kind, true),
            };
            let after = [
                ("9", "s3://other", "Pending"),
                ("2", URI, status),
                ("1", URI, "Completed"),
            ];
            let ran = ensure(vec![list(&[("1", URI, "Completed")]), fault, list(&after)]);
            assert_eq!((ran.posts(), ran.sleeps.len()), (1, 0), "{shown}");
            let Ok(Ensured::Recovered(model)) = ran.result else {
                panic!("{shown}: {:?}", ran.result);
            };
            assert_eq!((&*model.id, model.status.as_str()), ("2", status));
        }
    }
}

#[test]
fn lost_answer_is_recovered_by_a_later_search() {
    for search in 1..6 {
        let mut steps = vec![list(&[]), lost(Kind::Io, true)];
        // A search that fails is as good as one that finds nothing.
        let fruitless = |at: usize| {
            if at % 2 == 0 {
                list(&[])
            } else {
                answer(500, "")
            }
        };
        steps.extend((0..search).map(fruitless));
        steps.push(list(&[("2", "s3://bucket/dir/", "Pending")]));
        let ran = ensure(steps);
        assert!(matches!(&ran.result, Ok(Ensured::Recovered(model)) if model.id == "2"));
        assert_eq!(ran.posts(), 1);
        let pauses = (0..search).map(|at| Duration::from_secs(1 << at));
        assert_eq!(ran.sleeps, pauses.collect::<Vec<_>>());
    }
}

#[test]
fn recovered_import_is_found_on_a_later_page() {
    let found = page(&[import("2", URI, "Pending")], "c");
    let steps = vec![
        list(&[]),
        answer(502, ""),
        page(&[import("8", "s3://x", "Pending")], "b"),
        found,
    ];
    let ran = ensure(steps);
    assert_eq!((ran.result.unwrap().id(), ran.requests.len()), ("2", 4));
}

#[test]
fn import_that_is_not_found_is_the_error_of_the_start() {
    // An import that had ended before is not the new one.
    let old = [
        ("1", URI, "Completed"),
        ("2", URI, "Failed"),
        ("3", "s3://other", "Pending"),
    ];
    for fault in doubtful() {
        let shown = format!("{fault:?}");
        let mut steps = vec![list(&old), fault];
        steps.extend((0..6).map(|_| list(&old)));
        let ran = ensure(steps);
        let error = ran.result.as_ref().unwrap_err();
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{shown}"
        );
        assert_eq!((ran.posts(), ran.requests.len()), (1, 8), "{shown}");
        let pauses = [1, 2, 4, 8, 16].map(Duration::from_secs);
        assert_eq!(ran.sleeps, pauses, "{shown}");
    }
}

#[test]
fn list_that_fails_during_every_search_is_the_error_of_the_start() {
    for fault in [
        || answer(500, ""),
        || answer(401, ""),
        || lost(Kind::Connect, false),
        || answer(200, "[]"),
    ] {
        let mut steps = vec![list(&[]), answer(504, "")];
        steps.extend((0..6).map(|_| fault()));
        let ran = ensure(steps);
        match &ran.result {
            Err(Error::Api(error)) => assert_eq!(error.http_status, 504),
            other => panic!("{other:?}"),
        }
        assert_eq!((ran.posts(), ran.requests.len()), (1, 8));
    }
}

#[test]
fn start_that_was_refused_is_its_error_without_a_search() {
    let faults = [400, 401, 403, 404, 409, 412, 422, 429].map(|status| answer(status, ""));
    for fault in faults
        .into_iter()
        .chain([lost(Kind::Connect, false), lost(Kind::Certificate, false)])
    {
        let shown = format!("{fault:?}");
        let ran = ensure(vec![list(&[]), fault]);
        assert!(!ran.result.unwrap_err().may_have_executed(), "{shown}");
        assert_eq!((ran.requests.len(), ran.sleeps.len()), (2, 0), "{shown}");
    }
}

#[test]
fn allowing_a_resend_after_503_never_makes_it_post_twice() {
    let policy = RetryPolicy::default().resend_start_on_503(true);
    for (after, recovered) in [(list(&[("2", URI, "Pending")]), true), (list(&[]), false)] {
        let mut steps = vec![list(&[]), answer(503, ""), after];
        steps.extend((0..5).map(|_| list(&[])));
        let ran = ensure_by(policy, URI, steps);
        assert_eq!(ran.posts(), 1);
        match ran.result {
            Ok(Ensured::Recovered(model)) => assert!(recovered && model.id == "2"),
            Err(error) => assert!(!recovered && error.may_have_executed()),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn start_that_was_certainly_not_executed_is_sent_again() {
    for fault in [
        || answer(429, ""),
        || lost(Kind::Connect, false),
        || lost(Kind::Timeout, false),
    ] {
        let steps = vec![list(&[]), fault(), fault(), started()];
        let ran = ensure_by(RetryPolicy::default(), URI, steps);
        assert_eq!(ran.result.as_ref().unwrap().id(), "new");
        assert_eq!(ran.posts(), 3);
        // And not once more when the last of them is in doubt.
        let steps = vec![
            list(&[]),
            fault(),
            answer(500, ""),
            list(&[("2", URI, "Pending")]),
        ];
        let ran = ensure_by(RetryPolicy::default(), URI, steps);
        assert!(matches!(ran.result, Ok(Ensured::Recovered(_))));
        assert_eq!(ran.posts(), 2);
    }
}
