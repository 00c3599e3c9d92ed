//! A client that sends bytes, right or wrong, and sees how the connection ends.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::emulator::{Emulator, provider};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

pub fn connect(emulator: &Emulator) -> TcpStream {
    TcpStream::connect(("127.0.0.1", emulator.port())).unwrap()
}

/// Sends bytes over a connection, and reads to its end; says also how it ended.
pub fn exchange_on(mut stream: impl Read + Write, bytes: &[u8]) -> (String, io::Result<()>) {
    let mut answer = Vec::new();
    // What is refused half-way was answered all the same.
    let sent = stream.write_all(bytes).and_then(|()| stream.flush());
    let end = sent.and(stream.read_to_end(&mut answer).map(drop));
    (String::from_utf8(answer).unwrap(), end)
}

pub fn exchange(emulator: &Emulator, bytes: &[u8]) -> String {
    // A connection that is reset gives what came before.
    exchange_on(connect(emulator), bytes).0
}

pub fn tls(emulator: &Emulator, pem: &str) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    let ca = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    roots.add(ca).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let session = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(session, connect(emulator))
}

pub fn bytes(emulator: &Emulator, close: &str) -> Vec<u8> {
    let (key, body) = (emulator.api_key(), r#"{"uri":"s3://b/d"}"#);
    format!(
        "POST /bulk/imports HTTP/1.1\r\nhost: x\r\napi-key: {key}\r\nx-pinecone-api-version: 2025-10\r\n\
         content-type: application/json\r\n{close}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Waits for something that takes no time; gives up after long.
pub fn until(condition: impl Fn() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < Duration::from_secs(5));
        thread::yield_now();
    }
}
