//! Any arguments to any operation.

use pinecone_import::{
    ApiKey, CancelImport, DescribeImport, Endpoint, Error, ImportErrorMode, IndexHost, ListImports,
    Method, Operation, Request, StartImport,
};
use serde_json::{Map, Value, json};
use url::Url;

use super::input::Input;

const KEY: &str = "pcsk_MARKED";

pub fn check(data: &[u8]) {
    if String::from_utf8_lossy(data).contains(KEY) {
        return;
    }
    let mut input = Input(data);
    let endpoint = Endpoint::new(
        IndexHost::new("idx.example").expect("a host"),
        ApiKey::new(KEY).expect("a key"),
    );
    let endpoint = endpoint.source_tag(&input.text());
    let (choice, flags) = (input.byte(), input.byte());
    let (first, second) = (input.text(), input.text());
    match choice % 4 {
        0 => {
            let mut start = StartImport::new(&*first);
            let mut body = Map::from_iter([("uri".to_owned(), json!(first))]);
            if flags & 1 != 0 {
                start = start.integration_id(&*second);
                body.insert("integrationId".into(), json!(second));
            }
            if flags & 2 != 0 {
                start = start.error_mode(ImportErrorMode::Continue);
                body.insert("errorMode".into(), json!({"onError": "continue"}));
            }
            let short =
                (1..=1500).contains(&first.chars().count()) && second.chars().count() <= 1000;
            let valid = short || flags & 1 == 0 && (1..=1500).contains(&first.chars().count());
            let request = start.request(&endpoint);
            let Some(request) = accepted(request, valid && is_storage(&first)) else {
                return;
            };
            assert_eq!(
                (request.method, request.url.as_str()),
                (Method::Post, "https://idx.example/bulk/imports")
            );
            let bytes = request.body.expect("a body");
            assert_eq!(bytes.capacity(), bytes.len());
            assert_eq!(
                serde_json::from_slice::<Value>(&bytes).expect("JSON"),
                Value::Object(body)
            );
        }
        1 | 2 => {
            let describe = DescribeImport::new(&*first).request(&endpoint);
            let cancel = CancelImport::new(&*first).request(&endpoint);
            let valid = (1..=1000).contains(&first.chars().count()) && stays(&first);
            for (request, method) in [(describe, Method::Get), (cancel, Method::Delete)] {
                let Some(request) = accepted(request, valid) else {
                    continue;
                };
                assert!(request.method == method && request.body.is_none());
                let url = Url::parse(&request.url).expect("a URL");
                let segments: Vec<&str> = url.path_segments().expect("a path").collect();
                assert_eq!(
                    (segments.len(), &segments[..2]),
                    (3, &["bulk", "imports"][..]),
                    "{url}"
                );
                assert_eq!(decoded(segments[2]), first);
                assert!(url.query().is_none() && url.fragment().is_none());
            }
        }
        _ => {
            let limit = u32::from(flags);
            let list = ListImports::new().limit(limit).pagination_token(&*first);
            let valid = (1..=100).contains(&limit) && (1..=4096).contains(&first.len());
            let Some(request) = accepted(list.request(&endpoint), valid) else {
                return;
            };
            let url = Url::parse(&request.url).expect("a URL");
            assert_eq!((url.path(), request.method), ("/bulk/imports", Method::Get));
            let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            let expected = [
                ("limit".to_owned(), limit.to_string()),
                ("paginationToken".to_owned(), first),
            ];
            assert_eq!(query, expected);
        }
    }
}

/// Whether no server resolves an id to another path, however often it decodes it.
fn stays(id: &str) -> bool {
    let mut id = id.as_bytes().to_vec();
    loop {
        let path = String::from_utf8_lossy(&id).replace('\\', "/");
        let dots = |segment: &str| [".", ".."].contains(&segment.split(';').next().unwrap_or(""));
        if path.split('/').any(dots) {
            return false;
        }
        let decoded: Vec<u8> = percent_encoding::percent_decode(&id).collect();
        if decoded == id {
            return true;
        }
        id = decoded;
    }
}

/// A request that is accepted exactly when it should be, and as every request is.
fn accepted(request: Result<Request, Error>, valid: bool) -> Option<Request> {
    let request = match request {
        Ok(request) => request,
        Err(Error::InvalidArgument(_)) if !valid => return None,
        Err(error) => panic!("{error:?}"),
    };
    assert!(valid, "{request:?}");
    let url = Url::parse(&request.url).expect("a URL");
    assert_eq!(
        (url.scheme(), url.host_str(), url.port(), url.username()),
        ("https", Some("idx.example"), None, "")
    );
    // The key is in its header and nowhere else.
    let shown = format!("{} {:?} {request:?}", request.url, request.body);
    assert!(!shown.contains(KEY));
    for (name, value) in &request.headers {
        assert_eq!(*name == "Api-Key", value.contains(KEY), "{name}");
        assert!(
            value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) && !value.ends_with(' '),
            "{name}"
        );
    }
    Some(request)
}

fn is_storage(uri: &str) -> bool {
    if let Some((scheme, rest)) = uri.split_once("://") {
        let first = rest.split('/').next().unwrap_or("");
        return match scheme {
            "s3" | "gs" => !first.is_empty(),
            "https" => {
                let account = first.split('.').next().unwrap_or("");
                let container = rest.split('/').nth(1).unwrap_or("");
                first.to_ascii_lowercase()
                    == format!("{}.blob.core.windows.net", account.to_ascii_lowercase())
                    && !account.is_empty()
                    && account
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || c == '-')
                    && !container.is_empty()
            }
            _ => false,
        };
    }
    false
}

/// Percent-decoding, as a server does it.
fn decoded(segment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || {
            rest.next()
                .and_then(|byte| char::from(byte).to_digit(16))
                .expect("a digit")
        };
        bytes.push(if byte == b'%' {
            u8::try_from(digit() * 16 + digit()).expect("a byte")
        } else {
            byte
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}
