//! A start over real sockets: one call, at most one import.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::emulator::http::HttpRequest;
use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings};
use crate::support::https::{builder, client, start};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Client, Error, ImportErrorMode, RetryPolicy, StartImport};

fn both() -> [Emulator; 2] {
    [Emulator::plain(), Emulator::tls()]
}

fn kind(error: &Error) -> Option<Kind> {
    match error {
        Error::Transport(error) => Some(error.kind),
        _ => None,
    }
}

fn status(error: &Error) -> Option<u16> {
    match error {
        Error::Api(error) => Some(error.http_status),
        _ => None,
    }
}

/// Runs `each` a thousand times, by eight threads.
fn thousand(each: impl Fn() + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < 1000 {
                    each();
                }
            });
        }
    });
}

#[test]
fn start_gives_the_id_and_starts_one_import() {
    for emulator in both() {
        let wanted = start()
            .integration_id("int-1")
            .error_mode(ImportErrorMode::Continue);
        assert_eq!(client(&emulator).start_import(&wanted).unwrap().id, "101");
        let imports = emulator.imports();
        assert_eq!(
            (imports.len(), imports[0].uri.as_str()),
            (1, "s3://bucket/dir")
        );
        assert_eq!(imports[0].integration_id.as_deref(), Some("int-1"));
        assert_eq!(imports[0].error_mode.as_deref(), Some("continue"));
    }
}

#[test]
fn start_sends_these_headers_and_no_others() {
    let emulator = Emulator::plain();
    client(&emulator).start_import(&start()).unwrap();
    let mut names: Vec<String> = emulator.exchanges()[0]
        .request
        .headers
        .iter()
        .map(|(name, _)| name.to_lowercase())
        .collect();
    names.sort();
    let expected = [
        "accept",
        "api-key",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-pinecone-api-version",
    ];
    assert_eq!(names, expected);
}

#[test]
fn thousand_starts_with_lost_answers_process_exactly_a_thousand() {
    let lose = |count: usize, _: &HttpRequest| match count % 10 {
        0 => Fault::none().delay(Duration::from_secs(5)),
        1 | 2 => Fault::status_after(500, &[], ""),
        3 | 4 => Fault::status_after(502, &[], "<html>"),
        5 | 6 => Fault::status_after(504, &[("retry-after", "0")], ""),
        7 => Fault::none().cut_at(30),
        _ => Fault::drop_after(),
    };
    let emulator = Emulator::start_with(Settings::default(), Some(Box::new(lose))).unwrap();
    let client = builder(&emulator)
        .timeout(Duration::from_millis(150))
        .build()
        .unwrap();
    thousand(|| {
        let error = client.start_import(&start()).unwrap_err();
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{error}"
        );
    });
    // The last answers may still be on their way to the record.
    assert_eq!(
        (emulator.imports_started(), emulator.exchanges().len()),
        (1000, 1000)
    );
}

#[test]
fn thousand_starts_with_faults_before_processing_succeed_by_retry() {
    let refuse = |count: usize, _: &HttpRequest| match count % 2 {
        0 => Fault::status(429, &[("retry-after", "0")], "slow down"),
        _ => Fault::none(),
    };
    let accept = |count| {
        if count % 3 == 0 {
            Accept::Close
        } else {
            Accept::Serve
        }
    };
    let settings = Settings {
        tls: Some(Certificate::Valid),
        accept,
        ..Settings::default()
    };
    let emulator = Emulator::start_with(settings, Some(Box::new(refuse))).unwrap();
    let soon = Duration::from_millis(1);
    let policy = RetryPolicy::default().tries(50).delays(soon, soon);
    let client = builder(&emulator).retry(policy).build().unwrap();
    thousand(|| drop(client.start_import(&start()).unwrap()));
    assert_eq!(emulator.imports_started(), 1000);
}

#[test]
fn refused_argument_makes_no_connection() {
    let emulator = Emulator::plain();
    let error = client(&emulator)
        .start_import(&StartImport::new("file:///x"))
        .unwrap_err();
    assert!(matches!(error, Error::InvalidArgument(_)));
    assert_eq!(emulator.connections(), 0);
}

#[test]
fn host_that_does_not_resolve_is_not_executed() {
    let client = Client::builder("no-such-host.invalid", "key").retry(RetryPolicy::none());
    let error = client.build().unwrap().start_import(&start()).unwrap_err();
    assert_eq!(kind(&error), Some(Kind::Resolve), "{error}");
    assert!(!error.may_have_executed() && error.is_retryable());
}

#[test]
fn refused_connection_is_not_executed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder(url, "key")
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let error = client.start_import(&start()).unwrap_err();
    assert_eq!(kind(&error), Some(Kind::Connect), "{error}");
    assert!(!error.may_have_executed() && error.is_retryable());
}

#[test]
fn connection_lost_after_the_request_is_not_sent_again() {
    for emulator in both() {
        for fault in [
            Fault::drop_before(),
            Fault::drop_after(),
            Fault::drop_after().rude(),
        ] {
            emulator.script([fault]);
            let error = client(&emulator).start_import(&start()).unwrap_err();
            assert_eq!(kind(&error), Some(Kind::Io), "{error}");
            assert!(error.may_have_executed() && !error.is_retryable());
        }
        assert_eq!(emulator.exchanges().len(), 3);
    }
}

