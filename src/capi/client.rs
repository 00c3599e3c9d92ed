//! The client.

use alloc::boxed::Box;
use core::ffi::c_char;

use super::error::Error;
use super::failure::Failure;
use super::guard::{Out, free, give};
use super::options::Options;
use super::parts::{AnyClock, AnyTransport};
use super::text::required;
use super::transport::Transport;
use crate::client;

type AnyClient = client::Client<AnyTransport, AnyClock>;

/// A client for one index.
pub(super) struct Client(AnyClient);

/// The header lets threads share a client.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Client>();
};

impl Client {
    pub(super) fn of(client: Option<&Self>) -> Result<&AnyClient, Failure> {
        Ok(&client.ok_or(Failure::Null("client"))?.0)
    }
}

/// Makes a client over what `transport` gives.
fn new(
    host: *const c_char,
    api_key: *const c_char,
    options: Option<&Options>,
    parts: impl FnOnce(&str, &str, &Options) -> Result<(AnyTransport, AnyClock), Failure>,
) -> Result<Client, Failure> {
    let (host, key) = (required(host, "host")?, required(api_key, "api key")?);
    let default = Options::default();
    let options = options.unwrap_or(&default);
    let (transport, clock) = parts(host, key, options)?;
    let client = AnyClient::with_transport(host, key, transport, clock)?;
    Ok(Client(options.apply(client)?))
}

#[cfg(feature = "https")]
#[unsafe(no_mangle)]
extern "C" fn pinecone_import_client_new(
    host: *const c_char,
    api_key: *const c_char,
    options: Option<&Options>,
    out: Out<Client>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        new(host, api_key, options, |host, key, options| {
            let most = options.max_response_bytes;
            let transport = options.https.transport(host, key, most)?;
            let clock = crate::clock::SystemClock::default();
            Ok((AnyTransport::Https(transport), AnyClock::System(clock)))
        })
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_client_new_with_transport(
    host: *const c_char,
    api_key: *const c_char,
    options: Option<&Options>,
    transport: Option<&Transport>,
    out: Out<Client>,
    error: Out<Error>,
) -> i32 {
    give(out, error, || {
        new(host, api_key, options, |_, _, options| {
            let transport = transport.ok_or(Failure::Null("transport"))?;
            let own = transport.limited(options.max_response_bytes);
            Ok((AnyTransport::Own(own), AnyClock::of(transport)?))
        })
    })
}

#[unsafe(no_mangle)]
extern "C" fn pinecone_import_client_free(client: Option<Box<Client>>) {
    free(client);
}
