//! Why a call failed, before it becomes an error object.

use super::codes::*;
use crate::error::{Error as LibraryError, InvalidArgument};

/// Why a call failed, before it becomes an error object.
pub(super) enum Failure {
    /// This argument is NULL and must not be.
    Null(&'static str),
    /// This argument is not UTF-8.
    NotUtf8(&'static str),
    Failed(LibraryError),
    Panicked,
}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        Self::Failed(error)
    }
}

impl From<InvalidArgument> for Failure {
    fn from(error: InvalidArgument) -> Self {
        Self::Failed(error.into())
    }
}

impl Failure {
    pub(super) fn result(&self) -> i32 {
        match self {
            Self::Null(_) => PINECONE_IMPORT_NULL_POINTER,
            Self::NotUtf8(_) => PINECONE_IMPORT_NOT_UTF8,
            Self::Failed(error) => result_of(error),
            Self::Panicked => PINECONE_IMPORT_PANIC,
        }
    }
}

pub(super) fn result_of(error: &LibraryError) -> i32 {
    match error {
        LibraryError::InvalidArgument(_) => PINECONE_IMPORT_INVALID_ARGUMENT,
        LibraryError::Transport(_) => PINECONE_IMPORT_TRANSPORT,
        LibraryError::Api(_) => PINECONE_IMPORT_API,
        LibraryError::Decode(_) => PINECONE_IMPORT_DECODE,
        LibraryError::List(_) => PINECONE_IMPORT_LIST,
    }
}
