//! Whether anything of a request was written to its connection, and in which process.
//!
//! ureq does not tell, and a connection out of its pool was made for an earlier request. An
//! exchange runs in one thread, so its connection leaves word there.

use std::io;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use core::cell::{Cell, RefCell};
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

std::thread_local! {
    static WRITTEN: Cell<bool> = const { Cell::new(false) };
    static GATE: RefCell<Option<Gate>> = const { RefCell::new(None) };
}

/// The last point at which a request can be held back, for a waiter in another thread.
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<AtomicU8>);

const OPEN: u8 = 0;
const PASSED: u8 = 1;
const CLOSED: u8 = 2;

impl Gate {
    /// Lets the request through, unless the gate is closed.
    pub(super) fn pass(&self) -> io::Result<()> {
        match self.swap(PASSED) {
            CLOSED => Err(io::Error::other("stopped")),
            _ => Ok(()),
        }
    }

    /// Holds the request back; false if it is too late for that.
    pub(super) fn close(&self) -> bool {
        self.swap(CLOSED) != PASSED
    }

    /// Leaves the state unchanged once it is not open any more.
    fn swap(&self, state: u8) -> u8 {
        let order = Ordering::AcqRel;
        let before = self
            .0
            .compare_exchange(OPEN, state, order, Ordering::Acquire);
        before.unwrap_or_else(|before| before)
    }
}

/// Sets the gate of this thread's exchanges without a body.
pub(super) fn set_gate(gate: Gate) {
    GATE.replace(Some(gate));
}

/// Begins an exchange.
pub(super) fn forget() {
    WRITTEN.set(false);
}

/// Whether a connection was told to write anything of this thread's exchange.
pub(super) fn anything() -> bool {
    WRITTEN.get()
}

/// Goes around the whole chain: what a proxy is told on the way is nothing of the request.
#[derive(Debug)]
pub(super) struct Watch<C>(pub(super) C);

impl<C: Connector> Connector for Watch<C> {
    type Out = Watched<C::Out>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        let connection = self.0.connect(details, chained);
        forget();
        Ok(connection?.map(|connection| Watched {
            connection,
            process: process::id(),
        }))
    }
}

/// A connection that leaves word when it is told to write.
#[derive(Debug)]
pub(super) struct Watched<T> {
    connection: T,
    /// The process that made it. After a fork it belongs to that one alone.
    process: u32,
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        GATE.with_borrow(|gate| gate.as_ref().map_or(Ok(()), Gate::pass))?;
        WRITTEN.set(true);
        self.connection.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.connection.await_input(timeout)
    }

    /// ureq asks before it takes a connection out of its pool.
    fn is_open(&mut self) -> bool {
        // Asked last, because that can read from the connection.
        self.process == process::id() && self.connection.is_open()
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}
