//! Which fault of which operation is retried, and what is known in the end: the table.

use std::ops::ControlFlow;

use crate::support::fake::{Script, VirtualClock, answer, answer_with, client, import, lost, page};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{
    Client, Error, ListImports, Response, RetryPolicy, StartImport, TransportError, WaitOptions,
    WaitProgress,
};

type Step = Result<Response, TransportError>;
type Virtual<'a> = Client<&'a Script, &'a VirtualClock>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Start,
    Describe,
    List,
    Cancel,
}
use Call::{Cancel, Describe, List, Start};

impl Call {
    fn make(self, client: &Virtual<'_>) -> Result<(), Error> {
        match self {
            Start => client.start_import(&StartImport::new("s3://b/d")).map(drop),
            Describe => client.describe_import("101").map(drop),
            List => client.list_imports(&ListImports::new()).map(drop),
            Cancel => client.cancel_import("101"),
        }
    }

    fn success(self) -> Step {
        match self {
            Start => answer(200, r#"{"id":"101"}"#),
            Describe => answer(200, &import("101", "s3://b/d", "Pending")),
            List => page(&[], ""),
            Cancel => answer(202, ""),
        }
    }

    fn doubt(self) -> Option<&'static str> {
        match self {
            Start => Some("the import may have been started"),
            Cancel => Some("the import may have been cancelled"),
            Describe | List => None,
        }
    }
}

/// The result of a call, how often it was sent, and the pauses.
fn run(call: Call, policy: RetryPolicy, steps: Vec<Step>) -> (Result<(), Error>, usize, usize) {
    let (script, clock) = (Script::new(steps), VirtualClock::default());
    let result = call.make(&client(&script, &clock, policy));
    (result, script.requests().len(), clock.sleeps().len())
}

/// What a start, a describe or list, and a cancel make of a fault that meets every try: how often
/// they are sent by a policy of three tries, with `?` where they may have been executed.
type Row = [&'static str; 3];

const NOT_EXECUTED: Row = ["3", "3", "3"];
const REFUSED: Row = ["1", "1", "1"];
const PASSING: Row = ["1?", "3", "3?"];
const LASTING: Row = ["1?", "1", "1?"];

/// Every fault, with what is made of it.
fn table() -> Vec<(Step, Row)> {
    let again = [("retry-after", "1")];
    let mut rows = Vec::new();
    for (kinds, sent, row) in [
        (
            &[
                Kind::Resolve,
                Kind::Connect,
                Kind::Proxy,
                Kind::Tls,
                Kind::Timeout,
                Kind::Io,
            ][..],
            false,
            NOT_EXECUTED,
        ),
        (&[Kind::Certificate, Kind::ProxyRefused], false, REFUSED),
        (
            &[Kind::Timeout, Kind::Io, Kind::Tls, Kind::Protocol],
            true,
            PASSING,
        ),
        (&[Kind::TooLarge], true, LASTING),
    ] {
        rows.extend(kinds.iter().map(|kind| (lost(*kind, sent), row)));
    }
    for (statuses, row) in [
        (&[429][..], NOT_EXECUTED),
        (
            &[307, 308, 400, 401, 403, 404, 405, 409, 412, 413, 422],
            REFUSED,
        ),
        (&[408, 500, 502, 503, 504], PASSING),
        (
            // Servers that redirect after a post do so by 301, 302 or 303.
            &[
                100, 101, 300, 301, 302, 303, 304, 305, 306, 499, 501, 520, 599, 600, 999,
            ],
            LASTING,
        ),
    ] {
        for status in statuses {
            rows.push((answer(*status, ""), row));
            // To be asked for another try changes nothing about which are made.
            rows.push((answer_with(*status, &again, "<html>"), row));
        }
    }
    for body in [
        "[]",
        "null",
        "<html>",
        r#"{"id":"101","sta"#,
        r#"{"id":"101"}x"#,
    ] {
        rows.push((answer(200, body), PASSING));
    }
    rows.push((
        answer_with(200, &[("content-encoding", "gzip")], "{}"),
        PASSING,
    ));
    rows
}

fn copy(step: &Step) -> Step {
    match step {
        Ok(response) => Ok(response.clone()),
        Err(error) => lost(error.kind, error.may_have_executed()),
    }
}

fn each(mut check: impl FnMut(Call, &Step, &str)) {
    for (fault, [start, read, cancel]) in table() {
        for (call, expected) in [
            (Start, start),
            (Describe, read),
            (List, read),
            (Cancel, cancel),
        ] {
            check(call, &fault, expected);
        }
    }
}

#[test]
fn call_that_meets_a_fault_at_every_try_ends_as_the_table_says() {
    each(|call, fault, expected| {
        let steps = (0..4).map(|_| copy(fault)).collect();
        let (result, tries, sleeps) = run(call, RetryPolicy::default(), steps);
        let error = result.unwrap_err();
        let doubt = if error.may_have_executed() { "?" } else { "" };
        assert_eq!(format!("{tries}{doubt}"), expected, "{call:?} {fault:?}");
        // What was given up only because of the policy may be called again.
        assert_eq!(
            (error.is_retryable(), sleeps),
            (tries == 3, tries - 1),
            "{call:?} {fault:?}"
        );
        let told = call
            .doubt()
            .is_some_and(|doubt| error.to_string().contains(doubt));
        assert_eq!(told, error.may_have_executed(), "{error}");
        if let (Error::Api(error), Ok(response)) = (&error, fault) {
            assert_eq!(error.http_status, response.status);
        }
    });
}

#[test]
fn fault_that_passes_is_ridden_out_where_the_table_retries() {
    each(|call, fault, expected| {
        if expected.starts_with('3') {
            let steps = vec![copy(fault), copy(fault), call.success()];
            let (result, tries, sleeps) = run(call, RetryPolicy::default(), steps);
            result.unwrap();
            assert_eq!((tries, sleeps), (3, 2), "{call:?} {fault:?}");
        }
    });
}

#[test]
fn doubt_lasts_through_any_number_of_tries_that_were_not_sent() {
    let away = || lost(Kind::Connect, false);
    let steps = vec![lost(Kind::Io, true), away(), away(), away()];
    let policy = RetryPolicy::default().tries(4);
    let (result, sent, _) = run(Cancel, policy, steps);
    assert!(result.unwrap_err().may_have_executed());
    assert_eq!(sent, 4);
}

#[test]
fn lost_cancel_followed_by_a_refusal_leaves_doubt() {
    let policy = RetryPolicy::default();
    for last in [|| answer(401, ""), || lost(Kind::Certificate, false)] {
        let after = |call, sent| {
            let steps = vec![lost(Kind::Io, sent), last()];
            run(call, policy, steps).0.unwrap_err()
        };
        let error = after(Cancel, true);
        assert!(error.may_have_executed(), "{error}");
        let said = error.to_string();
        assert!(said.contains("may have been cancelled"), "{said}");
        for (call, sent) in [(Cancel, false), (Describe, true), (List, true)] {
            let error = after(call, sent);
            assert!(!error.may_have_executed(), "{error}");
        }
    }
}

#[test]
fn start_after_a_503_is_resent_only_by_choice_and_stays_in_doubt() {
    let policy = RetryPolicy::default().resend_start_on_503(true);
    let (result, tries, _) = run(Start, policy, vec![answer(503, ""), Start.success()]);
    result.unwrap();
    assert_eq!(tries, 2);
    // Whatever comes after it.
    for last in [lost(Kind::Connect, false), answer(400, ""), answer(429, "")] {
        let steps = vec![answer(503, ""), last];
        let (result, tries, _) = run(Start, policy.tries(2), steps);
        let error = result.unwrap_err();
        assert_eq!(tries, 2);
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{error}"
        );
    }
    let (_, tries, _) = run(Start, policy, vec![answer(500, "")]);
    assert_eq!(tries, 1);
}

