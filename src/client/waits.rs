//! Waiting for many imports to end.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::ControlFlow;

use super::call::Client;
use super::outcome::WaitOutcome;
use super::round::{End, Rounds};
use super::wait_options::WaitOptions;
use super::waited::{Waited, WaitsProgress};
use crate::clock::Clock;
use crate::codec::{DescribeImport, Operation as _};
use crate::error::Error;
use crate::transport::Transport;

/// How [`Client::wait_for_imports`] ended.
#[derive(Debug)]
#[non_exhaustive]
#[must_use]
pub struct WaitedImports {
    /// How the wait for each import ended, in the order of the ids. An error is about that import
    /// alone, such as a 404.
    pub outcomes: Vec<Result<WaitOutcome, Error>>,
    /// The error of the last round of polls, if it failed.
    pub error: Option<Error>,
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// Polls many imports until all have ended, the deadline passes, or `progress` stops the wait.
    ///
    /// It takes one thread and one connection. Each round of polls reads pages of the list where
    /// that takes fewer requests, and describes the imports that the list does not show. Everything
    /// else is as for [`wait_for_import`](Self::wait_for_import): `progress` is called when an import
    /// has ended, after each round, and about twice a second in the pauses.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Error, Transport};
    /// # fn follow<T: Transport, C: Clock>(client: &Client<T, C>) -> Result<(), Error> {
    /// use core::ops::ControlFlow;
    /// use pinecone_import::WaitOptions;
    ///
    /// let waited = client.wait_for_imports(["101", "102"], &WaitOptions::default(), |progress| {
    ///     if let Some((id, Ok(outcome))) = progress.ended {
    ///         println!("{id}: {:?}; {} to go", outcome.import(), progress.pending);
    ///     }
    ///     ControlFlow::Continue(())
    /// })?;
    /// let completed = |outcome| matches!(outcome, Ok(pinecone_import::WaitOutcome::Completed(_)));
    /// println!("all completed: {}", waited.outcomes.into_iter().all(completed));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] if an id is invalid, before anything is sent; otherwise an error
    /// that concerns all imports and is not temporary, such as 401 or 403, or one that lasts longer
    /// than [`WaitOptions`] allow. The imports continue regardless.
    pub fn wait_for_imports<I: AsRef<str>>(
        &self,
        ids: impl IntoIterator<Item = I>,
        options: &WaitOptions,
        progress: impl FnMut(&WaitsProgress<'_>) -> ControlFlow<()>,
    ) -> Result<WaitedImports, Error> {
        let waits: Result<Vec<_>, Error> = ids
            .into_iter()
            .map(|id| {
                let id = id.as_ref();
                DescribeImport::new(id).request(&self.endpoint)?;
                Ok(Waited::new(id))
            })
            .collect();
        let mut rounds = Rounds::new(self, waits?, *options, progress);
        let end = match rounds.run() {
            Err(End::Failed(error)) => return Err(error),
            Err(end) => end,
            Ok(()) => End::Stopped,
        };
        let (waits, error) = rounds.finish();
        let outcomes = waits.into_iter().map(|wait| {
            let (id, last): (String, _) = (wait.id, wait.last);
            let unfinished = match end {
                End::Deadline => WaitOutcome::Deadline {
                    id,
                    last,
                    error: None,
                },
                _ => WaitOutcome::Stopped {
                    id,
                    last,
                    error: None,
                },
            };
            wait.ended.unwrap_or(Ok(unfinished))
        });
        Ok(WaitedImports {
            outcomes: outcomes.collect(),
            error,
        })
    }
}
