//! Waiting for an import to end.

use core::ops::ControlFlow;
use core::time::Duration;

use super::call::Client;
use super::outcome::WaitOutcome;
use super::retry::fraction;
use crate::clock::Clock;
use crate::codec::{ImportModel, ImportStatus};
use crate::error::Error;
use crate::transport::Transport;

/// The shortest polling interval.
const SHORTEST: Duration = Duration::from_millis(100);
/// The time left for the last poll before the deadline.
const LAST_POLL: Duration = Duration::from_secs(1);

/// How often and how long [`Client::wait_for_import`] polls.
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
}

impl Default for WaitOptions {
    /// Polls every 2 s at first, growing to every 60 s, for at most 24 h.
    fn default() -> Self {
        Self {
            least: Duration::from_secs(2),
            most: Duration::from_secs(60),
            deadline: Duration::from_secs(24 * 3600),
        }
    }
}

impl WaitOptions {
    /// Sets the polling interval: `least` at first, growing by half each time, up to `most`.
    /// Defaults to 2 s and 60 s.
    ///
    /// At least 100 ms, with random jitter. The last poll is one second before the deadline.
    #[must_use]
    pub fn interval(self, least: Duration, most: Duration) -> Self {
        let least = least.max(SHORTEST);
        Self {
            least,
            most: most.max(least),
            ..self
        }
    }

    /// Sets the deadline of the whole wait. Defaults to 24 h.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// Polls an import until it ends, the deadline passes, or `progress` stops the wait.
    ///
    /// `progress` is called after each successful poll, including the last. A temporary failure
    /// (a lost connection, 408, 429, 500, 502, 503 or 504) is retried until the deadline, and
    /// `Retry-After` is obeyed. Polls carry
    /// `Cache-Control: no-cache, no-store`; behind a cache that ignores it, the end is seen only
    /// once the cache drops its old answer.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Transport};
    /// # fn follow<T: Transport, C: Clock>(
    /// #     client: &Client<T, C>,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// use core::ops::ControlFlow;
    /// use pinecone_import::WaitOptions;
    ///
    /// let outcome = client.wait_for_import("101", &WaitOptions::default(), |import| {
    ///     println!("{} {:.1} %", import.status, import.percent_complete.unwrap_or(0.0));
    ///     ControlFlow::Continue(())
    /// })?;
    /// let import = outcome.into_result()?;
    /// println!("{} records", import.records_imported.unwrap_or(0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Any error that is not temporary, such as 401, 403 or 404. The import continues regardless.
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
                        _ if flow.is_break() => {
                            return Ok(WaitOutcome::Stopped {
                                id: import.id.clone(),
                                last: Some(import),
                            });
                        }
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
                    id: id.as_ref().into(),
                    last,
                    error: failure,
                });
            }
        }
    }
}
