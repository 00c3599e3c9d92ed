//! What the answer to a list becomes.

use crate::decode;
use crate::support::fake::import;
use pinecone_import::{Error, ListImports, ListImportsResponse, Response};

const TOKEN: &str = "tok-en/of+the==page";

fn list(body: &str) -> Result<ListImportsResponse, Error> {
    crate::read(&ListImports::new(), Response::new(200, vec![], body.into()))
}

#[test]
fn error_with_a_status_of_success_is_no_empty_page() {
    for body in [
        r#"{"error":"no"}"#,
        r#"{"code":14}"#,
        r#"{"message":"no","data":[]}"#,
        r#"{"error":"no","message":null}"#,
        r#"{"detail":"no"}"#,
        r#"{"errors":[{"message":"no"}]}"#,
        r#"{"errors":[],"data":null}"#,
        r#"{"status":"error"}"#,
        r#"{"status":500,"pagination":null}"#,
        r#"{"imports":[]}"#,
        r#"{"ok":false}"#,
        r#"{"":{}}"#,
    ] {
        decode(list(body));
    }
    for body in [
        r#"{"error":null}"#,
        r#"{"data":[{"id":"1","status":"Failed"}],"message":"hello"}"#,
        r#"{"status":"ok","data":[]}"#,
        r#"{"detail":"none","pagination":{}}"#,
    ] {
        list(body).unwrap();
    }
}

#[test]
fn page_without_imports_is_empty_and_the_last() {
    for body in [
        "{}",
        r#"{"data":[]}"#,
        r#"{"data":null}"#,
        r#"{"data":null,"detail":null}"#,
        r#"{"data":[],"pagination":{}}"#,
        r#"{"data":[],"pagination":null}"#,
        r#"{"data":[],"pagination":{"next":""}}"#,
        r#"{"data":[],"pagination":{"next":null}}"#,
        r#"{"pagination":{"previous":"p"},"usage":{"data":[1]}}"#,
        "\u{feff} {} ",
    ] {
        let page = list(body).unwrap();
        assert_eq!((page.data.len(), page.next), (0, None), "{body}");
    }
}

