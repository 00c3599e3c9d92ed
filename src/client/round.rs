//! The rounds of polls for many imports: pages of the list, and describes for what it lacks.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::ops::ControlFlow;
use core::time::Duration;

use super::call::Client;
use super::outcome::WaitOutcome;
use super::polling::Polling;
use super::wait_options::WaitOptions;
use super::waited::{Waited, WaitsProgress};
use crate::clock::Clock;
use crate::codec::{ImportModel, ListImports};
use crate::error::{Error, TransportErrorKind};
use crate::transport::Transport;

/// Imports per page: the most that the API gives.
const PAGE: u32 = 100;
/// Most rounds without the list, once it took more requests than it saved.
const LONGEST_SKIP: u32 = 16;

/// Why the rounds ended before all imports did.
pub(super) enum End {
    Deadline,
    Stopped,
    Failed(Error),
}

/// What an error of one request means for the others.
enum Judged {
    /// Nothing: it is about one import, or the list.
    ThisOne,
    /// The server is away, or overloaded: the others wait for the next round.
    ThisRound,
    /// The key was rejected.
    Rejected,
    /// All would fail in the same way.
    All,
}

fn judge(error: &Error) -> Judged {
    match error {
        Error::Transport(_) if error.is_retryable() => Judged::ThisRound,
        Error::Transport(error) if error.kind == TransportErrorKind::TooLarge => Judged::ThisOne,
        Error::Transport(_) => Judged::All,
        Error::Api(api) => match api.http_status {
            401 | 403 => Judged::Rejected,
            429 => Judged::ThisRound,
            _ => Judged::ThisOne,
        },
        _ => Judged::ThisOne,
    }
}

/// The rounds of one wait.
pub(super) struct Rounds<'a, T, C, F> {
    client: &'a Client<T, C>,
    polling: Polling<'a, T, C>,
    progress: F,
    waits: Vec<Waited>,
    /// Places in `waits`, by id.
    by_id: Vec<usize>,
    pending: usize,
    round: u32,
    /// The requests of this round, the imports that it has not seen, whether anything was answered
    /// as it should be, and the last error.
    requests: usize,
    unseen: usize,
    answered: bool,
    failure: Option<Error>,
    /// Where this round's describes begin: after the one that failed last, or it would hide those
    /// behind it for ever.
    first: usize,
    /// The next round that lists, and how many to skip if that does not pay.
    list_at: u32,
    skip: u32,
}

