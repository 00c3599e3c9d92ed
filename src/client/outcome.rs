//! How a wait ended.

use alloc::boxed::Box;
use alloc::string::String;
use core::error::Error as StdError;
use core::fmt::{self, Write as _};

use crate::codec::{ImportModel, ImportStatus};
use crate::error::{Error, OneLine};

/// How a wait ended.
///
/// ```
/// use pinecone_import::WaitOutcome;
///
/// fn report(outcome: &WaitOutcome) -> &str {
///     match outcome {
///         WaitOutcome::Completed(_) => "completed",
///         WaitOutcome::Failed(import) => import.error.as_deref().unwrap_or("failed"),
///         WaitOutcome::Cancelled(_) => "cancelled",
///         _ => "not ended yet: wait again later",
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
#[must_use]
pub enum WaitOutcome {
    /// The import completed. Its records can take ten more minutes to become visible.
    Completed(ImportModel),
    /// The import failed; [`ImportModel::error`] says why.
    Failed(ImportModel),
    /// The import was cancelled.
    Cancelled(ImportModel),
    /// The deadline passed first; the import continues.
    #[non_exhaustive]
    Deadline {
        /// The import's id.
        id: String,
        /// The import as last seen, if any poll succeeded.
        last: Option<ImportModel>,
        /// The error of the last poll, if it failed.
        error: Option<Error>,
    },
    /// The callback or a [`Stop`](crate::Stop) ended the wait; the import continues.
    #[non_exhaustive]
    Stopped {
        /// The import's id.
        id: String,
        /// The import as last seen, if any poll succeeded.
        last: Option<ImportModel>,
        /// The error of the last poll, if it failed.
        error: Option<Error>,
    },
}

impl WaitOutcome {
    /// How the wait ended that saw this last, and was stopped unless the import has ended.
    pub(super) fn at_last(id: &str, last: Option<ImportModel>, error: Option<Error>) -> Self {
        match last {
            Some(import) if import.status == ImportStatus::Completed => Self::Completed(import),
            Some(import) if import.status == ImportStatus::Failed => Self::Failed(import),
            Some(import) if import.status == ImportStatus::Cancelled => Self::Cancelled(import),
            last => Self::Stopped {
                id: id.into(),
                last,
                error,
            },
        }
    }

    /// The import's id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Completed(import) | Self::Failed(import) | Self::Cancelled(import) => &import.id,
            Self::Deadline { id, .. } | Self::Stopped { id, .. } => id,
        }
    }

    /// The import as last seen; `None` if no poll succeeded.
    #[must_use]
    pub fn import(&self) -> Option<&ImportModel> {
        match self {
            Self::Completed(import) | Self::Failed(import) | Self::Cancelled(import) => {
                Some(import)
            }
            Self::Deadline { last, .. } | Self::Stopped { last, .. } => last.as_ref(),
        }
    }

    /// The import if it completed, otherwise an error that says how the wait ended.
    ///
    /// # Errors
    /// [`NotCompleted`] for every outcome except [`Completed`](Self::Completed).
    pub fn into_result(self) -> Result<ImportModel, NotCompleted> {
        match self {
            Self::Completed(import) => Ok(import),
            other => Err(NotCompleted(Box::new(other))),
        }
    }
}

/// An import that had not completed when the wait ended.
///
/// `Display` prints one line, such as `import 101 failed: no Parquet files at the URI`.
#[derive(Debug)]
pub struct NotCompleted(Box<WaitOutcome>);

impl NotCompleted {
    /// How the wait ended.
    pub fn outcome(&self) -> &WaitOutcome {
        &self.0
    }

    /// How the wait ended, with the import to keep.
    pub fn into_outcome(self) -> WaitOutcome {
        *self.0
    }
}

impl fmt::Display for NotCompleted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = OneLine(f);
        write!(f, "import {} ", self.0.id())?;
        match &*self.0 {
            WaitOutcome::Completed(_) => f.write_str("completed"),
            WaitOutcome::Failed(import) => match &import.error {
                Some(error) => write!(f, "failed: {error}"),
                None => f.write_str("failed"),
            },
            WaitOutcome::Cancelled(_) => f.write_str("was cancelled"),
            WaitOutcome::Deadline { error, .. } => {
                f.write_str("had not ended by the deadline, and continues")?;
                match error {
                    Some(error) => write!(f, "; the last poll failed: {error}"),
                    None => Ok(()),
                }
            }
            WaitOutcome::Stopped { .. } => f.write_str("continues; the wait was stopped"),
        }
    }
}

impl StdError for NotCompleted {}
