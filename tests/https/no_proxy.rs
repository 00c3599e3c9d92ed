//! The proxy that the environment names, and the hosts that it exempts.

#[path = "../../src/https/environment.rs"]
mod environment;

use std::env;
use std::process::Command;

use super::proxy::{OK, address};
use super::tunnel::Proxy;
use crate::support::emulator::Emulator;
use crate::support::https::start;
use pinecone_import::{Client, RetryPolicy, SystemClock};

/// The variable that names the proxy for a host, and the URL.
fn chosen(variables: &[(&str, &str)], host: &str, port: u16) -> Option<(&'static str, String)> {
    let lookup = |name: &str| {
        let found = variables.iter().find(|(other, _)| *other == name)?;
        Some(found.1.to_owned())
    };
    environment::read(lookup)
        .filter(|named| named.is_for(host, port))
        .map(|named| (named.variable, named.url))
}

#[test]
fn first_variable_that_is_not_empty_names_the_proxy() {
    let all = [
        ("HTTP_PROXY", "http://never"),
        ("http_proxy", "http://never"),
        ("ALL_PROXY", "http://4"),
        ("all_proxy", "http://3"),
        ("HTTPS_PROXY", "http://2"),
        ("https_proxy", " http://1 "),
    ];
    let names = |variables: &[(&str, &str)]| {
        chosen(variables, "a.example", 443).map(|(name, url)| format!("{name}={url}"))
    };
    for (count, first) in [
        (6, Some("https_proxy=http://1")),
        (5, Some("HTTPS_PROXY=http://2")),
        (4, Some("all_proxy=http://3")),
        (3, Some("ALL_PROXY=http://4")),
        (2, None),
        (0, None),
    ] {
        assert_eq!(names(&all[..count]).as_deref(), first);
    }
    let empty = [
        ("https_proxy", ""),
        ("HTTPS_PROXY", " "),
        ("ALL_PROXY", "http://4"),
        ("no_proxy", ""),
        ("NO_PROXY", "a.example"),
    ];
    assert_eq!(names(&empty[..4]).as_deref(), Some("ALL_PROXY=http://4"));
    assert_eq!(names(&empty), None);
    let both = [
        ("HTTPS_PROXY", "http://2"),
        ("NO_PROXY", "*"),
        ("no_proxy", "b.example"),
    ];
    assert_eq!(names(&both).as_deref(), Some("HTTPS_PROXY=http://2"));
}

/// Whether this list exempts the host.
fn exempt(list: &str, host: &str, port: u16) -> bool {
    let variables = [("HTTPS_PROXY", "http://p"), ("NO_PROXY", list)];
    chosen(&variables, host, port).is_none()
}

