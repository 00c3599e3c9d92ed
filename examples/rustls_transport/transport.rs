//! A [`Transport`] on rustls alone: no pool, no proxy, one connection for each request.
//!
//! To use it, copy this file and `response.rs`; they need rustls, webpki-roots and httparse.

use std::error::Error;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use pinecone_import::{Request, Response, Transport, TransportError, TransportErrorKind as Kind};
use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{AlertDescription, ClientConfig, ClientConnection, ProtocolVersion, RootCertStore};

use super::response::read_response;

/// A later deadline could not be represented.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

pub struct RustlsTransport {
    tls: Arc<ClientConfig>,
    /// Most bytes of a response's body.
    pub max_response_bytes: usize,
}

impl RustlsTransport {
    /// Trusts Mozilla's root certificates, and those in `ca_pem`, which may be empty.
    pub fn new(provider: CryptoProvider, ca_pem: &[u8]) -> Result<Self, Box<dyn Error>> {
        let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for certificate in CertificateDer::pem_slice_iter(ca_pem) {
            roots.add(certificate?)?;
        }
        let mut tls = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        // One index is one server.
        tls.resumption = Resumption::in_memory_sessions(1);
        Ok(Self {
            tls: Arc::new(tls),
            max_response_bytes: 1024 * 1024,
        })
    }

    fn over_tls(
        &self,
        host: &str,
        socket: &mut Socket,
        request: &[u8],
    ) -> Result<Response, TransportError> {
        let failed = |error| TransportError::not_sent(Kind::Tls).with_cause(error);
        let name = ServerName::try_from(host.to_owned())
            .map_err(|error| TransportError::not_sent(Kind::Tls).with_cause(error))?;
        let mut tls = ClientConnection::new(self.tls.clone(), name).map_err(failed)?;
        while tls.is_handshaking() {
            tls.complete_io(socket).map_err(not_sent)?;
        }
        tls.set_buffer_limit(None);
        tls.writer().write_all(request).map_err(not_sent)?;
        // Until the system has taken the last byte, the server cannot have the whole request.
        while tls.wants_write() {
            if tls.write_tls(socket).map_err(not_sent)? == 0 {
                return Err(not_sent(ErrorKind::WriteZero.into()));
            }
        }
        let mut answered = false;
        let mut read = |buffer: &mut [u8]| {
            let count = rustls::Stream::new(&mut tls, socket).read(buffer);
            let count = count.map_err(|error| match refused(&error, &mut tls, answered) {
                true => not_sent(error),
                false => maybe_sent(error),
            })?;
            answered |= count > 0;
            Ok(count)
        };
        read_response(&mut read, self.max_response_bytes)
    }
}

impl Transport for RustlsTransport {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        let bad_url = || TransportError::not_sent(Kind::Protocol).with_detail("the URL");
        let (scheme, rest) = request.url.split_once("://").ok_or_else(bad_url)?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, port) = match authority.rsplit_once(':') {
            // Otherwise it is in the brackets of an IPv6 address.
            Some((host, port)) if !port.ends_with(']') => {
                (host, port.parse().map_err(|_| bad_url())?)
            }
            _ => (authority, if scheme == "https" { 443 } else { 80 }),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let bytes = to_bytes(request, authority, path)?;

        let deadline = Instant::now() + timeout.min(LONGEST);
        let stream = connect(host, port, deadline)?;
        let mut socket = Socket { stream, deadline };
        if scheme == "https" {
            return self.over_tls(host, &mut socket, &bytes);
        }
        // The crate makes http URLs for loopback only.
        socket.write_all(&bytes).map_err(not_sent)?;
        let mut read = |buffer: &mut [u8]| socket.read(buffer).map_err(maybe_sent);
        read_response(&mut read, self.max_response_bytes)
    }
}

