//! The process default of rustls comes before what is built in.
//!
//! A file, and so a process, of its own: a default cannot be taken back.

#![cfg(feature = "https")]

#[path = "support/emulator/mod.rs"]
mod emulator;
#[path = "support/https.rs"]
mod https;

use std::sync::atomic::{AtomicUsize, Ordering};

use emulator::Emulator;
use https::{client, start};
use rustls::NamedGroup;
use rustls::crypto::{ActiveKeyExchange, SupportedKxGroup};

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

#[test]
fn process_default_is_used_whatever_is_built_in() {
    let mut provider = emulator::provider();
    provider.kx_groups = vec![Box::leak(Box::new(Counted(provider.kx_groups[0])))];
    provider.install_default().unwrap();
    let emulator = Emulator::tls();
    let client = client(&emulator);
    assert_eq!(KEY_EXCHANGES.load(Ordering::Relaxed), 0);
    client.start_import(&start()).unwrap();
    assert_eq!(KEY_EXCHANGES.load(Ordering::Relaxed), 1);
    assert_eq!((emulator.connections(), emulator.imports_started()), (1, 1));
}
