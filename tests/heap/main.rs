//! What the crate takes of the heap.
//!
//! A program of its own, because its allocator counts.

#[path = "../support/heap.rs"]
mod heap;
#[cfg(feature = "https")]
#[path = "../support/mod.rs"]
mod support;

mod error_bodies;
#[cfg(feature = "https")]
mod readme_table;
mod request;
