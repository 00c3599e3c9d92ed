//! The command, as a shell runs it.

#![cfg(all(feature = "cli", unix))]

#[path = "../support/mod.rs"]
mod support;

mod completions;
mod outcomes;
mod output;
mod shell;
mod terminal;
mod tls;
mod waiting;
