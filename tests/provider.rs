//! With neither ring nor graviola built in, the program brings its own TLS cryptography.

#![cfg(all(feature = "https", not(any(feature = "graviola", feature = "ring"))))]

#[path = "support/emulator/mod.rs"]
mod emulator;
#[path = "support/https.rs"]
mod https;

use emulator::Emulator;
use https::{builder, client, start};
use pinecone_import::Error;

// One test, because the default is the whole process's.
#[test]
fn client_without_a_provider_is_refused_until_the_process_has_one() {
    let emulator = Emulator::tls();
    match builder(&emulator).build().unwrap_err() {
        Error::InvalidArgument(argument) => assert_eq!(argument.field, "TLS provider"),
        other => panic!("{other:?}"),
    }
    assert_eq!(emulator.connections(), 0);
    emulator::provider().install_default().unwrap();
    assert_eq!(client(&emulator).start_import(&start()).unwrap().id, "101");
    assert_eq!((emulator.connections(), emulator.imports_started()), (1, 1));
}
