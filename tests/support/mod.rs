//! What the test programs share, each as `mod support` at its root.
//!
//! [`heap`](../heap.rs) is not here: it comes with a global allocator, so only a program that
//! counts takes it in.

#![allow(dead_code, reason = "each program uses a part")]

#[cfg(feature = "cdylib")]
pub mod c_calls;
pub mod emulator;
pub mod fake;
#[cfg(feature = "https")]
pub mod https;
pub mod model_server;
pub mod random;
