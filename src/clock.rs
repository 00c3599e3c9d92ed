//! The clock that retries and waits use.

use alloc::boxed::Box;
use alloc::rc::Rc;
#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc;
use core::time::Duration;

/// Reads the time and sleeps.
pub trait Clock {
    /// The time since an arbitrary fixed point; never decreases.
    fn now(&self) -> Duration;

    /// Blocks for `duration`.
    fn sleep(&self, duration: Duration);

    /// A random number for the jitter of retries and polls; need not be secure.
    ///
    /// Defaults to a hash of [`now`](Self::now).
    fn random(&self) -> u64 {
        // The finaliser of SplitMix64: every bit of the time reaches every bit of the result.
        let now = self.now();
        let mut bits = now.as_secs() << 32 | u64::from(now.subsec_nanos());
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}

macro_rules! pass_on {
    ($($pointer:ty),*) => {$(
        impl<C: Clock + ?Sized> Clock for $pointer {
            fn now(&self) -> Duration {
                (**self).now()
            }

            fn sleep(&self, duration: Duration) {
                (**self).sleep(duration);
            }

            fn random(&self) -> u64 {
                (**self).random()
            }
        }
    )*};
}

pass_on!(&C, Box<C>, Rc<C>);
#[cfg(target_has_atomic = "ptr")]
pass_on!(Arc<C>);

/// The system's monotonic clock; sleeping blocks the thread.
#[cfg(feature = "std")]
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: std::time::Instant,
}

#[cfg(feature = "std")]
impl Default for SystemClock {
    fn default() -> Self {
        Self {
            start: std::time::Instant::now(),
        }
    }
}

#[cfg(feature = "std")]
impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    fn random(&self) -> u64 {
        use std::hash::{BuildHasher, RandomState};
        // std seeds its hash maps from the system's randomness, anew for each state.
        RandomState::new().hash_one(())
    }
}
