//! What is sent again, and when.

use core::time::Duration;

use crate::error::Error;

/// How often, how fast and for how long a call is tried.
///
/// A start is sent again only when the server certainly did not execute it: nothing was
/// sent, or it answered 429. Reads and cancels are also sent again after a lost answer and
/// after 408, 500, 502, 503 and 504.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    tries: u32,
    first_delay: Duration,
    longest_delay: Duration,
    deadline: Duration,
    resend_start_on_503: bool,
}

impl Default for RetryPolicy {
    /// 3 tries within 120 s, with a random delay of up to 0.5 s, doubling to at most 8 s.
    fn default() -> Self {
        Self {
            tries: 3,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(8),
            deadline: Duration::from_secs(120),
            resend_start_on_503: false,
        }
    }
}

impl RetryPolicy {
    /// One try only.
    #[must_use]
    pub fn none() -> Self {
        Self::default().tries(1)
    }

    /// Most tries of a call, the first included; 0 counts as 1.
    #[must_use]
    pub fn tries(self, tries: u32) -> Self {
        Self {
            tries: tries.max(1),
            ..self
        }
    }

    /// Upper end of the random delay before the second try, and of any later one.
    ///
    /// The upper end doubles from try to try; the delay is anything from zero to it, so that
    /// many clients do not come back at the same moment. `Retry-After` lengthens it.
    #[must_use]
    pub fn delays(self, first: Duration, longest: Duration) -> Self {
        Self {
            first_delay: first.min(longest),
            longest_delay: longest,
            ..self
        }
    }

    /// The time that all tries of a call have together, delays included.
    ///
    /// A call ends early rather than wait past it, also when `Retry-After` asks for more.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Also sends a start again after a 503, which may have been executed.
    ///
    /// With this set, one call can start more than one import.
    #[must_use]
    pub fn resend_start_on_503(self, resend: bool) -> Self {
        Self {
            resend_start_on_503: resend,
            ..self
        }
    }

    /// What is left for the next try after `elapsed`.
    pub(crate) fn left(&self, elapsed: Duration) -> Duration {
        self.deadline.saturating_sub(elapsed)
    }

    /// The delay before the next try; `None` where there is none.
    pub(crate) fn next(
        &self,
        error: &Error,
        tries: u32,
        elapsed: Duration,
        random: u64,
    ) -> Option<Duration> {
        let (overloaded, asked) = match error {
            Error::Api(api) => (api.http_status == 503, api.retry_after),
            _ => (false, None),
        };
        let again = error.is_retryable() || (overloaded && self.resend_start_on_503);
        if !again || tries >= self.tries {
            return None;
        }
        let most = self
            .first_delay
            .saturating_mul(1 << (tries - 1).min(16))
            .min(self.longest_delay);
        let delay = fraction(most, random).max(asked.unwrap_or_default());
        (delay < self.left(elapsed)).then_some(delay)
    }
}

/// `most` times a random number from 0 to 1; `most` counts as 584 years at most.
pub(crate) fn fraction(most: Duration, random: u64) -> Duration {
    let most = u64::try_from(most.as_nanos()).unwrap_or(u64::MAX);
    let nanos = (u128::from(most) * u128::from(random)) >> 64;
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}
