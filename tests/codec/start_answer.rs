//! What the answer to a start becomes.

use crate::support::fake::KEY;
use pinecone_import::{Error, Response};

use crate::decode;

fn parse(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<String, Error> {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    let response = Response::new(status, headers.collect(), body.into());
    crate::started(response)
}

#[test]
fn id_is_read() {
    for (body, id) in [
        (r#"{"id":"101"}"#, "101"),
        (" {\"a\":[{\"id\":\"no\"}], \"id\" : \"x/y z\" }\n", "x/y z"),
        (r#"{"\u0069d":"\u00e9\ud83e\udd80"}"#, "é🦀"),
        (r#"{"id":"1","id":"2"}"#, "2"),
        (r#"{"id":null,"id":"2"}"#, "2"),
        (r#"{"id":"1","status":[{"id":"2"}],"error":5}"#, "1"),
        (r#"{"id":"1","validationResult":{"id":"2"}}"#, "1"),
        (r#"{"id":101}"#, "101"),
        (r#"{"id":0}"#, "0"),
        (r#"{"id":90}"#, "90"),
        (r#"{"id":10000000000000000000}"#, "10000000000000000000"),
        (r#"{"id":18446744073709551615}"#, "18446744073709551615"),
        ("\u{feff}{\"id\":\"1\"}", "1"),
    ] {
        for status in [200, 201, 202, 299] {
            assert_eq!(parse(status, &[], body.as_bytes()).unwrap(), id, "{body}");
        }
    }
    for (written, character) in [("\\u00e9", "é"), ("🦀", "🦀")] {
        let body = format!(r#"{{"id":"{}"}}"#, written.repeat(1000));
        assert_eq!(
            parse(200, &[], body.as_bytes()).unwrap(),
            character.repeat(1000)
        );
    }
}

#[test]
fn success_without_an_id_says_what_came() {
    let long = format!(r#"{{"id":"{}"}}"#, "1".repeat(1001));
    for body in [
        "",
        " ",
        "[]",
        "{}",
        "null",
        "101",
        "\"101\"",
        "<html>",
        r#"{"id":""}"#,
        r#"{"id":null}"#,
        r#"{"id":-1}"#,
        r#"{"id":1.5}"#,
        r#"{"id":1e400}"#,
        r#"{"x":"\ud800"}"#,
        r#"{"id":true}"#,
        r#"{"id":["1"]}"#,
        r#"{"id":"1","id":null}"#,
        r#"{"id":"1","id":{"id":"1"}}"#,
        r#"{"id":{"id":"1"}}"#,
        r#"{"ID":"1"}"#,
        r#"{"id":"1"} {}"#,
        r#"{"id":"1"}garbage"#,
        r#"[{"id":"1"}]"#,
        &long,
    ] {
        let error = decode(parse(200, &[], body.as_bytes()));
        assert_eq!(
            (error.http_status, error.body_len),
            (200, body.len()),
            "{body}"
        );
        assert!(body.starts_with(&error.excerpt), "{body}");
        assert!(error.to_string().contains("the import's id"), "{error}");
    }
}

#[test]
fn id_is_read_however_deep_the_rest_nests() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [31, 32, 33, 1000, 100_000] {
            let (open, close) = (open.repeat(depth), close.repeat(depth));
            let body = format!(r#"{{"x":{open}1{close},"id":"1"}}"#);
            assert_eq!(parse(200, &[], body.as_bytes()).unwrap(), "1");
            let broken = body.replace(&close, &close[1..]);
            decode(parse(200, &[], broken.as_bytes()));
        }
    }
}

#[test]
fn id_with_lone_surrogates_keeps_pairs_and_the_rest() {
    let halves = ["\\ud83e", "\\uDD80", "x"];
    for count in 1..=4 {
        for order in 0..3_usize.pow(count) {
            let order = (0..count).map(|place| halves[order / 3_usize.pow(place) % 3]);
            let written: String = order.collect();
            let id = written
                .replace("\\ud83e\\uDD80", "🦀")
                .replace("\\ud83e", "\u{fffd}")
                .replace("\\uDD80", "\u{fffd}");
            let body = format!(r#"{{"id":"{written}"}}"#);
            assert_eq!(parse(200, &[], body.as_bytes()).unwrap(), id, "{body}");
        }
    }
}

#[test]
fn id_is_read_whatever_the_length_of_other_names_and_texts() {
    for length in [10, 5_990, 6_000, 6_010, 20_000] {
        let long = format!("{}\\n", "a".repeat(length));
        for more in [
            format!(r#""{long}":1"#),
            format!(r#""{long}" : "{long}""#),
            format!(r#""x":["{long}"]"#),
        ] {
            for body in [
                format!(r#"{{{more},"id":"101"}}"#),
                format!(r#"{{"id":"101",{more}}}"#),
            ] {
                assert_eq!(parse(200, &[], body.as_bytes()).unwrap(), "101", "{length}");
            }
        }
    }
}

#[test]
fn every_proper_start_of_an_answer_is_refused() {
    let body = br#"{"id":"101","more":[1,{"a":null}]}"#;
    assert!(parse(200, &[], body).is_ok());
    for length in 0..body.len() {
        assert_eq!(decode(parse(200, &[], &body[..length])).body_len, length);
    }
}

#[test]
fn encoded_or_incomplete_success_is_refused() {
    let body = br#"{"id":"101"}"#;
    assert!(parse(200, &[("content-encoding", "Identity")], body).is_ok());
    for encoding in ["gzip", "br", "identity, gzip"] {
        let error = parse(200, &[("Content-Encoding", encoding)], body).unwrap_err();
        assert!(
            error.to_string().contains("content encoding") && error.may_have_executed(),
            "{error}"
        );
    }
    let mut response = Response::new(200, vec![], body.to_vec());
    response.complete = false;
    let error = crate::started(response).unwrap_err();
    assert!(error.may_have_executed(), "{error}");
}

#[test]
fn id_is_read_whatever_is_echoed_beside_it() {
    for echo in [
        KEY.to_owned(),
        format!("\\\\{KEY}\\\\"),
        format!("\\\"{KEY}\\\""),
        format!("\\u0041{KEY}\\n"),
        KEY.replace('p', "\\u0070"),
    ] {
        let body = format!(r#"{{"x":"{echo}","id":"101"}}"#);
        assert_eq!(parse(200, &[], body.as_bytes()).unwrap(), "101", "{body}");
    }
}
