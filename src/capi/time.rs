//! Milliseconds, as C passes times.

use core::time::Duration;

/// A time that is set; 0 is the default.
pub(super) fn millis(ms: u64) -> Option<Duration> {
    (ms != 0).then(|| Duration::from_millis(ms))
}

/// So many milliseconds, or as many as there are.
pub(super) fn millis_of(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
