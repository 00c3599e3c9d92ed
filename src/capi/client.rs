//! The client.

use alloc::boxed::Box;
use core::ffi::c_char;

use super::error::Error;
use super::failure::Failure;
use super::guard::{Out, free, give};
use super::options::Options;
use super::text::required;
use crate::client::HttpsClient;

/// A client for one index.
pub(super) struct Client(pub(super) HttpsClient);

/// The header lets threads share a client.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Client>();
};

impl Client {
    pub(super) fn of(client: Option<&Self>) -> Result<&HttpsClient, Failure> {
        Ok(&client.ok_or(Failure::Null("client"))?.0)
    }
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_client_new(
    host: *const c_char,
    api_key: *const c_char,
    options: Option<&Options>,
    out: Out<Client>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        let (host, key) = (required(host, "host")?, required(api_key, "api key")?);
        Ok(Client(match options {
            Some(options) => options.client(host, key)?,
            None => HttpsClient::new(host, key)?,
        }))
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_client_free(client: Option<Box<Client>>) {
    free(client);
}