#[test]
fn entry_of_no_proxy_matches_as_for_curl() {
    for (list, host) in [
        ("*", "a.example"),
        ("*", "10.1.2.3"),
        ("b.example,*", "a.example"),
        ("a.example", "a.example"),
        ("a.example", "A.Example"),
        ("A.EXAMPLE", "a.example"),
        ("b.example, a.example", "a.example"),
        ("b.example , a.example ,", "a.example"),
        (",,\ta.example", "a.example"),
        ("b.example a.example", "a.example"),
        ("example", "a.example"),
        ("pinecone.io", "idx-1.svc.us-east-1.pinecone.io"),
        (".pinecone.io", "idx-1.svc.us-east-1.pinecone.io"),
        (".pinecone.io", "pinecone.io"),
        ("*.pinecone.io", "idx-1.svc.us-east-1.pinecone.io"),
        ("pinecone.io.", "pinecone.io"),
        ("pinecone.io", "pinecone.io."),
        ("10.1.2.3", "10.1.2.3"),
        ("10.0.0.0/8", "10.1.2.3"),
        ("10.1.2.3/32", "10.1.2.3"),
        ("10.1.2.2/31", "10.1.2.3"),
        ("0.0.0.0/0", "10.1.2.3"),
        ("127.0.0.0/8", "127.9.9.9"),
        ("::1", "::1"),
        ("[::1]", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2001:db8::/32", "2001:db8:1::7"),
        ("x, fe80::/10", "febf::1"),
        ("::/0", "2001:db8::1"),
    ] {
        assert!(exempt(list, host, 443), "{list} and {host}");
    }
    for (list, host) in [
        ("a.example", "nota.example"),
        ("a.example", "b.example"),
        ("a.example", "example"),
        ("a.example", "a.example.org"),
        (".", "a.example"),
        ("", "a.example"),
        (", ,", "a.example"),
        ("é.example", "a.example"),
        ("10.1.2.3", "10.1.2.30"),
        ("2.3", "10.1.2.3"),
        ("10.0.0.0/8", "11.1.2.3"),
        ("10.1.2.0/31", "10.1.2.3"),
        ("10.0.0.0/33", "10.0.0.0"),
        ("10.0.0.0/", "10.0.0.0"),
        ("10.0.0.0/-1", "10.0.0.0"),
        ("10.0.0.0/8", "a.example"),
        ("0.0.0.0/0", "2001:db8::1"),
        ("::/0", "10.1.2.3"),
        ("2001:db8::/32", "2001:db9::1"),
        ("2001:db8::/129", "2001:db8::"),
        ("::1", "::2"),
    ] {
        assert!(!exempt(list, host, 443), "{list} and {host}");
    }
}

#[test]
fn port_of_an_entry_limits_it_as_for_urllib() {
    for (list, host) in [
        ("a.example:8443", "a.example"),
        ("example:8443", "a.example"),
        ("x, .example:8443", "a.example"),
        ("10.1.2.3:8443", "10.1.2.3"),
        ("[::1]:8443", "::1"),
    ] {
        assert!(exempt(list, host, 8443), "{list} and {host}");
        assert!(!exempt(list, host, 443), "{list} and {host}");
    }
    // The end of an address is no port.
    assert!(!exempt("2001:db8::1:8443", "2001:db8::1", 8443));
    assert!(!exempt("a.example:", "a.example", 443));
    assert!(!exempt("a.example:x", "a.example", 443));
}

/// Runs the test below in a process of its own, which is given this environment.
fn with_environment(variables: &[(&str, &str)], target: &Emulator) -> String {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args([
        "--exact",
        "no_proxy::start_with_the_environments_proxy",
        "--ignored",
        "--nocapture",
    ]);
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    child
        .env("TARGET_PORT", target.port().to_string())
        .env("TARGET_KEY", target.api_key())
        .env("TARGET_CA", target.ca_pem());
    let output = child.envs(variables.iter().copied()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "is run by variables_choose_the_proxy_of_a_client, with an environment"]
fn start_with_the_environments_proxy() {
    let [port, key, ca] =
        ["TARGET_PORT", "TARGET_KEY", "TARGET_CA"].map(|name| env::var(name).unwrap());
    for host in ["service.example", "localhost"] {
        let client = Client::builder(format!("https://{host}:{port}"), &key)
            .retry(RetryPolicy::none())
            .root_certificate_pem(&*ca)
            .proxy_from_env();
        match client.build() {
            Ok(client) => println!("{host}: {}", client.start_import(&start()).is_ok()),
            Err(error) => println!("{host}: {error}"),
        }
    }
    let client = Client::builder("service.example", &key).proxy_from_env();
    println!("443: {}", client.build().is_ok());
    // A transport meets another host than the one that it was made for.
    let builder = Client::builder(format!("https://localhost:{port}"), &key);
    let transport = builder.root_certificate_pem(&*ca).proxy_from_env();
    let transport = transport.build_transport().unwrap();
    let other = format!("https://service.example:{port}");
    let client = Client::with_transport(other, key, transport, SystemClock::default()).unwrap();
    match client.describe_import("101") {
        Ok(_) => println!("other: true"),
        Err(error) => println!("other: {error}, retryable: {}", error.is_retryable()),
    }
}

#[test]
fn variables_choose_the_proxy_of_a_client() {
    let emulator = Emulator::tls();
    let proxy = Proxy::start(address(&emulator), OK);
    let url = format!("http://{}", proxy.address);
    let bare = proxy.address.to_string();
    let proxied = || std::mem::take(&mut *proxy.heads.lock().unwrap()).len();
    let socks = "socks5://u:s3cr3t-word@h:1";
    let through = "service.example: true\nlocalhost: true\n443: true\nother: true\n";
    let around = "service.example: false\nlocalhost: true\n443: true\nother: cannot ";
    for (variables, count, says) in [
        (&[][..], 0, around),
        (&[("HTTPS_PROXY", url.as_str())], 2, through),
        (&[("https_proxy", &bare)], 2, through),
        (&[("all_proxy", &url)], 2, through),
        (&[("HTTP_PROXY", &url), ("http_proxy", &url)], 0, around),
        (
            &[("HTTPS_PROXY", &url), ("NO_PROXY", "other, example")],
            0,
            around,
        ),
        // What does not apply may be anything.
        (
            &[
                ("HTTPS_PROXY", &url),
                ("ALL_PROXY", socks),
                ("HTTP_PROXY", socks),
            ],
            2,
            through,
        ),
        (
            &[("ALL_PROXY", socks), ("NO_PROXY", ".service.example")],
            0,
            around,
        ),
        (
            &[("ALL_PROXY", socks), ("NO_PROXY", "service.example:443")],
            0,
            "SOCKS is not supported\nlocalhost: true\n443: true\n",
        ),
        (
            &[("ALL_PROXY", socks)],
            0,
            "service.example: invalid ALL_PROXY: must be an http:// or https:// URL; SOCKS is not \
             supported\nlocalhost: true\n443: false\nother: the proxy cannot be used: ALL_PROXY must be an \
             http:// or https:// URL; SOCKS is not supported, retryable: false\n",
        ),
        (
            &[("HTTPS_PROXY", "http://u:s3cr3t-word@")],
            0,
            "service.example: invalid HTTPS_PROXY: must be an http:// or https:// URL with a host",
        ),
        (
            &[("HTTPS_PROXY", "http://u:s3cr3t-word@h:99999")],
            0,
            "service.example: invalid HTTPS_PROXY: must have a port from 1 to 65535",
        ),
    ] {
        let output = with_environment(variables, &emulator);
        // Windows finds a variable by any case of its name, and so by the first that is looked for.
        let says = match cfg!(windows) {
            true => says
                .replace("ALL_PROXY", "all_proxy")
                .replace("HTTPS_PROXY", "https_proxy"),
            false => says.into(),
        };
        assert!(
            output.contains(&says) && !output.contains("s3cr3t-word"),
            "{variables:?}: {output}"
        );
        assert_eq!(proxied(), count, "{variables:?}");
    }
}
