//! The README's first program, over TLS, against an emulator of the API on this machine.
//!
//! With `PINECONE_API_KEY` and `PINECONE_INDEX_HOST` set, it imports into that index:
//! `cargo run --example quickstart s3://BUCKET/DIR`.

#[path = "../tests/support/emulator/mod.rs"]
mod emulator;

use std::error::Error;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::{env, time::Duration};

use emulator::service::ServiceSettings;
use emulator::{Certificate, Emulator, Settings};
use pinecone_import::{Client, ListImports, StartImport, WaitOptions};

fn main() -> ExitCode {
    if let Err(error) = run() {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run() -> Result<(), Box<dyn Error>> {
    let variables = (
        env::var("PINECONE_INDEX_HOST"),
        env::var("PINECONE_API_KEY"),
    );
    let (Ok(host), Ok(key)) = variables else {
        return run_with_emulator();
    };
    let uri = env::args().nth(1).ok_or("usage: quickstart URI")?;
    import(&Client::new(host, key)?, &uri, &WaitOptions::default())
}

fn run_with_emulator() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start(Settings {
        tls: Some(Certificate::Valid),
        service: ServiceSettings {
            import_duration: Duration::from_secs(2),
            ..ServiceSettings::default()
        },
        ..Settings::default()
    })?;
    println!("PINECONE_INDEX_HOST and PINECONE_API_KEY are not set.");
    println!("This is an emulator at {}.\n", emulator.url());
    let client = Client::builder(emulator.url(), emulator.api_key())
        .root_certificate_pem(emulator.ca_pem())
        .build()?;
    let interval = Duration::from_millis(300);
    let options = WaitOptions::default().interval(interval, interval);
    import(&client, "s3://bucket/dir", &options)
}

fn import(client: &Client, uri: &str, options: &WaitOptions) -> Result<(), Box<dyn Error>> {
    let import = client.ensure_import(&StartImport::new(uri))?;
    println!("import {} is running", import.id());
    let outcome = client.wait_for_import(import.id(), options, |progress| {
        if let Some(import) = progress.just_seen() {
            let percent = import.percent_complete.unwrap_or(0.0);
            println!("{} {percent:.1} %", import.status);
        }
        ControlFlow::Continue(())
    })?;
    let import = outcome.into_result()?; // failed, cancelled and not ended in time are errors
    println!("{} records", import.records_imported.unwrap_or(0));

    println!("\nThe last imports:");
    for import in client.list_imports(&ListImports::new().limit(5))?.data {
        println!("{} {}", import.id, import.status);
    }

    println!("\nAn error, as it is printed:");
    if let Err(error) = client.describe_import("no-such-import") {
        println!("{error}");
    }
    Ok(())
}
