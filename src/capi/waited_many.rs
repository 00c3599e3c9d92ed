//! How a wait for many ended.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::error::Error;
use super::guard::{free, get};
use super::waited::Waited;
use crate::client::{WaitOutcome, WaitedImports};
use crate::error::Error as LibraryError;

/// How the wait for one of many ended.
#[allow(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub(super) enum End {
    Waited(Waited),
    Error(Error),
}

impl From<Result<WaitOutcome, LibraryError>> for End {
    fn from(end: Result<WaitOutcome, LibraryError>) -> Self {
        match end {
            Ok(outcome) => Self::Waited(outcome.into()),
            Err(error) => Self::Error(Error::of(&error)),
        }
    }
}

impl End {
    /// The object of an end that stays with its owner.
    pub(super) fn of(end: &Result<WaitOutcome, LibraryError>) -> Self {
        match end {
            Ok(outcome) => Self::Waited(Waited::of(outcome)),
            Err(error) => Self::Error(Error::of(error)),
        }
    }

    pub(super) fn waited(&self) -> Option<&Waited> {
        match self {
            Self::Waited(waited) => Some(waited),
            Self::Error(_) => None,
        }
    }

    pub(super) fn error(&self) -> Option<&Error> {
        match self {
            Self::Waited(_) => None,
            Self::Error(error) => Some(error),
        }
    }
}

/// How a wait for many ended.
pub(super) struct WaitedMany {
    ends: Vec<End>,
    error: Option<Error>,
}

impl From<WaitedImports> for WaitedMany {
    fn from(waited: WaitedImports) -> Self {
        Self {
            ends: waited.outcomes.into_iter().map(End::from).collect(),
            error: waited.error.as_ref().map(Error::of),
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_waited_many_free(waited: Option<Box<WaitedMany>>) {
    free(waited);
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_waited_many_len(waited: Option<&WaitedMany>) -> usize {
    get(waited, 0, |waited| waited.ends.len())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_waited_many_at(
    waited: Option<&WaitedMany>,
    index: usize,
) -> Option<&Waited> {
    get(waited, None, |waited| waited.ends.get(index)?.waited())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_waited_many_error_at(
    waited: Option<&WaitedMany>,
    index: usize,
) -> Option<&Error> {
    get(waited, None, |waited| waited.ends.get(index)?.error())
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_waited_many_error(waited: Option<&WaitedMany>) -> Option<&Error> {
    get(waited, None, |waited| waited.error.as_ref())
}
