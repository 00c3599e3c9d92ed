//! Starts an import and prints its id: by pinecone-import.

#[cfg(feature = "own-provider")]
#[path = "../../own_provider.rs"]
mod own_provider;

use pinecone_import::{Client, Error, StartImport};

fn main() {
    match start() {
        Ok(id) => println!("{id}"),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}

fn start() -> Result<String, Error> {
    #[cfg(feature = "own-provider")]
    own_provider::install();
    let var = |name| std::env::var(name).unwrap_or_default();
    let mut client = Client::builder(var("PINECONE_INDEX_HOST"), var("PINECONE_API_KEY"));
    if let Ok(pem) = std::fs::read(var("CA_FILE")) {
        client = client.root_certificate_pem(pem);
    }
    let started = client
        .build()?
        .start_import(&StartImport::new("s3://bucket/dir"))?;
    Ok(started.id)
}
