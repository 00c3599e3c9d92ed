//! A start over real sockets: one call, at most one import.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::support::emulator::http::HttpRequest;
use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings};
use crate::support::https::{builder, client, start};
use pinecone_import::{Error, ImportErrorMode, RetryPolicy};

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
    for emulator in [Emulator::plain(), Emulator::tls()] {
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
        .timeout(Duration::from_millis(400))
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
