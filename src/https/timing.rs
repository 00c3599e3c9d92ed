//! The time limit of a step.

use std::time::{Duration, Instant};

use ureq::unversioned::transport::time::Instant as Start;
use ureq::unversioned::transport::{ConnectionDetails, NextTimeout};
use ureq::{Error, Timeout};

/// Longest timeout: an instant overflows on a huge one.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// When a step has to end, and which timeout that is.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    at: Instant,
    reason: Timeout,
}

impl Deadline {
    pub(super) fn new(timeout: NextTimeout) -> Self {
        Self::from(Instant::now(), timeout)
    }

    /// The end of a connection attempt, whose timeout counts from its start.
    pub(super) fn of(details: &ConnectionDetails<'_>) -> Self {
        match details.now {
            Start::Exact(start) => Self::from(start, details.timeout),
            _ => Self::new(details.timeout),
        }
    }

    fn from(start: Instant, timeout: NextTimeout) -> Self {
        Self {
            at: start + (*timeout.after).min(LONGEST),
            reason: timeout.reason,
        }
    }

    /// The time left, which is not zero.
    pub(super) fn left(self) -> Result<Duration, Error> {
        match self.at.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(self.passed()),
            left => Ok(left),
        }
    }

    /// The error of a step that took too long.
    pub(super) fn passed(self) -> Error {
        Error::Timeout(self.reason)
    }
}
