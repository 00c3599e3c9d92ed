//! What is retried, and when.

use core::time::Duration;

use crate::error::Error;

/// How often, how soon and for how long a call is retried.
///
/// A start is retried only if the server certainly did not execute it: the request was not sent
/// in full, or the answer was 429. Describes, lists and cancels are also retried after a lost or
/// unreadable answer and after 408, 500, 502, 503 and 504.
///
/// ```
/// use core::time::Duration;
/// use pinecone_import::RetryPolicy;
///
/// let patient = RetryPolicy::default().tries(8).deadline(Duration::from_secs(600));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    tries: u32,
    pub(crate) first_delay: Duration,
    pub(crate) longest_delay: Duration,
    deadline: Duration,
    resend_start_on_503: bool,
}

impl Default for RetryPolicy {
    /// 3 attempts within 120 s, with a random backoff of up to 0.5 s, doubling to up to 8 s.
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
    /// No retries.
    #[must_use]
    pub fn none() -> Self {
        Self::default().tries(1)
    }

    /// Sets the maximum number of attempts, including the first. Defaults to 3; 0 counts as 1.
    #[must_use]
    pub fn tries(self, tries: u32) -> Self {
        Self {
            tries: tries.max(1),
            ..self
        }
    }

    /// Sets the backoff: a random delay of at most `first` before the first retry, doubling with
    /// each retry to at most `longest`. Defaults to 0.5 s and 8 s.
    ///
    /// If the server asks for a longer delay (`Retry-After`, or `google.rpc.RetryInfo`), that is used.
    #[must_use]
    pub fn delays(self, first: Duration, longest: Duration) -> Self {
        Self {
            first_delay: first.min(longest),
            longest_delay: longest,
            ..self
        }
    }

    /// Sets the deadline of a call: all attempts and delays together. Defaults to 120 s.
    ///
    /// For `imports` it is that of all pages together. `ensure_import` adds up to 35 s if the answer
    /// to its start is lost.
    ///
    /// A call fails early rather than wait past it, even if `Retry-After` asks for more.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Also retries a start after a 503, although it may have been executed. Defaults to false.
    ///
    /// If set, one call can start more than one import.
    #[must_use]
    pub fn resend_start_on_503(self, resend: bool) -> Self {
        Self {
            resend_start_on_503: resend,
            ..self
        }
    }

    pub(super) fn most_tries(&self) -> u32 {
        self.tries
    }

    /// The time left for the next attempt after `elapsed`.
    pub(super) fn left(&self, elapsed: Duration) -> Duration {
        self.deadline.saturating_sub(elapsed)
    }

    /// The delay before the next attempt; `None` if there is none.
    pub(super) fn next(
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
        let mut most = self.first_delay;
        for _ in 1..tries.min(17) {
            most = most.saturating_add(most);
        }
        let most = most.min(self.longest_delay);
        let delay = fraction(most, random).max(asked.unwrap_or_default());
        (delay < self.left(elapsed)).then_some(delay)
    }
}

/// `most`, or 136 years if that is less, times a random number from 0 to 1.
pub(super) fn fraction(most: Duration, random: u64) -> Duration {
    // In units of 2^-32, without a division of 64 bits, which is long code on small machines.
    let (one, random) = (1_u64 << 32, random >> 32);
    let seconds = most.as_secs().min(one - 1) * random;
    let nanos = (seconds % one) * 1_000_000_000 + u64::from(most.subsec_nanos()) * random;
    // Less than two seconds.
    let nanos = u32::try_from(nanos / one).unwrap_or_default();
    Duration::new(seconds / one, nanos)
}
