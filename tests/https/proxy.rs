//! Starts through an HTTP proxy.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::tunnel::Proxy;
use crate::support::emulator::{Accept, Emulator, Settings};
use crate::support::https::start;
use pinecone_import::TransportErrorKind as Kind;
use pinecone_import::{ApiKey, Client, ClientBuilder, Endpoint, Error, IndexHost, ListImports};
use pinecone_import::{Operation, RetryPolicy, Transport};

pub const OK: &[u8] = b"HTTP/1.1 200 Connection established\r\nx: y\r\n\r\n";

pub fn address(emulator: &Emulator) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], emulator.port()))
}

/// The emulator by a name that only the proxy takes for it.
pub fn outside(emulator: &Emulator) -> ClientBuilder {
    let url = format!("https://service.example:{}", emulator.port());
    Client::builder(url, emulator.api_key())
        .retry(RetryPolicy::none())
        .root_certificate_pem(emulator.ca_pem())
}

#[test]
fn start_goes_through_the_proxy() {
    let emulator = Emulator::tls();
    let proxy = Proxy::start(address(&emulator), OK);
    let client = outside(&emulator).proxy(format!("http://{}", proxy.address));
    let client = client.build().unwrap();
    assert_eq!(client.start_import(&start()).unwrap().id, "101");
    assert_eq!(client.describe_import("101").unwrap().id, "101");
    let authority = format!("service.example:{}", emulator.port());
    assert_eq!(
        *proxy.heads.lock().unwrap(),
        [format!(
            "CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n"
        )]
    );
}

#[test]
fn loopback_host_never_goes_through_a_proxy() {
    for emulator in [Emulator::plain(), Emulator::tls()] {
        let proxy = Proxy::start(address(&emulator), OK);
        let scheme = emulator.url().split(':').next().unwrap().to_owned();
        let mut hosts = vec!["127.0.0.1", "127.1.2.3", "localhost", "LocalHost", "[::1]"];
        if scheme == "https" {
            hosts.push("[::ffff:127.0.0.1]");
        }
        for host in hosts {
            let url = format!("{scheme}://{host}:{}", emulator.port());
            let mut client = Client::builder(url, emulator.api_key())
                .retry(RetryPolicy::none())
                .proxy(format!("http://{}", proxy.address));
            if scheme == "https" {
                client = client.root_certificate_pem(emulator.ca_pem());
            }
            // The emulator listens on one of these addresses, and is certified for some.
            let result = client.build().unwrap().start_import(&start());
            assert!(result.is_ok() || !["127.0.0.1", "localhost"].contains(&host));
        }
        assert_eq!(*proxy.heads.lock().unwrap(), [""; 0]);
    }
}

#[test]
fn plain_http_never_goes_through_a_proxy() {
    let emulator = Emulator::plain();
    let proxy = Proxy::start(address(&emulator), OK);
    let builder = Client::builder("service.example", emulator.api_key())
        .proxy(format!("http://{}", proxy.address));
    let transport = builder.build_transport().unwrap();
    let host = IndexHost::new("service.example").unwrap();
    let endpoint = Endpoint::new(host, ApiKey::new(&emulator.api_key()).unwrap());
    let mut request = ListImports::new().request(&endpoint).unwrap();
    // A transport that wraps ours can change a request like this.
    request.url = format!("http://service.example:{}/bulk/imports", emulator.port());
    let error = transport.send(&request, Duration::from_secs(10));
    assert!(error.is_err());
    assert_eq!(*proxy.heads.lock().unwrap(), [""; 0]);
}

#[test]
fn proxy_resolves_the_host() {
    let emulator = Emulator::plain();
    let proxy = Proxy::start(address(&emulator), OK);
    // Without TLS at its end the handshake fails; but it got there.
    let url = format!("http://{}", proxy.address);
    let client = Client::builder("no-such-host.invalid", "key")
        .proxy(url)
        .retry(RetryPolicy::none());
    let error = client.build().unwrap().start_import(&start()).unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.kind == Kind::Tls),
        "{error}"
    );
    assert!(proxy.heads.lock().unwrap()[0].starts_with("CONNECT no-such-host.invalid:443 "));
}

