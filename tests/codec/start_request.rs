//! What a start sends, and what is refused before anything is sent.

use pinecone_import::{
    ApiKey, ApiVersion, Endpoint, Error, ImportErrorMode, IndexHost, InvalidArgument, Method,
    Operation, Request, StartImport,
};
use serde_json::{Value, json};

const KEY: &str = "pcsk_made-up_key";

fn endpoint() -> Endpoint {
    Endpoint::new(
        IndexHost::new("idx-1.svc.pinecone.io").unwrap(),
        ApiKey::new(KEY).unwrap(),
    )
}

fn request(start: &StartImport) -> Request {
    start.request(&endpoint()).unwrap()
}

fn body(start: &StartImport) -> Vec<u8> {
    request(start).body.unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> InvalidArgument {
    match result.unwrap_err() {
        Error::InvalidArgument(argument) => *argument,
        other => panic!("not refused as an argument: {other:?}"),
    }
}

#[test]
fn start_with_uri_only_is_these_bytes() {
    let request = request(&StartImport::new("s3://bucket/dir"));
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url, "https://idx-1.svc.pinecone.io/bulk/imports");
    assert_eq!(
        request.body.as_deref(),
        Some(&br#"{"uri":"s3://bucket/dir"}"#[..])
    );
    let agent = concat!("lang=rust; pinecone-import=", env!("CARGO_PKG_VERSION"));
    let headers = [
        ("Api-Key", KEY),
        ("X-Pinecone-Api-Version", "2025-10"),
        ("Accept", "application/json"),
        ("User-Agent", agent),
        ("Content-Type", "application/json"),
    ];
    assert_eq!(
        request.headers,
        headers.map(|(name, value)| (name, value.to_owned()))
    );
}

#[test]
fn start_with_everything_is_these_bytes() {
    for (mode, name) in [
        (ImportErrorMode::Abort, "abort"),
        (ImportErrorMode::Continue, "continue"),
    ] {
        let start = StartImport::new("gs://b/d")
            .integration_id("int-1")
            .error_mode(mode);
        let expected = format!(
            r#"{{"integrationId":"int-1","uri":"gs://b/d","errorMode":{{"onError":"{name}"}}}}"#
        );
        assert_eq!(String::from_utf8(body(&start)).unwrap(), expected);
    }
}

#[test]
fn start_of_every_character_reads_back_the_same() {
    let all: Vec<char> = ('\0'..=char::MAX).collect();
    for chunk in all.chunks(1000) {
        let text: String = chunk.iter().collect();
        let body = body(&StartImport::new("s3://b").integration_id(text.as_str()));
        let read: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(read, json!({"integrationId": text, "uri": "s3://b"}));
    }
}

#[test]
fn start_takes_one_allocation_of_exactly_its_size() {
    let hard = "\"\\\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}\u{2028}\u{1f980}é";
    let start = StartImport::new(format!("s3://b/{hard}"))
        .integration_id(hard)
        .error_mode(ImportErrorMode::Continue);
    let body = body(&start);
    assert_eq!(body.capacity(), body.len());
}

#[test]
fn uri_limits_count_characters() {
    let uri = |length: usize| format!("s3://{}", "é".repeat(length - 5));
    assert!(StartImport::new(uri(1500)).request(&endpoint()).is_ok());
    let error = refused(StartImport::new(uri(1501)).request(&endpoint()));
    assert_eq!((error.field, error.actual), ("uri", Some(1501)));
    assert!(
        error.to_string().contains("1 to 1500 characters"),
        "{error}"
    );
    let error = refused(StartImport::new("").request(&endpoint()));
    assert_eq!((error.field, error.actual), ("uri", Some(0)));
}

#[test]
fn integration_id_limit_counts_characters() {
    let start = |length| StartImport::new("s3://b").integration_id("é".repeat(length));
    assert!(start(0).request(&endpoint()).is_ok());
    assert!(start(1000).request(&endpoint()).is_ok());
    let error = refused(start(1001).request(&endpoint()));
    assert_eq!((error.field, error.actual), ("integration id", Some(1001)));
}

#[test]
fn uri_needs_a_scheme_and_a_bucket() {
    for uri in [
        "s3://b",
        "s3://b/",
        "s3://b/d/e?x#y",
        "gs://b/d",
        "https://acc.blob.core.windows.net/c",
        "https://acc.blob.core.windows.net/c/d",
        "https://acc.BLOB.core.windows.net/c",
    ] {
        assert!(StartImport::new(uri).request(&endpoint()).is_ok(), "{uri}");
    }
    for uri in [
        "b/d",
        "s3:/b",
        "s3://",
        "s3:///d",
        "gs://",
        "gs:///d",
        "S3://b",
        " s3://b",
        "file:///etc/passwd",
        "http://acc.blob.core.windows.net/c",
        "https://acc.blob.core.windows.net",
        "https://acc.blob.core.windows.net/",
        "https://acc.blob.core.windows.net//d",
        "https://.blob.core.windows.net/c",
        "https://a.b.blob.core.windows.net/c",
        "https://a@b.blob.core.windows.net/c",
        "https://acc.blob.core.windows.net.evil.example/c",
        "https://bucket.s3.amazonaws.com/d",
    ] {
        let error = refused(StartImport::new(uri).request(&endpoint()));
        assert_eq!(error.field, "uri", "{uri}");
        assert!(error.limit.contains("gs://BUCKET"), "{error}");
    }
}

#[test]
fn host_is_normalised_to_an_origin() {
    let long = vec!["a".repeat(63); 3].join(".");
    for (host, origin) in [
        ("idx.svc.pinecone.io", "https://idx.svc.pinecone.io"),
        ("https://idx.svc.pinecone.io", "https://idx.svc.pinecone.io"),
        (
            "HTTPS://IDX.svc.Pinecone.io/",
            "https://idx.svc.pinecone.io",
        ),
        ("idx_1.example:1", "https://idx_1.example:1"),
        ("idx.example:65535/", "https://idx.example:65535"),
        ("idx.example:00443", "https://idx.example:443"),
        ("203.0.113.9", "https://203.0.113.9"),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://localhost:5080", "http://localhost:5080"),
        ("HTTP://LOCALHOST", "http://localhost"),
        ("http://127.9.9.9:80/", "http://127.9.9.9:80"),
        ("http://[::1]:5080", "http://[::1]:5080"),
        (long.as_str(), &format!("https://{long}")),
    ] {
        assert_eq!(IndexHost::new(host).unwrap().origin(), origin, "{host}");
    }
}

#[test]
fn host_that_could_name_another_place_is_refused() {
    let (label, name) = ("a".repeat(64), ["a.".repeat(126), "ab".into()].concat());
    for host in [
        "",
        "/",
        "https://",
        "https:///",
        "https://https://a",
        "a//",
        "a/b",
        "a?b",
        "a#b",
        "a@b",
        "user:pass@a",
        "a b",
        " a",
        "a\n",
        "a\t",
        "a\\b",
        "a%2fb",
        "ä.example",
        "a..b",
        ".a",
        "a.",
        "-a",
        "a-",
        "a:0",
        "a:",
        "a:65536",
        "a:99999",
        "a:+80",
        "a:80:80",
        "a:8x",
        "ftp://a",
        "http://a.example",
        "http://localhost.evil.example",
        "http://128.0.0.1",
        "http://[::2]",
        "127.1",
        "1.2.3",
        "256.1.1.1",
        "0x7f.1",
        "a.0x7f",
        "a.1",
        "[::1",
        "::1",
        "[::1]x",
        "[fe80::1%25lo]",
        "[]",
        "a*b",
        "a,b",
        "a;b",
        "{a}",
        label.as_str(),
        name.as_str(),
    ] {
        assert_eq!(refused(IndexHost::new(host)).field, "host", "{host:?}");
    }
}

#[test]
fn key_of_visible_ascii_is_accepted_and_any_other_refused() {
    let all: String = ('!'..='~').collect();
    assert!(ApiKey::new(&all).is_ok());
    assert!(ApiKey::new(&"k".repeat(1024)).is_ok());
    for key in [
        "",
        " ",
        "k ",
        " k",
        "k\n",
        "k\r\nX: y",
        "k\0",
        "k\u{7f}",
        "ké",
        &"k".repeat(1025),
    ] {
        let error = refused(ApiKey::new(key));
        assert_eq!(error.field, "api key");
        assert!(!error.to_string().contains('\n'));
    }
    let secret = refused(ApiKey::new("se\u{301}cret")).to_string();
    assert!(!secret.contains("cret"), "{secret}");
}

#[test]
fn version_is_a_year_and_a_month() {
    for version in ["2025-04", "2025-10", "2026-07", "2031-12"] {
        assert_eq!(ApiVersion::new(version).unwrap().to_string(), version);
    }
    assert_eq!(ApiVersion::new("2025-10").unwrap(), ApiVersion::default());
    for version in [
        "",
        "2025",
        "2025-1",
        "2025-13",
        "2025-00",
        "2025-1x",
        "2025/10",
        "2025-10-01",
        "20é-10",
    ] {
        assert_eq!(
            refused(ApiVersion::new(version)).field,
            "api version",
            "{version}"
        );
    }
}

#[test]
fn source_tag_is_normalised_as_in_other_clients() {
    let agent = |tag: &str| {
        let request = StartImport::new("s3://b")
            .request(&endpoint().source_tag(tag))
            .unwrap();
        request
            .headers
            .iter()
            .find(|(name, _)| *name == "User-Agent")
            .unwrap()
            .1
            .clone()
    };
    let plain = agent("");
    for (tag, sent) in [
        ("   My   Source    Tag       123    ", "my_source_tag_123"),
        ("TEST SOURCE : Tag     ----", "test_source_:_tag"),
        ("a\r\nX-Evil: b", "axevil:_b"),
        ("\u{212a}elvin é", "elvin"),
    ] {
        assert_eq!(agent(tag), format!("{plain}; source_tag={sent}"));
    }
    assert_eq!(agent(" --- "), plain);
    assert_eq!(
        agent(&"a".repeat(500)),
        format!("{plain}; source_tag={}", "a".repeat(128))
    );
}

#[test]
fn debug_shows_neither_key_nor_query() {
    let mut request = request(&StartImport::new("s3://b"));
    request.url.push_str("?paginationToken=tok_made-up");
    let shown = format!("{request:?} {:?} {:?}", endpoint(), ApiKey::new(KEY));
    assert!(
        !shown.contains(KEY) && !shown.contains("tok_made-up"),
        "{shown}"
    );
    assert!(
        shown.contains("/bulk/imports") && shown.contains("2025-10"),
        "{shown}"
    );
}