impl<'a, T, C, F> Rounds<'a, T, C, F>
where
    T: Transport,
    C: Clock,
    F: FnMut(&WaitsProgress<'_>) -> ControlFlow<()>,
{
    pub(super) fn new(
        client: &'a Client<T, C>,
        waits: Vec<Waited>,
        options: WaitOptions,
        progress: F,
    ) -> Self {
        let places = waits.iter().enumerate();
        // Takes 4 KB less code than `sort_by_key`, which firmware feels.
        let by_id: BinaryHeap<_> = places.map(|(at, wait)| (wait.id.as_str(), at)).collect();
        let by_id = by_id.into_sorted_vec().into_iter().map(|(_, at)| at);
        let by_id = by_id.collect();
        Self {
            client,
            polling: Polling::new(client, options),
            progress,
            pending: waits.len(),
            waits,
            by_id,
            round: 0,
            requests: 0,
            unseen: 0,
            answered: false,
            failure: None,
            first: 0,
            list_at: 1,
            skip: 1,
        }
    }

    /// Polls until all imports have ended.
    pub(super) fn run(&mut self) -> Result<(), End> {
        while self.pending > 0 {
            self.round()?;
            let next_poll = match self.pending {
                0 => None,
                _ => self.polling.next_pause(),
            };
            self.tell(None, next_poll)?;
            match next_poll {
                Some(pause) => self.pause(pause)?,
                None if self.pending > 0 => return Err(End::Deadline),
                None => {}
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> (Vec<Waited>, Option<Error>) {
        // A round that broke off left its own.
        (self.waits, self.failure.or(self.polling.error))
    }

    fn round(&mut self) -> Result<(), End> {
        let pending = self.pending;
        self.round = self.round.saturating_add(1);
        (self.requests, self.unseen) = (0, pending);
        (self.answered, self.failure) = (false, None);
        if self.round < self.list_at || self.list()? {
            self.describe_unseen()?;
        }
        if self.requests > pending {
            self.list_at = self.round.saturating_add(1 + self.skip);
            self.skip = (self.skip * 2).min(LONGEST_SKIP);
        }
        match self.failure.take() {
            failure if self.answered => {
                self.polling.succeeded();
                self.polling.error = failure;
            }
            Some(error) => {
                let failed = self.polling.failed(error);
                failed.map_err(|error| self.failed(error))?;
            }
            None => {}
        }
        Ok(())
    }

    /// Reads pages of the list while that can save more requests than it has wasted. Returns whether
    /// to describe the rest.
    fn list(&mut self) -> Result<bool, End> {
        let mut list = ListImports::new().limit(PAGE);
        let mut wasted = 0;
        while wasted + 1 < self.unseen {
            let timeout = self.timeout()?;
            self.requests += 1;
            let page = match self.client.poll(&list, timeout) {
                Ok(page) => page,
                Err(error) => {
                    // It did not pay.
                    self.requests += self.pending;
                    let judged = judge(&error);
                    if let Judged::All = judged {
                        return Err(self.failed(error));
                    }
                    self.failure = Some(error);
                    return Ok(!matches!(judged, Judged::ThisRound));
                }
            };
            self.answered = true;
            let unseen = self.unseen;
            for import in page.data {
                self.saw(import)?;
            }
            wasted += usize::from(unseen - self.unseen < 2);
            match page.next.filter(|token| !token.is_empty()) {
                Some(token) => list = list.pagination_token(token),
                None => break,
            }
        }
        Ok(true)
    }

    fn describe_unseen(&mut self) -> Result<(), End> {
        let first = core::mem::take(&mut self.first);
        for at in (first..self.waits.len()).chain(0..first) {
            let timeout = self.timeout()?;
            let Some(wait) = self.waits.get(at) else {
                continue;
            };
            if !wait.is_unseen(self.round) {
                continue;
            }
            self.requests += 1;
            let error = match self.client.describe_once(&wait.id, timeout) {
                Ok(import) => {
                    self.answered = true;
                    self.update(at, import)?;
                    continue;
                }
                Err(error) => error,
            };
            match judge(&error) {
                Judged::All | Judged::Rejected => return Err(self.failed(error)),
                Judged::ThisRound => {
                    self.first = at + 1;
                    self.failure = Some(error);
                    return Ok(());
                }
                Judged::ThisOne if error.is_retryable() => {
                    self.failure = Some(error);
                    if !self.answered && self.polling.is_in_vain() {
                        return Ok(());
                    }
                }
                Judged::ThisOne => {
                    self.answered = true;
                    self.ended(at, Err(error))?;
                }
            }
        }
        Ok(())
    }

    /// Takes an import of the list to those who wait for it.
    fn saw(&mut self, import: ImportModel) -> Result<(), End> {
        let is_before = |at: &usize| self.waits.get(*at).is_some_and(|wait| wait.id < import.id);
        let mut place = self.by_id.partition_point(is_before);
        while let Some(&at) = self.by_id.get(place) {
            match self.waits.get(at) {
                Some(wait) if wait.id == import.id => {
                    if wait.is_unseen(self.round) {
                        self.update(at, import.clone())?;
                    }
                }
                _ => break,
            }
            place += 1;
        }
        Ok(())
    }

    /// Takes the state of an import.
    fn update(&mut self, at: usize, import: ImportModel) -> Result<(), End> {
        let Some(wait) = self.waits.get_mut(at) else {
            return Ok(());
        };
        if import.status.is_terminal() {
            let outcome = WaitOutcome::at_last(&wait.id, Some(import), None);
            return self.ended(at, Ok(outcome));
        }
        (wait.last, wait.round) = (Some(import), self.round);
        self.unseen -= 1;
        Ok(())
    }

    fn ended(&mut self, at: usize, end: Result<WaitOutcome, Error>) -> Result<(), End> {
        if let Some(wait) = self.waits.get_mut(at) {
            (wait.last, wait.ended) = (None, Some(end));
            self.pending -= 1;
            self.unseen -= 1;
        }
        self.tell(Some(at), None)
    }

    fn failed(&self, error: Error) -> End {
        match self.client.is_stopped() {
            true => End::Stopped,
            false => End::Failed(error),
        }
    }

    /// The time for the next request.
    fn timeout(&self) -> Result<Duration, End> {
        match self.polling.timeout() {
            _ if self.client.is_stopped() => Err(End::Stopped),
            Duration::ZERO => Err(End::Deadline),
            timeout => Ok(timeout),
        }
    }

    fn tell(&mut self, ended: Option<usize>, next_poll: Option<Duration>) -> Result<(), End> {
        let ended = ended.and_then(|at| self.waits.get(at));
        let ended = ended.and_then(|wait| Some((wait.id.as_str(), wait.ended.as_ref()?)));
        let seen = progress(&self.polling, &self.waits, self.pending, ended, next_poll);
        to_end((self.progress)(&seen))
    }

    fn pause(&mut self, pause: Duration) -> Result<(), End> {
        let (polling, waits, pending) = (&self.polling, &self.waits, self.pending);
        let mut watch =
            |left| (self.progress)(&progress(polling, waits, pending, None, Some(left)));
        to_end(polling.pause(pause, &mut watch))
    }
}

fn to_end(flow: ControlFlow<()>) -> Result<(), End> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(End::Stopped),
    }
}

fn progress<'a, T: Transport, C: Clock>(
    polling: &'a Polling<'_, T, C>,
    waits: &'a [Waited],
    pending: usize,
    ended: Option<(&'a str, &'a Result<WaitOutcome, Error>)>,
    next_poll: Option<Duration>,
) -> WaitsProgress<'a> {
    WaitsProgress {
        ended,
        pending,
        error: polling.error.as_ref(),
        failures: polling.failures,
        elapsed: polling.elapsed(),
        next_poll,
        waits,
    }
}
