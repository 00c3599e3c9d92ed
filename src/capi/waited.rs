//! How a wait ended.

use alloc::boxed::Box;
use core::time::Duration;

use super::codes::*;
use super::error::Error;
use super::failure::Failure;
use super::guard::{free, get};
use super::model::Model;
use crate::client::{WaitOptions, WaitOutcome};

/// How often and how long to poll; 0 means the default.
#[repr(C)]
pub(super) struct WaitSettings {
    poll_least_ms: u64,
    poll_most_ms: u64,
    deadline_ms: u64,
}

impl WaitSettings {
    pub(super) fn options(settings: Option<&Self>) -> WaitOptions {
        let default = WaitOptions::default();
        let Some(settings) = settings else {
            return default;
        };
        let or = |ms, default| match ms {
            0 => default,
            ms => Duration::from_millis(ms),
        };
        default
            .interval(
                or(settings.poll_least_ms, default.least),
                or(settings.poll_most_ms, default.most),
            )
            .deadline(or(settings.deadline_ms, default.deadline))
    }
}

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
            WaitOutcome::Stopped { last, .. } => (PINECONE_IMPORT_WAITED_STOPPED, last, None),
        };
        Self {
            outcome,
            import: import.map(Model::from),
            error: error.map(|error| Failure::from(error).into()),
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
