//! TCP connections that keep to a deadline.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use ureq::Error;

use super::failure::NotSent;
use super::timing::Deadline;
use crate::error::TransportErrorKind as Kind;

/// How a read or write ends when the timeout of its socket has passed.
const EXPIRED: ErrorKind = match cfg!(windows) {
    true => ErrorKind::TimedOut,
    false => ErrorKind::WouldBlock,
};
/// How much longer than the time left a socket's timeout may be: each setting is a system call, and
/// the time left is another at each.
const SLACK: Duration = Duration::from_millis(10);

/// A connection. What is not done by its deadline is an error.
pub(super) struct Socket {
    tcp: TcpStream,
    deadline: Deadline,
    /// The timeout that was set last, for reads and for writes.
    timeout: Duration,
    closing: bool,
}

impl Socket {
    /// Connects to the first address that answers. Each but the last gets half of the time left.
    pub(super) fn open(addresses: &[SocketAddr], deadline: Deadline) -> Result<Self, Error> {
        let mut rest = addresses.iter();
        let mut failure = deadline.passed();
        while let Some(address) = rest.next() {
            let left = deadline.left()?;
            let share = if rest.len() == 0 { left } else { left / 2 };
            let tcp = TcpStream::connect_timeout(address, share.max(Duration::from_millis(1)));
            match tcp.and_then(|tcp| tcp.set_nodelay(true).map(|()| tcp)) {
                Ok(tcp) => {
                    return Ok(Self {
                        tcp,
                        deadline,
                        timeout: Duration::ZERO,
                        closing: false,
                    });
                }
                Err(error) if error.kind() == ErrorKind::TimedOut => failure = deadline.passed(),
                Err(error) => failure = NotSent::new(Kind::Connect).because(error),
            }
        }
        Err(failure)
    }

    pub(super) fn keep_to(&mut self, deadline: Deadline) {
        self.deadline = deadline;
    }

    /// Whether it is open, and the other end has sent nothing more.
    pub(super) fn is_quiet(&mut self) -> bool {
        self.tcp.set_nonblocking(true).is_ok()
            && matches!(self.tcp.read(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock)
            && self.tcp.set_nonblocking(false).is_ok()
    }

    /// From here on it waits for nothing.
    pub(super) fn close(&mut self) {
        self.closing = self.tcp.set_nonblocking(true).is_ok();
    }

    /// Repeats what the system interrupts, until the deadline.
    fn by_deadline(
        &mut self,
        mut run: impl FnMut(&mut TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        loop {
            if !self.closing {
                self.limit()?;
            }
            match run(&mut self.tcp) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == EXPIRED && !self.closing => {}
                other => return other,
            }
        }
    }

    fn limit(&mut self) -> io::Result<()> {
        let left = self.deadline.left().map_err(Error::into_io)?;
        // One that is too short costs another round.
        if self.timeout <= left + SLACK && self.timeout > left / 4 {
            return Ok(());
        }
        let set = self.tcp.set_read_timeout(Some(left));
        let set = set.and_then(|()| self.tcp.set_write_timeout(Some(left)));
        match set {
            // macOS refuses once the other end has closed: then nothing waits.
            Err(error) if !cfg!(target_os = "macos") || error.kind() != ErrorKind::InvalidInput => {
                return Err(error);
            }
            _ => self.timeout = left,
        }
        Ok(())
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.by_deadline(|tcp| tcp.read(buffer))
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.by_deadline(|tcp| tcp.write(bytes))
    }

    /// Several parts in one packet: rustls writes its handshake so.
    fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
        self.by_deadline(|tcp| tcp.write_vectored(parts))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
