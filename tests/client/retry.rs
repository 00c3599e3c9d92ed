//! What is sent again, and when; in virtual time.

use std::time::Duration;

use crate::support::fake::{Script, VirtualClock, answer, answer_with, client, lost};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Error, Response, RetryPolicy, StartImport, TransportError};

type Step = Result<Response, TransportError>;

const OK: &str = r#"{"id":"101"}"#;

fn start(
    steps: impl IntoIterator<Item = Step>,
    policy: RetryPolicy,
) -> (Result<String, Error>, usize, Vec<Duration>) {
    let (script, clock) = (Script::new(steps), VirtualClock::default());
    let result = client(&script, &clock, policy).start_import(&StartImport::new("s3://b/d"));
    (
        result.map(|started| started.id),
        script.tries(),
        clock.sleeps.into_inner(),
    )
}

fn millis(millis: &[u64]) -> Vec<Duration> {
    millis
        .iter()
        .map(|&millis| Duration::from_millis(millis))
        .collect()
}

#[test]
fn start_that_was_not_sent_is_sent_again() {
    for kind in [
        Kind::Resolve,
        Kind::Connect,
        Kind::Proxy,
        Kind::Tls,
        Kind::Timeout,
        Kind::Io,
    ] {
        let (result, tries, sleeps) = start(
            [lost(kind, false), lost(kind, false), answer(200, OK)],
            RetryPolicy::default(),
        );
        assert_eq!((result.unwrap().as_str(), tries), ("101", 3), "{kind:?}");
        assert_eq!(sleeps.len(), 2);
    }
}

#[test]
fn start_with_a_bad_certificate_is_not_sent_again() {
    let (result, tries, _) = start([lost(Kind::Certificate, false)], RetryPolicy::default());
    let error = result.unwrap_err();
    assert_eq!(tries, 1);
    assert!(!error.may_have_executed() && !error.is_retryable());
}

#[test]
fn start_that_may_have_been_executed_is_never_sent_again() {
    let lost_after = [
        Kind::Timeout,
        Kind::Io,
        Kind::Tls,
        Kind::Protocol,
        Kind::TooLarge,
    ];
    let losses = lost_after.map(|kind| lost(kind, true)).into_iter();
    let statuses = [
        100, 101, 303, 304, 408, 499, 500, 502, 503, 504, 520, 599, 600, 999,
    ];
    let answers = statuses
        .map(|status| answer_with(status, &[("retry-after", "1")], ""))
        .into_iter();
    let bodies = [
        "",
        "[]",
        "{}",
        "null",
        r#"{"id":""}"#,
        r#"{"id":null}"#,
        r#"{"id":"1"}x"#,
        r#"{"id":"1""#,
    ];
    let decoded = bodies.map(|body| answer(200, body)).into_iter();
    for step in losses.chain(answers).chain(decoded) {
        let shown = format!("{step:?}");
        let (result, tries, sleeps) = start([step], RetryPolicy::default());
        let error = result.unwrap_err();
        assert_eq!((tries, sleeps.len()), (1, 0), "{shown}");
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{shown}"
        );
        assert!(
            error
                .to_string()
                .contains("the import may have been started"),
            "{error}"
        );
    }
}

#[test]
fn start_that_was_refused_is_an_error_at_once() {
    for status in [
        301, 302, 307, 308, 400, 401, 403, 404, 405, 409, 412, 413, 422,
    ] {
        let (result, tries, _) = start([answer(status, "")], RetryPolicy::default());
        let error = result.unwrap_err();
        assert_eq!(tries, 1, "{status}");
        assert!(
            !error.may_have_executed() && !error.is_retryable(),
            "{status}"
        );
        assert!(matches!(error, Error::Api(api) if api.http_status == status));
    }
}

#[test]
fn start_after_429_waits_as_asked() {
    let steps = [
        answer_with(429, &[("Retry-After", "7")], ""),
        answer(429, ""),
        answer(200, OK),
    ];
    let (result, tries, sleeps) = start(steps, RetryPolicy::default());
    assert_eq!((result.unwrap().as_str(), tries), ("101", 3));
    assert_eq!(sleeps[0], Duration::from_secs(7));
}

#[test]
fn retry_after_as_a_date_counts_from_the_answers_own() {
    let headers = [
        ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("retry-after", "Sun, 06 Nov 1994 08:49:46 GMT"),
    ];
    let (result, _, sleeps) = start(
        [answer_with(429, &headers, ""), answer(200, OK)],
        RetryPolicy::default(),
    );
    result.unwrap();
    assert_eq!(sleeps, [Duration::from_secs(9)]);
}

