//! The transports of `examples/rustls_transport`, which are held to the same tables as the built-in
//! one, and what only they have.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings, provider};
use crate::support::https::start;
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Client, Clock, ListImports, RetryPolicy, SystemClock, Transport};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::time_provider::DefaultTimeProvider;

use super::kind;
use transport::RustlsTransport;

#[path = "../../examples/rustls_transport/no_std.rs"]
mod no_std;
#[path = "../../examples/rustls_transport/response.rs"]
mod response;
#[path = "../../examples/rustls_transport/transport.rs"]
mod transport;

pub fn transport(emulator: &Emulator) -> RustlsTransport {
    RustlsTransport::new(provider(), emulator.ca_pem().as_bytes()).unwrap()
}

/// A client that hardly waits between tries.
pub fn client<T: Transport>(emulator: &Emulator, transport: T) -> Client<T> {
    let clock = SystemClock::default();
    let client = Client::with_transport(emulator.url(), emulator.api_key(), transport, clock);
    let soon = Duration::from_millis(1);
    let fast = RetryPolicy::default().delays(soon, soon);
    client.unwrap().retry(fast)
}

/// The transport without std.
pub fn firmware(ca_pem: &str) -> no_std::RustlsTransport<Sockets, SystemClock> {
    let clock = SystemClock::default();
    let root = CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap();
    let date = Arc::new(DefaultTimeProvider);
    let network = Sockets(None, clock);
    no_std::RustlsTransport::new(provider(), date, &root, network, clock).unwrap()
}

/// The system's TCP.
pub struct Sockets(Option<TcpStream>, SystemClock);

impl Sockets {
    fn socket(&self, deadline: Duration) -> Result<&TcpStream, Kind> {
        let left = deadline.saturating_sub(self.1.now());
        let socket = self.0.as_ref().ok_or(Kind::Io)?;
        if left.is_zero() {
            return Err(Kind::Timeout);
        }
        socket.set_read_timeout(Some(left)).unwrap();
        socket.set_write_timeout(Some(left)).unwrap();
        Ok(socket)
    }
}

fn kind_of(error: &io::Error) -> Kind {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Kind::Timeout,
        _ => Kind::Io,
    }
}

impl no_std::Network for Sockets {
    fn connect(&mut self, host: &str, port: u16, _: Duration) -> Result<(), Kind> {
        self.0 = Some(TcpStream::connect((host, port)).map_err(|_| Kind::Connect)?);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8], deadline: Duration) -> Result<usize, Kind> {
        let written = self.socket(deadline)?.write(bytes);
        written.map_err(|error| kind_of(&error))
    }

    fn read(&mut self, buffer: &mut [u8], deadline: Duration) -> Result<usize, Kind> {
        let read = self.socket(deadline)?.read(buffer);
        read.map_err(|error| kind_of(&error))
    }

    fn close(&mut self) {
        self.0 = None;
    }
}

/// Clients of the built-in transport and of the examples, without retries.
pub fn all(emulator: &Emulator) -> Vec<Client<Box<dyn Transport>>> {
    clients(&emulator.url(), &emulator.api_key(), emulator.ca_pem())
}

pub fn clients(host: &str, key: &str, ca_pem: &str) -> Vec<Client<Box<dyn Transport>>> {
    let mut transports: Vec<Box<dyn Transport>> = Vec::new();
    let mut builder = Client::builder(host, key);
    if !ca_pem.is_empty() {
        builder = builder.root_certificate_pem(ca_pem);
        // It speaks nothing but TLS.
        transports.push(Box::new(firmware(ca_pem)));
    }
    let example = RustlsTransport::new(provider(), ca_pem.as_bytes());
    transports.push(Box::new(example.unwrap()));
    transports.push(Box::new(builder.build_transport().unwrap()));
    let clients = transports.into_iter().map(|transport| {
        let client = Client::with_transport(host, key, transport, SystemClock::default());
        client.unwrap().retry(RetryPolicy::none())
    });
    clients.rev().collect()
}

fn with(tls: Certificate, accept: fn(usize) -> Accept) -> Emulator {
    let settings = Settings {
        tls: Some(tls),
        accept,
        ..Settings::default()
    };
    Emulator::start(settings).unwrap()
}

#[test]
fn example_starts_one_import_and_sees_it() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let client = client(&emulator, transport(&emulator));
        assert_eq!(client.start_import(&start()).unwrap().id, "101");
        let page = client.list_imports(&ListImports::new()).unwrap();
        assert_eq!(page.data[0].uri.as_deref(), Some("s3://bucket/dir"));
        client.cancel_import("101").unwrap();
        client.describe_import("101").unwrap();
        assert_eq!((emulator.imports_started(), emulator.connections()), (1, 4));
    }
}

