//! What is said of a proxy that fails, and how often it is asked.

use std::net::TcpListener;
use std::ops::ControlFlow;
use std::time::Duration;

use super::kind;
use super::proxy::{address, outside};
use super::tunnel::Proxy;
use crate::support::emulator::{Accept, Certificate, Emulator, Settings};
use crate::support::https::start;
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{Error, HttpsClient, RetryPolicy, WaitOptions, WaitProgress};

const TRIES: u32 = 3;

/// A client that goes through the proxy at this place, and tries again at once.
fn through(emulator: &Emulator, url: &str) -> HttpsClient {
    let fast = RetryPolicy::default()
        .tries(TRIES)
        .delays(Duration::from_millis(1), Duration::from_millis(1));
    let builder = outside(emulator).retry(fast).proxy(url);
    builder.build().unwrap()
}

/// One try of a start.
fn fail(emulator: &Emulator, url: &str) -> Error {
    let client = outside(emulator).proxy(url).build().unwrap();
    client.start_import(&start()).unwrap_err()
}

/// One of the four operations, or a wait.
fn call(client: &HttpsClient, operation: usize) -> Error {
    if operation < 4 {
        return super::call(client, operation).unwrap_err();
    }
    let patient = WaitOptions::default().interval(Duration::from_millis(100), Duration::ZERO);
    let patient = patient.deadline(Duration::from_secs(3));
    let go_on = |_: &WaitProgress<'_>| ControlFlow::Continue(());
    client.wait_for_import("101", &patient, go_on).unwrap_err()
}

#[test]
fn refusal_of_the_proxy_ends_every_call_at_once() {
    let emulator = Emulator::tls();
    let endless = format!("HTTP/1.1 407 Proxy\r\nx: {}", "a".repeat(5000));
    for answer in [
        &b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"[..],
        b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.0 401 Unauthorized\n\n",
        // A proxy that is asked again could lock the account, also if its answer is cut.
        b"HTTP/1.1 407 Proxy",
        endless.leak().as_bytes(),
    ] {
        let proxy = Proxy::start(address(&emulator), answer);
        let client = through(&emulator, &format!("http://u:pw@{}", proxy.address));
        for operation in 0..5 {
            let error = call(&client, operation);
            assert_eq!(kind(&error), Some(Kind::ProxyRefused), "{error}");
            assert!(
                !error.is_retryable() && !error.may_have_executed(),
                "{error}"
            );
            assert_eq!(proxy.heads.lock().unwrap().drain(..).count(), 1, "{error}");
        }
    }
    // What may pass is tried again.
    let proxy = Proxy::start(address(&emulator), b"HTTP/1.1 503 Busy\r\n\r\n");
    let client = through(&emulator, &format!("http://{}", proxy.address));
    for operation in 0..4 {
        let error = call(&client, operation);
        assert!(
            error.is_retryable() && !error.may_have_executed(),
            "{error}"
        );
        let asked = proxy.heads.lock().unwrap().drain(..).count();
        assert_eq!(asked, TRIES as usize, "{error}");
    }
    assert_eq!(emulator.connections(), 0);
}

