//! The command, as a shell runs it.

#![cfg(feature = "cli")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../../src/bin/pinecone-import/defaults.rs"]
mod defaults;
#[path = "../../src/bin/pinecone-import/estimate.rs"]
mod estimate;
#[path = "../../src/bin/pinecone-import/times.rs"]
mod times;

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
mod parts;
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
