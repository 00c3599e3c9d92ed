//! What the test programs share, each as `mod support` at its root.
//!
//! `heap.rs` beside it is not among them: it brings a global allocator, so only programs that count
//! take it in.

#![allow(dead_code, reason = "each program uses a part")]

#[cfg(feature = "cdylib")]
pub mod c_calls;
pub mod emulator;
pub mod fake;
#[cfg(feature = "https")]
pub mod https;
pub mod model_server;
pub mod random;
pub mod run;
