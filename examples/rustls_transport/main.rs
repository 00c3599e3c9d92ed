//! An import over a small transport of one's own, for programs that count bytes.
//!
//! `transport.rs` and `response.rs` beside this file are to be copied. This tries them:
//!
//! ```console
//! $ cargo run --example emulator -- --tls --ca-file ca.pem &
//! $ export PINECONE_INDEX_HOST=https://localhost:5080 PINECONE_API_KEY=pcsk_EMULATOR_made-up
//! $ CA_FILE=ca.pem cargo run --example rustls_transport s3://bucket/dir
//! ```

extern crate alloc;

mod response;
mod transport;

use std::error::Error;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::{env, fs};

use pinecone_import::{Client, StartImport, SystemClock, WaitOptions};
use transport::RustlsTransport;

fn main() -> ExitCode {
    if let Err(error) = run() {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run() -> Result<(), Box<dyn Error>> {
    let uri = env::args().nth(1).ok_or("usage: rustls_transport URI")?;
    let host = env::var("PINECONE_INDEX_HOST").map_err(|_| "set PINECONE_INDEX_HOST")?;
    let key = env::var("PINECONE_API_KEY").map_err(|_| "set PINECONE_API_KEY")?;
    let ca_pem = match env::var("CA_FILE") {
        Ok(file) => fs::read(file)?,
        Err(_) => Vec::new(),
    };
    let transport = RustlsTransport::new(rustls::crypto::ring::default_provider(), &ca_pem)?;
    let client = Client::with_transport(host, key, transport, SystemClock::default())?;
    let import = client.ensure_import(&StartImport::new(uri))?;
    println!("import {} is running", import.id());
    let outcome = client.wait_for_import(import.id(), &WaitOptions::default(), |progress| {
        if let Some(import) = progress.just_seen() {
            let percent = import.percent_complete.unwrap_or(0.0);
            println!("{} {percent:.1} %", import.status);
        }
        ControlFlow::Continue(())
    })?;
    let import = outcome.into_result()?; // failed, cancelled and not ended in time are errors
    println!("{} records", import.records_imported.unwrap_or(0));
    Ok(())
}
