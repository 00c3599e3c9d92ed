//! What the answer to a start becomes.

use std::time::Duration;

use pinecone_import::{ApiError, DecodeError, Error, Operation, Response, StartImport};

fn parse(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<String, Error> {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    let response = Response::new(status, headers.collect(), body.into());
    StartImport::parse_response(&response).map(|started| started.id)
}

fn api(status: u16, headers: &[(&str, &str)], body: &[u8]) -> ApiError {
    match parse(status, headers, body).unwrap_err() {
        Error::Api(error) => *error,
        other => panic!("not an API error: {other:?}"),
    }
}

fn decode(body: &[u8]) -> DecodeError {
    match parse(200, &[], body).unwrap_err() {
        Error::Decode(error) => *error,
        other => panic!("not a decode error: {other:?}"),
    }
}

#[test]
fn id_is_read() {
    for (body, id) in [
        (r#"{"id":"101"}"#, "101"),
        (" {\"a\":[{\"id\":\"no\"}], \"id\" : \"x/y z\" }\n", "x/y z"),
        (r#"{"\u0069d":"\u00e9\ud83e\udd80"}"#, "é🦀"),
        (r#"{"id":"1","id":"2"}"#, "2"),
        (r#"{"id":101}"#, "101"),
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
        r#"{"id":true}"#,
        r#"{"id":["1"]}"#,
        r#"{"id":{"id":"1"}}"#,
        r#"{"ID":"1"}"#,
        r#"{"id":"1"} {}"#,
        r#"{"id":"1"}garbage"#,
        r#"[{"id":"1"}]"#,
        &long,
    ] {
        let error = decode(body.as_bytes());
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
fn answer_nested_32_deep_is_read_and_33_deep_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| {
            let (open, close) = (open.repeat(depth - 1), close.repeat(depth - 1));
            format!(r#"{{"x":{open}1{close},"id":"1"}}"#)
        };
        assert_eq!(parse(200, &[], nested(32).as_bytes()).unwrap(), "1");
        decode(nested(33).as_bytes());
    }
}

#[test]
fn every_proper_start_of_an_answer_is_refused() {
    let body = br#"{"id":"101","more":[1,{"a":null}]}"#;
    assert!(parse(200, &[], body).is_ok());
    for length in 0..body.len() {
        assert_eq!(decode(&body[..length]).body_len, length);
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
    let error = StartImport::parse_response(&response).unwrap_err();
    assert!(error.may_have_executed(), "{error}");
}

#[test]
fn every_status_but_2xx_is_an_api_error() {
    for status in (100..200).chain(300..1000) {
        assert_eq!(api(status, &[], br#"{"id":"101"}"#).http_status, status);
    }
}

#[test]
fn error_of_the_api_is_one_line_with_everything_in_it() {
    let headers = [
        ("X-Pinecone-Request-Id", "req-7"),
        ("x-request-id", "other"),
        ("retry-after", "3"),
        ("x-pinecone-auth-rejected-reason", "expired"),
    ];
    let body = b"{\"code\":5,\"message\":\"Not\\nfound\\u001b[31m\xe2\x80\xa8x\",\"details\":[]}";
    let error = api(404, &headers, body);
    let expected = "the server answered 404 NOT_FOUND: Not found [31m x (expired); retry after 3 s; request id req-7";
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.status.message, "Not\nfound\u{1b}[31m\u{2028}x");
    assert_eq!(
        api(400, &[("x-request-id", "other")], b"")
            .request_id
            .as_deref(),
        Some("other")
    );
    assert_eq!(api(400, &[("x-request-id", "")], b"").request_id, None);
}

#[test]
fn retry_after_over_each_month_is_its_length() {
    let months = [
        ("Jan", 31),
        ("Feb", 29),
        ("Mar", 31),
        ("Apr", 30),
        ("May", 31),
        ("Jun", 30),
        ("Jul", 31),
        ("Aug", 31),
        ("Sep", 30),
        ("Oct", 31),
        ("Nov", 30),
        ("Dec", 31),
    ];
    for (index, (month, days)) in months.into_iter().enumerate() {
        let (next, year) = (months[(index + 1) % 12].0, 2024 + index / 11);
        let date = format!("Mon, 01 {month} 2024 00:00:00 GMT");
        let until = format!("Mon, 01 {next} {year} 00:00:00 GMT");
        let error = api(400, &[("date", &date), ("retry-after", &until)], b"");
        assert_eq!(
            error.retry_after,
            Some(Duration::from_secs(days * 86_400)),
            "{month}"
        );
    }
}

#[test]
fn error_without_a_message_shows_the_body() {
    let body = "<html>\n<body><h1>502 Bad Gateway</h1></body></html>";
    let expected = "the server answered 502: <html> <body><h1>502 Bad Gateway</h1></body></html>; \
                    the import may have been started";
    assert_eq!(api(502, &[], body.as_bytes()).to_string(), expected);
    assert_eq!(
        api(307, &[], b"").to_string(),
        "the server answered 307 (redirects are not followed)"
    );
}

#[test]
fn excerpt_is_cut_on_a_character() {
    let body = format!("<{}", "é".repeat(1000));
    assert_eq!(api(500, &[], body.as_bytes()).excerpt, body[..511]);
    assert_eq!(api(500, &[], &[0xff; 600]).excerpt, "\u{fffd}".repeat(170));
}

#[test]
fn incomplete_error_keeps_what_came() {
    let mut response = Response::new(400, vec![], b"Unauthor".to_vec());
    response.complete = false;
    match StartImport::parse_response(&response).unwrap_err() {
        Error::Api(error) => {
            assert_eq!(error.status.message, "Unauthor");
            assert!(error.status.truncated);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn errors_are_small_and_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<Error>();
    assert!(size_of::<Error>() <= 16);
}
