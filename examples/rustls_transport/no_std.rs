//! A [`Transport`] without std: HTTP/1.1 and TLS 1.3 over a TCP stack of one's own, one connection
//! for each request.
//!
//! To use it, copy this file and `response.rs`, and implement [`Network`]; they need rustls and
//! httparse. `examples/bare-metal-tls` is a program that does.

use alloc::format;
use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::time::Duration;

use pinecone_import::{
    Clock, Request, Response, Transport, TransportError, TransportErrorKind as Kind,
};
use rustls::client::{Resumption, UnbufferedClientConnection};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::time_provider::TimeProvider;
use rustls::unbuffered::{ConnectionState, EncodeError, UnbufferedStatus};
use rustls::version::TLS13;
use rustls::{AlertDescription, ClientConfig, Error, RootCertStore};

use super::response::read_response;

/// Most bytes that wait for the rest of a TLS record or of a handshake message.
const INCOMING: usize = 17 * 1024;
/// What a TLS record begins with, what it holds at most, and more than encryption adds to that.
const HEADER: usize = 5;
const RECORD: usize = 16 * 1024;
const OVERHEAD: usize = 64;
/// So many bytes are asked of the network where it is unknown how many will come.
const PIECE: usize = 1024;

/// A TCP stack with one connection at a time. An error is the kind that the transport tells:
/// `Resolve`, `Connect`, `Timeout` or `Io`.
pub trait Network {
    /// Connects, and drops the connection before.
    fn connect(&mut self, host: &str, port: u16, deadline: Duration) -> Result<(), Kind>;

    /// Takes some of the bytes, one at least. After an error it has taken none.
    fn write(&mut self, bytes: &[u8], deadline: Duration) -> Result<usize, Kind>;

    /// Gives some bytes; none if the server has closed the connection.
    fn read(&mut self, buffer: &mut [u8], deadline: Duration) -> Result<usize, Kind>;

    /// Closes the connection.
    fn close(&mut self);
}

pub struct RustlsTransport<N, C> {
    tls: Arc<ClientConfig>,
    network: RefCell<N>,
    clock: C,
    /// Most bytes of a response's body; a page of 100 imports has about 30 KB.
    pub max_response_bytes: usize,
}

impl<N: Network, C: Clock> RustlsTransport<N, C> {
    /// Trusts this root certificate alone; `date` is needed to know an expired one.
    pub fn new(
        provider: CryptoProvider,
        date: Arc<dyn TimeProvider>,
        root: &[u8],
        network: N,
        clock: C,
    ) -> Result<Self, Error> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(root))?;
        let mut tls = ClientConfig::builder_with_details(Arc::new(provider), date)
            .with_protocol_versions(&[&TLS13])?
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.resumption = Resumption::disabled();
        Ok(Self {
            tls: Arc::new(tls),
            network: RefCell::new(network),
            clock,
            max_response_bytes: 64 * 1024,
        })
    }

    fn exchange(
        &self,
        host: &str,
        network: &mut dyn Network,
        deadline: Duration,
        request: &[u8],
    ) -> Result<Response, TransportError> {
        let failed = |error: Error| not_sent(Kind::Tls).with_cause(error.to_string());
        let name = ServerName::try_from(host)
            .map_err(|error| not_sent(Kind::Tls).with_cause(error.to_string()))?
            .to_owned();
        let mut tls = Tls {
            connection: UnbufferedClientConnection::new(self.tls.clone(), name).map_err(failed)?,
            network,
            deadline,
            incoming: Vec::new(),
            filled: 0,
            outgoing: Vec::new(),
        };
        // Until the network has taken the last byte, the server cannot have the whole request.
        tls.send(request).map_err(|failure| failure.told(false))?;
        let mut answered = false;
        let mut rest = Vec::new();
        let mut read = |buffer: &mut [u8]| {
            if rest.is_empty() {
                let result = tls.receive(&mut rest);
                // What came together with an alert is an answer too.
                answered |= !rest.is_empty();
                result.map_err(|failure| {
                    let accepted = answered || tls.connection.tls13_tickets_received() > 0;
                    let refused = !accepted && failure.refuses_the_handshake();
                    failure.told(!refused)
                })?;
            }
            let count = rest.len().min(buffer.len());
            buffer[..count].copy_from_slice(&rest[..count]);
            rest.drain(..count);
            Ok(count)
        };
        read_response(&mut read, self.max_response_bytes)
    }
}

