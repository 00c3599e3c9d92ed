//! What the crate takes of the heap.
//!
//! A program of its own, because its allocator counts.

#[cfg(feature = "https")]
extern crate alloc;

#[path = "../support/heap.rs"]
mod heap;
#[cfg(feature = "https")]
#[path = "../support/mod.rs"]
mod support;

#[cfg(feature = "https")]
mod costs_table;
#[cfg(all(feature = "https", feature = "testing"))]
mod ensure;
mod error_bodies;
mod request;