#[test]
fn answer_cut_at_every_byte_may_have_been_executed() {
    let emulator = Emulator::plain();
    emulator.script([Fault::status_after(200, &[], r#"{"id":"7"}"#)]);
    assert_eq!(client(&emulator).start_import(&start()).unwrap().id, "7");
    let whole = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"7\"}";
    for cut in 0..whole.len() {
        emulator.script([Fault::raw_after(*whole).cut_at(cut)]);
        let error = client(&emulator).start_import(&start()).unwrap_err();
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{cut}: {error}"
        );
    }
    assert_eq!(emulator.exchanges().len(), 1 + whole.len());
}

#[test]
fn answer_without_a_length_is_taken_whole_or_not_at_all() {
    for emulator in both() {
        emulator.script([Fault::raw_after("HTTP/1.1 200 OK\r\n\r\n{\"id\":\"7\"}")]);
        assert_eq!(client(&emulator).start_import(&start()).unwrap().id, "7");
        for fault in ["{\"id\":\"7\"", "{\"id\":", ""] {
            emulator.script([Fault::raw_after(format!("HTTP/1.1 200 OK\r\n\r\n{fault}")).rude()]);
            let error = client(&emulator).start_import(&start()).unwrap_err();
            assert!(
                matches!(error, Error::Decode(_)) && error.may_have_executed(),
                "{error}"
            );
        }
    }
}

#[test]
fn success_with_another_body_may_have_been_executed() {
    let emulator = Emulator::plain();
    for body in ["", "[]", "{}", "<html>", r#"{"id":""}"#] {
        emulator.script([Fault::status_after(200, &[], body)]);
        let error = client(&emulator).start_import(&start()).unwrap_err();
        assert!(
            matches!(error, Error::Decode(_)) && error.may_have_executed(),
            "{error}"
        );
    }
    assert_eq!(emulator.exchanges().len(), 5);
}

#[test]
fn redirect_is_an_error_and_goes_nowhere() {
    for (emulator, other) in [
        (Emulator::plain(), Emulator::plain()),
        (Emulator::tls(), Emulator::plain()),
    ] {
        for redirect in [300, 301, 302, 303, 304, 307, 308] {
            let location = format!("{}/bulk/imports", other.url());
            emulator.script([Fault::status(redirect, &[("location", &location)], "")]);
            let error = client(&emulator).start_import(&start()).unwrap_err();
            assert_eq!(status(&error), Some(redirect), "{error}");
        }
        assert_eq!((emulator.exchanges().len(), other.connections()), (7, 0));
    }
}

#[test]
fn client_error_is_not_sent_again() {
    let emulator = Emulator::plain();
    for refusal in [400, 401, 403, 404, 409, 412, 422] {
        emulator.script([Fault::status(refusal, &[], "Unauthorized")]);
        let error = client(&emulator).start_import(&start()).unwrap_err();
        assert_eq!(status(&error), Some(refusal));
        assert!(
            !error.may_have_executed() && error.to_string().contains("Unauthorized"),
            "{error}"
        );
    }
    assert_eq!(emulator.exchanges().len(), 7);
}

#[test]
fn server_error_is_not_sent_again() {
    let emulator = Emulator::plain();
    for failure in [500, 502, 503, 504] {
        emulator.script([Fault::status(failure, &[("retry-after", "0")], "")]);
        let error = client(&emulator).start_import(&start()).unwrap_err();
        assert_eq!(status(&error), Some(failure));
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{error}"
        );
    }
    assert_eq!(emulator.exchanges().len(), 4);
}

#[test]
fn unusual_statuses_are_errors() {
    let emulator = Emulator::plain();
    for unusual in [101, 199, 600, 999] {
        emulator.script([Fault::status(unusual, &[], "")]);
        let error = client(&emulator).start_import(&start()).unwrap_err();
        assert!(
            error.may_have_executed() && !error.is_retryable(),
            "{unusual}: {error}"
        );
    }
}

#[test]
fn refusal_of_the_service_is_decoded() {
    let emulator = Emulator::tls();
    let client = builder(&emulator).build().unwrap();
    emulator.script([Fault::status(
        400,
        &[("x-pinecone-request-id", "req-9")],
        r#"{"code":3,"message":"no","details":[{"typeUrl":"t/x","value":"aSDinaTvuI8="}]}"#,
    )]);
    let Error::Api(error) = client.start_import(&start()).unwrap_err() else {
        panic!("not refused")
    };
    assert_eq!(error.status.code_name(), Some("INVALID_ARGUMENT"));
    assert_eq!(error.status.details[0].value, "i ❤️".as_bytes());
    assert_eq!(error.request_id.as_deref(), Some("req-9"));
}

#[test]
fn time_limit_ends_whatever_the_server_does() {
    let stalled = Settings {
        accept: |_| Accept::Stall,
        ..Settings::default()
    };
    let slow = Emulator::plain();
    let second = Duration::from_secs(1);
    slow.script([
        Fault::none().delay(60 * second),
        Fault::none().drip(1, second / 20),
        Fault::raw_after("HTTP/1.1 100 Continue\r\n\r\n".repeat(10_000)).drip(1, second / 100),
    ]);
    for (emulator, count) in [(&Emulator::start(stalled).unwrap(), 1), (&slow, 3)] {
        let client = builder(emulator).timeout(second / 4).build().unwrap();
        for _ in 0..count {
            let begin = Instant::now();
            let error = client.start_import(&start()).unwrap_err();
            assert_eq!(kind(&error), Some(Kind::Timeout), "{error}");
            assert!(error.may_have_executed() && !error.is_retryable());
            assert!(begin.elapsed() < 5 * second);
        }
    }
}
