//! The emulator's connections: strict about HTTP, and each fault is what its name says.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::panic;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::emulator::{self, Accept, Certificate, Emulator, Fault, Settings};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

fn connect(emulator: &Emulator) -> TcpStream {
    TcpStream::connect(("127.0.0.1", emulator.port())).unwrap()
}

/// Sends bytes over a connection, and reads to its end; says also how it ended.
fn exchange_on(mut stream: impl Read + Write, bytes: &[u8]) -> (String, io::Result<()>) {
    let mut answer = Vec::new();
    // What is refused half-way was answered all the same.
    let sent = stream.write_all(bytes).and_then(|()| stream.flush());
    let end = sent.and(stream.read_to_end(&mut answer).map(drop));
    (String::from_utf8(answer).unwrap(), end)
}

fn exchange(emulator: &Emulator, bytes: &[u8]) -> String {
    // A connection that is reset gives what came before.
    exchange_on(connect(emulator), bytes).0
}

fn tls(emulator: &Emulator, pem: &str) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    let ca = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    roots.add(ca).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(emulator::provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let session = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(session, connect(emulator))
}

fn bytes(emulator: &Emulator, close: &str) -> Vec<u8> {
    let (key, body) = (emulator.api_key(), r#"{"uri":"s3://b/d"}"#);
    format!(
        "POST /bulk/imports HTTP/1.1\r\nhost: x\r\napi-key: {key}\r\nx-pinecone-api-version: 2025-10\r\n\
         content-type: application/json\r\n{close}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

#[test]
fn connection_is_kept_until_it_is_asked_to_close() {
    let emulator = Emulator::plain();
    let two = [
        bytes(&emulator, ""),
        bytes(&emulator, "connection: close\r\n"),
    ]
    .concat();
    let answer = exchange(&emulator, &two);
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2, "{answer}");
    assert_eq!((emulator.connections(), emulator.imports_started()), (1, 2));
}

#[test]
fn each_fault_is_as_its_name_says() {
    let emulator = Emulator::plain();
    let mut started = 0;
    for (fault, processed, answer) in [
        (Fault::drop_before(), 0, ""),
        (Fault::drop_after(), 1, ""),
        (Fault::read_only(10), 0, ""),
        (Fault::none().cut_at(12), 1, "HTTP/1.1 200"),
        (Fault::raw("a"), 0, "a"),
        (
            Fault::raw_after("b").drip(1, Duration::from_millis(1)),
            1,
            "b",
        ),
        (
            Fault::status(500, &[], ""),
            0,
            "HTTP/1.1 500 Internal Server Error\r\n",
        ),
        (
            Fault::status_after(502, &[("a", "b")], ""),
            1,
            "HTTP/1.1 502 Bad Gateway\r\na: b\r\n",
        ),
        (
            Fault::none().delay(Duration::from_millis(5)),
            1,
            "HTTP/1.1 200 OK",
        ),
    ] {
        emulator.script([fault.clone()]);
        let got = exchange(&emulator, &bytes(&emulator, "connection: close\r\n"));
        assert!(
            got.starts_with(answer) && got.is_empty() == answer.is_empty(),
            "{fault:?}: {got}"
        );
        started += processed;
        assert_eq!(emulator.imports_started(), started, "{fault:?}");
    }
}

/// Waits for something that takes no time; gives up after long.
fn until(condition: impl Fn() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < Duration::from_secs(5));
        thread::yield_now();
    }
}

