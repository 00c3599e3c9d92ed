//! JSON: one writer, one reader over miniserde, and the pass that prepares any text for it.
//!
//! Knows nothing of Pinecone.

mod read;
mod split;
mod tame;
mod write;

pub(crate) use read::{Name, Reader, Value, number, parse};
pub(crate) use split::{items, member};
pub(crate) use tame::{Limits, is_wild, tame};
pub(crate) use write::{push_string, string_len};