#[test]
fn user_or_password_alone_is_sent_too() {
    let emulator = Emulator::tls();
    for (credentials, basic) in [
        ("user@", "dXNlcjo="),
        ("user:@", "dXNlcjo="),
        (":pass@", "OnBhc3M="),
        (":@", "Og=="),
    ] {
        let proxy = Proxy::start(address(&emulator), OK);
        let url = format!("http://{credentials}{}", proxy.address);
        let client = outside(&emulator).proxy(url).build().unwrap();
        client.start_import(&start()).unwrap();
        let head = proxy.heads.lock().unwrap()[0].clone();
        let line = format!("\r\nProxy-Authorization: Basic {basic}\r\n");
        assert!(head.contains(&line), "{credentials}: {head}");
    }
}

#[test]
fn interim_answers_and_bare_line_feeds_are_no_failure() {
    let emulator = Emulator::tls();
    for answer in [
        &b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"[..],
        b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 100 Continue\n\nHTTP/1.0 200\r\n\r\n",
        b"HTTP/1.0 200 OK\n\n",
        b"HTTP/1.1 200 OK\nx: y\n\n",
        b"HTTP/1.1 204 No Content\r\nx: y\n\r\n",
    ] {
        let proxy = Proxy::start(address(&emulator), answer);
        let client = outside(&emulator).proxy(format!("http://{}", proxy.address));
        let result = client.build().unwrap().start_import(&start());
        let answer = String::from_utf8_lossy(answer);
        assert!(result.is_ok(), "{answer:?}: {:?}", result.unwrap_err());
    }
}

#[test]
fn proxy_that_drips_its_answer_ends_in_time() {
    let emulator = Emulator::tls();
    for accept in [(|_| Accept::Drip) as fn(usize) -> Accept, |_| Accept::Stall] {
        let proxy = Emulator::start(Settings {
            accept,
            ..Settings::default()
        })
        .unwrap();
        let quarter = Duration::from_millis(250);
        for builder in [
            outside(&emulator).connect_timeout(quarter),
            outside(&emulator).timeout(quarter),
        ] {
            let client = builder.proxy(proxy.url()).build().unwrap();
            let begin = Instant::now();
            let error = client.start_import(&start()).unwrap_err();
            assert!(
                begin.elapsed() < 20 * quarter && !error.may_have_executed(),
                "{error}"
            );
            assert!(
                matches!(&error, Error::Transport(error) if error.kind == Kind::Timeout),
                "{error}"
            );
            let says = format!(
                "timed out (127.0.0.1:{}): the proxy took too long",
                proxy.port()
            );
            assert_eq!(error.to_string(), says);
        }
    }
}

#[test]
fn proxy_url_of_another_kind_is_refused_without_showing_it() {
    for url in [
        "",
        "socks5://h:1",
        "socks4://u:s3cr3t-word@h:1",
        "ftp://h",
        "http://",
        "http://u:s3cr3t-word@",
        "not a url",
        "http://h:99999",
        "http://h:0",
        "https://u:s3cr3t-word@[::1]:65536",
        "http://u:s3cr3t-word@h:port",
    ] {
        match Client::builder("a.example", "key")
            .proxy(url)
            .build()
            .unwrap_err()
        {
            Error::InvalidArgument(error) => {
                assert_eq!(error.field, "proxy", "{url}");
                assert!(!error.to_string().contains("s3cr3t-word"));
            }
            other => panic!("{other}"),
        }
    }
    let shown = format!(
        "{:?}",
        Client::builder("a.example", "key_s3cr3t-word").proxy("http://u:s3cr3t-word@h")
    );
    assert!(!shown.contains("s3cr3t-word"), "{shown}");
}
