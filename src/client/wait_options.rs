//! How often and how long a wait polls.

use core::time::Duration;

/// The shortest polling interval.
const SHORTEST: Duration = Duration::from_millis(100);
/// The longest polling interval.
const LONGEST: Duration = Duration::from_secs(3600);

/// How often and how long [`Client::wait_for_import`](crate::Client::wait_for_import) polls.
///
/// ```
/// use core::time::Duration;
/// use pinecone_import::WaitOptions;
///
/// let options = WaitOptions::default()
///     .interval(Duration::from_secs(5), Duration::from_secs(30))
///     .deadline(Duration::from_secs(2 * 3600));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitOptions {
    pub(crate) least: Duration,
    pub(crate) most: Duration,
    pub(crate) deadline: Duration,
    pub(crate) first_answer: Duration,
    pub(crate) outage: Duration,
}

impl Default for WaitOptions {
    /// Polls every 2 s at first, growing to every 60 s, for at most 24 h; gives up after 120 s
    /// without a first answer.
    fn default() -> Self {
        Self {
            least: Duration::from_secs(2),
            most: Duration::from_secs(60),
            deadline: Duration::from_secs(24 * 3600),
            first_answer: Duration::from_secs(120),
            outage: Duration::MAX,
        }
    }
}

impl WaitOptions {
    /// Sets the polling interval: `least` at first, growing by half each time, up to `most`.
    /// Defaults to 2 s and 60 s.
    ///
    /// At least 100 ms and at most 1 h, with random jitter. The last poll is one second before the
    /// deadline.
    #[must_use]
    pub fn interval(self, least: Duration, most: Duration) -> Self {
        let least = least.clamp(SHORTEST, LONGEST);
        Self {
            least,
            most: most.clamp(least, LONGEST),
            ..self
        }
    }

    /// Sets the deadline of the whole wait. Defaults to 24 h.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Sets how long the first polls may fail, all of them, before the wait ends with the error of
    /// the last: a host that does not exist is an error then, and not a wait of 24 h. Defaults to
    /// 120 s.
    ///
    /// Zero allows one poll. Each poll has at least one second.
    #[must_use]
    pub fn first_answer_within(self, limit: Duration) -> Self {
        Self {
            first_answer: limit,
            ..self
        }
    }

    /// Sets how long polls may fail in a row, after one that succeeded, before the wait ends with
    /// the error of the last. Defaults to no limit but the deadline.
    #[must_use]
    pub fn outage_at_most(self, limit: Duration) -> Self {
        Self {
            outage: limit,
            ..self
        }
    }
}
