//! HTTP as strictly as the service takes it, and the record of what was asked.

use std::io::{Read, Write};

use super::raw::{bytes, connect, exchange, exchange_on};
use crate::support::emulator::{Emulator, Fault};

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
fn http_1_0_is_answered_and_ends_the_connection() {
    let emulator = Emulator::plain();
    for connection in ["connection: close\r\n", "connection: keep-alive\r\n", ""] {
        // As nginx forwards a start by default, and a second one that comes too late.
        let one = String::from_utf8(bytes(&emulator, connection)).unwrap();
        let one = one.replace("HTTP/1.1", "HTTP/1.0");
        let before = emulator.imports_started();
        let answer = exchange(&emulator, [&*one, &*one].concat().as_bytes());
        assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 1, "{answer}");
        assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
        assert_eq!(emulator.imports_started(), before + 1);
        // HTTP/1.0 asks for no host, and knows no interim answer.
        let bare = one.replace("host: x\r\n", "expect: 100-continue\r\n");
        let answer = exchange(&emulator, bare.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }
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
    for rest in [
        "host: x\r\nhost: x\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ] {
        let bytes = format!("GET /bulk/imports HTTP/1.0\r\n{rest}");
        let answer = exchange(&emulator, bytes.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400 "), "{rest}: {answer}");
    }
    for version in ["HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "HTTP/1"] {
        let bytes = format!("GET /bulk/imports {version}\r\nhost: x\r\n\r\n");
        let answer = exchange(&emulator, bytes.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400 "), "{version}: {answer}");
    }
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
