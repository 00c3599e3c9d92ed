//! TLS by rustls: the configuration, and the connector in ureq's chain.
//!
//! ureq's own connector builds a new configuration for each connection once a request has
//! settings of its own, so no session would be resumed; and it panics if that fails.

use std::io::{self, Read, Write};
use std::sync::Arc;

use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, Either, LazyBuffers};
use ureq::unversioned::transport::{NextTimeout, Transport, TransportAdapter};

use super::failure::{NotSent, tls_error};
use super::timing;
use super::words::{handshake_error, refusal, refuses_the_handshake, without_link};
use crate::error::{InvalidArgument, TransportErrorKind as Kind};

/// Input buffer of a connection: larger than the limit on headers, so that ureq can enforce it.
pub(super) const INPUT: usize = 10 * 1024;
/// Output buffer of a connection: holds the longest request head, an id of 1,000 characters
/// as percent-encoded UTF-8 (12,000 bytes) with a long key.
pub(super) const OUTPUT: usize = 16 * 1024;

/// TLS 1.2 and 1.3 with Mozilla's root certificates and those of `extra_pem`.
pub(super) fn config(extra_pem: &[Vec<u8>]) -> Result<Arc<ClientConfig>, InvalidArgument> {
    let refuse = InvalidArgument::new;
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for pem in extra_pem {
        let limit = "must be one or more valid certificates in PEM";
        let before = roots.len();
        let pem = pem.strip_prefix(b"\xef\xbb\xbf").unwrap_or(pem);
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| refuse("root certificate", limit))?;
            roots
                .add(certificate)
                .map_err(|_| refuse("root certificate", limit))?;
        }
        if roots.len() == before {
            return Err(refuse("root certificate", limit));
        }
    }
    let provider = provider().map_err(|limit| refuse("TLS provider", limit))?;
    let limit = "must support TLS 1.2 or 1.3";
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| refuse("TLS provider", limit))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The process default if the program has set one, otherwise the one built in; or what is missing.
fn provider() -> Result<Arc<CryptoProvider>, &'static str> {
    if let Some(provider) = CryptoProvider::get_default() {
        return Ok(provider.clone());
    }
    #[cfg(feature = "ring")]
    return Ok(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(all(feature = "graviola", not(feature = "ring")))]
    return if graviola::util::is_cpu_supported() {
        Ok(Arc::new(rustls_graviola::default_provider()))
    } else {
        // Using it would panic at the first handshake.
        Err("graviola needs a newer CPU: use feature ring, or a process default of rustls")
    };
    #[cfg(not(any(feature = "graviola", feature = "ring")))]
    Err("enable feature ring or graviola, or install a process default of rustls")
}

/// Wraps connections of https URLs in TLS.
#[derive(Debug)]
pub(super) struct Tls {
    config: Arc<ClientConfig>,
}

impl Tls {
    pub(super) fn new(config: Arc<ClientConfig>) -> Self {
        Self { config }
    }
}

impl<In: Transport> Connector<In> for Tls {
    type Out = Either<In, TlsTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(transport) = chained else {
            return Ok(None);
        };
        if !details.needs_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let host = details.uri.host().unwrap_or_default();
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        let name = ServerName::try_from(bare.to_string())
            .map_err(|error| NotSent::new(Kind::Tls).because(error))?;
        let mut tls = ClientConnection::new(self.config.clone(), name)
            .map_err(|error| NotSent::new(Kind::Tls).because(error))?;
        let mut stream = TransportAdapter::new(transport.boxed(), details.current_time.clone());
        stream.set_timeout(timing::time_left(details));
        while tls.is_handshaking() {
            if let Err(error) = tls.complete_io(&mut stream) {
                let error = alert_behind(error, &mut tls, &mut stream);
                return Err(handshake_error(error));
            }
        }
        let buffers = LazyBuffers::new(INPUT, OUTPUT);
        Ok(Some(Either::B(TlsTransport {
            buffers,
            stream: StreamOwned::new(tls, stream),
            answered: false,
        })))
    }
}

/// A TLS connection.
pub(super) struct TlsTransport {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
    /// Whether the server has sent anything within TLS.
    answered: bool,
}

impl TlsTransport {
    /// What a failure means: the server may have refused the handshake that looked done.
    fn failed(&mut self, error: io::Error) -> ureq::Error {
        let tls = &mut self.stream.conn;
        let error = match tls_error(alert_behind(error, tls, &mut self.stream.sock)) {
            Ok(error) => error,
            Err(error) => return without_link(error).into(),
        };
        // A server that gives a ticket has accepted the handshake. What came together with the alert
        // was not read yet.
        let accepted = self.answered
            || tls.tls13_tickets_received() > 0
            || matches!(tls.reader().read(&mut [0]), Ok(1..));
        let tls13 = tls.protocol_version() == Some(ProtocolVersion::TLSv1_3);
        match error {
            rustls::Error::AlertReceived(alert)
                if tls13 && !accepted && refuses_the_handshake(alert) =>
            {
                refusal(alert)
            }
            error => io::Error::new(io::ErrorKind::InvalidData, error).into(),
        }
    }
}

/// The alert that the server sent before it hung up, where a write failed because it did.
fn alert_behind(
    error: io::Error,
    tls: &mut ClientConnection,
    stream: &mut TransportAdapter,
) -> io::Error {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    if !matches!(
        error.kind(),
        BrokenPipe | ConnectionAborted | ConnectionReset
    ) {
        return error;
    }
    while let Ok(1..) = tls.read_tls(stream) {
        match tls.process_new_packets() {
            Ok(state) if state.plaintext_bytes_to_read() == 0 => {}
            Ok(_) => break,
            Err(error) => return io::Error::new(io::ErrorKind::InvalidData, error),
        }
    }
    error
}

impl fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsTransport").finish_non_exhaustive()
    }
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        let written = self.stream.write_all(output);
        written.map_err(|error| self.failed(error))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        let read = self.stream.read(self.buffers.input_append_buf());
        let count = read.map_err(|error| self.failed(error))?;
        self.answered |= count > 0;
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}
