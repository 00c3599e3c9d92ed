//! JSON: one writer, one reader over miniserde, and the pass that makes any text fit for it.
//!
//! Nothing here knows what the documents are about.

mod read;
mod split;
mod tame;
mod write;

pub(crate) use read::{Name, Reader, Value, parse};
pub(crate) use split::{items, member};
pub(crate) use tame::{Limits, is_wild, tame};
pub(crate) use write::{push_string, string_len};
