//! TLS by rustls over a connection.
//!
//! ureq's own connector builds a new configuration for each connection once a request has
//! settings of its own, so no session would be resumed; and it panics if that fails.

use std::io::{self, IoSlice, Read, Write};
use std::sync::Arc;

use alloc::string::ToString;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, StreamOwned};
use ureq::Error;

use super::failure::{NotSent, tls_error};
use super::words::{handshake_error, refusal, refuses_the_handshake, without_link};
use crate::error::TransportErrorKind as Kind;

/// A connection `T` secured by TLS.
pub(super) struct Secured<T: Read + Write> {
    stream: StreamOwned<ClientConnection, T>,
    /// Whether the server has sent anything within TLS.
    answered: bool,
}

impl<T: Read + Write> Secured<T> {
    /// Shakes hands with `host`, a name or an address, which can be in brackets.
    pub(super) fn new(below: T, host: &str, config: &Arc<ClientConfig>) -> Result<Self, Error> {
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        let name = ServerName::try_from(bare.to_string())
            .map_err(|error| NotSent::new(Kind::Tls).because(error))?;
        let tls = ClientConnection::new(config.clone(), name)
            .map_err(|error| NotSent::new(Kind::Tls).because(error))?;
        let mut stream = StreamOwned::new(tls, below);
        while stream.conn.is_handshaking() {
            if let Err(error) = stream.conn.complete_io(&mut stream.sock) {
                let error = alert_behind(error, &mut stream.conn, &mut stream.sock);
                return Err(handshake_error(error));
            }
        }
        let answered = false;
        Ok(Self { stream, answered })
    }

    pub(super) fn below(&mut self) -> &mut T {
        &mut self.stream.sock
    }

    /// Whether all that arrived so far was read, and more can come.
    pub(super) fn is_read_all(&mut self) -> bool {
        let state = self.stream.conn.process_new_packets();
        state.is_ok_and(|state| state.plaintext_bytes_to_read() == 0 && !state.peer_has_closed())
    }

    /// Sends `close_notify`.
    pub(super) fn say_goodbye(&mut self) {
        self.stream.conn.send_close_notify();
        // There is nobody to tell if it fails.
        let _ = self.stream.conn.write_tls(&mut self.stream.sock);
    }

    /// What a failure means: the server may have refused the handshake that looked done.
    pub(super) fn failed(&mut self, error: io::Error) -> Error {
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
fn alert_behind(error: io::Error, tls: &mut ClientConnection, stream: &mut impl Read) -> io::Error {
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

impl<T: Read + Write> Read for Secured<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.answered |= count > 0;
        Ok(count)
    }
}

impl<T: Read + Write> Write for Secured<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        self.stream.write_vectored(parts)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
