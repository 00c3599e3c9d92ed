//! What HTTP is spoken over: TCP, or TLS over it; through a proxy also TLS over TLS.

use std::io::{self, IoSlice, Read, Write};

use alloc::boxed::Box;
use alloc::string::ToString;
use ureq::Error;

use super::failure::{NotSent, tls_error};
use super::socket::Socket;
use super::timing::Deadline;
use super::tls::Secured;
use super::tls_config::Configuration;
use crate::error::TransportErrorKind as Kind;

pub(super) enum Wire {
    Plain(Socket),
    Tls(Box<Secured<Wire>>),
}

impl Wire {
    /// TLS over this, with `host` at the other end.
    pub(super) fn secured(self, host: &str, tls: &Configuration) -> Result<Self, Error> {
        let config = tls.get();
        let config = config.map_err(|error| NotSent::new(Kind::Tls).because(error))?;
        Ok(Self::Tls(Box::new(Secured::new(self, host, config)?)))
    }

    pub(super) fn keep_to(&mut self, deadline: Deadline) {
        self.socket().keep_to(deadline);
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Plain(socket) => Ok(socket.write_all(bytes)?),
            Self::Tls(tls) => tls.write_all(bytes).map_err(|error| tls.failed(error)),
        }
    }

    pub(super) fn receive(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        match self {
            Self::Plain(socket) => Ok(socket.read(buffer)?),
            Self::Tls(tls) => tls.read(buffer).map_err(|error| tls.failed(error)),
        }
    }

    /// Whether it is open, and nothing more has arrived.
    pub(super) fn is_quiet(&mut self) -> bool {
        let read_all = match self {
            Self::Plain(_) => true,
            Self::Tls(tls) => tls.is_read_all(),
        };
        read_all && self.socket().is_quiet()
    }

    /// Tells the other end that nothing more comes, where that takes no waiting.
    pub(super) fn close(&mut self) {
        if let Self::Tls(_) = self {
            self.socket().close();
        }
        if let Self::Tls(tls) = self {
            tls.say_goodbye();
        }
    }

    fn socket(&mut self) -> &mut Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(tls) => tls.below().socket(),
        }
    }
}

/// The error of TLS as a layer above may see it, which could take its alerts for its own.
fn below(error: io::Error) -> io::Error {
    match tls_error(error) {
        Ok(error) => io::Error::other(error.to_string()),
        Err(error) => error,
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buffer),
            Self::Tls(tls) => tls.read(buffer).map_err(below),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(bytes),
            Self::Tls(tls) => tls.write(bytes).map_err(below),
        }
    }

    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write_vectored(parts),
            Self::Tls(tls) => tls.write_vectored(parts).map_err(below),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
