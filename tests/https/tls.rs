//! Real TLS: who is trusted, and what a broken handshake means.

use std::time::{Duration, Instant};

use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings};
use crate::support::https::{builder, client, start};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Client, Error, RetryPolicy, TransportError};

fn serve(certificate: Certificate, accept: fn(usize) -> Accept) -> Emulator {
    let settings = Settings {
        tls: Some(certificate),
        accept,
        ..Settings::default()
    };
    Emulator::start(settings).unwrap()
}

fn transport(error: Error) -> TransportError {
    match error {
        Error::Transport(error) => *error,
        other => panic!("not a transport error: {other:?}"),
    }
}

#[test]
fn certificate_that_is_not_trusted_ends_at_once() {
    for (certificate, says) in [
        (Certificate::Expired, "expired"),
        (Certificate::NotYetValid, "not valid yet"),
        (Certificate::WrongName, "not valid for name"),
        (Certificate::Untrusted, "root_certificate_pem, --ca-file"),
        (Certificate::SelfSigned, "root_certificate_pem, --ca-file"),
        (Certificate::OfTheCa, "the certificate of a CA (CA:TRUE)"),
        (Certificate::Missing, "the server sent none"),
        (Certificate::ManyNames, "not valid for name"),
    ] {
        let emulator = serve(certificate, |_| Accept::Serve);
        let error = client(&emulator).start_import(&start()).unwrap_err();
        assert!(
            !error.may_have_executed() && !error.is_retryable(),
            "{error}"
        );
        let error = transport(error);
        assert_eq!(error.kind, Kind::Certificate, "{error}");
        assert!(error.to_string().contains(says), "{certificate:?}: {error}");
        assert!(error.to_string().len() < 1000, "{error}");
        assert!(error.cause().is_some() && std::error::Error::source(&error).is_none());
        assert_eq!(
            (emulator.connections(), emulator.exchanges().len()),
            (1, 0),
            "{certificate:?}"
        );
    }
}

#[test]
fn certificate_without_the_extra_root_is_not_trusted() {
    let emulator = Emulator::tls();
    let client = Client::new(emulator.url(), emulator.api_key()).unwrap();
    assert_eq!(
        transport(client.start_import(&start()).unwrap_err()).kind,
        Kind::Certificate
    );
    assert_eq!(emulator.exchanges().len(), 0);
}

#[test]
fn several_extra_roots_are_trusted() {
    let (one, two) = (Emulator::tls(), Emulator::tls());
    let pem = format!("some text\n{}{}", one.ca_pem(), two.ca_pem());
    for emulator in [&one, &two] {
        let builder = Client::builder(emulator.url(), emulator.api_key());
        builder
            .root_certificate_pem(&*pem)
            .build()
            .unwrap()
            .start_import(&start())
            .unwrap();
    }
}

#[test]
fn extra_root_that_is_none_is_refused() {
    let valid = Emulator::tls().ca_pem().to_owned();
    let broken = valid.replacen("MII", "AAA", 1);
    for pem in [
        "",
        "\u{feff}",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA",
        &broken,
        &format!("{valid}{broken}"),
    ] {
        let result = Client::builder("a.example", "key")
            .root_certificate_pem(pem)
            .build();
        match result.unwrap_err() {
            Error::InvalidArgument(argument) => assert_eq!(argument.field, "root certificate"),
            other => panic!("{other}"),
        }
    }
    // Some editors begin a file with a byte-order mark.
    for pem in [format!("\u{feff}{valid}"), valid] {
        Client::builder("a.example", "key")
            .root_certificate_pem(pem)
            .build()
            .unwrap();
    }
}

#[test]
fn address_in_the_certificate_is_checked() {
    let emulator = Emulator::tls();
    let host = format!("https://127.0.0.1:{}", emulator.port());
    let builder = Client::builder(host, emulator.api_key()).root_certificate_pem(emulator.ca_pem());
    assert_eq!(
        builder.build().unwrap().start_import(&start()).unwrap().id,
        "101"
    );
}

#[test]
fn peer_that_does_not_speak_tls_is_not_sent_anything() {
    let plain = Emulator::plain();
    let host = format!("localhost:{}", plain.port());
    let client = Client::builder(host, plain.api_key())
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let error = client.start_import(&start()).unwrap_err();
    assert!(!error.may_have_executed() && error.is_retryable());
    let error = transport(error);
    assert_eq!(error.kind, Kind::Tls, "{error}");
    assert!(error.to_string().contains("may not speak TLS"), "{error}");
    assert_eq!(plain.exchanges().len(), 0);
}

#[test]
fn tls_on_the_plain_port_is_an_error() {
    let emulator = Emulator::tls();
    let host = format!("http://127.0.0.1:{}", emulator.port());
    let client = Client::builder(host, emulator.api_key()).build().unwrap();
    client.start_import(&start()).unwrap_err();
    assert_eq!(emulator.exchanges().len(), 0);
}

#[test]
fn handshake_that_breaks_off_is_tried_again() {
    for accept in [
        (|n| if n < 2 { Accept::Close } else { Accept::Serve }) as fn(usize) -> Accept,
        |n| {
            if n < 2 {
                Accept::Say(b"\x15\x03\x03\x00\x02\x02\x28")
            } else {
                Accept::Serve
            }
        },
        |n| {
            if n < 2 {
                Accept::Say(b"\x16\x03\x03\xff\xff")
            } else {
                Accept::Serve
            }
        },
    ] {
        let emulator = serve(Certificate::Valid, accept);
        assert_eq!(client(&emulator).start_import(&start()).unwrap().id, "101");
        assert_eq!((emulator.connections(), emulator.imports_started()), (3, 1));
    }
}

#[test]
fn handshake_that_stalls_or_drips_ends_in_time() {
    for accept in [(|_| Accept::Stall) as fn(usize) -> Accept, |_| Accept::Drip] {
        let emulator = serve(Certificate::Valid, accept);
        let quarter = Duration::from_millis(250);
        for builder in [
            builder(&emulator).connect_timeout(quarter),
            builder(&emulator).timeout(quarter),
        ] {
            let client = builder.retry(RetryPolicy::none()).build().unwrap();
            let begin = Instant::now();
            let error = client.start_import(&start()).unwrap_err();
            assert!(begin.elapsed() < 20 * quarter);
            assert!(
                !error.may_have_executed() && error.is_retryable(),
                "{error}"
            );
            assert_eq!(transport(error).kind, Kind::Timeout);
        }
    }
}

#[test]
fn connection_that_is_lost_is_told_without_a_link() {
    let emulator = Emulator::tls();
    let client = builder(&emulator)
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let long = Fault::status_after(200, &[], &"a".repeat(500)).rude();
    // Before any byte of the answer, within its head, within its body.
    for cut in [0, 5, 400] {
        emulator.script([long.clone().cut_at(cut)]);
        let error = client.start_import(&start()).unwrap_err();
        assert!(error.may_have_executed(), "{cut}: {error}");
        assert!(!error.to_string().contains("://"), "{cut}: {error}");
    }
}
