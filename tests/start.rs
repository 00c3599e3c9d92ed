//! A start over real sockets and real TLS.

#![cfg(feature = "https")]

#[path = "support/emulator/mod.rs"]
mod emulator;

use std::time::Duration;

use emulator::{Emulator, Fault};
use pinecone_import::{Client, Error, HttpsClient, RetryPolicy, StartImport};

fn client(emulator: &Emulator) -> HttpsClient {
    let builder = Client::builder(emulator.url(), emulator.api_key());
    let fast = RetryPolicy::default().delays(Duration::from_millis(1), Duration::from_millis(1));
    let builder = builder.retry(fast).timeout(Duration::from_secs(10));
    match emulator.ca_pem() {
        "" => builder.build().unwrap(),
        pem => builder.root_certificate_pem(pem).build().unwrap(),
    }
}

fn start() -> StartImport {
    StartImport::new("s3://bucket/dir")
}

#[test]
fn start_over_http_and_tls_gives_the_id() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let started = client(&emulator)
            .start_import(&start().integration_id("int-1"))
            .unwrap();
        assert_eq!(started.id, "101");
        let imports = emulator.imports();
        assert_eq!(
            (imports.len(), imports[0].uri.as_str()),
            (1, "s3://bucket/dir")
        );
        assert_eq!(imports[0].integration_id.as_deref(), Some("int-1"));
    }
}

#[test]
fn start_with_lost_answers_processes_each_exactly_once() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let client = client(&emulator);
        for _ in 0..3 {
            emulator.script([Fault::drop_after()]);
            let error = client.start_import(&start()).unwrap_err();
            assert!(error.may_have_executed(), "{error}");
        }
        assert_eq!(emulator.imports_started(), 3);
    }
}

#[test]
fn refused_start_shows_what_the_service_says() {
    let emulator = Emulator::tls();
    let client = Client::builder(emulator.url(), "pcsk_another_key")
        .root_certificate_pem(emulator.ca_pem())
        .build()
        .unwrap();
    match client.start_import(&start()).unwrap_err() {
        Error::Api(error) => {
            assert_eq!(
                (error.http_status, error.status.message.as_str()),
                (403, "Wrong API key")
            );
        }
        other => panic!("{other:?}"),
    }
}
