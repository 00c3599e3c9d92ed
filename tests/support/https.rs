//! Clients of the emulator.

use std::time::Duration;

use pinecone_import::{Client, ClientBuilder, HttpsClient, RetryPolicy, StartImport};

use super::emulator::Emulator;

/// A client that trusts the emulator, and hardly waits between tries.
pub fn builder(emulator: &Emulator) -> ClientBuilder {
    let fast = RetryPolicy::default().delays(Duration::from_millis(1), Duration::from_millis(1));
    let builder = Client::builder(emulator.url(), emulator.api_key()).retry(fast);
    match emulator.ca_pem() {
        "" => builder,
        pem => builder.root_certificate_pem(pem),
    }
}

pub fn client(emulator: &Emulator) -> HttpsClient {
    builder(emulator).build().unwrap()
}

pub fn start() -> StartImport {
    StartImport::new("s3://bucket/dir")
}
