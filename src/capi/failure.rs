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
            Self::Failed(LibraryError::InvalidArgument(_)) => PINECONE_IMPORT_INVALID_ARGUMENT,
            Self::Failed(LibraryError::Transport(_)) => PINECONE_IMPORT_TRANSPORT,
            Self::Failed(LibraryError::Api(_)) => PINECONE_IMPORT_API,
            Self::Failed(LibraryError::Decode(_)) => PINECONE_IMPORT_DECODE,
            Self::Failed(LibraryError::List(_)) => PINECONE_IMPORT_LIST,
            Self::Panicked => PINECONE_IMPORT_PANIC,
        }
    }
}
