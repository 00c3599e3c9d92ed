//! A request to stop, made from elsewhere.

#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc;
use core::sync::atomic::{AtomicBool, Ordering};

/// A request to stop: ends the waits, pauses and calls of the clients that have it, from another
/// thread or from a signal handler.
///
/// A clone is the same request. Once made, it stays.
///
/// ```
/// use core::time::Duration;
/// use std::thread;
/// use pinecone_import::testing::{Script, VirtualClock};
/// use pinecone_import::{Client, Stop};
///
/// let stop = Stop::new();
/// let request = stop.clone();
/// thread::spawn(move || request.request()).join().unwrap();
///
/// let (script, clock) = (Script::default(), VirtualClock::default());
/// let client = Client::with_transport("idx.example", "made-up-key", &script, &clock)?.stop(stop);
/// assert_eq!(client.describe_import("101").unwrap_err().to_string(), "stopped");
/// # Ok::<(), pinecone_import::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Stop(Flag);

#[derive(Debug, Clone)]
enum Flag {
    #[cfg(target_has_atomic = "ptr")]
    Shared(Arc<AtomicBool>),
    Static(&'static AtomicBool),
}

impl Stop {
    /// A request that has not been made yet.
    #[cfg(target_has_atomic = "ptr")]
    #[must_use]
    #[allow(
        clippy::new_without_default,
        reason = "a default would hide that each is a request of its own"
    )]
    pub fn new() -> Self {
        Self(Flag::Shared(Arc::new(AtomicBool::new(false))))
    }

    /// The request that a flag of your own makes when it is true; an interrupt handler can set it.
    #[must_use]
    pub const fn from_flag(flag: &'static AtomicBool) -> Self {
        Self(Flag::Static(flag))
    }

    /// Makes the request. Only stores an atomic, so it is safe in a signal handler.
    pub fn request(&self) {
        self.flag().store(true, Ordering::Relaxed);
    }

    /// Whether the request was made.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.flag().load(Ordering::Relaxed)
    }

    fn flag(&self) -> &AtomicBool {
        match &self.0 {
            #[cfg(target_has_atomic = "ptr")]
            Flag::Shared(flag) => flag,
            Flag::Static(flag) => flag,
        }
    }
}
