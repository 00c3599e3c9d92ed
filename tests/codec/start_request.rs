//! What a start sends, and what is refused before anything is sent.

use crate::support::fake::KEY;
use crate::{endpoint, refused, request};
use pinecone_import::{ImportErrorMode, Method, Operation, StartImport};
use serde_json::{Value, json};

fn body(start: &StartImport) -> Vec<u8> {
    request(start).body.unwrap()
}

#[test]
fn start_with_uri_only_is_these_bytes() {
    let request = request(&StartImport::new("s3://bucket/dir"));
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url, "https://idx.example/bulk/imports");
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
        "https://acc-secondary.blob.core.windows.net/c",
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
