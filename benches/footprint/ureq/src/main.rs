//! Starts an import and prints its id: by ureq and miniserde as they are.

use std::error::Error;

use miniserde::{Deserialize, Serialize, json};
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

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
    let mut roots = RootCerts::WebPki;
    if let Ok(pem) = std::fs::read(var("CA_FILE")) {
        let certificates = parse_pem(&pem).filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        });
        roots = RootCerts::from(certificates);
    }
    let tls = TlsConfig::builder().root_certs(roots).build();
    let agent: Agent = Agent::config_builder().tls_config(tls).build().into();
    let wanted = StartImport {
        uri: "s3://bucket/dir".into(),
    };
    let mut answer = agent
        .post(format!("{}/bulk/imports", var("PINECONE_INDEX_HOST")))
        .header("Api-Key", var("PINECONE_API_KEY"))
        .header("X-Pinecone-Api-Version", "2025-10")
        .header("Content-Type", "application/json")
        .send(json::to_string(&wanted))?;
    let body = answer.body_mut().read_to_string()?;
    let started: Started = json::from_str(&body).map_err(|error| error.to_string())?;
    Ok(started.id)
}
