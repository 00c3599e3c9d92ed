//! How often and how fast a call is retried.

use std::time::Duration;

use crate::support::fake::{Script, VirtualClock, answer, answer_with, client, import, lost, page};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Error, ListImports, Response, RetryPolicy, StartImport, TransportError};

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
        script.requests().len(),
        clock.sleeps(),
    )
}

fn millis(millis: &[u64]) -> Vec<Duration> {
    millis
        .iter()
        .map(|&millis| Duration::from_millis(millis))
        .collect()
}

#[test]
fn retry_after_is_heeded_by_every_operation() {
    let busy = |status| answer_with(status, &[("Retry-After", "9")], "");
    let nine = [Duration::from_secs(9)];
    let describe = || answer(200, &import("101", "s3://b/d", "Pending"));
    let (result, _, sleeps) = start([busy(429), answer(200, OK)], RetryPolicy::default());
    assert_eq!((result.unwrap().as_str(), sleeps), ("101", nine.into()));
    for status in [429, 503] {
        let steps = [
            busy(status),
            describe(),
            busy(status),
            page(&[], ""),
            busy(status),
            answer(200, "{}"),
        ];
        let (script, clock) = (Script::new(steps), VirtualClock::default());
        let client = client(&script, &clock, RetryPolicy::default());
        client.describe_import("101").unwrap();
        client.list_imports(&ListImports::new()).unwrap();
        client.cancel_import("101").unwrap();
        assert_eq!(clock.sleeps(), [nine; 3].concat(), "{status}");
    }
}

#[test]
fn retry_info_in_the_details_is_heeded_like_the_header() {
    let info = r#"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"9.5s"}"#;
    let body = format!(r#"{{"code":8,"details":[{info}]}}"#);
    for (header, slept) in [("1", 9500), ("", 9500), ("11", 11_000)] {
        let busy = answer_with(429, &[("retry-after", header)], &body);
        let (result, _, sleeps) = start([busy, answer(200, OK)], RetryPolicy::default());
        assert_eq!(
            (result.unwrap().as_str(), sleeps),
            ("101", millis(&[slept]))
        );
    }
    // Past the time left, the call ends at once.
    let policy = RetryPolicy::default().deadline(Duration::from_secs(9));
    let (result, tries, sleeps) = start([answer(429, &body)], policy);
    assert!(result.unwrap_err().is_retryable());
    assert_eq!((tries, sleeps.len()), (1, 0));
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
fn delays_double_sixteen_times() {
    let policy = RetryPolicy::default()
        .tries(20)
        .delays(Duration::from_secs(1), Duration::MAX)
        .deadline(Duration::MAX);
    let (_, _, sleeps) = start((0..20).map(|_| lost(Kind::Connect, false)), policy);
    // The clock's random number is a hair below one.
    let seconds = sleeps.iter().map(|sleep| sleep.as_secs() + 1);
    let doubled = (0..19).map(|times| 1 << times.min(16));
    assert!(seconds.eq(doubled), "{sleeps:?}");
}

#[test]
fn delay_is_random_from_zero_on() {
    for (random, delay) in [(0, 0), (u64::MAX / 2, 249_999_999), (u64::MAX, 499_999_999)] {
        let script = Script::new([lost(Kind::Connect, false), answer(200, OK)]);
        let clock = VirtualClock::with_random(random);
        client(&script, &clock, RetryPolicy::default())
            .start_import(&StartImport::new("s3://b"))
            .unwrap();
        assert_eq!(clock.sleeps(), [Duration::from_nanos(delay)]);
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
    assert_eq!(clock.sleeps().len(), 1);
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
        .sent()
        .iter()
        .map(|(_, timeout)| timeout.as_secs())
        .collect();
    assert_eq!(timeouts, [20, 10]);
}
