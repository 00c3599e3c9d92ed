//! What an answer with another status than 2xx becomes.

use std::time::Duration;

use pinecone_import::{ApiError, Error, Response};

fn api(status: u16, headers: &[(&str, &str)], body: &[u8]) -> ApiError {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    let response = Response::new(status, headers.collect(), body.into());
    match crate::started(response).unwrap_err() {
        Error::Api(error) => *error,
        other => panic!("not an API error: {other:?}"),
    }
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
fn header_is_cut_on_a_character() {
    for (sent, kept) in [
        ("r".repeat(256), "r".repeat(256)),
        ("r".repeat(257), "r".repeat(256)),
        ("é".repeat(200), "é".repeat(128)),
        (
            format!("r{}", "é".repeat(200)),
            format!("r{}", "é".repeat(127)),
        ),
    ] {
        for name in ["x-request-id", "x-pinecone-auth-rejected-reason"] {
            let error = api(401, &[(name, &sent)], b"");
            let found = error.request_id.or(error.auth_rejected_reason);
            assert_eq!(found.as_ref(), Some(&kept), "{name}");
        }
    }
}

#[test]
fn character_that_could_end_or_reorder_the_line_is_a_space() {
    for c in '\0'..='\u{2100}' {
        let breaks = c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c);
        let isolates = ('\u{2066}'..='\u{2069}').contains(&c);
        let shown = if breaks || isolates { ' ' } else { c };
        let error = api(400, &[("x-request-id", &format!("a{c}b"))], b"");
        let expected = format!("the server answered 400; request id a{shown}b");
        assert_eq!(error.to_string(), expected, "{c:?}");
    }
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
fn encoded_body_is_named_and_not_shown() {
    let gzip = [("Content-Encoding", "gzip")];
    let body = b"\x1f\x8b\x08\0\0\0\0\0\0\x03Unauthorized";
    let error = api(401, &gzip, body);
    let expected = "the server answered 401: (content-encoding gzip)";
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.excerpt, "(content-encoding gzip)");
    assert_eq!(error.status.message, "");
    let headers = vec![("content-encoding".into(), " br ".into())];
    let error = crate::decode(crate::started(Response::new(200, headers, body.into())));
    assert_eq!(
        (error.excerpt.as_str(), error.body_len),
        ("(content-encoding br)", body.len())
    );
    assert!(
        error
            .to_string()
            .contains("got 22 bytes: (content-encoding br)"),
        "{error}"
    );
    for plain in ["identity", "Identity ", ""] {
        let error = api(401, &[("content-encoding", plain)], b"Unauthorized");
        assert_eq!(error.to_string(), "the server answered 401: Unauthorized");
    }
}

#[test]
fn message_cut_before_a_next_page_is_truncated() {
    for (rest, is_cut) in [
        (r#""pagination":{"next":"x"}}"#, true),
        ("2 errors}", false),
    ] {
        let status = api(502, &[], format!("upstream said {{{rest}").as_bytes()).status;
        assert!(status.message.starts_with("upstream said {"), "{rest}");
        assert_eq!(status.truncated, is_cut, "{rest}");
    }
}

#[test]
fn excerpt_is_cut_on_a_character() {
    let body = format!("<{}", "é".repeat(1000));
    assert_eq!(api(500, &[], body.as_bytes()).excerpt, body[..511]);
    // There would be room for a replacement.
    let body = format!("<{}", "🦀".repeat(1000));
    assert_eq!(api(500, &[], body.as_bytes()).excerpt, body[..509]);
    assert_eq!(api(500, &[], &[0xff; 600]).excerpt, "\u{fffd}".repeat(170));
}

#[test]
fn excerpt_of_a_short_body_that_is_not_utf_8_keeps_its_end() {
    let latin_1 = b"<p>ung\xfcltiger Schl\xfcssel</p>";
    let expected = "<p>ung\u{fffd}ltiger Schl\u{fffd}ssel</p>";
    assert_eq!(api(500, &[], latin_1).excerpt, expected);
    assert_eq!(api(500, &[], b"caf\xc3").excerpt, "caf\u{fffd}");
}

#[test]
fn incomplete_error_keeps_what_came() {
    let mut response = Response::new(400, vec![], b"Unauthor".to_vec());
    response.complete = false;
    match crate::started(response).unwrap_err() {
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

#[test]
fn retry_after_in_each_form_is_told() {
    let told = |headers: &[(&str, &str)]| {
        let error = api(400, headers, b"");
        error.retry_after.map(|wait| wait.as_secs())
    };
    let date = ("Date", "Wed, 28 Feb 2024 23:59:59 GMT");
    for (value, wait) in [
        ("0", Some(0)),
        (" 120 ", Some(120)),
        ("18446744073709551609", Some(u64::MAX - 6)),
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", Some(u64::MAX)),
        ("99999999999999999999", Some(u64::MAX)),
        ("Thu, 29 Feb 2024 00:00:00 GMT", Some(1)),
        ("Fri, 01 Mar 2024 00:00:00 GMT", Some(86_401)),
        // A leap second.
        ("Wed, 28 Feb 2024 23:59:60 GMT", Some(1)),
        ("Wed, 28 Feb 2024 23:59:61 GMT", None),
        ("Sat, 01 Jan 2000 00:00:00 GMT", Some(0)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", Some(251_693_136_000)),
        ("Wed, 31 Dec 1969 23:59:59 GMT", None),
        ("Sat, 01 Jan 0000 00:00:00 GMT", None),
        ("Thu, 00 Mar 2024 00:00:00 GMT", None),
        ("Thu, 29 Feb 2024 00:60:00 GMT", None),
        ("Thu, 29 feb 2024 00:00:00 GMT", None),
        ("Thu, 29 Feb 2024 00:00:0: GMT", None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("", None),
        ("soon", None),
        ("Thu, 32 Feb 2024 00:00:00 GMT", None),
        ("Thu, 29 Feb 2024 24:00:00 GMT", None),
        ("Thu, 29 Feb 2024 00:00:00", None),
        ("Thu, 29 Feb 2024 00:00:00 CET", None),
    ] {
        assert_eq!(told(&[("Retry-After", value), date]), wait, "{value:?}");
    }
    assert_eq!(
        told(&[("Retry-After", "Thu, 29 Feb 2024 00:00:00 GMT")]),
        None
    );
}
