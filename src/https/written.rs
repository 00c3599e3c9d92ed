//! Whether anything of a request was written to its connection.
//!
//! ureq does not tell, and a connection out of its pool was made for an earlier request. An
//! exchange runs in one thread, so its connection leaves word there.

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
        Ok(connection?.map(Watched))
    }
}

/// A connection that leaves word when it is told to write.
#[derive(Debug)]
pub(super) struct Watched<T>(T);

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        WRITTEN.set(true);
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.0.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}
