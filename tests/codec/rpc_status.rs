//! Every error body that really arrives, and those that should not.

use crate::support::random::Random;
use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use pinecone_import::{RpcCode, RpcDetail, RpcStatus};

fn read(body: &str) -> RpcStatus {
    RpcStatus::from_body(body.as_bytes())
}

/// The code's number and name, the message; all of it well-formed.
fn clean(body: &str) -> (Option<i32>, Option<String>, String) {
    let status = read(body);
    assert!(!status.malformed && !status.truncated, "{body}: {status:?}");
    (
        status.code.map(|code| code.0),
        status.code_name().map(Into::into),
        status.message,
    )
}

fn details(body: &str) -> Vec<(String, Vec<u8>, Option<String>)> {
    read(body)
        .details
        .into_iter()
        .map(
            |RpcDetail {
                 type_url,
                 value,
                 json,
                 ..
             }| (type_url, value, json),
        )
        .collect()
}

#[test]
fn rpc_status_is_read() {
    let found = clean(r#"{"code":5,"message":"Namespace not found","details":[]}"#);
    assert_eq!(
        found,
        (
            Some(5),
            Some("NOT_FOUND".into()),
            "Namespace not found".into()
        )
    );
}

#[test]
fn code_as_text_is_read() {
    let text = "Bulk import URIs must start with the scheme of a supported storage provider";
    let found = clean(&format!(
        r#"{{"code": "3", "message": "{text}", "details": []}}"#
    ));
    assert_eq!(
        found,
        (Some(3), Some("INVALID_ARGUMENT".into()), text.into())
    );
}

#[test]
fn code_in_each_form_is_read() {
    for (body, number, name) in [
        (r#"{"code":3.0}"#, Some(3), Some("INVALID_ARGUMENT")),
        (r#"{"code":0.3e1}"#, Some(3), Some("INVALID_ARGUMENT")),
        (r#"{"code":"1e1"}"#, Some(10), Some("ABORTED")),
        (r#"{"code":-7}"#, Some(-7), None),
        (r#"{"code":2147483647}"#, Some(i32::MAX), None),
        (r#"{"code":"NOT_FOUND"}"#, Some(5), Some("NOT_FOUND")),
        (r#"{"code":"QUOTA_EXCEEDED"}"#, None, Some("QUOTA_EXCEEDED")),
        (
            r#"{"code":400,"status":"INVALID_ARGUMENT"}"#,
            Some(3),
            Some("INVALID_ARGUMENT"),
        ),
        (
            r#"{"status":"INVALID_ARGUMENT","code":400}"#,
            Some(3),
            Some("INVALID_ARGUMENT"),
        ),
        (r#"{"code":429}"#, Some(429), None),
        (r#"{"error":{"code":500},"code":400}"#, Some(400), None),
        (r#"{"code":0}"#, Some(0), Some("OK")),
        (
            r#"{"code":0,"status":"NOT_FOUND"}"#,
            Some(5),
            Some("NOT_FOUND"),
        ),
        (r#"{"error":{"code":5},"error":"x"}"#, None, None),
        (
            r#"{"error":"x","error":{"code":5}}"#,
            Some(5),
            Some("NOT_FOUND"),
        ),
        (r#"{"code":null,"message":null,"details":null}"#, None, None),
        (r#"{"code":3,"code":5}"#, Some(5), Some("NOT_FOUND")),
    ] {
        let found = clean(body);
        assert_eq!((found.0, found.1.as_deref()), (number, name), "{body}");
    }
}

#[test]
fn code_that_is_none_costs_only_the_code() {
    for code in [
        "0.5",
        "\"12abc\"",
        "\"+1\"",
        "\"01\"",
        "\" 1\"",
        "true",
        "[]",
        "{}",
        "2147483648",
        "1e300",
        "\"\"",
        "\"not a name\"",
        "-2147483649",
    ] {
        let status = read(&format!(r#"{{"code":{code},"message":"kept"}}"#));
        assert_eq!(
            (status.code, status.message.as_str()),
            (None, "kept"),
            "{code}"
        );
        assert!(status.malformed, "{code}");
    }
}

#[test]
fn other_shapes_are_read() {
    let invalid = Some("INVALID_ARGUMENT".to_owned());
    let found = clean(r#"{"error":{"code":"INVALID_ARGUMENT","message":"bad"},"status":400}"#);
    assert_eq!(found, (Some(3), invalid, "bad".into()));
    assert_eq!(
        clean(r#"{"error":"Index not found"}"#),
        (None, None, "Index not found".into())
    );
    assert_eq!(clean(r#"{"detail":"no"}"#), (None, None, "no".into()));
    assert_eq!(clean("Unauthorized"), (None, None, "Unauthorized".into()));
    assert_eq!(
        clean("\"Unauthorized\""),
        (None, None, "Unauthorized".into())
    );
    assert_eq!(
        clean("  Wrong API key\r\n"),
        (None, None, "Wrong API key".into())
    );
    assert_eq!(clean(""), (None, None, String::new()));
    assert_eq!(clean("\u{feff}{\"code\":5}").0, Some(5));
}

#[test]
fn markup_and_broken_json_are_no_message() {
    for body in [
        "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "[1,",
        "{}x",
        r#"{"code":5}{"#,
    ] {
        let status = read(body);
        assert_eq!((status.code, status.message.as_str()), (None, ""), "{body}");
        assert!(status.malformed, "{body}");
    }
}

#[test]
fn plain_text_with_a_bracket_or_quote_is_not_malformed() {
    let deep = format!("too many {}", "[".repeat(40));
    for body in ["Unauthorized [retry", "no index \"a", "see {x", &deep] {
        let status = read(body);
        assert_eq!(status.message, body);
        assert!(!status.malformed && !status.truncated, "{body}");
    }
}

#[test]
fn body_that_breaks_off_keeps_what_came_whole() {
    let body =
        r#"{"x":[{"a":"b"},true],"code":14,"message":"try \"again\" \ud83e\udd80!","details":[]}"#;
    let whole = read(body);
    assert_eq!(whole.message, "try \"again\" 🦀!");
    let message = body.find("try").unwrap();
    for length in 1..body.len() {
        let status = read(&body[..length]);
        assert!(status.malformed, "{length}");
        let code = (length > body.find(",\"message").unwrap()).then_some(RpcCode(14));
        assert_eq!(status.code, code, "{length}");
        let start = whole.message.starts_with(&*status.message);
        // A pair of surrogates that is cut in two is no character yet.
        let half = status.message.strip_suffix('\u{fffd}');
        assert!(start || half.is_some_and(|half| whole.message.starts_with(half)));
        assert_eq!(status.message.is_empty(), length <= message, "{length}");
    }
}

#[test]
fn message_of_another_type_is_flagged() {
    for message in ["7", "true", "[]", "{\"a\":1}"] {
        let status = read(&format!(r#"{{"message":{message},"code":5}}"#));
        assert_eq!(
            (status.code, status.message.as_str()),
            (Some(RpcCode(5)), ""),
            "{message}"
        );
        assert!(status.malformed, "{message}");
    }
}

#[test]
fn details_with_bytes_are_decoded() {
    let spec = r#"{"details":[{"typeUrl":"t/a","value":"aSDinaTvuI8gbWludGxpZnk="}]}"#;
    assert_eq!(
        details(spec),
        [("t/a".into(), "i ❤️ mintlify".as_bytes().to_vec(), None)]
    );
    for (text, bytes) in [
        ("", &b""[..]),
        ("-_", &[0xfb]),
        ("+/+/", &[0xfb, 0xff, 0xbf]),
        ("-_-_", &[0xfb, 0xff, 0xbf]),
        ("aQ", b"i"),
        ("aQ==", b"i"),
    ] {
        for (name, pad) in [("typeUrl", ""), ("type_url", " ")] {
            let body = format!(r#"{{"details":[{{"{name}":"t","value":"{text}"{pad}}}]}}"#);
            let status = read(&body);
            assert!(!status.malformed, "{body}");
            assert_eq!(
                details(&body),
                [("t".into(), bytes.to_vec(), None)],
                "{body}"
            );
        }
    }
    assert_eq!(
        details(r#"{"details":[{"typeUrl":"t"}]}"#),
        [("t".into(), vec![], None)]
    );
}

#[test]
fn random_base64_is_decoded_as_the_reference_decodes_it() {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let references = [STANDARD, URL_SAFE].map(|alphabet| GeneralPurpose::new(&alphabet, config));
    let (mut random, mut valid) = (Random(13), 0);
    for _ in 0..20_000 {
        let digits = ["A", "Q", "z", "7", "9", "b", "+", "/", "-", "_"];
        let few = if random.once_in(2) { 10 } else { 7 };
        let mut text: String = (0..random.below(11))
            .map(|_| random.pick(&digits[..few]))
            .collect();
        text.push_str(random.pick(&["", "", "=", "==", "===", "=A", "\u{e9}", " "]));
        let mut decoded = references.iter().map(|reference| reference.decode(&text));
        let decoded = decoded.find_map(Result::ok);
        valid += usize::from(decoded.is_some());
        let status = read(&format!(r#"{{"details":[{{"value":"{text}"}}]}}"#));
        let [detail] = &*status.details else {
            panic!("{text}");
        };
        let found = detail.json.is_none().then_some(&detail.value);
        assert_eq!(found, decoded.as_ref(), "{text}");
        assert_eq!(status.malformed, decoded.is_none(), "{text}");
    }
    assert!((4000..16_000).contains(&valid), "{valid}");
}

#[test]
fn details_with_at_type_keep_their_json() {
    let detail = r#"{"fieldViolations":[{"field":"uri"}],"@type":"type.googleapis.com/google.rpc.BadRequest","value":"aQ"}"#;
    let body = format!(r#"{{"code":3,"details":[ {detail} ,{{"typeUrl":"t","value":"aQ"}}]}}"#);
    let type_url = "type.googleapis.com/google.rpc.BadRequest";
    let expected = [
        (type_url.into(), vec![], Some(detail.into())),
        ("t".into(), b"i".to_vec(), None),
    ];
    assert_eq!(details(&body), expected);
    assert!(!read(&body).malformed);
    let both = r#"{"details":[{"typeUrl":"no","@type":"yes","type_url":"no"}]}"#;
    assert_eq!(details(both)[0].0, "yes");
}

#[test]
fn details_below_error_are_read() {
    let body = r#"{"error":{"code":3,"details":[{"typeUrl":"t","value":"aQ"}]}}"#;
    assert_eq!(details(body), [("t".into(), b"i".to_vec(), None)]);
    // Those at the top come first, wherever they stand.
    for body in [
        r#"{"error":{"details":["below"]},"details":["top"]}"#,
        r#"{"details":["top"],"error":{"details":["below"]}}"#,
    ] {
        assert_eq!(details(body)[0].2.as_deref(), Some("\"top\""), "{body}");
        assert_eq!(details(body).len(), 1, "{body}");
    }
}

#[test]
fn last_of_two_error_members_counts_alone() {
    let detail = |json: &str| (String::new(), vec![], Some(json.to_owned()));
    let found = |body: &str| (clean(body), details(body));
    let first = r#""error":{"a":1,"code":3,"message":"first","details":["first"]}"#;
    for (last, message, kept) in [
        (
            r#"{"message":"last","details":["last"]}"#,
            "last",
            &["\"last\""][..],
        ),
        (
            r#"{"b":1,"c":2,"details":["x","y"]}"#,
            "",
            &["\"x\"", "\"y\""],
        ),
        (r#""text""#, "text", &[]),
        ("{}", "", &[]),
        ("null", "", &[]),
    ] {
        for first in [first, r#""error":"first""#, r#""error":null"#] {
            let expected = (None, None, message.to_owned());
            let kept = kept.iter().map(|json| detail(json)).collect();
            let body = format!(r#"{{"x":0,{first},"y":[],"error":{last}}}"#);
            assert_eq!(found(&body), (expected, kept), "{body}");
        }
    }
}

#[test]
fn details_as_text_are_kept() {
    for body in [r#"{"details":"quota"}"#, r#"{"details":["quota"]}"#] {
        assert_eq!(
            details(body),
            [(String::new(), vec![], Some("\"quota\"".into()))],
            "{body}"
        );
        assert!(!read(body).malformed, "{body}");
    }
}

#[test]
fn details_that_do_not_fit_are_kept_and_flagged() {
    for detail in [
        r#"{"typeUrl":"t","value":"!"}"#,
        r#"{"typeUrl":"t","value":"-_+/"}"#,
        r#"{"value":{"a":1}}"#,
        r#"{"value":7}"#,
        "null",
        "7",
        "[[]]",
    ] {
        let body = format!(r#"{{"code":5,"message":"kept","details":[{detail}]}}"#);
        let status = read(&body);
        assert!(status.malformed, "{body}");
        assert_eq!(
            (status.code, status.message.as_str()),
            (Some(RpcCode(5)), "kept"),
            "{body}"
        );
        assert_eq!(status.details[0].json.as_deref(), Some(detail), "{body}");
    }
    assert!(read(r#"{"details":7}"#).malformed);
}

#[test]
fn unknown_members_of_any_kind_are_passed_over() {
    let body =
        r#"{"a":[{"code":1}],"b":{"message":"no"},"c":null,"d":1.5e3,"message":"yes","e":false}"#;
    assert_eq!(clean(body), (None, None, "yes".into()));
}

#[test]
fn status_that_is_no_name_is_passed_over() {
    for status in ["404", "7", "\"404\"", "true", "[5]", "{}", "null"] {
        for body in [
            format!(r#"{{"status":{status},"message":"no"}}"#),
            format!(r#"{{"error":{{"status":{status},"message":"no"}}}}"#),
        ] {
            assert_eq!(clean(&body), (None, None, "no".into()), "{body}");
        }
    }
}

#[test]
fn text_that_is_not_utf8_is_kept_as_far_as_it_is() {
    let status = RpcStatus::from_body(b"caf\xe9 closed");
    assert_eq!(status.message, "caf\u{fffd} closed");
    assert!(status.malformed);
    let status = RpcStatus::from_body(b"{\"code\":5,\"message\":\"caf\xe9\"}");
    assert_eq!(
        (status.code, status.message.as_str()),
        (Some(RpcCode(5)), "caf\u{fffd}")
    );
}

#[test]
fn text_that_is_not_utf8_is_replaced_as_std_replaces_it() {
    let (mut random, mut broken) = (Random(12), 0);
    for _ in 0..10_000 {
        // Characters, some of them cut, then perhaps in the midst of the next.
        let mut body = b"x".to_vec();
        for _ in 0..random.below(6) {
            let character = random.pick(&["a", "é", "世", "🦀", "\u{fffd}"]).as_bytes();
            let cut = usize::from(random.once_in(3));
            body.extend_from_slice(&character[..character.len() - cut]);
            body.extend((0..random.below(2)).map(|_| random.bits().to_le_bytes()[0] | 0x80));
        }
        let text = String::from_utf8_lossy(&body);
        broken += usize::from(std::str::from_utf8(&body).is_err());
        assert_eq!(RpcStatus::from_body(&body).message, text, "{body:?}");
    }
    assert!(broken > 5000, "{broken}");
}

#[test]
fn every_code_has_its_name() {
    for number in 0..=16 {
        let code = RpcCode(number);
        assert_eq!(RpcCode::from_name(code.name().unwrap()), Some(code));
    }
    assert_eq!(
        (
            RpcCode(-1).name(),
            RpcCode(17).name(),
            RpcCode::from_name("NOPE")
        ),
        (None, None, None)
    );
}
