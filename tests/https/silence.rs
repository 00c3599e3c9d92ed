//! A server that says nothing: whether it was told anything.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use super::tunnel::Proxy;
use crate::support::emulator::{Accept, Certificate, Emulator, Fault, Settings};
use crate::support::https::{builder, client};
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{ApiKey, Client, ClientBuilder, Endpoint, IndexHost, ListImports};
use pinecone_import::{Operation, RetryPolicy, Transport};

use super::{call, kind};

fn silent(tls: Option<Certificate>, accept: fn(usize) -> Accept) -> Emulator {
    let settings = Settings {
        tls,
        accept,
        ..Settings::default()
    };
    Emulator::start(settings).unwrap()
}

/// Calls all four operations at once; each ends by the timeout, and starts and cancels tell this.
fn all_time_out(builder: impl Fn() -> ClientBuilder + Sync, may_have_executed: bool) {
    let builder = &builder;
    thread::scope(|scope| {
        for operation in 0..4 {
            scope.spawn(move || {
                // A request of the same thread that was written, by another connection.
                let other = Emulator::plain();
                client(&other).list_imports(&ListImports::new()).unwrap();
                let client = builder().retry(RetryPolicy::none()).build().unwrap();
                let error = call(&client, operation).unwrap_err();
                assert_eq!(kind(&error), Some(Kind::Timeout), "{error}");
                let changes = matches!(operation, 0 | 3);
                assert_eq!(
                    error.may_have_executed(),
                    changes && may_have_executed,
                    "{operation}: {error}"
                );
            });
        }
    });
}

#[test]
fn server_that_is_silent_within_the_handshake_was_told_nothing() {
    let short = Duration::from_millis(250);
    for accept in [(|_| Accept::Stall) as fn(usize) -> Accept, |_| Accept::Drip] {
        let emulator = silent(Some(Certificate::Valid), accept);
        all_time_out(|| builder(&emulator).connect_timeout(short), false);
        all_time_out(|| builder(&emulator).timeout(short), false);
        let both = || builder(&emulator).timeout(short).connect_timeout(short);
        all_time_out(both, false);
        // The proxy was told where to connect to, and nothing else.
        let target = SocketAddr::from(([127, 0, 0, 1], emulator.port()));
        let proxy = Proxy::start(target, b"HTTP/1.1 200 OK\r\n\r\n");
        let tunnelled = || {
            Client::builder("service.example", "key")
                .proxy(format!("http://{}", proxy.address))
                .timeout(short)
        };
        all_time_out(tunnelled, false);
        assert_eq!(proxy.heads.lock().unwrap().len(), 4);
    }
}

#[test]
fn server_that_is_silent_after_it_was_told_may_have_executed_it() {
    let limit = Duration::from_secs(2);
    let plain = silent(None, |_| Accept::Stall);
    all_time_out(|| builder(&plain).timeout(limit), true);
    let tls = Emulator::tls();
    tls.script((0..4).map(|_| Fault::none().delay(10 * limit)));
    all_time_out(|| builder(&tls).timeout(limit), true);
    assert_eq!(tls.exchanges().len(), 4);
}

#[test]
fn cancel_over_a_pooled_connection_may_have_been_executed() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let builder = builder(&emulator).retry(RetryPolicy::none());
        let client = builder.build().unwrap();
        client.list_imports(&ListImports::new()).unwrap();
        emulator.script([Fault::drop_after()]);
        let error = client.cancel_import("101").unwrap_err();
        assert!(error.may_have_executed(), "{error}");
        assert_eq!(emulator.connections(), 1);
    }
}

#[test]
fn earlier_request_of_the_thread_does_not_count() {
    let emulator = Emulator::plain();
    let transport = builder(&emulator).build_transport().unwrap();
    let host = IndexHost::new(&emulator.url()).unwrap();
    let endpoint = Endpoint::new(host, ApiKey::new(&emulator.api_key()).unwrap());
    let mut request = ListImports::new().request(&endpoint).unwrap();
    let second = Duration::from_secs(1);
    transport.send(&request, second).unwrap();
    // What cannot be sent over the connection that is open.
    request.headers.push(("x", "\n".into()));
    let error = transport.send(&request, second).unwrap_err();
    assert!(!error.may_have_executed(), "{error}");
    assert_eq!(emulator.exchanges().len(), 1);
}
