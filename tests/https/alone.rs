//! The transport without its client.

use std::net::SocketAddr;

use super::kind;
use super::tunnel::Proxy;
use crate::support::emulator::Emulator;
use crate::support::https::{builder, start};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Client, ClientBuilder, Error, RetryPolicy, SystemClock};

/// A client of this host over the transport that the builder makes, and nothing else of it.
fn over(builder: &ClientBuilder, host: String, key: String) -> Client {
    let transport = builder.build_transport().unwrap();
    let client = Client::with_transport(host, key, transport, SystemClock::default());
    client.unwrap().retry(RetryPolicy::none())
}

#[test]
fn transport_alone_has_the_roots_and_the_cap_of_its_builder() {
    let emulator = Emulator::tls();
    let over = |builder: &ClientBuilder| over(builder, emulator.url(), emulator.api_key());
    let client = over(&builder(&emulator));
    assert_eq!(client.start_import(&start()).unwrap().id, "101");
    let client = over(&builder(&emulator).max_response_bytes(5));
    let error = client.describe_import("101").unwrap_err();
    assert_eq!(kind(&error), Some(Kind::TooLarge), "{error}");
    let without_roots = Client::builder(emulator.url(), emulator.api_key());
    let error = over(&without_roots).describe_import("101").unwrap_err();
    assert_eq!(kind(&error), Some(Kind::Certificate), "{error}");
}

#[test]
fn transport_alone_goes_through_the_proxy_of_its_builder() {
    let emulator = Emulator::tls();
    let address = SocketAddr::from(([127, 0, 0, 1], emulator.port()));
    let proxy = Proxy::start(address, b"HTTP/1.1 200 OK\r\n\r\n");
    let settings = builder(&emulator).proxy(format!("http://{}", proxy.address));
    // Only the proxy takes this name for the emulator.
    let host = format!("service.example:{}", emulator.port());
    let client = over(&settings, host, emulator.api_key());
    assert_eq!(client.start_import(&start()).unwrap().id, "101");
    assert_eq!(proxy.heads.lock().unwrap().len(), 1);
}

#[test]
fn transport_alone_is_refused_for_the_settings_that_a_client_is_refused_for() {
    let emulator = Emulator::plain();
    for builder in [
        builder(&emulator).proxy("ftp://proxy"),
        builder(&emulator).root_certificate_pem("no PEM"),
    ] {
        let error = builder.build_transport().unwrap_err();
        assert!(matches!(error, Error::InvalidArgument(_)), "{error}");
    }
}
