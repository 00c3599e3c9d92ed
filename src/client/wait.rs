//! Waiting for an import to end.

use core::ops::ControlFlow;
use core::time::Duration;

use super::call::Client;
use super::outcome::WaitOutcome;
use super::polling::Polling;
use super::wait_options::WaitOptions;
use crate::clock::Clock;
use crate::codec::ImportModel;
use crate::error::Error;
use crate::transport::Transport;

/// What the callback of [`Client::wait_for_import`] sees.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct WaitProgress<'a> {
    /// The import as last seen; `None` before the first poll that succeeded.
    pub import: Option<&'a ImportModel>,
    /// The error of the last poll; `None` if it succeeded.
    pub error: Option<&'a Error>,
    /// How many polls in a row have failed.
    pub failures: u32,
    /// Whether a poll has just ended; otherwise this is a moment of the pause after it.
    pub polled: bool,
    /// The time since the wait began.
    pub elapsed: Duration,
    /// The time until the next poll; `None` if there is none, because the import has ended or the
    /// deadline is near.
    pub next_poll: Option<Duration>,
}

impl<'a> WaitProgress<'a> {
    /// The import, if a poll has just succeeded.
    #[must_use]
    pub fn just_seen(&self) -> Option<&'a ImportModel> {
        self.import.filter(|_| self.polled && self.error.is_none())
    }
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// Polls an import until it ends, the deadline passes, or `progress` stops the wait.
    ///
    /// `progress` is called after each poll, also after one that failed, and about twice a second
    /// in the pauses. If it breaks, the wait ends there and then. A poll under way is bounded by the
    /// client's timeout; [`stop`](Self::stop) ends that too.
    ///
    /// A temporary failure (a lost connection, 408, 429, 500, 502, 503 or 504) is retried until the
    /// deadline, if any poll has succeeded within [`WaitOptions::first_answer_within`], and
    /// `Retry-After` is obeyed. Polls carry `Cache-Control: no-cache, no-store`; behind a cache that
    /// ignores it, the end is seen only once the cache drops its old answer.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Transport};
    /// # fn follow<T: Transport, C: Clock>(
    /// #     client: &Client<T, C>,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// use core::ops::ControlFlow;
    /// use pinecone_import::WaitOptions;
    ///
    /// let outcome = client.wait_for_import("101", &WaitOptions::default(), |progress| {
    ///     if let Some(import) = progress.just_seen() {
    ///         println!("{}", import.status);
    ///     }
    ///     if let (Some(error), true) = (progress.error, progress.polled) {
    ///         eprintln!("still waiting: {error}");
    ///     }
    ///     ControlFlow::Continue(())
    /// })?;
    /// let import = outcome.into_result()?;
    /// println!("{} records", import.records_imported.unwrap_or(0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Any error that is not temporary, such as 401, 403 or 404, and a temporary one that lasts
    /// longer than [`WaitOptions`] allow. The import continues regardless.
    pub fn wait_for_import(
        &self,
        id: impl AsRef<str>,
        options: &WaitOptions,
        mut progress: impl FnMut(&WaitProgress<'_>) -> ControlFlow<()>,
    ) -> Result<WaitOutcome, Error> {
        let id = id.as_ref();
        let mut polling = Polling::new(self, *options);
        let mut last: Option<ImportModel> = None;
        loop {
            match self.describe_once(id, polling.timeout()) {
                Ok(import) => {
                    polling.succeeded();
                    last = Some(import);
                }
                Err(_) if self.is_stopped() => break,
                Err(error) => polling.failed(error)?,
            }
            let ended = last
                .as_ref()
                .is_some_and(|import| import.status.is_terminal());
            let next_poll = match ended {
                true => None,
                false => polling.next_pause(),
            };
            let mut seen = WaitProgress {
                import: last.as_ref(),
                error: polling.error.as_ref(),
                failures: polling.failures,
                polled: true,
                elapsed: polling.elapsed(),
                next_poll,
            };
            let flow = progress(&seen);
            if ended || flow.is_break() {
                break;
            }
            let Some(pause) = next_poll else {
                return Ok(WaitOutcome::Deadline {
                    id: id.into(),
                    last,
                    error: polling.error,
                });
            };
            seen.polled = false;
            let flow = polling.pause(pause, |left| {
                seen.elapsed = polling.elapsed();
                seen.next_poll = Some(left);
                progress(&seen)
            });
            if flow.is_break() {
                break;
            }
        }
        Ok(WaitOutcome::at_last(id, last, polling.error))
    }
}