#[test]
fn example_sends_nothing_where_the_certificate_is_wrong() {
    for certificate in [
        Certificate::Expired,
        Certificate::NotYetValid,
        Certificate::WrongName,
        Certificate::Untrusted,
        Certificate::SelfSigned,
    ] {
        let emulator = with(certificate, |_| Accept::Serve);
        for client in all(&emulator) {
            let error = client.start_import(&start()).unwrap_err();
            assert_eq!(kind(&error), Some(Kind::Certificate), "{error}");
            assert!(!error.may_have_executed() && !error.is_retryable());
        }
        assert_eq!((emulator.connections(), emulator.exchanges().len()), (3, 0));
    }
}

#[test]
fn example_ends_in_time_where_the_handshake_stalls_or_drips() {
    for accept in [(|_| Accept::Stall) as fn(usize) -> Accept, |_| Accept::Drip] {
        let emulator = with(Certificate::Valid, accept);
        let quarter = Duration::from_millis(250);
        for client in all(&emulator) {
            let begin = Instant::now();
            let error = client.timeout(quarter).start_import(&start()).unwrap_err();
            assert!(begin.elapsed() < 20 * quarter);
            assert_eq!(kind(&error), Some(Kind::Timeout), "{error}");
            assert!(!error.may_have_executed() && error.is_retryable());
        }
        assert_eq!(emulator.connections(), 3);
    }
}

#[test]
fn example_tells_that_nothing_was_sent_where_nobody_listens() {
    let emulator = Emulator::tls();
    let clients = all(&emulator);
    drop(emulator);
    for client in clients {
        let error = client.start_import(&start()).unwrap_err();
        assert_eq!(kind(&error), Some(Kind::Connect), "{error}");
        assert!(!error.may_have_executed() && error.is_retryable());
    }
}

#[test]
fn example_refuses_a_header_that_would_be_two() {
    let emulator = Emulator::plain();
    let mut request = sample(&emulator);
    request.headers.push(("x", "a\r\nb: c".into()));
    let sent = transport(&emulator).send(&request, Duration::from_secs(1));
    let error = sent.unwrap_err();
    assert!(!error.may_have_executed(), "{error}");
    assert_eq!(emulator.connections(), 0);
}

fn sample(emulator: &Emulator) -> pinecone_import::Request {
    use pinecone_import::{ApiKey, Endpoint, IndexHost, Operation};
    let host = IndexHost::new(&emulator.url()).unwrap();
    let endpoint = Endpoint::new(host, ApiKey::new(&emulator.api_key()).unwrap());
    ListImports::new().request(&endpoint).unwrap()
}

/// What the transport makes of this answer to a list.
fn answer(rest: &str) -> Result<pinecone_import::Response, Kind> {
    let emulator = Emulator::plain();
    emulator.script([Fault::raw(format!("HTTP/1.1 {rest}"))]);
    let response = transport(&emulator).send(&sample(&emulator), Duration::from_secs(5));
    response.map_err(|error| error.kind)
}

#[test]
fn example_reads_each_way_to_end_a_body() {
    for whole in [
        "200 OK\r\ncontent-length: 2\r\n\r\n{}",
        "200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\n{}more",
        "200 OK\r\n\r\n{}",
        "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;a=b\r\n}\r\n0\r\nx: y\r\n\r\n",
        "100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nx: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}",
        "200\n\n{}",
    ] {
        let response = answer(whole).unwrap_or_else(|kind| panic!("{whole}: {kind:?}"));
        assert_eq!((response.status, &*response.body), (200, &b"{}"[..]));
        assert!(response.complete, "{whole}");
    }
}

#[test]
fn example_refuses_what_could_be_read_in_two_ways() {
    for (unclear, expected) in [
        (
            "content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
            Kind::Protocol,
        ),
        (
            "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}",
            Kind::Protocol,
        ),
        ("content-length: +2\r\n\r\n{}", Kind::Protocol),
        ("content-length:\r\n\r\n{}", Kind::Protocol),
        ("transfer-encoding: gzip\r\n\r\n{}", Kind::Protocol),
        ("transfer-encoding: chunked\r\n\r\n\r\n", Kind::Protocol),
        (
            "transfer-encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
            Kind::Protocol,
        ),
        (
            "transfer-encoding: chunked\r\n\r\n2\r\n{}{}\r\n0\r\n\r\n",
            Kind::Protocol,
        ),
        ("transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n", Kind::Io),
        (
            "transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
            Kind::Io,
        ),
        (
            "content-length: 99999999999999999999999\r\n\r\n{}",
            Kind::Io,
        ),
        ("content-length: 3\r\n\r\n{}", Kind::Io),
        ("content-length: 3\r\n", Kind::Io),
    ] {
        let result = answer(&format!("200 OK\r\n{unclear}"));
        assert_eq!(result.unwrap_err(), expected, "{unclear}");
    }
}

#[test]
fn example_keeps_what_arrived_of_a_refusal() {
    let response = answer("400 Bad Request\r\ncontent-length: 9\r\n\r\nno").unwrap();
    assert_eq!((response.status, &*response.body), (400, &b"no"[..]));
    assert!(!response.complete);
}
