//! The README's first program, over TLS, against an emulator of the API on this machine.
//!
//! With `PINECONE_API_KEY` and `PINECONE_INDEX_HOST` set, it imports into that index:
//! `cargo run --example quickstart s3://BUCKET/DIR`.

#[path = "../tests/support/emulator/mod.rs"]
mod emulator;

use std::error::Error as StdError;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::{env, time::Duration};

use emulator::service::ServiceSettings;
use emulator::{Certificate, Emulator, Settings};
use pinecone_import::{Client, Error, ListImports, RpcMessage, StartImport, WaitOptions};

fn main() -> ExitCode {
    if let Err(error) = run() {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run() -> Result<(), Box<dyn StdError>> {
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

fn run_with_emulator() -> Result<(), Box<dyn StdError>> {
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
    import(&client, "s3://bucket/dir", &options)?;
    refused_start(&client);
    Ok(())
}

fn import(client: &Client, uri: &str, options: &WaitOptions) -> Result<(), Box<dyn StdError>> {
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
    Ok(())
}

/// Asks for what the emulator refuses: no storage account has a name with a hyphen.
fn refused_start(client: &Client) {
    let uri = "https://my-account.blob.core.windows.net/container/dir";
    let Err(error) = client.start_import(&StartImport::new(uri)) else {
        return;
    };
    println!("\nA refused start, as it is printed, and what its details say of each field:");
    println!("{error}");
    let Error::Api(error) = error else { return };
    for detail in &error.status.details {
        if let Some(RpcMessage::BadRequest(bad)) = detail.message() {
            for violation in bad.field_violations {
                println!("- {}: {}", violation.field, violation.description);
            }
        }
    }
}
