//! Starting an import that is to run exactly once; in virtual time.

use std::time::Duration;

use crate::support::fake::{Script, VirtualClock, answer, answer_with, client, import, lost, page};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Ensured, Error, Response, RetryPolicy, StartImport, TransportError};

type Step = Result<Response, TransportError>;

const URI: &str = "s3://bucket/dir";

struct Ran {
    result: Result<Ensured, Error>,
    requests: Vec<String>,
    sleeps: Vec<Duration>,
}

impl Ran {
    fn posts(&self) -> usize {
        let post = |request: &&String| request.starts_with("POST");
        self.requests.iter().filter(post).count()
    }
}

fn ensure_by(policy: RetryPolicy, uri: &str, steps: Vec<Step>) -> Ran {
    let (script, clock) = (Script::new(steps), VirtualClock::default());
    let result = client(&script, &clock, policy).ensure_import(&StartImport::new(uri));
    Ran {
        result,
        requests: script.requests(),
        sleeps: clock.sleeps.take(),
    }
}

fn ensure(steps: Vec<Step>) -> Ran {
    ensure_by(RetryPolicy::none(), URI, steps)
}

/// A list of imports, given as id, URI and status.
fn list(imports: &[(&str, &str, &str)]) -> Step {
    let imports: Vec<_> = imports
        .iter()
        .map(|(id, uri, status)| import(id, uri, status))
        .collect();
    page(&imports, "")
}

fn started() -> Step {
    answer(200, r#"{"id":"new"}"#)
}

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
    let statuses = [303, 408, 499, 500, 502, 503, 504, 520, 600];
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
fn import_that_runs_is_returned_and_nothing_is_started() {
    for status in ["Pending", "InProgress", "Paused"] {
        let imports = [
            ("1", "s3://other", "InProgress"),
            ("2", URI, "Completed"),
            ("3", URI, status),
        ];
        let ran = ensure(vec![list(&imports)]);
        let ensured = ran.result.unwrap();
        assert_eq!(ensured.id(), "3");
        assert!(
            matches!(ensured, Ensured::AlreadyRunning(model) if model.status.as_str() == status)
        );
        assert_eq!(ran.requests, ["GET /bulk/imports"]);
    }
}

#[test]
fn import_that_runs_is_found_on_a_later_page() {
    let pages = vec![
        page(&[import("1", URI, "Failed")], "b"),
        page(&[], "c"),
        page(&[import("2", URI, "Pending")], "d"),
    ];
    let ran = ensure(pages);
    assert_eq!(ran.result.unwrap().id(), "2");
    assert_eq!(ran.requests.len(), 3);
}

#[test]
fn import_that_does_not_run_is_started() {
    for before in [
        &[][..],
        &[
            ("1", URI, "Completed"),
            ("2", URI, "Failed"),
            ("3", URI, "Cancelled"),
        ],
        &[
            ("1", "s3://bucket/dir2", "Pending"),
            ("2", "s3://bucket", "Pending"),
        ],
        &[("1", "S3://bucket/dir", "Pending"), ("2", "", "Pending")],
    ] {
        let ran = ensure(vec![list(before), started()]);
        assert_eq!(ran.result.unwrap(), Ensured::Started { id: "new".into() });
        assert_eq!(ran.requests, ["GET /bulk/imports", "POST /bulk/imports"]);
    }
}

#[test]
fn uri_is_the_same_with_and_without_slashes_at_the_end() {
    for (ours, theirs, same) in [
        (URI, "s3://bucket/dir/", true),
        ("s3://bucket/dir/", URI, true),
        ("s3://bucket/dir//", "s3://bucket/dir/", true),
        ("s3://bucket", "s3://bucket/", true),
        (URI, "s3://bucket//dir", false),
        (URI, "s3://bucket/dir/.", false),
        (URI, "s3://bucket/DIR", false),
        (URI, "gs://bucket/dir", false),
    ] {
        let steps = vec![list(&[("1", theirs, "Pending")]), started()];
        let ran = ensure_by(RetryPolicy::none(), ours, steps);
        let found = matches!(ran.result, Ok(Ensured::AlreadyRunning(_)));
        assert_eq!(
            (found, ran.posts()),
            (same, usize::from(!same)),
            "{ours} {theirs}"
        );
    }
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
fn list_that_fails_before_means_that_nothing_is_started() {
    for fault in [
        || answer(500, ""),
        || answer(403, ""),
        || answer(200, "[]"),
        || answer(200, r#"{"data":[{"id":"1"}]}"#),
        || answer(200, r#"{"pagination":"b"}"#),
        || lost(Kind::Io, true),
    ] {
        let ran = ensure(vec![fault()]);
        assert!(!ran.result.as_ref().unwrap_err().may_have_executed());
        assert_eq!((ran.posts(), ran.requests.len()), (0, 1));
        // Also on a later page, where all that came before did not match.
        let ran = ensure(vec![
            page(&[import("1", "s3://x", "Pending")], "b"),
            fault(),
        ]);
        assert!(ran.result.is_err());
        assert_eq!((ran.posts(), ran.requests.len()), (0, 2));
    }
    let ran = ensure(vec![page(&[], "b"), page(&[], "b")]);
    assert!(ran.result.is_err() && ran.posts() == 0);
}

#[test]
fn running_import_without_a_uri_means_that_nothing_is_started() {
    let page = |status| {
        answer(
            200,
            &format!(r#"{{"data":[{{"id":"1","status":"{status}"}}]}}"#),
        )
    };
    for status in ["Pending", "InProgress", "New"] {
        let ran = ensure(vec![page(status)]);
        let error = ran.result.unwrap_err();
        assert!(
            !error.may_have_executed() && error.is_retryable(),
            "{error}"
        );
    }
    let ran = ensure(vec![page("Completed"), started()]);
    assert!(matches!(ran.result.unwrap(), Ensured::Started { .. }));
}

#[test]
fn bad_argument_is_refused_before_any_request() {
    let (script, clock) = (Script::default(), VirtualClock::default());
    let client = client(&script, &clock, RetryPolicy::default());
    let long = format!("s3://{}", "b".repeat(1500));
    for start in [
        StartImport::new(""),
        StartImport::new("x"),
        StartImport::new("ftp://bucket/dir"),
        StartImport::new(long),
        StartImport::new(URI).integration_id("i".repeat(1001)),
    ] {
        let error = client.ensure_import(&start).unwrap_err();
        assert!(matches!(error, Error::InvalidArgument(_)), "{error}");
    }
    assert_eq!(script.tries(), 0);
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
