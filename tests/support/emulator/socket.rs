//! What the server reads from and writes to: a TCP socket, plain or below TLS.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustls::{ServerConnection, StreamOwned};

/// A TCP socket that takes what it gave off the system's queue only when it is read again.
///
/// A socket that is closed with bytes in that queue ends by RST (on Linux), without them by
/// FIN: so the server can still choose when it has read the whole request. std has no
/// `SO_LINGER`.
pub struct Socket {
    stream: TcpStream,
    /// Bytes that were given, but are still in the queue.
    given: usize,
}

impl Socket {
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, given: 0 }
    }

    /// Takes what was given off the queue, so that closing ends by FIN.
    pub fn settle(&mut self) -> io::Result<()> {
        let mut scratch = [0; 4096];
        while self.given > 0 {
            let most = self.given.min(scratch.len());
            match self.stream.read(&mut scratch[..most])? {
                0 => self.given = 0,
                count => self.given -= count,
            }
        }
        Ok(())
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.settle()?;
        self.given = self.stream.peek(buffer)?;
        Ok(self.given)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A connection, with or without TLS.
pub trait Wire: Read + Write {
    fn socket(&mut self) -> &mut Socket;

    /// Looks at bytes that have come while none were asked for.
    fn look(&mut self) -> io::Result<Unasked>;

    /// Says that the connection ends, where there is a word for it.
    fn goodbye(&mut self);
}

pub enum Unasked {
    /// The client says that it is about to go.
    Goodbye,
    /// They are put aside.
    Kept,
    /// They hide what comes behind them.
    InTheWay,
}

impl Wire for Socket {
    fn socket(&mut self) -> &mut Socket {
        self
    }

    fn look(&mut self) -> io::Result<Unasked> {
        Ok(Unasked::InTheWay)
    }

    fn goodbye(&mut self) {}
}

impl Wire for StreamOwned<ServerConnection, Socket> {
    fn socket(&mut self) -> &mut Socket {
        &mut self.sock
    }

    fn look(&mut self) -> io::Result<Unasked> {
        self.conn.read_tls(&mut self.sock)?;
        self.sock.settle()?;
        let state = self.conn.process_new_packets().map_err(io::Error::other)?;
        Ok(if state.peer_has_closed() {
            Unasked::Goodbye
        } else {
            Unasked::Kept
        })
    }

    fn goodbye(&mut self) {
        self.conn.send_close_notify();
        let _ = self.flush();
    }
}

/// How waiting on a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Waited {
    /// The time is over.
    Over,
    /// The client has gone, or the server is being dropped.
    Gone,
    /// So much of the time is left, but the client cannot be seen any more.
    Blind(Duration),
}

/// What a fault may ask for at most; nobody waits for it.
const LONGEST: Duration = Duration::from_secs(600);

/// Waits for as long as the client is there. One that has closed only its own half is gone too.
pub fn wait(wire: &mut impl Wire, time: Duration) -> Waited {
    let end = Instant::now() + time.min(LONGEST);
    let waited = loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break Waited::Over;
        }
        let stream = &wire.socket().stream;
        let peeked = stream
            .set_read_timeout(Some(left))
            .and_then(|()| stream.peek(&mut [0]));
        let looked = match peeked {
            Ok(0) => break Waited::Gone,
            Ok(_) => wire.look(),
            Err(error) if again(error.kind()) => continue,
            Err(_) => break Waited::Gone,
        };
        match looked {
            Ok(Unasked::Kept) => {}
            Ok(Unasked::InTheWay) => break Waited::Blind(left),
            Ok(Unasked::Goodbye) | Err(_) => break Waited::Gone,
        }
    };
    let _ = wire.socket().stream.set_read_timeout(None);
    waited
}

/// Whether the time was over, or nothing has happened at all.
fn again(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(kind, Interrupted | TimedOut | WouldBlock)
}
