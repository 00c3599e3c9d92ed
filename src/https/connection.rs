//! A connection as ureq uses it, and keeps it in its pool.

use std::process;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use super::buffers::Exact;
use super::exchange;
use super::timing::Deadline;
use super::wire::Wire;

/// A connection to a server.
pub(super) struct Connection {
    wire: Wire,
    buffers: Exact,
    /// The process that made it. After a fork it belongs to that one alone.
    process: u32,
    /// Whether no exchange uses it.
    idle: bool,
    failed: bool,
}

opaque!(Connection);

impl Connection {
    pub(super) fn new(wire: Wire) -> Self {
        Self {
            wire,
            buffers: Exact::default(),
            process: process::id(),
            idle: false,
            failed: false,
        }
    }
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        exchange::writes()?;
        self.idle = false;
        self.wire.keep_to(Deadline::new(timeout));
        let sent = self.wire.send(self.buffers.written(amount));
        self.failed |= sent.is_err();
        sent
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.wire.keep_to(Deadline::new(timeout));
        let received = self.wire.receive(self.buffers.input_append_buf());
        self.failed |= received.is_err();
        let count = received?;
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    /// ureq asks before it puts a connection into its pool, and again before it takes it out: what
    /// comes between counts too, so the second answer is enough.
    fn is_open(&mut self) -> bool {
        if self.failed || self.process != process::id() {
            return false;
        }
        let was_idle = core::mem::replace(&mut self.idle, true);
        !was_idle || self.wire.is_quiet()
    }

    fn is_tls(&self) -> bool {
        matches!(self.wire, Wire::Tls(_))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.failed && self.process == process::id() {
            self.wire.close();
        }
    }
}
