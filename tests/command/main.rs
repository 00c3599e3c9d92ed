//! The command, as a shell runs it.

#![cfg(feature = "cli")]

#[path = "../support/mod.rs"]
mod support;

#[cfg(unix)]
mod completions;
#[cfg(windows)]
mod console;
#[cfg(unix)]
mod outages;
mod outcomes;
mod output;
#[cfg(unix)]
mod pty;
mod schema;
mod shell;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod terminal;
mod tls;
mod waiting;