impl<N: Network, C: Clock> Transport for RustlsTransport<N, C> {
    fn send(&self, request: &Request, timeout: Duration) -> Result<Response, TransportError> {
        let deadline = self.clock.now().saturating_add(timeout);
        let no_https = || not_sent(Kind::Protocol).with_detail("only https is supported");
        let url = request.url.strip_prefix("https://").ok_or_else(no_https)?;
        let (authority, path) = url.split_at(url.find('/').unwrap_or(url.len()));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| no_https())?),
            None => (authority, 443),
        };
        let bytes = to_bytes(request, authority, path)?;
        let busy = |_| not_sent(Kind::Connect).with_detail("another request is being sent");
        let mut network = self.network.try_borrow_mut().map_err(busy)?;
        network.connect(host, port, deadline).map_err(not_sent)?;
        let response = self.exchange(host, &mut *network, deadline, &bytes);
        network.close();
        response
    }
}

fn not_sent(kind: Kind) -> TransportError {
    TransportError::not_sent(kind)
}

/// The request as sent.
fn to_bytes(request: &Request, host: &str, path: &str) -> Result<Vec<u8>, TransportError> {
    let mut head = format!("{} {path} HTTP/1.1\r\nHost: {host}\r\n", request.method);
    for (name, value) in &request.headers {
        if value.contains(['\r', '\n', '\0']) {
            return Err(not_sent(Kind::Protocol).with_detail("a header's value"));
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

/// A TLS connection over the network.
struct Tls<'a> {
    connection: UnbufferedClientConnection,
    network: &'a mut dyn Network,
    deadline: Duration,
    /// What has arrived and was not processed, in its first `filled` bytes.
    incoming: Vec<u8>,
    filled: usize,
    /// What TLS wants to send.
    outgoing: Vec<u8>,
}

enum Failure {
    Network(Kind),
    Tls(Error),
}

impl Failure {
    fn told(self, maybe_sent: bool) -> TransportError {
        let new = match maybe_sent {
            true => TransportError::maybe_sent,
            false => TransportError::not_sent,
        };
        match self {
            Self::Network(kind) => new(kind),
            Self::Tls(error @ (Error::InvalidCertificate(_) | Error::NoCertificatesPresented)) => {
                new(Kind::Certificate).with_cause(error.to_string())
            }
            Self::Tls(error) => new(Kind::Tls).with_cause(error.to_string()),
        }
    }

    /// Whether the server refused the client's half of the handshake. It checks that half before it
    /// reads a request, but the request may be sent by then.
    fn refuses_the_handshake(&self) -> bool {
        use AlertDescription as Alert;
        matches!(
            self,
            Self::Tls(Error::AlertReceived(
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
        )
    }
}

/// What to do after the records that have arrived were processed.
enum Next {
    Again,
    Transmit,
    Read,
    Sent,
    Closed,
}

impl Tls<'_> {
    /// Shakes hands, and writes the request to the network.
    fn send(&mut self, request: &[u8]) -> Result<(), Failure> {
        loop {
            match self.step(Some(request), &mut Vec::new())? {
                Next::Again => {}
                Next::Read => self.fill()?,
                Next::Transmit => self.transmit()?,
                Next::Sent => return self.transmit(),
                Next::Closed => return Err(Failure::Network(Kind::Io)),
            }
        }
    }

    /// Appends some of the answer; nothing if the server has closed TLS in order.
    fn receive(&mut self, answer: &mut Vec<u8>) -> Result<(), Failure> {
        loop {
            match self.step(None, answer)? {
                Next::Closed => return Ok(()),
                _ if !answer.is_empty() => return Ok(()),
                Next::Again | Next::Sent => {}
                Next::Read => self.fill()?,
                Next::Transmit => self.transmit()?,
            }
        }
    }

    /// Processes what has arrived. If TLS is ready to send, `request` is encrypted.
    fn step(&mut self, request: Option<&[u8]>, answer: &mut Vec<u8>) -> Result<Next, Failure> {
        let incoming = &mut self.incoming[..self.filled];
        let UnbufferedStatus { mut discard, state } = self.connection.process_tls_records(incoming);
        let next = match state {
            Ok(ConnectionState::EncodeTlsData(mut data)) => {
                // Without room it tells how much it needs.
                if let Err(EncodeError::InsufficientSize(size)) = data.encode(&mut []) {
                    let start = self.outgoing.len();
                    self.outgoing.resize(start + size.required_size, 0);
                    let _ = data.encode(&mut self.outgoing[start..]);
                }
                Ok(Next::Again)
            }
            Ok(ConnectionState::TransmitTlsData(data)) => {
                data.done();
                Ok(Next::Transmit)
            }
            Ok(ConnectionState::BlockedHandshake) => Ok(Next::Read),
            Ok(ConnectionState::WriteTraffic(mut traffic)) => match request {
                Some(request) => {
                    let start = self.outgoing.len();
                    let records = 1 + request.len() / RECORD;
                    let size = request.len() + records * OVERHEAD;
                    self.outgoing.resize(start + size, 0);
                    match traffic.encrypt(request, &mut self.outgoing[start..]) {
                        Ok(count) => {
                            self.outgoing.truncate(start + count);
                            Ok(Next::Sent)
                        }
                        Err(_) => Err(Error::EncryptError),
                    }
                }
                None => Ok(Next::Read),
            },
            Ok(ConnectionState::ReadTraffic(mut traffic)) => loop {
                match traffic.next_record() {
                    Some(Ok(record)) => {
                        discard += record.discard;
                        answer.extend_from_slice(record.payload);
                    }
                    Some(Err(error)) => break Err(error),
                    None => break Ok(Next::Again),
                }
            },
            Ok(ConnectionState::PeerClosed | ConnectionState::Closed) => Ok(Next::Closed),
            Ok(_) => Err(Error::General("unexpected state".into())),
            Err(error) => {
                // The server learns why, if it still listens.
                let UnbufferedStatus { state, .. } = self.connection.process_tls_records(&mut []);
                if let Ok(ConnectionState::EncodeTlsData(mut alert)) = state {
                    let mut buffer = [0; 64];
                    let count = alert.encode(&mut buffer).unwrap_or(0);
                    let _ = self.network.write(&buffer[..count], self.deadline);
                }
                return Err(Failure::Tls(error));
            }
        };
        self.incoming.copy_within(discard..self.filled, 0);
        self.filled -= discard;
        next.map_err(Failure::Tls)
    }

    /// Reads more: the rest of the record that is arriving, or else what comes.
    fn fill(&mut self) -> Result<(), Failure> {
        let record = match self.incoming[..self.filled] {
            [_, _, _, high, low, ..] => HEADER + usize::from(u16::from_be_bytes([high, low])),
            _ => 0,
        };
        let size = match record > self.filled {
            true => record,
            false => self.filled + PIECE,
        };
        if size > INCOMING {
            return Err(Failure::Tls(Error::General("a message is too long".into())));
        }
        // Not twice as much as before, which `resize` would ask for.
        self.incoming
            .reserve_exact(size.saturating_sub(self.incoming.len()));
        self.incoming.resize(size, 0);
        let room = &mut self.incoming[self.filled..];
        match self.network.read(room, self.deadline) {
            // The end of TLS would have been told.
            Ok(0) => Err(Failure::Network(Kind::Io)),
            Ok(count) => {
                self.filled += count;
                Ok(())
            }
            Err(kind) => Err(Failure::Network(kind)),
        }
    }

    /// Writes all that TLS wants to send.
    fn transmit(&mut self) -> Result<(), Failure> {
        let mut rest = &self.outgoing[..];
        while !rest.is_empty() {
            let count = self.network.write(rest, self.deadline);
            rest = &rest[count.map_err(Failure::Network)?..];
        }
        self.outgoing.clear();
        Ok(())
    }
}
