//! What an exchange and its connection have to know of each other.
//!
//! ureq is between them and tells neither; a connection out of its pool was made for an earlier
//! request. An exchange runs in one thread, so both leave word there.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use core::cell::{Cell, RefCell};

std::thread_local! {
    static LONGEST_PART: Cell<usize> = const { Cell::new(0) };
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

/// Begins an exchange. Neither head nor body of its request is longer than `longest_part`.
pub(super) fn begin(longest_part: usize) {
    LONGEST_PART.set(longest_part);
    WRITTEN.set(false);
}

pub(super) fn longest_part() -> usize {
    LONGEST_PART.get()
}

/// Says that a connection is told to write a part of the request; an error if it must not.
pub(super) fn writes() -> io::Result<()> {
    GATE.with_borrow(|gate| gate.as_ref().map_or(Ok(()), Gate::pass))?;
    WRITTEN.set(true);
    Ok(())
}

/// Whether a connection was told to write anything of the request.
pub(super) fn has_written() -> bool {
    WRITTEN.get()
}
