//! The command, as a shell runs it.

#![cfg(feature = "cli")]

#[path = "../support/mod.rs"]
mod support;

#[cfg(unix)]
mod completions;
#[cfg(windows)]
mod console;
mod formats;
#[cfg(unix)]
mod hints;
#[cfg(unix)]
mod lost;
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
mod waits;
