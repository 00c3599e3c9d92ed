//! Starts an import and prints its id: by pinecone-import over the transport of
//! `examples/rustls_transport`.

extern crate alloc;

#[path = "../../../../examples/rustls_transport/response.rs"]
mod response;
#[path = "../../../../examples/rustls_transport/transport.rs"]
mod transport;

use std::error::Error;

use pinecone_import::{Client, StartImport, SystemClock};
use rustls::crypto::ring::default_provider;
use transport::RustlsTransport;

fn main() {
    match start() {
        Ok(id) => println!("{id}"),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}

fn start() -> Result<String, Box<dyn Error>> {
    let var = |name| std::env::var(name).unwrap_or_default();
    let ca_pem = std::fs::read(var("CA_FILE")).unwrap_or_default();
    let transport = RustlsTransport::new(default_provider(), &ca_pem)?;
    let (host, key) = (var("PINECONE_INDEX_HOST"), var("PINECONE_API_KEY"));
    let client = Client::with_transport(host, key, transport, SystemClock::default())?;
    Ok(client.start_import(&StartImport::new("s3://bucket/dir"))?.id)
}
