//! Waiting for an import to end.

use core::ops::ControlFlow;
use core::time::Duration;

use crate::client::{Client, Clock, Transport};
use crate::codec::model::{ImportModel, ImportStatus};
use crate::error::Error;
use crate::retry::fraction;

/// The shortest pause between two polls, whatever is set.
const SHORTEST: Duration = Duration::from_millis(100);
/// What the last poll before the deadline gets.
const LAST_POLL: Duration = Duration::from_secs(1);

/// How often and how long [`Client::wait_for_import`] polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitOptions {
    pub(crate) least: Duration,
    pub(crate) most: Duration,
    pub(crate) deadline: Duration,
}

impl Default for WaitOptions {
    /// Every 2 s at first, growing to every 60 s; 24 h in all.
    fn default() -> Self {
        Self {
            least: Duration::from_secs(2),
            most: Duration::from_secs(60),
            deadline: Duration::from_secs(24 * 3600),
        }
    }
}

impl WaitOptions {
    /// The pauses between polls: `least` at first, half as long again each time, up to `most`.
    ///
    /// A part of each pause is random. None is shorter than 100 ms, but for the one before the
    /// last poll, which comes a second before the deadline.
    #[must_use]
    pub fn interval(self, least: Duration, most: Duration) -> Self {
        let least = least.max(SHORTEST);
        Self {
            least,
            most: most.max(least),
            ..self
        }
    }

    /// How long to wait in all.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }
}

/// How a wait ended.
#[derive(Debug)]
#[non_exhaustive]
#[must_use]
pub enum WaitOutcome {
    /// The import is completed.
    Completed(ImportModel),
    /// The import failed; [`ImportModel::error`] tells why.
    Failed(ImportModel),
    /// The import was cancelled.
    Cancelled(ImportModel),
    /// The deadline came first; the import goes on.
    Deadline {
        /// The import as last seen, if a poll succeeded.
        last: Option<ImportModel>,
        /// What the last poll failed by, if it did.
        error: Option<Error>,
    },
    /// The callback broke off; the import goes on.
    BrokenOff(ImportModel),
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// Polls an import until it has ended, the deadline comes, or `progress` breaks off.
    ///
    /// `progress` sees the import after each successful poll, also the last. What may pass (a lost
    /// connection, a 429, a 500, 502, 503 or 504) is waited out within the deadline, and `Retry-After` is heeded.
    ///
    /// # Errors
    /// What does not pass, such as 401, 403 or 404. The import goes on regardless.
    pub fn wait_for_import(
        &self,
        id: impl AsRef<str>,
        options: &WaitOptions,
        mut progress: impl FnMut(&ImportModel) -> ControlFlow<()>,
    ) -> Result<WaitOutcome, Error> {
        let begin = self.clock().now();
        let left = || {
            options
                .deadline
                .saturating_sub(self.clock().now().saturating_sub(begin))
        };
        let (mut last, mut interval) = (None, options.least);
        loop {
            let (mut failure, mut asked) = (None, Duration::ZERO);
            match self.describe_once(id.as_ref(), left()) {
                Ok(import) => {
                    let flow = progress(&import);
                    match import.status {
                        ImportStatus::Completed => return Ok(WaitOutcome::Completed(import)),
                        ImportStatus::Failed => return Ok(WaitOutcome::Failed(import)),
                        ImportStatus::Cancelled => return Ok(WaitOutcome::Cancelled(import)),
                        _ if flow.is_break() => return Ok(WaitOutcome::BrokenOff(import)),
                        _ => last = Some(import),
                    }
                }
                Err(error) if error.is_retryable() => {
                    if let Error::Api(api) = &error {
                        asked = api.retry_after.unwrap_or_default();
                    }
                    failure = Some(error);
                }
                Err(error) => return Err(error),
            }
            let half = interval / 2;
            let pause = half
                .saturating_add(fraction(half, self.clock().random()))
                .max(options.least)
                .max(asked);
            interval = interval.saturating_add(half).min(options.most);
            let left = left();
            if pause < left {
                self.clock().sleep(pause);
            } else if left > asked.saturating_add(LAST_POLL) {
                self.clock().sleep(left - LAST_POLL);
            } else {
                return Ok(WaitOutcome::Deadline {
                    last,
                    error: failure,
                });
            }
        }
    }
}
