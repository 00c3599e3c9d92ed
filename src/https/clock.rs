//! The system's clock.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use crate::client::Clock;

/// The system's monotonic clock; sleeping blocks the thread.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    fn random(&self) -> u64 {
        // std's hash maps are seeded by the system's randomness, anew for each state.
        RandomState::new().hash_one(())
    }
}
