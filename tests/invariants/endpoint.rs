//! Any text as a host, a key, a version.

use pinecone_import::{ApiKey, ApiVersion, Endpoint, IndexHost, ListImports, Operation};
use url::{Host, Url};

use super::input::Input;

pub fn check(data: &[u8]) {
    let mut input = Input(data);
    let (host, key, version) = (input.text(), input.text(), input.text());
    let visible = (1..=1024).contains(&key.len()) && key.chars().all(|c| ('!'..='~').contains(&c));
    assert_eq!(ApiKey::new(&key).is_ok(), visible);
    if let Err(error) = ApiKey::new(&key) {
        // What is said of it is also said of the same characters in another order.
        let turned = ApiKey::new(&key.chars().rev().collect::<String>()).expect_err("as bad");
        assert_eq!(format!("{error} {error:?}"), format!("{turned} {turned:?}"));
    }
    let bytes = version.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    let date = bytes.len() == 7 && bytes[4] == b'-' && digits(0..4) && digits(5..7);
    let month = date.then(|| version[5..].parse::<u8>().expect("digits"));
    assert_eq!(
        ApiVersion::new(&version).is_ok(),
        month.is_some_and(|month| (1..=12).contains(&month))
    );

    let Ok(checked) = IndexHost::new(&host) else {
        // A plain name, also with the root's dot, is a host, so it must not have been refused.
        let host = host.strip_suffix('.').unwrap_or(&host);
        let label = |label: &str| {
            let inner = |c: char| c.is_ascii_alphanumeric();
            (1..=63).contains(&label.len()) && label.chars().all(inner)
        };
        let last = host.rsplit('.').next().unwrap_or("");
        let named = last.starts_with(|c: char| c.is_ascii_alphabetic());
        assert!(
            !(host.len() <= 253 && named && host.split('.').all(label)),
            "{host}"
        );
        return;
    };
    // What the input names, without help from the code under test.
    let (scheme, rest) = match host.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => ("https".to_owned(), host.as_str()),
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
    let request = |key: &str| {
        let endpoint = Endpoint::new(checked.clone(), ApiKey::new(key).expect("a key"));
        ListImports::new().request(&endpoint).expect("a request")
    };
    let request = request(if visible { &key } else { "key" });
    // Names in Punycode are checked by no HTTP stack, but by this parser.
    let Ok(url) = Url::parse(&request.url) else {
        return assert!(authority.contains("xn--"), "{host}");
    };
    assert_eq!(
        (url.scheme(), url.path(), url.query()),
        (&*scheme, "/bulk/imports", None),
        "{host}"
    );
    assert_eq!(
        (url.username(), url.password(), url.fragment()),
        ("", None, None),
        "{host}"
    );
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => {
            let number = port.bytes().all(|byte| byte.is_ascii_digit());
            let number = port.parse::<u16>().ok().filter(|port| number && *port != 0);
            (name, Some(number.expect("a port")))
        }
        _ => (authority.as_str(), None),
    };
    assert_eq!(
        url.port_or_known_default(),
        port.or(if scheme == "http" {
            Some(80)
        } else {
            Some(443)
        }),
        "{host}"
    );
    // The root's dot names the same host, and is not sent.
    let name = name.strip_suffix('.').unwrap_or(name);
    match url.host().expect("a host") {
        Host::Domain(domain) => assert_eq!(domain, name, "{host}"),
        Host::Ipv4(address) => assert_eq!(address.to_string(), name, "{host}"),
        Host::Ipv6(address) => {
            assert_eq!(Ok(address), name.trim_matches(['[', ']']).parse(), "{host}");
        }
    }
    if scheme == "http" {
        let loopback = match url.host().expect("a host") {
            Host::Domain(domain) => domain == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        assert!(loopback, "{host}");
    }
}
