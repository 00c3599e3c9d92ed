//! Starting an import unless one of its URI is running.

use alloc::collections::BinaryHeap;
use alloc::string::String;
use core::time::Duration;

use super::call::Client;
use super::event::Event;
use super::pages::hash;
use crate::clock::Clock;
use crate::codec::{ImportModel, StartImport};
use crate::error::{Error, ListError, ListErrorKind};
use crate::transport::Transport;

/// How often the list is searched for an import if the answer to its start was lost.
const SEARCHES: u32 = 6;
/// The pause before the second search; it doubles each time.
const PAUSE: Duration = Duration::from_secs(1);

/// What the searches add to the time limit of a call.
const SEARCHING: Duration = Duration::from_secs(35);

/// How [`Client::ensure_import`] found its import.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Ensured {
    /// This call started it.
    Started {
        /// The import's id.
        id: String,
    },
    /// It was already running; this call started nothing.
    AlreadyRunning(ImportModel),
    /// This call started it, the answer was lost, and the list shows it.
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
    /// Makes sure that an import of this URI is running: starts one, at most once, unless one is
    /// pending or in progress.
    ///
    /// Safe to call from a cron job. If the answer to the start is lost, the start is not retried;
    /// instead the list is searched for a new import of this URI, 6 times within 35 s. Everything
    /// before that ends within the deadline of the client's [`RetryPolicy`](crate::RetryPolicy).
    /// Imports are matched by URI alone, ignoring `/` at its end, not by integration or error
    /// mode.
    ///
    /// ```
    /// # use pinecone_import::{Client, Clock, Error, Transport};
    /// # fn nightly<T: Transport, C: Clock>(client: &Client<T, C>) -> Result<(), Error> {
    /// use pinecone_import::{Ensured, StartImport};
    ///
    /// match client.ensure_import(&StartImport::new("s3://bucket/dir"))? {
    ///     Ensured::Started { id } => println!("started {id}"),
    ///     Ensured::AlreadyRunning(import) => println!("{} is already running", import.id),
    ///     Ensured::Recovered(import) => println!("started {}; the answer was lost", import.id),
    ///     _ => {}
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Two concurrent callers can both find nothing running and both start an import, and a
    /// caller whose answer was lost can mistake the other's import for its own. The same can
    /// happen with two calls in a row if the server's list does not show the first import yet.
    /// To prevent it, callers need a lock of their own, and a pause between calls.
    ///
    /// The list is asked for with `Cache-Control: no-cache, no-store`. Behind a cache that ignores
    /// it, an import that runs can go unseen, and a second one be started.
    ///
    /// # Errors
    /// Any [`Error`]. If [`may_have_executed`](Error::may_have_executed) is true, the import may
    /// be running although the list did not show it: call again later to find it.
    pub fn ensure_import(&self, start: &StartImport) -> Result<Ensured, Error> {
        start.check()?;
        let (begin, limit) = (self.clock.now(), self.deadline());
        let left = |limit: Duration| {
            let elapsed = self.clock.now().saturating_sub(begin);
            limit.saturating_sub(elapsed)
        };
        // Hashes of ids: of two that collide, the new one is not found, which starts nothing.
        let mut before = BinaryHeap::new();
        let mut imports = self.imports();
        while let Some(import) = imports.next() {
            let import = import?;
            if import.uri.as_deref().unwrap_or_default().is_empty() && !import.status.is_terminal()
            {
                // It may have this URI, so starting another is not safe.
                return Err(ListError::new(ListErrorKind::MissingUri, imports.pages()).into());
            }
            if !same_uri(&import, start) {
                continue;
            }
            if !import.status.is_terminal() {
                return Ok(Ensured::AlreadyRunning(import));
            }
            before.push(hash(&import.id));
        }
        let error = match self.start_at_most_once(start, left(limit)) {
            Ok(started) => return Ok(Ensured::Started { id: started.id }),
            Err(error) if error.may_have_executed() => error,
            Err(error) => return Err(error),
        };
        let before = before.into_sorted_vec();
        let limit = limit.saturating_add(SEARCHING);
        for search in 0..SEARCHES {
            if search > 0 {
                let pause = PAUSE * (1 << (search - 1));
                let _ = self.pause(pause.min(left(limit)));
            }
            if self.is_stopped() {
                break;
            }
            self.listener.tell(&Event::Search {
                search: search + 1,
                of: SEARCHES,
            });
            let new = |import: &ImportModel| {
                same_uri(import, start) && before.binary_search(&hash(&import.id)).is_err()
            };
            // A page that fails ends this search, but not the next.
            let imports = self.imports().deadline(left(limit));
            if let Some(import) = imports.map_while(Result::ok).find(new) {
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