#[test]
fn describe_that_answers_another_id_is_an_error() {
    for other in ["102", "1010", "10", "101 "] {
        let another = || answer(200, &import(other, "s3://b/d", "Completed"));
        let steps = vec![another(), another(), another()];
        let error = run(Describe, RetryPolicy::default(), steps).0.unwrap_err();
        assert!(
            matches!(&error, Error::Decode(error) if error.body_len > 0),
            "{error}"
        );
        assert!(
            error.to_string().contains(&format!(r#""id":"{other}""#)),
            "{error}"
        );
        assert!(error.is_retryable() && !error.may_have_executed());
    }
    let same = vec![answer(200, r#"{"id":101,"status":"Pending"}"#)];
    let (result, tries, _) = run(Describe, RetryPolicy::default(), same);
    assert_eq!((result.is_ok(), tries), (true, 1));
}

#[test]
fn bad_argument_is_never_sent() {
    let calls: [fn(&Virtual<'_>) -> Error; 8] = [
        |client| client.start_import(&StartImport::new("x")).unwrap_err(),
        |client| client.describe_import("..").unwrap_err(),
        |client| client.cancel_import("").unwrap_err(),
        |client| {
            client
                .list_imports(&ListImports::new().limit(101))
                .unwrap_err()
        },
        |client| {
            client
                .list_imports(&ListImports::new().pagination_token(""))
                .unwrap_err()
        },
        |client| client.ensure_import(&StartImport::new("x")).unwrap_err(),
        |client| {
            let start = StartImport::new("s3://b/d").integration_id("i".repeat(1001));
            client.ensure_import(&start).unwrap_err()
        },
        |client| {
            let go_on = |_: &WaitProgress<'_>| ControlFlow::Continue(());
            client
                .wait_for_import("..", &WaitOptions::default(), go_on)
                .unwrap_err()
        },
    ];
    for call in calls {
        let (script, clock) = (Script::default(), VirtualClock::default());
        let error = call(&client(&script, &clock, RetryPolicy::default()));
        assert!(matches!(error, Error::InvalidArgument(_)), "{error}");
        assert!(!error.may_have_executed() && !error.is_retryable());
        assert_eq!(
            (script.requests().len(), clock.sleeps().len()),
            (0, 0),
            "{error}"
        );
    }
}
