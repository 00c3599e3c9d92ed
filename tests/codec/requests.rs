//! What describe, list and cancel send, and what they do about each fault.

use std::time::Duration;

use crate::support::fake::{
    KEY, Script, VirtualClock, answer, answer_with, client, import, lost, page,
};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{
    ApiKey, CancelImport, DescribeImport, Endpoint, Error, ImportModel, IndexHost, InvalidArgument,
    ListImports, ListImportsResponse, Method, Operation, Request, Response, RetryPolicy,
    TransportError,
};

type Step = Result<Response, TransportError>;

fn endpoint() -> Endpoint {
    Endpoint::new(
        IndexHost::new("idx.example").unwrap(),
        ApiKey::new(KEY).unwrap(),
    )
}

fn request<O: Operation>(operation: &O) -> Request {
    operation.request(&endpoint()).unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> InvalidArgument {
    match result.unwrap_err() {
        Error::InvalidArgument(argument) => *argument,
        other => panic!("not refused as an argument: {other:?}"),
    }
}

#[test]
fn requests_without_arguments_are_these_bytes() {
    let agent = concat!("lang=rust; pinecone-import=", env!("CARGO_PKG_VERSION"));
    let headers = [
        ("Api-Key", KEY),
        ("X-Pinecone-Api-Version", "2025-10"),
        ("Accept", "application/json"),
        ("User-Agent", agent),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    for (request, method, path) in [
        (request(&ListImports::new()), Method::Get, ""),
        (request(&DescribeImport::new("101")), Method::Get, "/101"),
        (request(&CancelImport::new("101")), Method::Delete, "/101"),
    ] {
        assert_eq!(request.method, method);
        let url = format!("https://idx.example/bulk/imports{path}");
        assert_eq!(request.url, url);
        assert_eq!((&request.headers[..], &request.body), (&headers[..], &None));
    }
}

/// Each byte's own notation, made without the crate's encoder.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| match byte {
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[test]
fn id_of_every_character_is_one_segment() {
    let singles = ('\0'..='\u{2ff}').map(String::from);
    let others = [
        "...",
        ".a",
        "..%2F",
        "%2e%2e",
        "a/../b",
        "a b",
        "a?b#c",
        "a\\b",
        "a:b@c",
        "{}",
        "é",
        "\u{2028}",
        "🦀",
        "\u{10ffff}",
        "-._~",
    ];
    for id in singles.chain(others.map(String::from)) {
        if id == "." {
            continue;
        }
        let url = format!("https://idx.example/bulk/imports/{}", encoded(&id));
        assert_eq!(request(&DescribeImport::new(&*id)).url, url, "{id:?}");
        assert_eq!(request(&CancelImport::new(&*id)).url, url, "{id:?}");
    }
}

#[test]
fn id_outside_its_limits_is_refused() {
    for id in ["1".repeat(1000), "é".repeat(1000), "🦀".repeat(1000)] {
        assert!(DescribeImport::new(&*id).request(&endpoint()).is_ok());
        assert!(CancelImport::new(id).request(&endpoint()).is_ok());
    }
    let (long, wide) = ("1".repeat(1001), "é".repeat(1001));
    for id in ["", ".", "..", &long, &wide] {
        let describe = refused(DescribeImport::new(id).request(&endpoint()));
        let cancel = refused(CancelImport::new(id).request(&endpoint()));
        assert_eq!((describe.field, cancel.field), ("import id", "import id"));
    }
}

#[test]
fn limit_outside_1_to_100_is_refused() {
    for limit in [1, 2, 99, 100] {
        let url = request(&ListImports::new().limit(limit)).url;
        assert!(
            url.ends_with(&format!("/bulk/imports?limit={limit}")),
            "{url}"
        );
    }
    for limit in [0, 101, u32::MAX] {
        let error = refused(ListImports::new().limit(limit).request(&endpoint()));
        assert_eq!(error.field, "limit");
        assert_eq!(error.actual, usize::try_from(limit).ok());
    }
}

#[test]
fn token_of_every_character_is_one_query_value() {
    let singles = ('\0'..='\u{2ff}').map(String::from);
    for token in singles.chain(["a&limit=1", "a=b==", "x+y/z", "🦀", "."].map(String::from)) {
        let list = ListImports::new().pagination_token(&*token);
        let query = format!("paginationToken={}", encoded(&token));
        let url = request(&list).url;
        assert_eq!(url, format!("https://idx.example/bulk/imports?{query}"));
        let url = request(&list.limit(7)).url;
        assert!(url.ends_with(&format!("imports?limit=7&{query}")), "{url}");
    }
}

#[test]
fn token_outside_1_to_4096_bytes_is_refused() {
    let list = |token: String| {
        ListImports::new()
            .pagination_token(token)
            .request(&endpoint())
    };
    assert!(list("t".repeat(4096)).is_ok() && list("é".repeat(2048)).is_ok());
    for (token, bytes) in [("", 0), ("t", 4097), ("é", 4098)] {
        let repeated = token.repeat(bytes / token.len().max(1));
        let error = refused(list(repeated));
        assert_eq!(
            (error.field, error.actual),
            ("pagination token", Some(bytes))
        );
    }
}

#[test]
fn token_is_not_shown_by_debug() {
    let list = ListImports::new().pagination_token("tok-tok-tok");
    assert!(!format!("{list:?} {:?}", request(&list)).contains("tok-tok"));
    let answer = Response::new(
        200,
        vec![],
        br#"{"pagination":{"next":"tok-tok-tok"}}"#.into(),
    );
    let page = ListImports::parse_response(&answer).unwrap();
    assert_eq!(page.next.as_deref(), Some("tok-tok-tok"));
    assert!(!format!("{page:?}").contains("tok-tok"));
}

/// The three operations of this file, each through a client over a script.
struct Calls {
    tries: usize,
    sleeps: Vec<Duration>,
}

fn run<T>(
    steps: Vec<Step>,
    call: impl FnOnce(&pinecone_import::Client<&Script, &VirtualClock>) -> T,
) -> (T, Calls) {
    let (script, clock) = (Script::new(steps), VirtualClock::default());
    let result = call(&client(&script, &clock, RetryPolicy::default()));
    let (tries, sleeps) = (script.tries(), clock.sleeps.take());
    (result, Calls { tries, sleeps })
}

fn describe(steps: Vec<Step>) -> (Result<ImportModel, Error>, Calls) {
    run(steps, |client| client.describe_import("101"))
}

fn list(steps: Vec<Step>) -> (Result<ListImportsResponse, Error>, Calls) {
    run(steps, |client| client.list_imports(&ListImports::new()))
}

fn cancel(steps: Vec<Step>) -> (Result<(), Error>, Calls) {
    run(steps, |client| client.cancel_import("101"))
}

fn good() -> Step {
    answer(200, &import("101", "s3://b/d", "Pending"))
}

/// Every fault that may pass for a read and for a cancel alike.
fn passing() -> Vec<fn() -> Step> {
    vec![
        || lost(Kind::Resolve, false),
        || lost(Kind::Connect, false),
        || lost(Kind::Proxy, false),
        || lost(Kind::Tls, false),
        || lost(Kind::Timeout, false),
        || lost(Kind::Io, true),
        || lost(Kind::Timeout, true),
        || lost(Kind::Tls, true),
        || lost(Kind::Protocol, true),
        || answer(408, ""),
        || answer(429, "slow down"),
        || answer(500, ""),
        || answer(502, "<html>"),
        || answer(503, ""),
        || answer(504, ""),
        || answer(200, r#"{"id":"101","sta"#),
        || answer(200, "[]"),
        || answer(200, "<html>"),
        || answer_with(200, &[("content-encoding", "gzip")], "{}"),
    ]
}

#[test]
fn read_and_cancel_after_a_fault_that_may_pass_are_sent_again() {
    for (index, fault) in passing().into_iter().enumerate() {
        let (import, calls) = describe(vec![fault(), fault(), good()]);
        assert_eq!(
            (import.unwrap().id.as_str(), calls.tries),
            ("101", 3),
            "{index}"
        );
        assert_eq!(calls.sleeps.len(), 2, "{index}");
        let (listed, calls) = list(vec![fault(), fault(), page(&[], "")]);
        assert_eq!((listed.unwrap().data.len(), calls.tries), (0, 3), "{index}");
        let (cancelled, calls) = cancel(vec![fault(), fault(), answer(202, "")]);
        cancelled.unwrap();
        assert_eq!(calls.tries, 3, "{index}");
        // And no further than the policy allows.
        let faults = || (0..4).map(|_| fault()).collect();
        let (described, listed, cancelled) = (describe(faults()), list(faults()), cancel(faults()));
        for (error, calls) in [
            (described.0.unwrap_err(), described.1),
            (listed.0.unwrap_err(), listed.1),
            (cancelled.0.unwrap_err(), cancelled.1),
        ] {
            assert_eq!((error.is_retryable(), calls.tries), (true, 3), "{index}");
        }
    }
}

#[test]
fn read_and_cancel_after_a_fault_that_stays_are_sent_once() {
    let statuses = [
        301, 302, 303, 307, 308, 400, 401, 403, 404, 409, 412, 422, 501,
    ];
    let answers = statuses.map(|status| Box::new(move || answer(status, "")) as _);
    let mut faults: Vec<Box<dyn Fn() -> Step>> = answers.into();
    faults.push(Box::new(|| lost(Kind::Certificate, false)));
    faults.push(Box::new(|| lost(Kind::TooLarge, true)));
    for (index, fault) in faults.iter().enumerate() {
        let (described, calls) = describe(vec![fault()]);
        let error = described.unwrap_err();
        assert_eq!((error.is_retryable(), calls.tries), (false, 1), "{index}");
        assert!(!error.may_have_executed(), "{error}");
        let (listed, calls) = list(vec![fault()]);
        let error = listed.unwrap_err();
        assert_eq!((error.is_retryable(), calls.tries), (false, 1), "{index}");
        assert!(!error.may_have_executed(), "{error}");
        let (cancelled, calls) = cancel(vec![fault()]);
        let error = cancelled.unwrap_err();
        assert_eq!((error.is_retryable(), calls.tries), (false, 1), "{index}");
    }
}

#[test]
fn retry_after_is_heeded_by_reads_and_cancels() {
    let busy = |status| answer_with(status, &[("retry-after", "9")], "");
    for status in [429, 503] {
        for sleeps in [
            describe(vec![busy(status), good()]).1.sleeps,
            list(vec![busy(status), page(&[], "")]).1.sleeps,
            cancel(vec![busy(status), answer(200, "{}")]).1.sleeps,
        ] {
            assert_eq!(sleeps, [Duration::from_secs(9)], "{status}");
        }
    }
}

#[test]
fn lost_cancel_followed_by_a_refusal_leaves_doubt() {
    for last in [|| answer(401, ""), || lost(Kind::Certificate, false)] {
        let error = cancel(vec![lost(Kind::Io, true), last()]).0.unwrap_err();
        assert!(error.may_have_executed(), "{error}");
        assert!(
            error.to_string().contains("may have been cancelled"),
            "{error}"
        );
        let error = cancel(vec![lost(Kind::Io, false), last()]).0.unwrap_err();
        assert!(!error.may_have_executed(), "{error}");
        let error = describe(vec![lost(Kind::Io, true), last()]).0.unwrap_err();
        assert!(!error.may_have_executed(), "{error}");
    }
}

#[test]
fn bad_argument_is_never_sent() {
    let refuse = |call: fn(&pinecone_import::Client<&Script, &VirtualClock>) -> Error| {
        let (error, calls) = run(vec![], call);
        assert_eq!(calls.tries, 0);
        refused::<()>(Err(error));
    };
    refuse(|client| client.describe_import("..").unwrap_err());
    refuse(|client| client.cancel_import("").unwrap_err());
    refuse(|client| {
        client
            .list_imports(&ListImports::new().limit(101))
            .unwrap_err()
    });
    refuse(|client| {
        let empty = ListImports::new().pagination_token("");
        client.list_imports(&empty).unwrap_err()
    });
}

#[test]
fn describe_that_answers_another_id_is_an_error() {
    for other in ["102", "1010", "10", "101 "] {
        let another = || answer(200, &import(other, "s3://b/d", "Completed"));
        let error = describe(vec![another(), another(), another()])
            .0
            .unwrap_err();
        assert!(matches!(&error, Error::Decode(_)), "{error}");
        assert!(error.to_string().contains("another id"), "{error}");
    }
    let (import, calls) = describe(vec![answer(200, r#"{"id":101,"status":"Pending"}"#)]);
    assert_eq!((import.unwrap().id.as_str(), calls.tries), ("101", 1));
}
