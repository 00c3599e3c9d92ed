//! The TLS cryptography that a process chooses comes before what is built in.
//!
//! A program of its own with one test: a process has one default, and cannot take it back.

#![cfg(feature = "https")]

#[path = "../support/mod.rs"]
mod support;

use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::NamedGroup;
use rustls::crypto::{ActiveKeyExchange, SupportedKxGroup};
use support::emulator::{self, Emulator};
use support::https::{client, start};

static KEY_EXCHANGES: AtomicUsize = AtomicUsize::new(0);

/// Counts the handshakes in which it is used.
#[derive(Debug)]
struct Counted(&'static dyn SupportedKxGroup);

impl SupportedKxGroup for Counted {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, rustls::Error> {
        KEY_EXCHANGES.fetch_add(1, Ordering::Relaxed);
        self.0.start()
    }

    fn name(&self) -> NamedGroup {
        self.0.name()
    }
}

/// With neither ring nor graviola built in, there is none until the process has chosen.
#[cfg(not(any(feature = "graviola", feature = "ring")))]
fn check_before(emulator: &Emulator) {
    match support::https::builder(emulator).build().unwrap_err() {
        pinecone_import::Error::InvalidArgument(argument) => {
            assert_eq!(argument.field, "TLS provider");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(emulator.connections(), 0);
}

#[cfg(any(feature = "graviola", feature = "ring"))]
fn check_before(_: &Emulator) {}

#[test]
fn process_default_provider_is_used_whatever_is_built_in() {
    let emulator = Emulator::tls();
    check_before(&emulator);
    let mut provider = emulator::provider();
    provider.kx_groups = vec![Box::leak(Box::new(Counted(provider.kx_groups[0])))];
    provider.install_default().unwrap();
    let client = client(&emulator);
    assert_eq!(KEY_EXCHANGES.load(Ordering::Relaxed), 0);
    assert_eq!(client.start_import(&start()).unwrap().id, "101");
    assert_eq!(KEY_EXCHANGES.load(Ordering::Relaxed), 1);
    assert_eq!((emulator.connections(), emulator.imports_started()), (1, 1));
}
