//! What describe, list and cancel send, and what is refused before.

use crate::support::fake::KEY;
use crate::{endpoint, refused, request};
use pinecone_import::{CancelImport, DescribeImport, ListImports, Method, Operation};

#[test]
fn requests_without_arguments_are_these_bytes() {
    let agent = concat!("lang=rust; pinecone-import=", env!("CARGO_PKG_VERSION"));
    let headers = [
        ("Api-Key", KEY),
        ("X-Pinecone-Api-Version", "2025-10"),
        ("Accept", "application/json"),
        ("User-Agent", agent),
        ("Cache-Control", "no-cache, no-store"),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    for (request, method, path) in [
        (request(&ListImports::new()), Method::Get, ""),
        (request(&DescribeImport::new("101")), Method::Get, "/101"),
        (request(&CancelImport::new("101")), Method::Delete, "/101"),
    ] {
        assert_eq!(request.method, method);
        let url = format!("https://idx.example/bulk/imports{path}");
        assert_eq!(request.url, url);
        // Only what reads could be answered by a cache.
        let count = if method == Method::Get { 5 } else { 4 };
        assert_eq!(
            (&request.headers[..], &request.body),
            (&headers[..count], &None)
        );
    }
}

/// Each byte's own notation, made without the crate's encoder.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| match byte {
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[test]
fn id_of_every_character_is_one_segment() {
    let singles = ('\0'..='\u{2ff}').map(String::from);
    let others = [
        "...",
        ".a",
        "..%20",
        "%2eb",
        "a/..b/c",
        "a b",
        "a?b#c",
        "a\\b",
        "a:b@c",
        "{}",
        "é",
        "\u{2028}",
        "🦀",
        "\u{10ffff}",
        "-._~",
    ];
    for id in singles.chain(others.map(String::from)) {
        if id == "." {
            // Refused: it could leave its path.
            continue;
        }
        let url = format!("https://idx.example/bulk/imports/{}", encoded(&id));
        assert_eq!(request(&DescribeImport::new(&*id)).url, url, "{id:?}");
        assert_eq!(request(&CancelImport::new(&*id)).url, url, "{id:?}");
    }
}

#[test]
fn id_outside_its_limits_is_refused() {
    for id in ["1".repeat(1000), "é".repeat(1000), "🦀".repeat(1000)] {
        assert!(DescribeImport::new(&*id).request(&endpoint()).is_ok());
        assert!(CancelImport::new(id).request(&endpoint()).is_ok());
    }
    let (long, wide) = ("1".repeat(1001), "é".repeat(1001));
    for id in ["", ".", "..", &long, &wide] {
        let describe = refused(DescribeImport::new(id).request(&endpoint()));
        let cancel = refused(CancelImport::new(id).request(&endpoint()));
        assert_eq!((describe.field, cancel.field), ("import id", "import id"));
    }
}

#[test]
fn id_that_could_leave_its_path_is_refused() {
    let dots = [".", "..", "%2e", "%2E%2e", ".%2e", "..;x", "%252e."];
    let slashes = ["/", "\\", "%2f", "%2F", "%5c", "%252F", "%25255C"];
    for dot in dots {
        let mut ids = vec![dot.to_owned()];
        for slash in slashes {
            ids.push(format!("a{slash}{dot}{slash}b"));
            ids.push(format!("{dot}{slash}{dot}{slash}vectors{slash}delete"));
            ids.push(format!("a{slash}{dot}"));
        }
        for id in ids {
            for request in [
                DescribeImport::new(&*id).request(&endpoint()),
                CancelImport::new(&*id).request(&endpoint()),
            ] {
                let error = refused(request);
                assert_eq!(error.field, "import id", "{id}");
                assert!(error.to_string().contains(". or .."), "{error}");
            }
        }
    }
    for id in [
        "a/b", "a..b", "...", "a/.b", "a/b..", "%2x..", "x%2e", "a;..", ".a/..b", "%",
    ] {
        assert!(DescribeImport::new(id).request(&endpoint()).is_ok(), "{id}");
    }
}

#[test]
fn limit_outside_1_to_100_is_refused() {
    for limit in [1, 2, 99, 100] {
        let url = request(&ListImports::new().limit(limit)).url;
        assert!(
            url.ends_with(&format!("/bulk/imports?limit={limit}")),
            "{url}"
        );
    }
    for limit in [0, 101, u32::MAX] {
        let error = refused(ListImports::new().limit(limit).request(&endpoint()));
        assert_eq!(error.field, "limit");
        assert_eq!(error.actual, usize::try_from(limit).ok());
    }
}

#[test]
fn token_of_every_character_is_one_query_value() {
    let singles = ('\0'..='\u{2ff}').map(String::from);
    for token in singles.chain(["a&limit=1", "a=b==", "x+y/z", "🦀", "."].map(String::from)) {
        let list = ListImports::new().pagination_token(&*token);
        let query = format!("paginationToken={}", encoded(&token));
        let url = request(&list).url;
        assert_eq!(url, format!("https://idx.example/bulk/imports?{query}"));
        let url = request(&list.limit(7)).url;
        assert!(url.ends_with(&format!("imports?limit=7&{query}")), "{url}");
    }
}

#[test]
fn token_outside_1_to_4096_bytes_is_refused() {
    let list = |token: String| {
        ListImports::new()
            .pagination_token(token)
            .request(&endpoint())
    };
    assert!(list("t".repeat(4096)).is_ok() && list("é".repeat(2048)).is_ok());
    for (token, bytes) in [("", 0), ("t", 4097), ("é", 4098)] {
        let repeated = token.repeat(bytes / token.len().max(1));
        let error = refused(list(repeated));
        assert_eq!(
            (error.field, error.actual),
            ("pagination token", Some(bytes))
        );
    }
}
