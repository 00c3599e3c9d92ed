//! When a wait polls next, and when it gives up.

use core::ops::ControlFlow;
use core::time::Duration;

use super::call::Client;
use super::event::Event;
use super::retry::fraction;
use super::wait_options::WaitOptions;
use crate::clock::Clock;
use crate::error::Error;
use crate::transport::Transport;

/// The time left for the last poll before the deadline.
const LAST_POLL: Duration = Duration::from_secs(1);

/// The polls of one wait.
pub(super) struct Polling<'a, T, C> {
    client: &'a Client<T, C>,
    options: WaitOptions,
    begin: Duration,
    interval: Duration,
    /// When the last poll that was answered ended, if any was.
    answered: Option<Duration>,
    /// How many polls in a row have failed.
    pub(super) failures: u32,
    /// The error of the last poll, if it failed.
    pub(super) error: Option<Error>,
}

impl<'a, T: Transport, C: Clock> Polling<'a, T, C> {
    pub(super) fn new(client: &'a Client<T, C>, options: WaitOptions) -> Self {
        Self {
            client,
            options,
            begin: client.clock.now(),
            interval: options.least,
            answered: None,
            failures: 0,
            error: None,
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.client.clock.now().saturating_sub(self.begin)
    }

    fn left(&self) -> Duration {
        self.options.deadline.saturating_sub(self.elapsed())
    }

    /// How long polls may still fail.
    fn patience(&self) -> Duration {
        match self.answered {
            None => self.options.first_answer.saturating_sub(self.elapsed()),
            Some(at) => {
                let lasted = self.elapsed().saturating_sub(at);
                self.options.outage.saturating_sub(lasted)
            }
        }
    }

    /// Whether the time for a first answer is over without one.
    pub(super) fn is_in_vain(&self) -> bool {
        self.answered.is_none() && self.patience().is_zero()
    }

    /// The time for the next request.
    pub(super) fn timeout(&self) -> Duration {
        match self.answered {
            None => self.left().min(self.patience().max(LAST_POLL)),
            Some(_) => self.left(),
        }
    }

    pub(super) fn succeeded(&mut self) {
        self.answered = Some(self.elapsed());
        self.failures = 0;
        self.error = None;
    }

    /// # Errors
    /// The error, if it is not temporary, or if polls have failed for too long.
    pub(super) fn failed(&mut self, error: Error) -> Result<(), Error> {
        if !error.is_retryable() || self.patience().is_zero() {
            return Err(error);
        }
        self.failures = self.failures.saturating_add(1);
        self.error = Some(error);
        Ok(())
    }

    /// The pause before the next poll; `None` if there is no time left for one.
    pub(super) fn next_pause(&mut self) -> Option<Duration> {
        let asked = match &self.error {
            Some(Error::Api(api)) => api.retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        let half = self.interval / 2;
        let mut pause = half
            .saturating_add(fraction(half, self.client.clock.random()))
            .max(self.options.least);
        self.interval = self.interval.saturating_add(half).min(self.options.most);
        if self.error.is_some() {
            // A last poll when the patience ends.
            pause = pause.min(self.patience().max(LAST_POLL));
        }
        pause = pause.max(asked);
        let left = self.left();
        if pause >= left {
            let has_time = left > asked.saturating_add(LAST_POLL);
            pause = has_time.then(|| left - LAST_POLL)?;
        }
        Some(pause)
    }

    /// Sleeps until the next poll, and calls `watch` with the time left at least once a second.
    pub(super) fn pause(
        &self,
        pause: Duration,
        watch: impl FnMut(Duration) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.client.listener.tell(&Event::Pause {
            delay: pause,
            error: self.error.as_ref(),
            failures: self.failures,
        });
        self.client.watched_pause(pause, watch)
    }
}