#[test]
fn page_keeps_order_and_token() {
    let data = [("3", "Pending"), ("1", "Completed"), ("2", "New")];
    let data = data
        .map(|(id, status)| import(id, "s3://b/d", status))
        .join(",");
    let body = format!(r#"{{"pagination":{{"next":"{TOKEN}"}},"data":[{data}]}}"#);
    let page = list(&body).unwrap();
    let ids: Vec<_> = page.data.iter().map(|import| import.id.as_str()).collect();
    assert_eq!(
        (ids, page.next.as_deref()),
        (vec!["3", "1", "2"], Some(TOKEN))
    );
    for length in [4095, 4096] {
        let body = format!(r#"{{"pagination":{{"next":"{}"}}}}"#, "t".repeat(length));
        assert_eq!(list(&body).unwrap().next.unwrap().len(), length);
    }
}

#[test]
fn page_member_in_another_place_is_passed_over() {
    let plain = list(r#"{"data":[{"id":"1","status":"x"}],"pagination":{"next":"t"}}"#).unwrap();
    for other in [
        "7",
        "null",
        "\"a\"",
        "[]",
        "{}",
        "[7]",
        r#"{"id":"2","status":"y","next":"u"}"#,
        r#"[{"id":"2","status":"y"}]"#,
    ] {
        for name in ["data", "pagination", "next", "code", "message"] {
            let more = format!(r#""{name}":{other}"#);
            let body = format!(
                r#"{{"data":[{{"id":"1",{more},"status":"x",{more}}}],"pagination":{{{},"next":"t"}},"x":{{{more}}}}}"#,
                more.replacen("next", "previous", 1),
            );
            assert_eq!(list(&body).unwrap(), plain, "{body}");
        }
    }
}

#[test]
fn page_member_that_is_there_twice_is_read_last() {
    let one = import("1", "s3://b/d", "Pending");
    let twice = |first: &str, second: &str| list(&format!("{{{first},{second}}}")).unwrap();
    let (full, empty) = (format!(r#""data":[{one}]"#), r#""data":[]"#);
    assert_eq!(twice(&full, empty).data.len(), 0);
    assert_eq!(twice(empty, &full).data.len(), 1);
    assert_eq!(twice(&full, r#""data":null"#).data.len(), 0);
    assert_eq!(twice(r#""data":7"#, &full).data.len(), 1);
    let next = r#""pagination":{"next":"a"}"#;
    assert_eq!(twice(next, r#""pagination":{}"#).next, None);
    assert_eq!(twice(next, r#""pagination":null"#).next, None);
    assert_eq!(twice(r#""pagination":{}"#, next).next.as_deref(), Some("a"));
}

#[test]
fn refused_page_tells_what_is_missing() {
    let page = "a page of imports";
    for (body, expected) in [
        (r#"{"code":3}"#, page),
        (r#"{"code":3,"data":[]}"#, page),
        (r#"{"code":3,"data":[{}]}"#, "imports with id and status"),
        (r#"{"data":[{}]}"#, "imports with id and status"),
        (
            r#"{"data":[{}],"pagination":7}"#,
            "a pagination token of at most 4096 bytes",
        ),
    ] {
        assert_eq!(decode(list(body)).expected, expected, "{body}");
    }
}

#[test]
fn page_of_another_shape_is_refused() {
    let long = format!(r#"{{"pagination":{{"next":"{}"}}}}"#, "t".repeat(4097));
    for body in [
        "",
        "null",
        "[]",
        "7",
        "\"{}\"",
        "<html>",
        "{}{}",
        r#"{"data":7}"#,
        r#"{"data":"[]"}"#,
        r#"{"data":true}"#,
        r#"{"data":{}}"#,
        r#"{"data":{"id":"1","status":"Pending"}}"#,
        r#"{"data":[null]}"#,
        r#"{"data":[7]}"#,
        r#"{"data":["1"]}"#,
        r#"{"data":[[]]}"#,
        r#"{"data":[{}]}"#,
        r#"{"data":[{"id":"1","status":"Pending"},{"id":"2"}]}"#,
        r#"{"data":[{"id":"1","status":"Pending"},null]}"#,
        r#"{"data":[],"pagination":{"next":7}}"#,
        r#"{"data":[],"pagination":{"next":true}}"#,
        r#"{"data":[],"pagination":{"next":["t"]}}"#,
        r#"{"data":[],"pagination":{"next":{"token":"t"}}}"#,
        r#"{"data":[],"pagination":"t"}"#,
        r#"{"data":[],"pagination":["t"]}"#,
        r#"{"data":[],"pagination":7}"#,
        &long,
    ] {
        assert_eq!(decode(list(body)).body_len, body.len(), "{body}");
    }
}

#[test]
fn page_of_more_than_1000_imports_is_refused() {
    let of = |count: usize| {
        let data = vec![r#"{"id":"1","status":"x"}"#; count].join(",");
        list(&format!(r#"{{"data":[{data}]}}"#))
    };
    assert_eq!(of(1000).unwrap().data.len(), 1000);
    decode(of(1001));
    decode(list(&format!(r#"{{"data":[{}]}}"#, ["{}"; 1001].join(","))));
}

#[test]
fn every_proper_start_of_a_page_is_refused_and_shows_no_token() {
    let one = import("1", "s3://b/d", "Pending");
    for body in [
        format!(r#"{{"data":[{one}],"pagination":{{"next":"{TOKEN}"}}}}"#),
        format!(r#"{{ "pagination" : {{ "next" : "{TOKEN}" }}, "data":[{one}]}}"#),
        // The same names, escaped.
        format!(r#"{{"data":[],"\u0070agination":{{"next":"{TOKEN}"}}}}"#),
        format!(r#"{{"data":[],"pagin\u0061tion":{{"n\u0065xt":"{TOKEN}"}}}}"#),
    ] {
        assert_eq!(list(&body).unwrap().next.as_deref(), Some(TOKEN));
        for length in 0..body.len() {
            let error = decode(list(&body[..length]));
            assert_eq!(error.body_len, length);
            assert!(body.starts_with(&error.excerpt));
            assert!(!error.excerpt.contains("tok"), "{}", error.excerpt);
            let mut response = Response::new(200, vec![], body[..length].into());
            response.complete = false;
            let error = decode(crate::read(&ListImports::new(), response));
            assert!(!error.excerpt.contains("tok"), "{}", error.excerpt);
        }
    }
}
