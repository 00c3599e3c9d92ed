//! How a wait ended.

use alloc::boxed::Box;

use super::codes::*;
use super::error::Error;
use super::guard::{free, get};
use super::model::Model;
use crate::client::WaitOutcome;

/// How a wait ended.
pub(super) struct Waited {
    outcome: i32,
    import: Option<Model>,
    error: Option<Error>,
}

fn code(outcome: &WaitOutcome) -> i32 {
    match outcome {
        WaitOutcome::Completed(_) => PINECONE_IMPORT_WAITED_COMPLETED,
        WaitOutcome::Failed(_) => PINECONE_IMPORT_WAITED_FAILED,
        WaitOutcome::Cancelled(_) => PINECONE_IMPORT_WAITED_CANCELLED,
        WaitOutcome::Deadline { .. } => PINECONE_IMPORT_WAITED_DEADLINE,
        WaitOutcome::Stopped { .. } => PINECONE_IMPORT_WAITED_STOPPED,
    }
}

impl From<WaitOutcome> for Waited {
    fn from(outcome: WaitOutcome) -> Self {
        let code = code(&outcome);
        let (import, error) = match outcome {
            WaitOutcome::Completed(import)
            | WaitOutcome::Failed(import)
            | WaitOutcome::Cancelled(import) => (Some(import), None),
            WaitOutcome::Deadline { last, error, .. }
            | WaitOutcome::Stopped { last, error, .. } => (last, error),
        };
        Self {
            outcome: code,
            import: import.map(Model::from),
            error: error.as_ref().map(Error::of),
        }
    }
}

impl Waited {
    /// The object of an outcome that stays with its owner; of an import that has ended, so without
    /// an error.
    pub(super) fn of(ended: &WaitOutcome) -> Self {
        Self {
            outcome: code(ended),
            import: ended.import().cloned().map(Model::from),
            error: None,
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_waited_free(waited: Option<Box<Waited>>) {
    free(waited);
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_waited_outcome(waited: Option<&Waited>) -> i32 {
    get(waited, 0, |waited| waited.outcome)
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_waited_import(waited: Option<&Waited>) -> Option<&Model> {
    get(waited, None, |waited| waited.import.as_ref())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_waited_error(waited: Option<&Waited>) -> Option<&Error> {
    get(waited, None, |waited| waited.error.as_ref())
}
