//! Whether anything of a request was written to its connection, and in which process.
//!
//! ureq does not tell, and a connection out of its pool was made for an earlier request. An
//! exchange runs in one thread, so its connection leaves word there.

use std::process;

use core::cell::Cell;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

std::thread_local! {
    static WRITTEN: Cell<bool> = const { Cell::new(false) };
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
