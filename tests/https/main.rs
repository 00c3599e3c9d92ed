//! The client over real sockets and real TLS, against the emulator.

#![cfg(feature = "https")]

extern crate alloc;

#[path = "../support/mod.rs"]
mod support;

mod addresses;
mod alerts;
mod alone;
mod bare;
mod between;
mod budget;
mod cache;
mod connections;
mod cuts;
mod ends;
mod faults;
mod late;
mod limits;
mod no_proxy;
mod openssl;
mod proxy;
mod proxy_failures;
#[cfg(unix)]
mod recording_proxy;
mod secrets;
mod silence;
mod starts;
mod stop;
mod tls;
mod tunnel;

use pinecone_import::{Client, Clock, Error, ListImports, Transport, TransportErrorKind};

/// Calls one of the four operations; the import is the emulator's first.
fn call(client: &Client<impl Transport, impl Clock>, operation: usize) -> Result<(), Error> {
    match operation {
        0 => client.start_import(&support::https::start()).map(drop),
        1 => client.describe_import("101").map(drop),
        2 => client.list_imports(&ListImports::new()).map(drop),
        _ => client.cancel_import("101"),
    }
}

fn kind(error: &Error) -> Option<TransportErrorKind> {
    match error {
        Error::Transport(error) => Some(error.kind),
        _ => None,
    }
}
