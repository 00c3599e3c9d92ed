//! What a client does with the process it is in: its environment, and its log.
//!
//! A program of its own: the log is one for all tests, and the environment's reader is replaced.

#![cfg(feature = "https")]

#[path = "../support/mod.rs"]
mod support;

#[cfg(target_os = "linux")]
mod environment;
mod logged;
