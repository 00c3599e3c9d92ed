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

impl From<WaitOutcome> for Waited {
    fn from(outcome: WaitOutcome) -> Self {
        let (outcome, import, error) = match outcome {
            WaitOutcome::Completed(import) => {
                (PINECONE_IMPORT_WAITED_COMPLETED, Some(import), None)
            }
            WaitOutcome::Failed(import) => (PINECONE_IMPORT_WAITED_FAILED, Some(import), None),
            WaitOutcome::Cancelled(import) => {
                (PINECONE_IMPORT_WAITED_CANCELLED, Some(import), None)
            }
            WaitOutcome::Deadline { last, error, .. } => {
                (PINECONE_IMPORT_WAITED_DEADLINE, last, error)
            }
            WaitOutcome::Stopped { last, error, .. } => {
                (PINECONE_IMPORT_WAITED_STOPPED, last, error)
            }
        };
        Self {
            outcome,
            import: import.map(Model::from),
            error: error.as_ref().map(Error::of),
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
