//! Starts an import and prints its id: by reqwest and serde_json.

use std::error::Error;

use reqwest::Certificate;
use reqwest::blocking::Client;
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct StartImport {
    uri: String,
}

#[derive(Deserialize)]
struct Started {
    id: String,
}

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
    let mut client = Client::builder();
    if let Ok(pem) = std::fs::read(var("CA_FILE")) {
        client = client.add_root_certificate(Certificate::from_pem(&pem)?);
    }
    let wanted = StartImport {
        uri: "s3://bucket/dir".into(),
    };
    let answer = client
        .build()?
        .post(format!("{}/bulk/imports", var("PINECONE_INDEX_HOST")))
        .header("Api-Key", var("PINECONE_API_KEY"))
        .header("X-Pinecone-Api-Version", "2025-10")
        .json(&wanted)
        .send()?
        .error_for_status()?;
    Ok(answer.json::<Started>()?.id)
}