#[test]
fn retry_after_in_each_form_is_told() {
    let told = |headers: &[(&str, &str)]| match start(
        [answer_with(400, headers, "")],
        RetryPolicy::none(),
    )
    .0
    .unwrap_err()
    {
        Error::Api(api) => api.retry_after.map(|wait| wait.as_secs()),
        other => panic!("{other}"),
    };
    let date = ("Date", "Wed, 28 Feb 2024 23:59:59 GMT");
    for (value, wait) in [
        ("0", Some(0)),
        (" 120 ", Some(120)),
        ("99999999999999999999", Some(u64::MAX)),
        ("Thu, 29 Feb 2024 00:00:00 GMT", Some(1)),
        ("Fri, 01 Mar 2024 00:00:00 GMT", Some(86_401)),
        ("Sat, 01 Jan 2000 00:00:00 GMT", Some(0)),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("", None),
        ("soon", None),
        ("Thu, 32 Feb 2024 00:00:00 GMT", None),
        ("Thu, 29 Feb 2024 24:00:00 GMT", None),
        ("Thu, 29 Feb 2024 00:00:00", None),
        ("Thu, 29 Feb 2024 00:00:00 CET", None),
    ] {
        assert_eq!(told(&[("Retry-After", value), date]), wait, "{value:?}");
    }
    assert_eq!(
        told(&[("Retry-After", "Thu, 29 Feb 2024 00:00:00 GMT")]),
        None
    );
}

#[test]
fn retry_after_longer_than_the_time_left_ends_at_once() {
    let policy = RetryPolicy::default().deadline(Duration::from_secs(10));
    for wait in ["10", "3600", "99999999999999999999"] {
        let (result, tries, sleeps) =
            start([answer_with(429, &[("retry-after", wait)], "")], policy);
        let error = result.unwrap_err();
        assert_eq!((tries, sleeps.len()), (1, 0), "{wait}");
        assert!(error.is_retryable() && !error.may_have_executed());
    }
}

#[test]
fn delays_double_from_the_first_to_the_longest() {
    let policy = RetryPolicy::default()
        .tries(6)
        .delays(Duration::from_millis(100), Duration::from_millis(500));
    let steps = (0..6).map(|_| lost(Kind::Connect, false));
    let (result, tries, mut sleeps) = start(steps, policy);
    result.unwrap_err();
    assert_eq!(tries, 6);
    // The clock's random number is the largest: a hair below one.
    sleeps
        .iter_mut()
        .for_each(|sleep| *sleep += Duration::from_nanos(1));
    assert_eq!(sleeps, millis(&[100, 200, 400, 500, 500]));
}

#[test]
fn delay_is_random_from_zero_on() {
    for (random, delay) in [(0, 0), (u64::MAX / 2, 249_999_999), (u64::MAX, 499_999_999)] {
        let script = Script::new([lost(Kind::Connect, false), answer(200, OK)]);
        let clock = VirtualClock::with_random(random);
        client(&script, &clock, RetryPolicy::default())
            .start_import(&StartImport::new("s3://b"))
            .unwrap();
        assert_eq!(*clock.sleeps.borrow(), [Duration::from_nanos(delay)]);
    }
}

#[test]
fn longest_delays_of_all_end_at_the_deadline() {
    let policy = RetryPolicy::default()
        .delays(Duration::MAX, Duration::MAX)
        .deadline(Duration::MAX);
    let script = Script::new([lost(Kind::Connect, false), answer(200, OK)]);
    let clock = VirtualClock::with_random(u64::MAX);
    client(&script, &clock, policy)
        .start_import(&StartImport::new("s3://b"))
        .unwrap();
    assert_eq!(clock.sleeps.borrow().len(), 1);
}

#[test]
fn tries_are_counted() {
    for (policy, expected) in [
        (RetryPolicy::none(), 1),
        (RetryPolicy::default().tries(0), 1),
        (RetryPolicy::default(), 3),
    ] {
        let (result, tries, _) = start((0..9).map(|_| answer(429, "")), policy);
        assert!(result.unwrap_err().is_retryable());
        assert_eq!(tries, expected);
    }
}

#[test]
fn each_try_gets_the_time_that_is_left() {
    let steps = [
        answer_with(429, &[("retry-after", "50")], ""),
        answer(200, OK),
    ];
    let (script, clock) = (Script::new(steps), VirtualClock::default());
    let policy = RetryPolicy::default().deadline(Duration::from_secs(60));
    let client = client(&script, &clock, policy).timeout(Duration::from_secs(20));
    client.start_import(&StartImport::new("s3://b")).unwrap();
    let timeouts: Vec<u64> = script
        .sent
        .borrow()
        .iter()
        .map(|(_, timeout)| timeout.as_secs())
        .collect();
    assert_eq!(timeouts, [20, 10]);
}

#[test]
fn resending_after_503_is_a_choice_that_leaves_doubt() {
    let policy = RetryPolicy::default().resend_start_on_503(true);
    let (result, tries, _) = start([answer(503, ""), answer(200, OK)], policy);
    assert_eq!((result.unwrap().as_str(), tries), ("101", 2));
    // What was in doubt stays in doubt, whatever comes after it.
    for last in [lost(Kind::Connect, false), answer(400, ""), answer(429, "")] {
        let steps = [answer(503, ""), last].into_iter();
        let (result, tries, _) = start(steps, policy.tries(2));
        let error = result.unwrap_err();
        assert_eq!(tries, 2);
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{error}"
        );
    }
    let (_, tries, _) = start([answer(500, "")], policy);
    assert_eq!(tries, 1);
}

#[test]
fn refused_argument_is_never_sent() {
    let (result, tries, _) = {
        let (script, clock) = (Script::default(), VirtualClock::default());
        let result =
            client(&script, &clock, RetryPolicy::default()).start_import(&StartImport::new("x"));
        (result, script.tries(), ())
    };
    let error = result.unwrap_err();
    assert!(!error.may_have_executed() && !error.is_retryable());
    assert_eq!(tries, 0);
}
