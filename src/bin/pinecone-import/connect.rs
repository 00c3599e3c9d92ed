//! The client, from options and environment.

use std::fs;
use std::sync::Arc;

use pinecone_import::{
    ApiKey, Client, Endpoint, HttpsClient, IndexHost, Operation as _, Request, StartImport,
};

use crate::args::Connection;
use crate::failure::Failure;
use crate::screen::Screen;
use crate::signals;
use crate::values::{key_of_file, usage, variable};

const SOURCE_TAG: &str = "cli";

pub fn client(connection: &Connection, screen: &Arc<Screen>) -> Result<HttpsClient, Failure> {
    let (host, key) = (host(connection)?, key(connection)?);
    let screen = screen.clone();
    let mut builder = Client::builder(host, key)
        .proxy_from_env()
        .source_tag(SOURCE_TAG)
        .on_event(move |event| screen.event(event))
        .stop(signals::stop());
    if let Some(version) = connection.version {
        builder = builder.api_version(version);
    }
    if let Some(timeout) = connection.timeout {
        builder = builder.timeout(timeout);
    }
    for file in &connection.ca_files {
        let unread = |error| Failure::Usage(format!("cannot read the --ca-file: {error}"));
        builder = builder.root_certificate_pem(fs::read(file).map_err(unread)?);
    }
    Ok(builder.build()?)
}

/// The request that a start would send.
pub fn request(connection: &Connection, start: &StartImport) -> Result<Request, Failure> {
    let (host, key) = (host(connection)?, key(connection)?);
    let mut endpoint = Endpoint::new(IndexHost::new(&host)?, ApiKey::new(&key)?);
    if let Some(version) = connection.version {
        endpoint = endpoint.api_version(version);
    }
    Ok(start.request(&endpoint.source_tag(SOURCE_TAG))?)
}

fn key(connection: &Connection) -> Result<String, Failure> {
    if let Some(file) = &connection.key_file {
        return key_of_file("--api-key-file", file);
    }
    if let Some(key) = variable("PINECONE_API_KEY")? {
        return Ok(key);
    }
    let name = "PINECONE_API_KEY_FILE";
    match variable(name)? {
        Some(file) => key_of_file(name, file.as_ref()),
        None => usage("set PINECONE_API_KEY to an API key of your project"),
    }
}

fn host(connection: &Connection) -> Result<String, Failure> {
    let host = match &connection.host {
        Some(host) => Some(host.clone()),
        None => variable("PINECONE_INDEX_HOST")?,
    };
    match host {
        Some(host) => Ok(host),
        None => usage("no index given: use --index-host, or set PINECONE_INDEX_HOST"),
    }
}