/// The request as sent.
fn to_bytes(request: &Request, host: &str, path: &str) -> Result<Vec<u8>, TransportError> {
    let mut head = format!("{} {path} HTTP/1.1\r\nHost: {host}\r\n", request.method);
    for (name, value) in &request.headers {
        if value.contains(['\r', '\n', '\0']) {
            return Err(TransportError::not_sent(Kind::Protocol).with_detail("a header's value"));
        }
        head += &format!("{name}: {value}\r\n");
    }
    let body = request.body.as_deref().unwrap_or_default();
    if request.body.is_some() {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    head += "Connection: close\r\n\r\n";
    Ok([head.as_bytes(), body].concat())
}

fn connect(host: &str, port: u16, deadline: Instant) -> Result<TcpStream, TransportError> {
    let mut last = TransportError::not_sent(Kind::Resolve);
    let addresses = resolve(host, port, deadline)?;
    for (count, address) in (1..=addresses.len()).rev().zip(&addresses) {
        let left = left(deadline).map_err(not_sent)?;
        // One that does not answer leaves time for the others.
        let time = left / u32::try_from(count).unwrap_or(u32::MAX);
        match TcpStream::connect_timeout(address, time.max(Duration::from_millis(1))) {
            Ok(stream) => return stream.set_nodelay(true).map(|()| stream).map_err(not_sent),
            Err(error) if error.kind() == ErrorKind::TimedOut => last = not_sent(error),
            Err(error) => last = TransportError::not_sent(Kind::Connect).with_cause(error),
        }
    }
    Err(last)
}

/// The system's resolver has no timeout: if it is late, its thread is left behind.
fn resolve(host: &str, port: u16, deadline: Instant) -> Result<Vec<SocketAddr>, TransportError> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![(address, port).into()]);
    }
    let failed = |error: io::Error| TransportError::not_sent(Kind::Resolve).with_cause(error);
    let (sender, receiver) = mpsc::sync_channel(1);
    let host = host.to_owned();
    let job = move || sender.send((&*host, port).to_socket_addrs().map(Vec::from_iter));
    thread::Builder::new().spawn(job).map_err(failed)?;
    let addresses = receiver.recv_timeout(left(deadline).map_err(not_sent)?);
    let late = |_| TransportError::not_sent(Kind::Timeout).with_detail("resolving the host");
    addresses.map_err(late)?.map_err(failed)
}

/// The time left, or an error if there is none.
fn left(deadline: Instant) -> io::Result<Duration> {
    match deadline.saturating_duration_since(Instant::now()) {
        Duration::ZERO => Err(ErrorKind::TimedOut.into()),
        left => Ok(left),
    }
}

/// A socket on which no read or write lasts beyond the deadline, however many there are.
struct Socket {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(left(self.deadline)?))?;
        self.stream.read(buffer).map_err(timed_out)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(left(self.deadline)?))?;
        self.stream.write(bytes).map_err(timed_out)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// On Unix a socket's timeout is `WouldBlock`, which rustls may take for "later".
fn timed_out(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
        _ => error,
    }
}

fn not_sent(error: io::Error) -> TransportError {
    because(error, TransportError::not_sent)
}

fn maybe_sent(error: io::Error) -> TransportError {
    because(error, TransportError::maybe_sent)
}

fn because(error: io::Error, new: fn(Kind) -> TransportError) -> TransportError {
    match error.kind() {
        ErrorKind::TimedOut => return new(Kind::Timeout),
        ErrorKind::UnexpectedEof => return new(Kind::Io).with_detail("the server closed it"),
        _ => {}
    }
    match error.downcast::<rustls::Error>() {
        Ok(
            error @ (rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented),
        ) => new(Kind::Certificate).with_cause(error),
        Ok(error) => new(Kind::Tls).with_cause(error),
        Err(error) => new(Kind::Io).with_cause(error),
    }
}

/// Whether the server refused the client's half of the handshake, and so executed nothing.
///
/// In TLS 1.3 it checks that half before it reads a request, but the request may be sent by then.
/// After an answer or a ticket, or in TLS 1.2, the same alert can mean something else.
fn refused(error: &io::Error, tls: &mut ClientConnection, answered: bool) -> bool {
    use AlertDescription as Alert;
    let error = error.get_ref().and_then(|error| error.downcast_ref());
    let about_the_client = matches!(
        error,
        Some(rustls::Error::AlertReceived(
            Alert::CertificateRequired
                | Alert::NoCertificate
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
                | Alert::HandshakeFailure
        ))
    );
    about_the_client
        && tls.protocol_version() == Some(ProtocolVersion::TLSv1_3)
        && tls.tls13_tickets_received() == 0
        && !answered
        // What came together with the alert was not read yet.
        && !matches!(tls.reader().read(&mut [0]), Ok(1..))
}