#[test]
fn answer_of_the_proxy_is_told_with_its_name() {
    let emulator = Emulator::tls();
    let (refused, failed) = (Kind::ProxyRefused, Kind::Proxy);
    for (answer, kind, says) in [
        (
            &b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"[..],
            refused,
            "the proxy cannot be used: {} asks for other credentials (407)",
        ),
        (
            b"HTTP/1.1 403 Forbidden\r\n\r\n",
            refused,
            "the proxy cannot be used: {} answered 403",
        ),
        (
            b"HTTP/1.0 502 Bad Gateway\r\n\r\n<html>",
            failed,
            "the proxy failed: {} answered 502",
        ),
        (
            b"HTTP/1.1 300 Multiple Choices\r\n\r\n",
            failed,
            "the proxy failed: {} answered 300",
        ),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://x\r\n\r\n",
            failed,
            "the proxy failed: {} answered 302",
        ),
        (
            b"SSH-2.0\r\n\r\n",
            failed,
            "the proxy failed: the answer of {} is not valid HTTP",
        ),
        (
            b"HTTP/1.1 2\xff0\r\n\r\n",
            failed,
            "the proxy failed: the answer of {} is not valid HTTP",
        ),
        (
            b"HTTP/1.1 2",
            failed,
            "the proxy failed: {} closed the connection in the middle of its answer",
        ),
        (
            b"",
            failed,
            "the proxy failed: {} closed the connection without an answer",
        ),
        (
            b"HTTP/1.1 100 Continue\r\n\r\n",
            failed,
            "the proxy failed: {} closed the connection without an answer",
        ),
        (
            &[b'a'; 5000],
            failed,
            "the proxy failed: the answer of {} is too long",
        ),
    ] {
        let proxy = Proxy::start(address(&emulator), answer);
        let url = format!("http://user:s3cr3t-word@{}", proxy.address);
        let error = fail(&emulator, &url);
        let says = says.replace("{}", &proxy.address.to_string());
        assert_eq!(error.to_string(), says);
        assert_eq!(super::kind(&error), Some(kind), "{error}");
        assert_eq!(error.is_retryable(), kind == failed, "{error}");
        assert!(!error.may_have_executed(), "{error}");
        assert!(!format!("{error:?}").contains("s3cr3t-word"), "{error:?}");
    }
    let proxy = Proxy::start(address(&emulator), b"HTTP/1.1 407 Who\r\n\r\n");
    let error = fail(&emulator, &format!("http://{}", proxy.address));
    let says = format!("{} asks for a user and a password (407)", proxy.address);
    assert!(error.to_string().ends_with(&says), "{error}");
    assert_eq!(emulator.connections(), 0);
}

#[test]
fn proxy_that_is_not_reached_is_told_from_the_server() {
    let emulator = Emulator::tls();
    let close = Emulator::start(Settings {
        accept: |_| Accept::Close,
        ..Settings::default()
    })
    .unwrap();
    let stranger = Emulator::start(Settings {
        tls: Some(Certificate::Untrusted),
        ..Settings::default()
    })
    .unwrap();
    let plain = Proxy::start(address(&emulator), b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap().port();
    drop(listener);
    for (scheme, place, kind, says) in [
        (
            "http",
            format!("127.0.0.1:{closed}"),
            Kind::Proxy,
            "the proxy failed: cannot connect to {}: ",
        ),
        (
            "http",
            "no-such-proxy.invalid:3128".into(),
            Kind::Proxy,
            "the proxy failed: cannot resolve {}: ",
        ),
        // The proxy itself is reached without a proxy.
        (
            "https",
            "no-such-proxy.invalid:3129".into(),
            Kind::Proxy,
            "the proxy failed: cannot resolve {}: ",
        ),
        (
            "https",
            format!("127.0.0.1:{}", stranger.port()),
            Kind::ProxyRefused,
            "the proxy cannot be used: the certificate of {} is not trusted: ",
        ),
        (
            "https",
            format!("127.0.0.1:{}", plain.address.port()),
            Kind::Proxy,
            "the proxy failed: TLS with {} failed; most proxies have http:// in their URL: ",
        ),
        (
            "http",
            format!("127.0.0.1:{}", close.port()),
            Kind::Proxy,
            "the proxy failed: ",
        ),
    ] {
        let error = fail(&emulator, &format!("{scheme}://us-er:s3cr3t-word@{place}"));
        let says = says.replace("{}", &place);
        assert!(error.to_string().starts_with(&says), "{says}: {error}");
        assert!(error.to_string().contains(&place), "{place}: {error}");
        assert_eq!(super::kind(&error), Some(kind), "{error}");
        assert_eq!(error.is_retryable(), kind != Kind::ProxyRefused, "{error}");
        assert!(!error.may_have_executed(), "{error}");
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains("s3cr3t-word") && !shown.contains("us-er"),
            "{shown}"
        );
    }
    assert_eq!(emulator.connections(), 0);
}
