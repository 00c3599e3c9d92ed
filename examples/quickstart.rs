//! An import from its start to its end.
//!
//! Without settings this runs against an emulator of the API, over TLS, on this machine.
//! With `PINECONE_API_KEY` and `PINECONE_INDEX_HOST` set, it imports the URI that is given
//! as the argument into the real index: `cargo run --example quickstart s3://BUCKET/DIR`.

#[path = "../tests/support/emulator/mod.rs"]
mod emulator;

use std::error::Error as StdError;
use std::ops::ControlFlow;
use std::time::Duration;
use std::{env, process};

use emulator::service::ServiceSettings;
use emulator::{Certificate, Emulator, Settings};
use pinecone_import::{
    Client, Error, HttpsClient, ImportErrorMode, ListImports, StartImport, WaitOptions, WaitOutcome,
};

fn main() {
    if let Err(error) = run() {
        eprintln!("quickstart: {error}");
        process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn StdError>> {
    let settings = (
        env::var("PINECONE_API_KEY"),
        env::var("PINECONE_INDEX_HOST"),
    );
    if let (Ok(key), Ok(host)) = settings {
        let uri = env::args()
            .nth(1)
            .ok_or("give the URI of the files, such as s3://BUCKET/DIR")?;
        println!("Importing into {host}\n");
        return life(&Client::new(&host, key)?, &uri, &WaitOptions::default());
    }
    let service = ServiceSettings {
        import_duration: Duration::from_secs(2),
        ..Default::default()
    };
    let tls = Some(Certificate::Valid);
    let emulator = Emulator::start(Settings {
        service,
        tls,
        ..Settings::default()
    })?;
    println!(
        "No PINECONE_API_KEY and PINECONE_INDEX_HOST: using the emulator at {}\n",
        emulator.url()
    );
    let client = Client::builder(emulator.url(), emulator.api_key())
        .root_certificate_pem(emulator.ca_pem())
        .build()?;
    let often = Duration::from_millis(300);
    life(
        &client,
        "s3://example-bucket/vectors",
        &WaitOptions::default().interval(often, often),
    )
}

fn life(client: &HttpsClient, uri: &str, options: &WaitOptions) -> Result<(), Box<dyn StdError>> {
    println!("1. Start an import of {uri}");
    let start = StartImport::new(uri).error_mode(ImportErrorMode::Abort);
    let id = client.start_import(&start)?.id;
    println!("   started, its id is {id}\n");

    println!("2. Wait for its end");
    let outcome = client.wait_for_import(&id, options, |import| {
        let percent = import.percent_complete.unwrap_or(0.0);
        let records = import.records_imported.unwrap_or(0);
        println!(
            "   {:<10} {percent:>5.1} %  {records:>6} records",
            import.status.as_str()
        );
        ControlFlow::Continue(())
    })?;
    match outcome {
        WaitOutcome::Completed(_) => println!("   it is complete\n"),
        WaitOutcome::Failed(import) => {
            println!("   it failed: {}\n", import.error.unwrap_or_default());
        }
        other => println!("   it ended otherwise: {other:?}\n"),
    }

    println!("3. List the imports");
    for import in client.imports().page_size(10).max_pages(1) {
        match import {
            Ok(import) => {
                println!(
                    "   {}  {}  {}",
                    import.id,
                    import.status,
                    import.uri.unwrap_or_default()
                );
            }
            // The page limit: the newest are enough here.
            Err(Error::InvalidArgument(_)) => println!("   and more"),
            Err(error) => return Err(error.into()),
        }
    }

    println!("\n4. Cancel it, which changes nothing once it has ended");
    client.cancel_import(&id)?;
    println!("   done\n");

    println!("5. Ask for a page that the server refuses");
    match client.list_imports(&ListImports::new().pagination_token("no-such-token")) {
        Err(Error::Api(refusal)) => {
            println!("   {refusal}");
            for detail in &refusal.status.details {
                println!("   detail {}: {:?}", detail.type_url, detail.value);
            }
        }
        other => println!("   not refused: {other:?}"),
    }
    Ok(())
}
