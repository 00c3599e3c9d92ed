//! An argument that is rejected before anything is sent.

use core::error::Error as StdError;
use core::fmt;

/// An argument outside its documented limits.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidArgument {
    /// The argument's name, such as `host`.
    pub field: &'static str,
    /// The limit it violates, such as `must not be empty`.
    pub limit: &'static str,
    /// Its actual length or value, if the limit is about that.
    pub actual: Option<usize>,
}

impl InvalidArgument {
    pub(crate) fn new(field: &'static str, limit: &'static str) -> Self {
        Self {
            field,
            limit,
            actual: None,
        }
    }
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid {}: {}", self.field, self.limit)?;
        match self.actual {
            Some(actual) => write!(f, ", not {actual}"),
            None => Ok(()),
        }
    }
}

impl StdError for InvalidArgument {}
