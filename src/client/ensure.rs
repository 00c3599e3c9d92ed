//! Starting an import that is to run exactly once.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::call::Client;
use crate::clock::Clock;
use crate::codec::{ImportModel, StartImport};
use crate::error::{Error, ListError, ListErrorKind};
use crate::transport::Transport;

/// How often the list is searched for an import if the answer to its start was lost.
const SEARCHES: u32 = 6;
/// The pause before the second search; each next one is twice as long.
const PAUSE: Duration = Duration::from_secs(1);

/// How [`Client::ensure_import`] came by the import.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Ensured {
    /// It was started.
    Started {
        /// The import's id.
        id: String,
    },
    /// It was running before; nothing was started.
    AlreadyRunning(ImportModel),
    /// It was started, the answer was lost, and the list shows it.
    Recovered(ImportModel),
}

impl Ensured {
    /// The import's id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Started { id } => id,
            Self::AlreadyRunning(import) | Self::Recovered(import) => &import.id,
        }
    }
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// Makes sure that an import of this URI runs: starts one, at most once, unless one is
    /// pending or in progress.
    ///
    /// Safe to call from a cron job. If the answer to the start is lost, the list is searched for
    /// an import of this URI that was not there before: 6 times within half a minute. The start
    /// is never retried after a lost answer. Imports are told apart by URI alone, as written
    /// except for `/` at the end, not by integration or error mode.
    ///
    /// ```
    /// use pinecone_import::{Client, Clock, Ensured, Error, StartImport, Transport};
    ///
    /// fn nightly<T: Transport, C: Clock>(client: &Client<T, C>) -> Result<(), Error> {
    ///     match client.ensure_import(&StartImport::new("s3://bucket/dir"))? {
    ///         Ensured::Started { id } => println!("started {id}"),
    ///         Ensured::AlreadyRunning(import) => println!("{} is running already", import.id),
    ///         Ensured::Recovered(import) => println!("{}: its answer was lost", import.id),
    ///         _ => {}
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// Two callers at the same moment can both see that nothing runs and both start an import,
    /// and a caller that lost its answer can take the other's import for its own. The same goes
    /// for two calls in a row while the server's list does not show the first import yet. Only
    /// the callers can prevent that, by a lock and a pause of their own.
    ///
    /// # Errors
    /// Any [`Error`]. If [`may_have_executed`](Error::may_have_executed) is true, the import may
    /// run although the list did not show it: call again later, which finds it if it does.
    pub fn ensure_import(&self, start: &StartImport) -> Result<Ensured, Error> {
        start.check()?;
        let mut before = Vec::new();
        let mut imports = self.imports();
        while let Some(import) = imports.next() {
            let import = import?;
            if import.uri.is_none() && !import.status.is_terminal() {
                // It may be of this URI: starting another one is not safe.
                return Err(ListError::new(ListErrorKind::MissingUri, imports.pages()).into());
            }
            if !same_uri(&import, start) {
                continue;
            }
            if !import.status.is_terminal() {
                return Ok(Ensured::AlreadyRunning(import));
            }
            before.push(import.id);
        }
        let error = match self.start_at_most_once(start) {
            Ok(started) => return Ok(Ensured::Started { id: started.id }),
            Err(error) if error.may_have_executed() => error,
            Err(error) => return Err(error),
        };
        for search in 0..SEARCHES {
            if search > 0 {
                self.clock().sleep(PAUSE * (1 << (search - 1)));
            }
            let new =
                |import: &ImportModel| same_uri(import, start) && !before.contains(&import.id);
            // A page that cannot be had ends this search, not the next.
            if let Some(import) = self.imports().map_while(Result::ok).find(new) {
                return Ok(Ensured::Recovered(import));
            }
        }
        Err(error)
    }
}

fn same_uri(import: &ImportModel, start: &StartImport) -> bool {
    let uri = import.uri.as_deref().unwrap_or_default();
    uri.trim_end_matches('/') == start.uri().trim_end_matches('/')
}