#[test]
fn body_in_chunks_is_taken_after_the_client_was_told_to_go_on() {
    let emulator = Emulator::plain();
    let key = emulator.api_key();
    let mut stream = connect(&emulator);
    let head = format!(
        "POST /bulk/imports HTTP/1.1\r\nhost: x\r\napi-key: {key}\r\nx-pinecone-api-version: 2025-10\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\
         connection: close\r\nexpect: 100-continue\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    let chunks = b"8\r\n{\"uri\":\"\r\n7\r\ns3://b\"\r\n1\r\n}\r\n0\r\n\r\n";
    let (answer, _) = exchange_on(stream, chunks);
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert_eq!(emulator.imports()[0].uri, "s3://b");
}

#[test]
fn ill_formed_http_is_refused() {
    let emulator = Emulator::plain();
    let huge = format!("host: x\r\na: {}\r\n\r\n", "x".repeat(65 * 1024));
    for rest in [
        "\r\n",
        "host: x\r\nhost: x\r\n\r\n",
        "host: x\r\na b: c\r\n\r\n",
        "host: x\r\ncontent-length: +1\r\n\r\n",
        "host: x\r\ncontent-length: 1048577\r\n\r\n",
        "host: x\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n",
        "host: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
        "host: x\r\ntransfer-encoding: gzip\r\n\r\n",
        "host: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc",
        "host: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\na: b\r\n\r\n",
        &huge,
    ] {
        let bytes = format!("GET /bulk/imports HTTP/1.1\r\n{rest}");
        let answer = exchange(&emulator, bytes.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400 "), "{rest:.60}: {answer}");
    }
    let answer = exchange(&emulator, b"GET /bulk/imports HTTP/1.0\r\nhost: x\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(emulator.exchanges().is_empty());
}

#[test]
fn exchange_tells_what_the_service_gave_and_what_was_answered() {
    let emulator = Emulator::plain();
    emulator.script([
        Fault::status(503, &[], ""),
        Fault::status_after(502, &[], ""),
        Fault::drop_after(),
        Fault::none(),
    ]);
    for _ in 0..4 {
        exchange(&emulator, &bytes(&emulator, "connection: a, Close\r\n"));
    }
    let told = emulator.exchanges();
    let told: Vec<_> = told
        .iter()
        .map(|e| (e.connection, e.status, e.answered))
        .collect();
    assert_eq!(
        told,
        [
            (0, None, Some(503)),
            (1, Some(200), Some(502)),
            (2, Some(200), None),
            (3, Some(200), Some(200)),
        ]
    );
}

#[test]
fn connection_ends_by_rst_where_told_and_else_by_fin() {
    for secure in [false, true] {
        let emulator = if secure {
            Emulator::tls()
        } else {
            Emulator::plain()
        };
        for (fault, processed, whole) in [
            (Fault::drop_before(), 0, false),
            (Fault::drop_after(), 1, false),
            (Fault::none(), 1, true),
            (Fault::none().delay(Duration::from_millis(1)), 1, true),
            (Fault::status(500, &[], ""), 0, true),
        ] {
            for (fault, kind) in [
                (fault.clone(), None),
                (
                    fault.clone().rude(),
                    secure.then_some(ErrorKind::UnexpectedEof),
                ),
                (fault.reset(), Some(ErrorKind::ConnectionReset)),
            ] {
                let before = emulator.imports_started();
                emulator.script([fault.clone()]);
                let bytes = bytes(&emulator, "connection: close\r\n");
                let (answer, end) = if secure {
                    exchange_on(tls(&emulator, emulator.ca_pem()), &bytes)
                } else {
                    exchange_on(connect(&emulator), &bytes)
                };
                assert_eq!(
                    end.err().map(|error| error.kind()),
                    kind,
                    "{secure} {fault:?}"
                );
                assert_eq!(
                    answer.starts_with("HTTP/1.1 "),
                    whole,
                    "{fault:?}: {answer}"
                );
                assert_eq!(emulator.imports_started() - before, processed, "{fault:?}");
            }
        }
    }
}

#[test]
fn certificate_is_trusted_only_when_nothing_is_wrong_with_it() {
    for (certificate, says) in [
        (Certificate::Valid, None),
        (Certificate::Expired, Some("Expired")),
        (Certificate::NotYetValid, Some("NotValidYet")),
        (Certificate::WrongName, Some("NotValidForName")),
        (Certificate::Untrusted, Some("UnknownIssuer")),
        (Certificate::SelfSigned, Some("")),
    ] {
        let settings = Settings {
            tls: Some(certificate),
            ..Settings::default()
        };
        let emulator = Emulator::start(settings).unwrap();
        let stream = tls(&emulator, emulator.ca_pem());
        let (_, end) = exchange_on(stream, &bytes(&emulator, "connection: close\r\n"));
        let error = end.err().map(|error| format!("{:?}", error.get_ref()));
        assert_eq!(
            error.is_some(),
            says.is_some(),
            "{certificate:?}: {error:?}"
        );
        assert!(
            error.unwrap_or_default().contains(says.unwrap_or("")),
            "{certificate:?}"
        );
        assert_eq!(emulator.imports_started(), usize::from(says.is_none()));
    }
}

#[test]
fn client_that_goes_ends_a_delay_and_a_drip() {
    let minute = Duration::from_secs(60);
    for fault in [Fault::none().delay(minute), Fault::none().drip(1, minute)] {
        for secure in [false, true] {
            let emulator = if secure {
                Emulator::tls()
            } else {
                Emulator::plain()
            };
            emulator.script([fault.clone()]);
            let bytes = bytes(&emulator, "");
            if secure {
                let mut stream = tls(&emulator, emulator.ca_pem());
                stream.write_all(&bytes).unwrap();
                until(|| emulator.imports_started() == 1);
                stream.conn.send_close_notify();
                stream.flush().unwrap();
            } else {
                let mut stream = connect(&emulator);
                stream.write_all(&bytes).unwrap();
                until(|| emulator.imports_started() == 1);
            }
            until(|| emulator.open_connections() == 0);
        }
    }
}

#[test]
fn closure_that_panics_costs_its_connection_only() {
    let ask = |count: usize, _: &emulator::http::HttpRequest| match count {
        // Without the panic hook, and so without a word.
        0 => panic::resume_unwind(Box::new(())),
        _ => Fault::none(),
    };
    let emulator = Emulator::start_with(Settings::default(), Some(Box::new(ask))).unwrap();
    let bytes = bytes(&emulator, "connection: close\r\n");
    assert_eq!(exchange(&emulator, &bytes), "");
    assert!(exchange(&emulator, &bytes).starts_with("HTTP/1.1 200 OK"));
    until(|| emulator.open_connections() == 0);
}

#[test]
fn more_connections_than_are_open_at_a_time_wait_for_their_turn() {
    let emulator = Emulator::plain();
    // One at a time: where the queue of the listener is full, connecting takes a second.
    let one = |count: usize| {
        let stream = connect(&emulator);
        until(|| emulator.open_connections() == count);
        stream
    };
    let idle: Vec<TcpStream> = (1..=256).map(one).collect();
    let mut late = connect(&emulator);
    late.write_all(&bytes(&emulator, "connection: close\r\n"))
        .unwrap();
    assert_eq!(emulator.connections(), 256);
    drop(idle);
    let mut answer = String::new();
    late.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[test]
fn server_that_is_dropped_ends_whatever_it_does() {
    let stall = Settings {
        accept: |_| Accept::Stall,
        ..Settings::default()
    };
    let drip = Settings {
        accept: |_| Accept::Drip,
        ..Settings::default()
    };
    let minute = Duration::from_secs(60);
    for (settings, fault, processed) in [
        (stall, Fault::none(), 0),
        (drip, Fault::none(), 0),
        (Settings::default(), Fault::none().delay(minute), 1),
        (Settings::default(), Fault::none().drip(1, minute), 1),
        (Settings::default(), Fault::none().delay(minute).reset(), 1),
    ] {
        let emulator = Emulator::start(settings).unwrap();
        emulator.script([fault]);
        let mut stream = connect(&emulator);
        stream.write_all(&bytes(&emulator, "")).unwrap();
        until(|| emulator.connections() == 1 && emulator.imports_started() == processed);
        let begin = Instant::now();
        drop(emulator);
        assert!(begin.elapsed() < Duration::from_secs(4));
        // Nothing is left that could answer: this ends.
        let _ = stream.read_to_end(&mut Vec::new());
    }
}
