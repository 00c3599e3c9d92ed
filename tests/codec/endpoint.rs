//! Host, key, version and source tag: what is taken, and what is sent of it.

use crate::support::fake::KEY;
use crate::{endpoint, refused, request};
use pinecone_import::{
    ApiKey, ApiVersion, ImportErrorMode, IndexHost, ListImports, Method, Operation, Response,
    RpcCode, StartImport,
};

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
        ("idx.example.", "https://idx.example"),
        ("https://idx.example.:8443/", "https://idx.example:8443"),
        ("203.0.113.9.", "https://203.0.113.9"),
        ("http://localhost.:5080", "http://localhost:5080"),
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
        "a..",
        ".",
        "..",
        ".:80",
        "[::1].",
        "http://a.",
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
fn plain_http_beyond_this_machine_is_refused() {
    for host in [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1:5080",
        "169.254.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "126.255.255.255",
        "255.255.255.255",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:192.168.1.1]",
        "intranet",
        "localhost.localdomain",
    ] {
        let error = refused(IndexHost::new(&format!("http://{host}")));
        assert_eq!(
            error.limit, "plain http is allowed for loopback only",
            "{host}"
        );
        let origin = format!("https://{host}");
        assert_eq!(IndexHost::new(&origin).unwrap().origin(), origin);
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
fn debug_shows_neither_key_nor_token() {
    let list = ListImports::new().pagination_token("tok_made-up");
    let request = request(&list);
    let shown = format!(
        "{list:?} {request:?} {:?} {:?}",
        endpoint(),
        ApiKey::new(KEY)
    );
    assert!(
        !shown.contains(KEY) && !shown.contains("tok_made-up"),
        "{shown}"
    );
    assert!(
        shown.contains("/bulk/imports") && shown.contains("2025-10"),
        "{shown}"
    );
    let body = br#"{"pagination":{"next":"tok_made-up"}}"#;
    let page = crate::read(&ListImports::new(), Response::new(200, vec![], body.into())).unwrap();
    assert_eq!(page.next.as_deref(), Some("tok_made-up"));
    assert!(!format!("{page:?}").contains("tok_made-up"));
}

#[test]
fn text_is_parsed_as_by_new_and_shown_as_it_was() {
    let host: IndexHost = "https://IDX.example:8443/".parse().unwrap();
    assert_eq!(host, IndexHost::new("idx.example:8443").unwrap());
    assert_eq!(
        "pcsk_made-up".parse::<ApiKey>().unwrap(),
        ApiKey::new("pcsk_made-up").unwrap()
    );
    let version: ApiVersion = "2026-04".parse().unwrap();
    assert_eq!(version.to_string(), "2026-04");
    for mode in [ImportErrorMode::Abort, ImportErrorMode::Continue] {
        assert_eq!(mode.to_string().parse::<ImportErrorMode>().unwrap(), mode);
    }
    let refusals = [
        refused("a b".parse::<IndexHost>()).field,
        refused("".parse::<ApiKey>()).field,
        refused("2026-13".parse::<ApiVersion>()).field,
        refused("Abort".parse::<ImportErrorMode>()).field,
    ];
    assert_eq!(refusals, ["host", "api key", "api version", "error mode"]);
    let methods = [Method::Get, Method::Post, Method::Delete].map(|method| method.to_string());
    assert_eq!(methods, ["GET", "POST", "DELETE"]);
    assert_eq!(RpcCode(5).to_string(), "NOT_FOUND");
    assert_eq!(RpcCode(400).to_string(), "400");
}
