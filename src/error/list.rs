//! A list of imports that is unusable although each page is valid.

use core::error::Error as StdError;
use core::fmt;

/// What is wrong with the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ListErrorKind {
    /// There are more pages than the limit set by `Imports::max_pages`.
    TooManyPages,
    /// A page token repeats, so the list would never end.
    RepeatedToken,
    /// A running import has no URI, so it may be the one to start.
    MissingUri,
}

/// Every page arrived, but the list as a whole cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListError {
    /// What is wrong with the list.
    pub kind: ListErrorKind,
    /// The number of pages that were read.
    pub pages: usize,
}

impl ListError {
    pub(crate) fn new(kind: ListErrorKind, pages: usize) -> Self {
        Self { kind, pages }
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the list of imports ")?;
        match self.kind {
            ListErrorKind::TooManyPages => write!(f, "has more than {} pages", self.pages),
            ListErrorKind::RepeatedToken => {
                write!(f, "repeats itself after {} pages", self.pages)
            }
            ListErrorKind::MissingUri => {
                f.write_str("has a running import without a URI, which may be the one to start")
            }
        }
    }
}

impl StdError for ListError {}
