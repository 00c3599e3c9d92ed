//! Starts an import and prints its id: by rustls over a socket, with nothing else. The floor.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

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
    let url = var("PINECONE_INDEX_HOST");
    let (scheme, authority) = url.split_once("://").ok_or("no URL")?;
    let mut socket = TcpStream::connect(authority)?;
    let answer = if scheme == "https" {
        let host = authority.split(':').next().unwrap_or_default();
        let name = ServerName::try_from(host)?.to_owned();
        let connection = ClientConnection::new(config(&var("CA_FILE"))?, name)?;
        exchange(&mut StreamOwned::new(connection, socket), authority)?
    } else {
        exchange(&mut socket, authority)?
    };
    let id = answer.split_once("\"id\":\"").ok_or(&*answer)?.1;
    Ok(id.split('"').next().unwrap_or_default().into())
}

fn config(ca_file: &str) -> Result<Arc<ClientConfig>, Box<dyn Error>> {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Ok(pem) = std::fs::read(ca_file) {
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            roots.add(certificate?)?;
        }
    }
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn exchange(stream: &mut (impl Read + Write), host: &str) -> Result<String, Box<dyn Error>> {
    let body = r#"{"uri":"s3://bucket/dir"}"#;
    let key = std::env::var("PINECONE_API_KEY")?;
    // In one piece: a second small one would wait for the first to be acknowledged.
    let request = format!(
        "POST /bulk/imports HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Api-Key: {key}\r\nX-Pinecone-Api-Version: 2025-10\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
