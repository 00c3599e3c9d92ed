//! What happens between a call and its result.

#[cfg(not(target_has_atomic = "ptr"))]
use alloc::boxed::Box;
#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use crate::error::Error;

/// What happens between a call and its result; see [`Client::on_event`](crate::Client::on_event).
///
/// `Display` prints it in one line. Neither shows the API key, a proxy's password or a pagination
/// token.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A request is about to be sent.
    #[non_exhaustive]
    AttemptBegins {
        /// `start`, `describe`, `list` or `cancel`.
        operation: &'static str,
        /// The number of the attempt, from 1.
        attempt: u32,
        /// The most attempts of this call; 1 for the polls of a wait.
        of: u32,
    },
    /// The attempt succeeded or failed.
    #[non_exhaustive]
    AttemptEnded {
        /// `start`, `describe`, `list` or `cancel`.
        operation: &'static str,
        /// The number of the attempt, from 1.
        attempt: u32,
        /// The most attempts of this call; 1 for the polls of a wait.
        of: u32,
        /// The HTTP status of an answer that could be used, or the error.
        result: Result<u16, &'a Error>,
        /// How long it took.
        took: Duration,
    },
    /// The attempt failed, and another one follows after a delay.
    #[non_exhaustive]
    Retry {
        /// `start`, `describe`, `list` or `cancel`.
        operation: &'static str,
        /// Why the attempt failed.
        error: &'a Error,
        /// The time until the next attempt.
        delay: Duration,
        /// The number of the next attempt.
        attempt: u32,
        /// The most attempts of this call.
        of: u32,
    },
    /// The answer to a start was lost, and the list is about to be searched for its import.
    #[non_exhaustive]
    Search {
        /// The number of the search, from 1.
        search: u32,
        /// The most searches.
        of: u32,
    },
    /// A wait pauses until its next poll.
    #[non_exhaustive]
    Pause {
        /// The time until the next poll.
        delay: Duration,
        /// The error of the last poll, if it failed.
        error: Option<&'a Error>,
        /// How many polls in a row have failed.
        failures: u32,
    },
}

/// How much an [`Event`] matters to a person who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventLevel {
    /// Something failed and is retried.
    Warning,
    /// The call takes a step that it usually does not need.
    Info,
    /// The call goes on as usual.
    Debug,
}

impl Event<'_> {
    /// How much it matters.
    #[must_use]
    pub fn level(&self) -> EventLevel {
        match self {
            Self::Retry { .. } | Self::Pause { error: Some(_), .. } => EventLevel::Warning,
            Self::Search { .. } => EventLevel::Info,
            _ => EventLevel::Debug,
        }
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AttemptBegins {
                operation,
                attempt,
                of,
            } => write!(f, "{operation}: attempt {attempt} of {of}"),
            Self::AttemptEnded {
                operation,
                result,
                took,
                ..
            } => {
                let took = Seconds(*took);
                match result {
                    Ok(status) => write!(f, "{operation}: HTTP {status} after {took}"),
                    Err(error) => write!(f, "{operation}: failed after {took}: {error}"),
                }
            }
            Self::Retry {
                error,
                delay,
                attempt,
                of,
                ..
            } => {
                let delay = Seconds(*delay);
                write!(f, "{error}; trying again in {delay} ({attempt} of {of})")
            }
            Self::Search { search, of } => {
                write!(
                    f,
                    "the answer was lost; search {search} of {of} for the import"
                )
            }
            Self::Pause {
                delay,
                error: Some(error),
                failures,
            } => {
                let delay = Seconds(*delay);
                write!(f, "still waiting: {error}; polling again in {delay}")?;
                match failures {
                    0 | 1 => Ok(()),
                    times => write!(f, " ({times} failures in a row)"),
                }
            }
            Self::Pause { delay, .. } => write!(f, "next poll in {}", Seconds(*delay)),
        }
    }
}

/// A duration such as `1.2 s`.
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = self.0.saturating_add(Duration::from_millis(50));
        let tenths = rounded.subsec_millis() / 100;
        write!(f, "{}.{tenths} s", rounded.as_secs())
    }
}

type Function = dyn Fn(&Event<'_>) + Send + Sync;

/// Who listens to events, if anyone.
#[derive(Clone, Default)]
pub(super) struct Listener {
    #[cfg(target_has_atomic = "ptr")]
    function: Option<Arc<Function>>,
    // Without Arc, no clone could tell when it is the last.
    #[cfg(not(target_has_atomic = "ptr"))]
    function: Option<&'static Function>,
}

impl Listener {
    pub(super) fn new(function: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        #[cfg(target_has_atomic = "ptr")]
        let function: Arc<Function> = Arc::new(function);
        #[cfg(not(target_has_atomic = "ptr"))]
        let function: &Function = Box::leak(Box::new(function));
        Self {
            function: Some(function),
        }
    }

    pub(super) fn tell(&self, event: &Event<'_>) {
        if let Some(function) = &self.function {
            function(event);
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listener")
            .field(&self.function.is_some())
            .finish()
    }
}
